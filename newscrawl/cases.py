"""Saved pages of sites with what must be read from them: `<site>/<case>/page.html` and `expected.json`.

A case pins down what a person has looked at: no change of the rules or of the site's file undoes it in silence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from newscrawl.errors import ConfigurationError, NewscrawlError
from newscrawl.items import Credit, DateClaim, Fetch, RawPage, Story
from newscrawl.reading import read_page
from newscrawl.sites import Site
from newscrawl.trace import judge

PAGE, EXPECTED = "page.html", "expected.json"
PASSED, FAILED, UNREVIEWED, BROKEN = "passed", "failed", "unreviewed", "broken"
_NAMES = """state title lead body published modified authors writers language page_type access access_signs images
credits origins layout_signs"""
FIELDS = tuple(_NAMES.split())


class UnusableCase(NewscrawlError):
    """A case can't be read; the message says what is wrong with which file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A saved page, how it was downloaded, and what must be read from it."""

    site: str
    name: str
    page: bytes
    url: str
    fetched_at: datetime
    content_type: str | None
    expected: Mapping[str, Any]
    """By field; a field that is left out is not compared."""
    reviewed: bool
    """Whether a person has compared `expected` with the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    field: str
    expected: Any
    found: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a case: `passed`, `failed`, `unreviewed` or `broken`."""

    site: str
    case: str
    result: str
    differences: tuple[Difference, ...] = ()
    error: str | None = None


def cases_of(folder: Path, sites: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Site and name of all cases below a folder, of all sites where none is named.

    Raises NewscrawlError where there are none.
    """
    found = sorted(p.parent for name in (PAGE, EXPECTED) for p in folder.glob(f"*/*/{name}"))
    pairs = [(p.parent.name, p.name) for p in dict.fromkeys(found) if not sites or p.parent.name in sites]
    for site in sites or ("",):
        if not any(site in ("", owner) for owner, _ in pairs):
            where = folder / site
            raise NewscrawlError(f"there are no cases in {where}: `newscrawl sites case SITE URL` writes one")
    return pairs


def load(folder: Path, site: str, name: str) -> Case:
    """Raises UnusableCase."""
    where = folder / site / name
    try:
        page = (where / PAGE).read_bytes()
        said = json.loads((where / EXPECTED).read_text(encoding="utf-8"))
    except FileNotFoundError as err:
        raise UnusableCase(f"{Path(err.filename).name} is missing") from err
    except (OSError, ValueError) as err:
        raise UnusableCase(f"{EXPECTED} or {PAGE} can't be read: {err}") from err
    try:
        expected, reviewed, url = said["expected"], said["reviewed"], said["url"]
        fetched_at = datetime.fromisoformat(said["fetched_at"])
    except (KeyError, TypeError, ValueError) as err:
        raise UnusableCase(f"{EXPECTED} needs url, fetched_at, reviewed and expected; wrong is {err}") from err
    if not isinstance(expected, dict) or (unknown := sorted(expected.keys() - set(FIELDS))):
        wrong = unknown[0] if isinstance(expected, dict) else expected
        raise UnusableCase(f"{EXPECTED} expects {wrong!r}; the fields are {', '.join(FIELDS)}")
    return Case(
        site=site,
        name=name,
        page=page,
        url=url,
        fetched_at=fetched_at,
        content_type=said.get("content_type"),
        expected=expected,
        reviewed=reviewed is True,
    )


def run(folder: Path, site: str, name: str, sites: Mapping[str, Site]) -> Result:
    """Read the case's page as a crawl would and compare. An unreviewed case is compared, but never passes."""
    try:
        case = load(folder, site, name)
        if site not in sites:
            raise UnusableCase(f"no site {site!r} is declared")
        found = reading_of(case, sites)
    except UnusableCase as err:
        return Result(site=site, case=name, result=BROKEN, error=str(err))
    differences = tuple(
        Difference(field=field, expected=value, found=found[field])
        for field, value in case.expected.items()
        if found[field] != value
    )
    result = FAILED if differences else PASSED if case.reviewed else UNREVIEWED
    return Result(site=site, case=name, result=result, differences=differences)


def write(folder: Path, case: Case, sites: Mapping[str, Site]) -> Path:
    """A new case with what is read today, marked as not reviewed. Raises ConfigurationError where it exists."""
    where = folder / case.site / case.name
    try:
        where.mkdir(parents=True)
    except FileExistsError as err:
        raise ConfigurationError(f"{where} exists; choose another --name") from err
    said = {
        "reviewed": False,
        "url": case.url,
        "fetched_at": case.fetched_at.isoformat(),
        "content_type": case.content_type,
        "expected": reading_of(case, sites),
    }
    (where / PAGE).write_bytes(case.page)
    (where / EXPECTED).write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return where


def reading_of(case: Case, sites: Mapping[str, Site]) -> dict[str, Any]:
    """What is read from a case's page, as JSON holds it."""
    page = RawPage(url=case.url, body=case.page, content_type=case.content_type)
    fetch = Fetch(url=case.url, fetched_at=case.fetched_at)
    site = sites[case.site]
    story = read_page(Story(site=case.site, url=case.url, page=page, fetches=(fetch,)), site, sites)
    read = story.article
    origins = judge(read, story.credits, site=site, url=case.url, sites=sites) if read else ()
    return {
        "state": str(story.state),
        "title": read.title if read else None,
        "lead": read.lead if read else None,
        "body": read.body.split("\n") if read and read.body else [],
        "published": _time(read.published) if read else None,
        "modified": _time(read.modified) if read else None,
        "authors": list(read.authors) if read else [],
        "writers": [{"name": w.name, "kind": str(w.kind), "role": w.role} for w in read.writers] if read else [],
        "language": read.language if read else None,
        "page_type": str(read.page_type) if read else None,
        "access": str(read.access) if read else None,
        "access_signs": [sign.rule for sign in read.access_signs] if read else [],
        "images": [{"caption": i.caption, "credit": i.credit} for i in read.images] if read else [],
        "credits": list(_credits(story.credits)),
        "origins": [{"publisher": o.publisher, "role": str(o.role), "relation": str(o.relation)} for o in origins],
        "layout_signs": [sign.rule for sign in read.layout_signs] if read else [],
    }


def _time(claim: DateClaim | None) -> str | None:
    if claim is None:
        return None
    return claim.value.date().isoformat() if claim.precision == "day" else claim.value.isoformat()


def _credits(credits: Sequence[Credit]) -> Iterator[dict[str, Any]]:
    for credit in dict.fromkeys(credits):
        names = [f"{name.name} ({name.role})" for name in credit.names]
        yield {"kind": str(credit.kind), "position": credit.position, "quote": credit.quote, "names": names}
