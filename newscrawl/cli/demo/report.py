"""What `newscrawl demo` prints: what became of each address, who wrote each article first, and what to try next."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from newscrawl import query
from newscrawl.cli.demo.check import AGGREGATOR, Truth, check, equal_pairs
from newscrawl.cli.questions.why import print_why
from newscrawl.cli.shared.output import console, text, when
from newscrawl.demo import content
from newscrawl.plaintext import plain, shortened
from newscrawl.shipped import shipped

if TYPE_CHECKING:
    from sqlalchemy import Engine

_SHOWN_DIFFERENCES = 20
_STATES = {
    "pending": "not fetched yet",
    "stored": "an article, kept with its origins",
    "alias": "another address of a stored article",
    "not_article": "a list of articles, or it leads to another site",
    "sponsored": "an advertisement; not fetched",
    "empty": "a page without a text",
    "blocked": "the site refuses, or asks for a login or money",
    "robots": "forbidden by robots.txt; not fetched",
    "gone": "not there any more (404, 410)",
    "failed": "an error; tried again by a later run",
}
_RELATIONS = {"agency": "agency text"}
_COPIED_MOST = """\
sqlite3 -box {path} \\
    "SELECT origin_name, relation, count(*) AS articles FROM v_origin \\
     WHERE site = '{site}' AND rank = 1 GROUP BY origin_name, relation ORDER BY articles DESC\""""


def introduce(port: int) -> None:
    console.print(Text("newscrawl demo", "bold"))
    console.print("An aggregator (securnews, German) and three originals it copies from (CNN, Reuters, KCNA): replicas")
    console.print(f"with invented articles, served on 127.0.0.1:{port} and crawled by `newscrawl crawl`.\n")


class Report:
    """The result of a crawl of the replica, read from its database; `url` where the next commands must name it."""

    def __init__(self, engine: Engine, url: str | None, *, seconds: float, kept: bool) -> None:
        self.engine = engine
        self.url = url
        self.seconds = seconds
        self.kept = kept

    @cached_property
    def truth(self) -> Truth:
        return content.truth()

    @cached_property
    def articles(self) -> tuple[query.ArticleRow, ...]:
        """The aggregator's stored articles, newest first."""
        return query.articles(self.engine, query.Filters(site=AGGREGATOR), limit=None).items

    def show(self) -> bool:
        """Print it all; True where everything is as it should be."""
        self._states()
        self._articles()
        self._most_copied()
        self._equal()
        self._why()
        self._uncredited()
        self._unknown()
        right = self._check()
        self._next()
        return right

    def _states(self) -> None:
        _section("What became of every address")
        found = query.coverage(self.engine)
        sums = Counter[str]()
        for states in found.values():
            sums.update(states)
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in ("state", *found, "all", ""):
            table.add_column(name.removesuffix("_replica"), justify="left" if name in ("state", "") else "right")
        for state, number in sorted(sums.items(), key=lambda s: -s[1]):
            cells = (str(states.get(state, "")) for states in found.values())
            table.add_row(state, *cells, str(number), text(_STATES.get(state, ""), "dim"))
        console.print(table)
        added = " + ".join(str(number) for number in sorted(sums.values(), reverse=True))
        pending = sums["pending"] or "none"
        console.print(f"\nEach address is in one state: {added} = {sums.total()} addresses; {pending} pending.")
        fetches = sum(run.fetches for run in query.runs(self.engine, limit=len(found)))
        again = "; articles that were stored before were not fetched again" if self.kept else ""
        console.print(f"{fetches} downloads in {self.seconds:.1f} s{again}.")

    def _articles(self) -> None:
        _section(f"The aggregator's {len(self.articles)} articles, and who wrote them first")
        table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
        for name, width in (("published", 10), ("title", None), ("origin", 26), ("relation", 11), ("evidence", 11)):
            ratio = 1 if name == "title" else None
            table.add_column(name, width=width, ratio=ratio, no_wrap=True, overflow="ellipsis")
        for row in self.articles:
            origin = text(shortened(row.origin_name, 26), "green") if row.origin else Text("unknown", "yellow")
            relation = _RELATIONS.get(row.relation or "", plain(row.relation))
            strength = "" if row.confidence is None else query.in_words(row.confidence)
            table.add_row(when(row.published_at)[:10], text(row.title), origin, relation, strength)
        console.print(table)

    def _most_copied(self) -> None:
        _section("Which originals it copies most")
        counted = Counter(row.origin_name or "unknown" for row in self.articles)
        width = max(map(len, counted), default=0)
        for name, number in sorted(counted.items(), key=lambda c: (c[0] == "unknown", -c[1], c[0])):
            bar = f"{plain(name):<{width}}  {number:>3}  {'█' * number}"
            console.print(Text(bar, "yellow" if name == "unknown" else "green"))

    def _equal(self) -> None:
        _section("The same words under two addresses")
        for pair in sorted(equal_pairs(self.engine, self.articles)):
            for url in pair:
                console.print(text(self._title(url)), no_wrap=True, overflow="ellipsis")
            console.print()
        console.print("Each copy stays an article of its own; that the texts are equal is a finding.")

    def _why(self) -> None:
        url = self._mixed()
        _section(f"Why? One article in full: newscrawl why {_part(url)}")
        if found := self._explained(url):
            print_why(found)

    def _unknown(self) -> None:
        url = self._first(lambda row: row["state"] == "stored" and "origin" not in row and row.get("photo"))
        _section(f"Unknown is an answer too: newscrawl why {_part(url)}")
        if found := self._explained(url):
            console.print(text(self._title(url), "bold"))
            console.print(text(found.answer, "bold green" if found.dossier.origins else "bold yellow"))
            _listed(found.settle)

    def _uncredited(self) -> None:
        url = self._first(lambda row: row.get("uncredited"))
        _section(f"It names nobody, and its text leads to the original: newscrawl why {_part(url)}")
        if found := self._explained(url):
            print_why(found)

    def _check(self) -> bool:
        _section("Is that right?")
        checks = check(self.engine, self.truth, self.articles)
        for one in checks:
            console.print(Text(str(one), "bold red" if one.wrong else "bold green"))
        wrong = [line for one in checks for line in one.wrong]
        _listed(wrong[:_SHOWN_DIFFERENCES])
        if len(wrong) > _SHOWN_DIFFERENCES:
            console.print(f"  and {len(wrong) - _SHOWN_DIFFERENCES} more")
        return not wrong

    def _next(self) -> None:
        _section("Try next, in this folder")
        part = _part(self._mixed())
        for what, command in (
            ("what CNN wrote first", f"articles --site {AGGREGATOR} --origin cnn"),
            ("what is not known", f"articles --site {AGGREGATOR} --origin unknown"),
            ("what Reuters is credited for, as a spreadsheet", "articles --agency reuters --csv"),
            ("addresses without article, and the reason", f"articles --site {AGGREGATOR} --state failed"),
            ("who wrote this first, and how we know", f"why {part}"),
            ("every copy of this article", "copies norvex-aktie"),
            ("everything known of an address, whole text included", f"show {part} --body"),
            ("the runs, and the state of all addresses", "runs"),
        ):
            _command(what, self._program(command))
        if shutil.which("sqlite3"):
            query_in_sql = _COPIED_MOST.format(path=self.engine.url.database, site=AGGREGATOR)
            more = _from_here(shipped("docs/cookbook.md"))
            _command(f"which originals it copies most, in SQL (ten more queries: {more})", query_in_sql)
        if self.url is None:
            port = os.environ.get("NEWSCRAWL_DEMO_PORT")
            same_port = f"NEWSCRAWL_DEMO_PORT={port} " if port else ""
            _command("crawl again: what is stored is not fetched again", f"{same_port}{_executable()} demo --keep")

    def _program(self, command: str) -> str:
        if self.url is None:
            return f"SCRAPY_PROJECT=demo {_executable()} {command}"
        return f"{_executable()} {command} --database {self.url}"

    def _explained(self, url: str) -> query.Why | None:
        """None, and a line that says so, where a crawl that failed left no such page."""
        try:
            return query.why(self.engine, url)
        except query.UnknownAddress as err:
            console.print(text(str(err), "bold red"))
            return None

    def _mixed(self) -> str:
        """An article whose credits are as mixed as they come: outlet line, pictures of two agencies, a cited source."""
        return self._first(lambda row: row.get("origin") == "CNN" and row.get("cited") and row.get("photo"))

    def _first(self, fits: Callable[[dict[str, Any]], Any]) -> str:
        return next(url for url, row in self.truth.items() if fits(row))

    def _title(self, url: str) -> str:
        row = next((row for row in self.articles if row.url == url), None)
        return f"{when(row.published_at)[:10]} {plain(row.title)}" if row else url


def _command(what: str, command: str) -> None:
    # Not wrapped: a line must still be a command, and a path be one, when it is copied.
    console.print(text(f"# {what}", "dim"), soft_wrap=True)
    console.print(Text(command, "cyan"), soft_wrap=True)


def _executable() -> str:
    """The program as it can be called from this folder."""
    return _from_here(Path(sys.executable).parent / "newscrawl")


def _from_here(path: Path) -> str:
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def _part(url: str) -> str:
    """The first words of an address's path, which no other address of the replica has."""
    return "-".join(url.rstrip("/").rpartition("/")[2].split("-")[:3])


def _listed(lines: Any) -> None:
    for line in lines:
        console.print(Padding(text(f"· {line}"), (0, 0, 0, 2), expand=False))


def _section(title: str) -> None:
    console.print()
    console.rule(Text(title, "bold"), align="left", style="dim")
