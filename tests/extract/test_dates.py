"""Which time is the article's, and how it is written."""
# Pages print wall-clock times without a zone, and such claims stay naive.
# ruff: noqa: DTZ001

from __future__ import annotations

import subprocess
import sys
import tomllib
from datetime import UTC, datetime, timedelta, timezone
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract import extract_article, parse, text_at
from newscrawl.extract.datetext import parse_time
from newscrawl.items import DateClaim

NOW = datetime(2024, 11, 8, 12, tzinfo=UTC)
TEXT = "<p>Ein Absatz mit genug Wörtern, damit die Seite als Artikel erkannt und gelesen wird.</p>" * 3


def published(head: str = "", top: str = "", within: str = "", url: str | None = None, **kw: str) -> DateClaim | None:
    page = (
        f"<html><head>{head}</head><body>{top}<article><h1>Titel der Seite</h1>{within}{TEXT}</article></body></html>"
    )
    return extract_article(parse(page, url=url), now=NOW, **kw).published  # type: ignore[arg-type]


def test_sources_in_their_order() -> None:
    json_ld = '{"@type":"NewsArticle","headline":"x","datePublished":"2024-06-20T09:14:03Z"}'
    json_ld = f'<script type="application/ld+json">{json_ld}</script>'
    meta = '<meta property="article:published_time" content="2024-06-21T10:00:00+02:00">'
    time = '<time datetime="2024-06-22T08:30">22. Juni</time>'
    url = "https://a.example/2024/06/23/titel"
    claims = [published(json_ld + meta, within=time, url=url), published(meta, within=time, url=url)]
    claims += [published(within=time, url=url), published(url=url)]
    assert [c and (c.source, c.value.day, c.precision) for c in claims] == [
        ("jsonld", 20, "second"),
        ("meta", 21, "second"),
        ("time", 22, "minute"),
        ("url", 23, "day"),
    ]


def test_all_claims_are_kept_at_their_places() -> None:
    head = '<meta property="article:published_time" content="2024-06-21T10:00:00+02:00">'
    head += '<meta name="date" content="2024-06-21">'
    document = parse(f"<html><head>{head}</head><body><h1>Titel</h1>{TEXT}</body></html>")
    claims = extract_article(document, now=NOW).dates
    assert [text_at(document, claim.locator or "") for claim in claims] == [claim.raw for claim in claims]
    assert len(claims) == 2


@pytest.mark.parametrize(
    "top",
    [
        '<div class="top-bar"><span class="date">November 8, 2024</span></div>',
        '<div class="clock date">8. November 2024</div>',
        '<header><div class="current-date">Friday, 8 November 2024</div><p>securnews</p></header>',
        '<header><time datetime="2024-11-08">8. November</time></header>',
        '<nav><time datetime="2024-11-08T10:00">heute</time></nav>',
    ],
)
def test_the_theme_s_clock_is_no_claim(top: str) -> None:
    assert published(top=top) is None
    assert published(
        top=top, within='<p class="meta">Veröffentlicht am 20. Juni 2024 um 9:14 Uhr</p>'
    ).value == datetime(  # type: ignore[union-attr]
        2024, 6, 20, 9, 14
    )


def test_a_future_date_is_refused() -> None:
    assert published('<meta name="date" content="2024-11-20">') is None
    assert published('<meta name="date" content="2024-11-09">') is not None


def test_a_day_gives_way_to_the_time_of_that_day() -> None:
    head = '<script type="application/ld+json">{"@type":"Article","headline":"x","datePublished":"2024-06-20"}</script>'
    claim = published(head + '<meta property="article:published_time" content="2024-06-20T09:14:00+02:00">')
    assert claim is not None
    assert (claim.source, claim.value.hour) == ("meta", 9)


def test_a_site_s_zone_is_given_to_its_wall_clock_times() -> None:
    within = '<time datetime="2024-06-20T09:14">20. Juni</time>'
    naive, aware = published(within=within), published(within=within, timezone="Europe/Berlin")
    assert naive is not None
    assert naive.value.tzinfo is None
    assert aware is not None
    assert aware.value.utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize(
    ("within", "day"),
    [
        ('<div class="docData"><b>Datum:</b> <span>18.10.2023</span></div>', 18),
        ("<p>Erschienen am: 1.11.2023</p>", 1),
        ("<div>Last changed: 31.10.2023 - 14:49<br>Published on 02.11.2023</div>", 2),
        ("<p>発行：2023年4月5日</p>", 5),
        ('<aside><ul><li class="content__meta__date">26.02.2023</li></ul></aside>', 26),
    ],
)
def test_printed_days(within: str, day: int) -> None:
    claim = published(within=within)
    assert claim is not None
    assert (claim.source, claim.value.day, claim.value.year) == ("text", day, 2023)


def test_a_label_in_the_foot_counts_and_a_bare_date_there_does_not() -> None:
    page = "<html><body><article><h1>Titel</h1>{}</article><footer><p>{}</p></footer></body></html>"
    shown = [
        extract_article(parse(page.format(TEXT, foot)), now=NOW).published
        for foot in ("Erschienen am 3.5.2022", "Datum: 3.5.2022")
    ]
    assert [claim and claim.value.date().isoformat() for claim in shown] == ["2022-05-03", None]


def test_a_publication_after_the_last_change_gives_way_to_the_day_on_the_page() -> None:
    head = '<meta property="article:published_time" content="2024-06-21T10:00:55Z">'
    changed = '<meta property="article:modified_time" content="2024-06-{}">'
    time = '<time datetime="2022-03-09">9. März</time>'
    claims = [published(head + changed.format(when), within=time) for when in ("21T10:00:00Z", "22T10:00:00Z")]
    assert [claim and claim.value.year for claim in claims] == [2022, 2024]


def test_dates_of_teasers_are_no_claims() -> None:
    teaser = '<div class="related"><article><time datetime="2024-06-22T08:30">22. Juni</time></article></div>'
    assert published(within=teaser) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20. Juni 2024, 09:14 Uhr", datetime(2024, 6, 20, 9, 14)),
        ("June 20, 2024 9:14 p.m.", datetime(2024, 6, 20, 21, 14)),
        ("20 juin 2024 à 09h14", datetime(2024, 6, 20, 9, 14)),
        ("20 de junio de 2024", datetime(2024, 6, 20)),
        ("20 июня 2024, 09:14", datetime(2024, 6, 20, 9, 14)),
        ("20 Haziran 2024", datetime(2024, 6, 20)),
        ("2024年6月20日 9時14分", datetime(2024, 6, 20, 9, 14)),
        ("20.06.2024", datetime(2024, 6, 20)),
        ("06/20/2024", datetime(2024, 6, 20)),
        ("2024-06-20 09:14", datetime(2024, 6, 20, 9, 14)),
        ("20240620T091400Z", datetime(2024, 6, 20, 9, 14, tzinfo=UTC)),
        ("Thu, 20 Jun 2024 09:14:00 +0200", datetime(2024, 6, 20, 9, 14, tzinfo=timezone(timedelta(hours=2)))),
        ("2024-06-20T09:14:00-0400", datetime(2024, 6, 20, 9, 14, tzinfo=timezone(-timedelta(hours=4)))),
        ("1718874840", datetime(2024, 6, 20, 9, 14, tzinfo=UTC)),
    ],
)
def test_written_times(text: str, expected: datetime) -> None:
    read = parse_time(text)
    assert read is not None
    assert read[0] == expected
    assert read[0].tzinfo == expected.tzinfo


@pytest.mark.parametrize("text", ["", "Dienstag", "31. Februar 2024", "Seite 12 von 2024", "99999999", "2024-13-45"])
def test_no_times(text: str) -> None:
    assert parse_time(text) is None


@given(st.text(max_size=60))
def test_any_text_is_read_or_not(text: str) -> None:
    read = parse_time(text)
    assert read is None or read[1] in ("second", "minute", "day")


@given(
    st.datetimes(datetime(1995, 1, 1), datetime(2035, 1, 1)),
    st.sampled_from([None, UTC, timezone(timedelta(hours=5, minutes=30))]),
)
def test_iso_times_are_read_back(value: datetime, zone: timezone | None) -> None:
    value = value.replace(microsecond=0, tzinfo=zone)
    assert parse_time(value.isoformat()) == (value, "second")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("20 Lis 2011", (2011, 11, 20)),
        ("opublikowano 3 września 2023", (2023, 9, 3)),
        ("12 Οκτ 2021, 10:30", (2021, 10, 12)),
        ("4 בינואר 2021", (2021, 1, 4)),
        ("Fri Feb 18 10:27:24 2022", (2022, 2, 18)),
        ("Jan 04 09:34 2021", (2021, 1, 4)),
        ("26 | 01 | 2022", (2022, 1, 26)),
        ("Lesen Sie 12 Tipps für 2021", None),
        ("iPad Pro 11 2021", None),
    ],
)
def test_days_in_words_of_many_languages(written: str, day: tuple[int, int, int] | None) -> None:
    read = parse_time(written)
    assert (read and (read[0].year, read[0].month, read[0].day)) == day


def test_a_month_name_means_one_month() -> None:
    data = tomllib.loads(resources.files("newscrawl.extract").joinpath("data/months.toml").read_text("utf-8"))
    meant: dict[str, set[int]] = {}
    for months in data["months"].values():
        assert len(months) == 12
        for number, names in enumerate(months, 1):
            for name in names.split():
                meant.setdefault(name.casefold(), set()).add(number)
    assert [name for name, numbers in meant.items() if len(numbers) > 1] == []


PRINTED = """
import sys
from newscrawl.extract import extract_article, parse
page = "<html><body><h1>Tytuł strony</h1><div><p>%s</p><span>20 Lis 2011</span></div></body></html>"
print(extract_article(parse(page % "Zdanie, które jest wystarczająco długie. ")).published.value.date())
print("dateparser.languages" in sys.modules)
from htmldate import extractors
print(extractors.get_external_parser.__module__)
"""


def test_the_words_of_200_languages_are_not_loaded_for_a_printed_date_and_others_find_htmldate_as_it_is() -> None:
    done = subprocess.run([sys.executable, "-c", PRINTED], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["2011-11-20", "False", "htmldate.extractors"]
