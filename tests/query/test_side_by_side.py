"""A copy beside its original: each sentence stands once, in order, and says what became of it."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from click.testing import Result
from rich.console import Console
from sqlalchemy import Engine
from typer.testing import CliRunner

from newscrawl.cli.main import build
from newscrawl.items import Credit, CreditKind, CreditName, Direction, Passage, Role, Story
from newscrawl.query import article, side_by_side
from newscrawl.store.repository import Repository
from newscrawl.store.session import reading
from newscrawl.store.tracing import select_versions
from tests.support.stories import NOW, ORIGINAL, PHOTO, SITE, origin, story

FIRST = "https://cnn.example/first"
TRANSLATED, CUT, ALONE = (f"https://umschau.example/{name}" for name in ("uebersetzt", "gekuerzt", "allein"))
ENGLISH = (
    "The port of Larvendal will close for eleven days in March.",
    "Engineers found cracks in 36 concrete blocks after the storm.",
    "Fishermen complained that nobody had asked them.",
    "A final report is to be published before the summer.",
)
GERMAN = (
    "Der Hafen von Larvendal schließt im März für elf Tage.",
    "Ein Abschlussbericht soll vor dem Sommer erscheinen.",
    "Kritiker sprechen von einem beispiellosen Versagen der Behörden.",
    "Ingenieure fanden nach dem Sturm Risse in 36 Betonblöcken.",
)
SHORT = (ENGLISH[0], "Engineers discovered cracks in 36 blocks of concrete after it.")
WRITER = Credit(
    kind=CreditKind.TEXT,
    quote="By Ingrid Sulheim, Reuters",
    locator="/html/body/p[1]",
    position="byline",
    rule="byline",
    names=(CreditName(name="Reuters", role=Role.PRODUCER, agency="reuters"),),
)
CITED = replace(WRITER, kind=CreditKind.CITED, quote="said the agency", position="body")


def newscrawl(*arguments: str) -> Result:
    return CliRunner().invoke(build(arguments), arguments)


def told(url: str, lines: tuple[str, ...], *, site: str, language: str, credits: tuple[Credit, ...]) -> Story:
    made = story(url, site=site, title=lines[0], body="\n".join(lines))
    assert made.article
    return replace(made, article=replace(made.article, language=language), credits=credits, origins=())


def passage(copy: tuple[str, ...], mine: int, theirs: int, *, moved: bool = False) -> Passage:
    def span(lines: tuple[str, ...], number: int) -> tuple[int, int]:
        start = sum(len(line) + 1 for line in lines[:number])
        return start, start + len(lines[number])

    return Passage(copy=span(copy, mine), original=span(ENGLISH, theirs), score=0.4, moved=moved)


@pytest.fixture
def stored(repository: Repository, engine: Engine) -> Engine:
    for site in (SITE, ORIGINAL):
        repository.upsert_site(site)
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="1")
    first = told(FIRST, ENGLISH, site="cnn", language="en", credits=(WRITER, PHOTO, CITED))
    assert [saved.error for saved in repository.save(run, [first], now=NOW)] == [None]
    with reading(engine) as connection:
        (version,) = select_versions(connection, url=FIRST)
    taken = replace(origin(url=FIRST), version_id=version, basis="text", copy_coverage=0.75, original_coverage=0.75)
    pairs = (passage(GERMAN, 0, 0), passage(GERMAN, 1, 3, moved=True), passage(GERMAN, 3, 1))
    translated = replace(
        told(TRANSLATED, GERMAN, site="umschau", language="de", credits=(PHOTO,)),
        origins=(replace(taken, passages=pairs, direction=Direction.PUBLISHER_KIND),),
    )
    pairs = (passage(SHORT, 0, 0), passage(SHORT, 1, 1))
    cut = replace(
        told(CUT, SHORT, site="umschau", language="en", credits=()),
        origins=(replace(taken, passages=pairs, direction=Direction.UNDECIDABLE),),
    )
    alone = told(ALONE, GERMAN, site="umschau", language="de", credits=())
    saved = repository.save(run, [translated, cut, alone], now=NOW)
    assert [one.error for one in saved] == [None] * 3
    return engine


def test_each_sentence_of_a_translation_says_what_became_of_it(stored: Engine) -> None:
    (found,) = side_by_side(stored, TRANSLATED).comparisons
    assert [(row.kind, row.moved, row.copy, row.original) for row in found.rows] == [
        ("translated", False, GERMAN[0], ENGLISH[0]),
        ("translated", True, GERMAN[1], ENGLISH[3]),
        ("added", False, GERMAN[2], None),
        ("translated", False, GERMAN[3], ENGLISH[1]),
        ("dropped", False, None, ENGLISH[2]),
    ]
    assert (found.copy_coverage, found.original_coverage) == (0.75, 0.75)
    assert (found.original_url, found.original_language) == (FIRST, "en")


def test_the_same_words_are_kept_and_others_of_the_language_reworded(stored: Engine) -> None:
    (found,) = side_by_side(stored, CUT).comparisons
    assert [row.kind for row in found.rows] == ["kept", "reworded", "dropped", "dropped"]


def test_credits_that_were_cut_are_told_and_cited_sources_are_none(stored: Engine) -> None:
    (translated,) = side_by_side(stored, TRANSLATED).comparisons
    assert (translated.credits_cut, translated.credits_kept) == ((), (WRITER.quote, PHOTO.quote))
    (cut,) = side_by_side(stored, CUT).comparisons
    assert (cut.credits_cut, cut.credits_kept) == ((WRITER.quote, PHOTO.quote), ())


def test_places_are_those_of_the_stored_bodies(stored: Engine) -> None:
    bodies = {url: text.body for url in (FIRST, TRANSLATED) if (text := article(stored, url).text)}
    for row in side_by_side(stored, TRANSLATED).comparisons[0].rows:
        if row.copy_span:
            assert bodies[TRANSLATED][slice(*row.copy_span)] == row.copy
        if row.original_span:
            assert bodies[FIRST][slice(*row.original_span)] == row.original


def test_caveats_that_were_left_out_are_told(repository: Repository, engine: Engine, database_url: str) -> None:
    for site in (SITE, ORIGINAL):
        repository.upsert_site(site)
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="1")
    original = (
        "Rebels took the town of Karsund, they said, which could not be independently verified.",
        "The army allegedly fled.",
        "It was not clear how many died.",
    )
    copied = ("Rebels took the town of Karsund, they said.", "The army reportedly ran away.")
    first = told(FIRST, original, site="cnn", language="en", credits=())
    assert [saved.error for saved in repository.save(run, [first], now=NOW)] == [None]
    with reading(engine) as connection:
        (version,) = select_versions(connection, url=FIRST)
    ends = [len(line) for line in (copied[0], original[0])]
    pairs = (
        Passage(copy=(0, ends[0]), original=(0, ends[1]), score=0.4, moved=False),
        Passage(
            copy=(ends[0] + 1, ends[0] + 1 + len(copied[1])),
            original=(ends[1] + 1, ends[1] + 1 + len(original[1])),
            score=0.4,
            moved=False,
        ),
    )
    link = replace(origin(url=FIRST), version_id=version, basis="text", passages=pairs)
    copy = replace(told(CUT, copied, site="umschau", language="en", credits=()), origins=(link,))
    assert [saved.error for saved in repository.save(run, [copy], now=NOW)] == [None]

    (found,) = side_by_side(engine, CUT).comparisons
    assert [(row.kind, row.caveat and row.caveat.kind) for row in found.rows] == [
        ("reworded", "unverified"),
        ("reworded", None),
        ("dropped", "unclear"),
    ]
    shown = newscrawl("show", "gekuerzt", "--side-by-side", "--database", database_url)
    assert f"[dropped, caveat: unclear] original: {original[2]}\n" in shown.stdout
    assert "Caveats that were cut: “not be independently verified”; “It was not clear”\n" in shown.stdout


@pytest.mark.usefixtures("stored")
def test_a_pipe_gets_lines_and_json_everything(database_url: str) -> None:
    run = newscrawl("show", "uebersetzt", "--side-by-side", "--database", database_url)
    assert run.exit_code == 0, run.output
    assert f"[translated] copy: {GERMAN[0]}\n[translated] original: {ENGLISH[0]}\n" in run.stdout
    assert f"[translated, moved] copy: {GERMAN[1]}\n" in run.stdout
    assert f"[dropped] original: {ENGLISH[2]}\n" in run.stdout
    assert "75% of the copy's sentences stand in the original" in run.stdout
    assert "3 translated, 1 dropped, 1 added, 1 of them moved" in run.stdout
    run = newscrawl("show", "gekuerzt", "--side-by-side", "--json", "--database", database_url)
    (comparison,) = json.loads(run.stdout)["comparisons"]
    assert [row["kind"] for row in comparison["rows"]] == ["kept", "reworded", "dropped", "dropped"]
    assert comparison["credits_cut"] == [WRITER.quote, PHOTO.quote]


@pytest.mark.usefixtures("stored")
def test_a_terminal_gets_two_columns(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Console(file=io.StringIO(), force_terminal=True, width=120, color_system=None)
    monkeypatch.setattr("newscrawl.cli.questions.show_side_by_side.console", screen)
    run = newscrawl("show", "gekuerzt", "--side-by-side", "--database", database_url)
    assert run.exit_code == 0
    assert "or the other way round" in run.stdout
    shown = screen.file.getvalue()  # type: ignore[attr-defined]
    assert any("Engineers discovered" in line and "Engineers found" in line for line in shown.splitlines())


@pytest.mark.usefixtures("stored")
def test_where_nothing_can_stand_beside_it_is_told_what_to_do(database_url: str) -> None:
    run = newscrawl("show", "allein", "--side-by-side", "--database", database_url)
    assert run.exit_code == 1
    assert f"newscrawl why {ALONE}" in run.stderr
    run = newscrawl("show", FIRST, "--side-by-side", "--database", database_url)
    assert run.exit_code == 1
    assert f"newscrawl show {TRANSLATED} --side-by-side" in run.stderr
