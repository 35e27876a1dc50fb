"""`newscrawl`: the commands and where each one lives.

Only the module of the command that was called is imported: `extract` must answer without settings, database or Scrapy,
and `--help` at once. The others are listed by the line that stands here.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

import typer

from newscrawl.errors import NewscrawlError

EPILOG = "`newscrawl COMMAND --help` shows examples."


@dataclass(frozen=True, slots=True)
class _Command:
    """A function `name` of module `newscrawl.cli.<room>.<name>`, or that module's Typer `app`."""

    room: str
    name: str
    summary: str
    group: bool = False

    @property
    def module(self) -> str:
        return f"newscrawl.cli.{self.room}.{self.name}"


COMMANDS = (
    _Command("demo", "demo", "Crawl a bundled replica and show who wrote its articles."),
    _Command("operations", "init", "Make a project folder: settings, sites, crontab and systemd units."),
    _Command("operations", "doctor", "Check this installation, and say how to repair it."),
    _Command("crawling", "crawl", "Crawl sites and store their articles with origins."),
    _Command("crawling", "harvest", "Note what the originals publish: headlines of their feeds and sitemaps."),
    _Command("sites", "sites", "List, check, test, add and report on sites.", group=True),
    _Command("questions", "search", "Find articles by their words."),
    _Command("questions", "articles", "List stored articles with their origins."),
    _Command("questions", "show", "Everything known of one article or address."),
    _Command("questions", "why", "Who wrote an article first, and how we know."),
    _Command("rights", "review", "Confirm, correct or reject origins; what people say stays."),
    _Command("questions", "copies", "Every copy of an article, and what only looks alike."),
    _Command("questions", "stories", "Texts with all their copies: 12 sites, 1 origin."),
    _Command("questions", "agencies", "Whose texts and pictures appear where, and how often."),
    _Command("questions", "export", "Articles as CSV, JSON Lines or Parquet; evidence for a rights desk.", group=True),
    _Command("rights", "evidence", "Check evidence bundles, without database and network.", group=True),
    _Command("questions", "watch", "Saved searches: what is new in them, also as feeds.", group=True),
    _Command("questions", "history", "What changed in an article since it was first seen."),
    _Command("crawling", "resolve", "Look for originals that are not stored."),
    _Command("crawling", "images", "Fetch pictures of stored articles, as evidence."),
    _Command("tracing", "trace", "Compare stored texts with all others and conclude where they come from."),
    _Command("tracing", "retrace", "Repeat a stage for what is stored, with today's rules."),
    _Command("tracing", "dedup", "Learn from the stored texts and compare them all anew."),
    _Command("operations", "serve", "The explorer in a browser, and its JSON API."),
    _Command("reading", "credits", "Who is named on a page, and as what."),
    _Command("reading", "gazetteer", "Known agencies and publishers: find, check, add.", group=True),
    _Command("crawling", "runs", "List crawl runs and how they ended."),
    _Command("crawling", "coverage", "What became of every address that was discovered."),
    _Command("crawling", "health", "Which sites broke, since when, and how it looks."),
    _Command("archive", "archive", "The archived pages: what is there, whether it is whole, export.", group=True),
    _Command("archive", "replay", "Send archived pages through the pipeline again, without a network."),
    _Command("rights", "forget", "Remove an article for good: text, pictures, archived pages."),
    _Command("reading", "extract", "Read articles, credits and origins from HTML files."),
    _Command("tracing", "match", "Find the originals of copies, across languages, in files of articles."),
    _Command("operations", "worker", "Take jobs from the cluster's queue: crawls, tracing, searches."),
    _Command("operations", "cluster", "What a cluster's workers do, and jobs for them.", group=True),
    _Command("operations", "migrate", "Bring the database to the newest schema."),
)


def run() -> None:
    """The console script. Exit codes: 0 done, 1 an error in one line on standard error, 2 wrong usage."""
    # What is loaded stays: looking for garbage in it after every 700 new objects was a tenth of a crawl's start.
    gc.set_threshold(10_000)
    try:
        build(completed() or sys.argv[1:])()
    except NewscrawlError as err:
        print(f"newscrawl: {err}", file=sys.stderr)
        sys.exit(1)


def completed() -> list[str]:
    """What stands in the line that a shell asks to complete, after the program's name; nothing where none asks."""
    if "_NEWSCRAWL_COMPLETE" not in os.environ:
        return []
    # Bash names the words in one way, the other shells in another.
    line = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS", "")
    return line.split()[1:]


def build(arguments: Sequence[str]) -> typer.Typer:
    """The program as these arguments call for it."""
    app = typer.Typer(
        name="newscrawl",
        help="Crawls news sites and answers who wrote an article first, how we know, and who else copied it.",
        epilog=EPILOG,
        no_args_is_help=True,
        add_completion=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_options)
    called = next((a for a in arguments if not a.startswith("-")), None)
    for command in COMMANDS:
        if command.name == called:
            _add(app, command)
        else:
            app.command(command.name, help=command.summary)(_unused)
    return app


def _add(app: typer.Typer, command: _Command) -> None:
    module = import_module(command.module)
    if command.group:
        app.add_typer(module.app, name=command.name)
        return
    function: Callable[..., None] = getattr(module, command.name)
    text, epilog = getattr(module, "HELP", None), getattr(module, "EPILOG", None)
    app.command(command.name, help=text, short_help=command.summary, epilog=epilog)(function)


def _version(wanted: bool) -> None:
    if wanted:
        from newscrawl import __version__

        typer.echo(f"newscrawl {__version__}")
        raise typer.Exit


def _options(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show the version."),
) -> None:
    """Options that stand before the command."""


def _unused() -> None:
    raise AssertionError("a command that was not called")
