from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from newscrawl.discover.canonical import canonical_url, declared_alias, variant_key
from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="beispiel",
    title="Beispiel",
    role=SiteRole.OUTLET,
    domains=("beispiel.test",),
    documented="written for the tests",
)


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("HTTP://WWW.Beispiel.TEST:80/a", "http://www.beispiel.test/a"),
        ("https://beispiel.test:443", "https://beispiel.test/"),
        ("https://beispiel.test:8443/a", "https://beispiel.test:8443/a"),
        ("https://beispiel.test./a", "https://beispiel.test/a"),
        ("https://beispiel.test/a#kommentare", "https://beispiel.test/a"),
        ("https://beispiel.test/a?", "https://beispiel.test/a"),
        ("https://beispiel.test/a?utm_source=rss&id=7&fbclid=x", "https://beispiel.test/a?id=7"),
        ("https://beispiel.test/a?UTM_Source=rss", "https://beispiel.test/a"),
        ("https://beispiel.test/a?wt_mc=nl.int&WT.mc_id=3", "https://beispiel.test/a"),
        ("https://beispiel.test/a?b=2&a=1", "https://beispiel.test/a?a=1&b=2"),
        ("https://beispiel.test/a?x=2&x=1", "https://beispiel.test/a?x=2&x=1"),
        ("https://beispiel.test/?2024/11/08", "https://beispiel.test/?2024/11/08"),
        ("https://beispiel.test/?a=&b", "https://beispiel.test/?a=&b"),
        ("https://beispiel.test/a/./b/../c", "https://beispiel.test/a/c"),
        ("https://beispiel.test/../../a/..", "https://beispiel.test/"),
        ("https://beispiel.test/a/%2e%2e/b", "https://beispiel.test/b"),
        ("https://beispiel.test/a//b/", "https://beispiel.test/a//b/"),
        ("https://beispiel.test/%7euser/%c3%bcber", "https://beispiel.test/~user/%C3%BCber"),
        ("https://beispiel.test/über uns", "https://beispiel.test/%C3%BCber%20uns"),
        ("https://beispiel.test/a%2Fb", "https://beispiel.test/a%2Fb"),
        ("https://beispiel.test/100%", "https://beispiel.test/100%25"),
        ("https://straße.test/a", "https://xn--strae-oqa.test/a"),
        ("https://xn--strae-oqa.test/a", "https://xn--strae-oqa.test/a"),
        ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"),
        ("  https://beispiel.test/a\n", "https://beispiel.test/a"),
        ("https://beispiel.test/a\n-b", "https://beispiel.test/a-b"),
        ("https:\\\\beispiel.test\\a?b=\\c", "https://beispiel.test/a?b=%5Cc"),
        ("https://leser:geheim@beispiel.test/a", "https://beispiel.test/a"),
    ],
)
def test_canonical_form(raw: str, canonical: str) -> None:
    assert canonical_url(raw) == canonical


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("artikel-1", "http://beispiel.test/politik/artikel-1"),
        ("/artikel-1", "http://beispiel.test/artikel-1"),
        ("//m.beispiel.test/artikel-1", "http://m.beispiel.test/artikel-1"),
        ("?seite=2", "http://beispiel.test/politik/?seite=2"),
        ("", "http://beispiel.test/politik/"),
        ("https://anderswo.test/x", "https://anderswo.test/x"),
    ],
)
def test_relative_links_are_resolved(link: str, canonical: str) -> None:
    assert canonical_url(link, base="http://beispiel.test/politik/") == canonical


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "artikel-1",
        "mailto:redaktion@beispiel.test",
        "javascript:void(0)",
        "tel:+4930123",
        "ftp://beispiel.test/a",
        "http://",
        "http:///a",
        "http://beispiel.test:port/a",
        "http://beispiel.test:99999/a",
        "http://bei spiel.test/a",
        "http://[::1/a",
        "http://..",
        "http://" + "a" * 300 + ".test/",
        "data:text/html,<p>",
    ],
)
def test_what_is_no_address_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical_url(raw)


def test_a_backslash_cannot_hide_the_host() -> None:
    assert canonical_url("http://boese.test\\@beispiel.test/a").startswith("http://boese.test/")


ADDRESSES = st.builds(
    "{}://{}{}{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["beispiel.test", "WWW.beispiel.test", "m.beispiel.test", "bücher.test", "[::1]", "127.0.0.1"]),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.text(st.sampled_from("/.%2eEfFäß -_~a+;@?&=#\\日"), max_size=30).map(lambda t: "/" + t),
    st.one_of(st.just(""), st.text(st.sampled_from("ab=&%2026fF;/?ü+"), max_size=20).map(lambda t: "?" + t)),
    st.sampled_from(["", "#top", "#!/x"]),
)


@given(ADDRESSES)
@example("http://beispiel.test/%%34%31?%%34%31")
def test_canonical_is_stable(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


@given(st.from_regex(r"https?://[a-z][a-z-]{0,2}\.a/[\w./~:-]{0,12}", fullmatch=True).filter(str.isascii))
def test_the_short_way_gives_what_the_long_way_gives(url: str) -> None:
    assert canonical_url(url) == canonical_url(url + "#")


@given(ADDRESSES)
def test_canonical_is_ascii_without_fragment_and_dot_segments(url: str) -> None:
    once = canonical_url(url)
    assert once.isascii()
    assert "#" not in once
    path = once.split("://", 1)[1].partition("?")[0].partition("/")[2]
    assert not {".", ".."} & set(path.split("/"))


@given(ADDRESSES)
def test_canonical_keeps_host_and_variant(url: str) -> None:
    assert variant_key(url) == variant_key(canonical_url(url))


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_value_error(text: str) -> None:
    try:
        once = canonical_url(text, base="http://beispiel.test/a/")
    except ValueError:
        assume(False)
    assert once.startswith(("http://", "https://"))
    assert canonical_url(once) == once


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), max_size=5), st.randoms())
def test_order_of_differing_parameters_does_not_matter(pairs: list[tuple[str, int]], random: object) -> None:
    unique = list(dict(pairs).items())
    shuffled = list(unique)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    def url(items: list[tuple[str, int]]) -> str:
        return "http://beispiel.test/a?" + "&".join(f"{k}={v}" for k, v in items)

    assert canonical_url(url(unique)) == canonical_url(url(shuffled))


ARTICLE = "https://beispiel.test/politik/ein-langer-artikel-123456"


@pytest.mark.parametrize(
    "variant",
    [
        "http://beispiel.test/politik/ein-langer-artikel-123456",
        "https://www.beispiel.test/politik/ein-langer-artikel-123456/",
        "https://m.beispiel.test/politik/ein-langer-artikel-123456",
        "https://amp.beispiel.test/politik/ein-langer-artikel-123456",
        "https://www.m.beispiel.test/politik/ein-langer-artikel-123456",
        "https://beispiel.test/politik/ein-langer-artikel-123456/amp",
        "https://beispiel.test/politik/ein-langer-artikel-123456/amp/",
        "https://beispiel.test/amp/politik/ein-langer-artikel-123456",
        "https://beispiel.test/politik/ein-langer-artikel-123456.amp",
        "https://beispiel.test/politik/ein-langer-artikel-123456?amp",
        "https://beispiel.test/politik/ein-langer-artikel-123456?amp=1",
        "https://beispiel.test/politik/ein-langer-artikel-123456?outputType=amp",
        "https://beispiel.test/politik/ein-langer-artikel-123456/print",
        "https://beispiel.test/politik/ein-langer-artikel-123456?print=1&utm_medium=x",
        "https://beispiel.test/politik/ein-langer-artikel-123456?view=print",
    ],
)
def test_variants_are_one_address(variant: str) -> None:
    assert variant_key(ARTICLE) == variant_key(variant)


@pytest.mark.parametrize(
    "other",
    [
        "https://beispiel.test/politik/ein-langer-artikel-123457",
        "https://beispiel.test/sport/ein-langer-artikel-123456",
        "https://news.beispiel.test/politik/ein-langer-artikel-123456",
        "https://anderswo.test/politik/ein-langer-artikel-123456",
        "https://beispiel.test/politik/ein-langer-artikel-123456?seite=2",
        "https://beispiel.test/politik/ein-langer-artikel-123456?outputType=xml",
        "https://beispiel.test:8443/politik/ein-langer-artikel-123456",
    ],
)
def test_other_addresses_are_no_variants(other: str) -> None:
    assert variant_key(ARTICLE) != variant_key(other)


def test_a_short_host_is_not_stripped_away() -> None:
    assert variant_key("https://m.test/a") != variant_key("https://test/a")
    assert variant_key("https://amp.test/a") != variant_key("https://m.test/a")


def test_the_html_ending_survives_the_amp_ending() -> None:
    assert variant_key("https://beispiel.test/a-b.amp.html") == variant_key("https://beispiel.test/a-b.html")


@pytest.mark.parametrize(
    ("page", "declared", "alias_of"),
    [
        # variants
        (ARTICLE + "?amp=1", ARTICLE, ARTICLE),
        ("https://m.beispiel.test/politik/ein-langer-artikel-123456", ARTICLE, ARTICLE),
        ("http://www.beispiel.test/politik/ein-langer-artikel-123456/", ARTICLE, ARTICLE),
        # relative canonical
        (ARTICLE + "?print=1", "/politik/ein-langer-artikel-123456", ARTICLE),
        # a query that says how the reader came
        (ARTICLE + "?ref=start", ARTICLE, ARTICLE),
        # same slug on another host of the site
        (
            "https://edition.beispiel.test/2024/ein-langer-artikel-hier",
            "https://www.beispiel.test/2024/ein-langer-artikel-hier",
            "https://www.beispiel.test/2024/ein-langer-artikel-hier",
        ),
        # a blog's short link
        ("https://beispiel.test/?p=4711", ARTICLE, ARTICLE),
        # the query names the article, the canonical keeps it
        (
            "https://beispiel.test/article.php?id=77&from=start",
            "https://beispiel.test/article.php?id=77",
            "https://beispiel.test/article.php?id=77",
        ),
        # never
        (ARTICLE, ARTICLE, None),
        (ARTICLE + "#top", ARTICLE, None),
        (ARTICLE, "https://beispiel.test/", None),
        (ARTICLE, "https://beispiel.test/index.html", None),
        (ARTICLE, "https://beispiel.test/de/", None),
        ("https://beispiel.test/?p=4711", "https://beispiel.test/", None),
        (ARTICLE, "https://anderswo.test/politik/ein-langer-artikel-123456", None),
        ("https://anderswo.test/politik/ein-langer-artikel-123456", ARTICLE, None),
        (ARTICLE, "https://beispiel.test/politik/ein-anderer-artikel-98765", None),
        ("https://beispiel.test/article.php?id=77", "https://beispiel.test/article.php?id=78", None),
        ("https://beispiel.test/article.php?id=77", "https://beispiel.test/article.php", None),
        ("https://beispiel.test/article.php?lang=de&id=77", "https://beispiel.test/article.php?lang=de", None),
        ("https://beispiel.test/view?lang=de&nummer=20241108", "https://beispiel.test/view?lang=de", None),
        ("https://en.beispiel.test/news/4711", "https://de.beispiel.test/news/4711", None),
        (ARTICLE, ARTICLE + "?id=5", None),
        (ARTICLE, "javascript:void(0)", None),
        (ARTICLE, "http://[", None),
        ("https://beispiel.test/?p=neu", ARTICLE, None),
    ],
)
def test_declared_alias(page: str, declared: str, alias_of: str | None) -> None:
    assert declared_alias(page, declared, SITE) == alias_of


@given(ADDRESSES, ADDRESSES)
def test_an_alias_is_of_the_site_and_not_the_page_itself(page: str, declared: str) -> None:
    target = declared_alias(page, declared, SITE)
    assert target is None or (SITE.owns(target) and target != canonical_url(page) and canonical_url(target) == target)
