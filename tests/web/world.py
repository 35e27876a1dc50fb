"""A small database in which each page has something to show, and one article that means harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from newscrawl.items import Credit, CreditKind, CreditName, Direction, Passage, Role, Story
from newscrawl.store.repository import Repository
from newscrawl.store.session import reading
from newscrawl.store.tracing import select_versions
from tests.support.stories import NOW, PHOTO, found, origin, read, seed, story

BASE = "https://umschau.example"
ORIGINAL = "https://cnn.example/first"
COPY = f"{BASE}/uebersetzt"
CHANGED = f"{BASE}/unbekannt"
EVIL = f"{BASE}/boese"
NOWHERE = f"{BASE}/kaputt"
SCRIPT = "<script>alert(1)</script>"
OVERRIDE = "\u202ehsilgne\u202c"
ENGLISH = (
    "The port of Larvendal will close for eleven days in March.",
    "Engineers found cracks in 36 concrete blocks after the storm.",
    "The port authority did not respond to questions from fishermen.",
    "A final report is to be published before the summer.",
)
GERMAN = (
    "Der Hafen von Larvendal schließt im März für elf Tage.",
    "Ein Abschlussbericht soll vor dem Sommer erscheinen.",
    "Kritiker sprechen von einem beispiellosen Versagen der Behörden.",
    "Ingenieure fanden nach dem Sturm Risse in 36 Betonblöcken. (Reuters)",
)
WRITER = Credit(
    kind=CreditKind.TEXT,
    quote="By Ingrid Sulheim, Reuters",
    locator="/html/body/p[1]",
    position="byline",
    rule="byline",
    names=(CreditName(name="Reuters", role=Role.PRODUCER, agency="reuters"),),
)
CLOSING = replace(WRITER, quote="(Reuters)", position="closing", rule="closing", locator="/html/body/p[4]#char=59,68")


PAGE = f"""<!doctype html><html lang=de><head><title>Hafen</title></head><body><nav><a href=/>Start</a></nav>
<main><h1>{GERMAN[0]}</h1><p class=source>CNN</p><p>{GERMAN[0]}</p><p>{GERMAN[1]}</p>
<p>Siehe auch: <a href=/x>Ganz andere Nachricht</a></p>
<figure><img src=/bild.jpg><figcaption>Ein Bild KCNA/Reuters</figcaption></figure>
<p>{GERMAN[2]}</p><p>{GERMAN[3]}</p></main><footer>Impressum</footer></body></html>"""


def fill(repository: Repository) -> None:
    """The stories of `seed`, a translation beside its original, and an article full of markup and odd addresses."""
    seed(repository)
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")
    repository.record_source(run, read(found(COPY, title=GERMAN[0]), found(EVIL, title=SCRIPT, author=SCRIPT)))
    _save(repository, run, _told(ORIGINAL, ENGLISH, site="cnn", language="en", credits=(WRITER, PHOTO)))
    with reading(repository.engine) as connection:
        (version,) = select_versions(connection, url=ORIGINAL)
    pairs = (_pair(0, 0), _pair(1, 3, moved=True), _pair(3, 1))
    taken = replace(
        origin(url=ORIGINAL),
        version_id=version,
        basis="text",
        copy_coverage=0.75,
        original_coverage=0.75,
        passages=pairs,
        direction=Direction.PUBLISHER_KIND,
    )
    made = _told(COPY, GERMAN, site="umschau", language="de", credits=(PHOTO, CLOSING))
    _save(repository, run, replace(made, origins=(taken,)))
    _save(repository, run, _evil())
    repository.finish_run(run, reason="finished", statistics={}, exit_code=0)


def _save(repository: Repository, run: int, *stories: Story) -> None:
    assert [one.error for one in repository.save(run, stories, now=NOW + timedelta(hours=2))] == [None] * len(stories)


def _told(url: str, lines: tuple[str, ...], *, site: str, language: str, credits: tuple[Credit, ...]) -> Story:
    made = story(url, site=site, title=lines[0], body="\n".join(lines))
    assert made.article
    return replace(made, article=replace(made.article, language=language), credits=credits, origins=())


def _pair(mine: int, theirs: int, *, moved: bool = False) -> Passage:
    def span(lines: tuple[str, ...], number: int) -> tuple[int, int]:
        start = sum(len(line) + 1 for line in lines[:number])
        return start, start + len(lines[number])

    return Passage(copy=span(GERMAN, mine), original=span(ENGLISH, theirs), score=0.4, moved=moved)


def _evil() -> Story:
    bad = Credit(
        kind=CreditKind.ORIGINAL_LINK,
        quote=f'"><img src=x onerror=alert(1)>{SCRIPT}',
        locator=SCRIPT,
        position="link",
        rule="link",
        names=(CreditName(name=SCRIPT, role=Role.PUBLISHER),),
        url="javascript:alert(1)",
    )
    made = _told(
        EVIL, (SCRIPT, f"Read {OVERRIDE} here", "' onload='alert(1)"), site="umschau", language="de", credits=(bad,)
    )
    assert made.article
    picture = replace(made.article.images[0], url="javascript:alert(2)", caption=SCRIPT, credit=SCRIPT)
    named = origin(SCRIPT, None, url="javascript:alert(3)")
    named = replace(
        named, evidence=tuple(replace(e, quote=SCRIPT, source_url="data:text/html,x") for e in named.evidence)
    )
    return replace(
        made, article=replace(made.article, images=(picture,), authors=(SCRIPT,), site_name=SCRIPT), origins=(named,)
    )
