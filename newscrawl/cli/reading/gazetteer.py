"""`newscrawl gazetteer`: the known agencies and publishers, and how their lists grow without breaking."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from newscrawl.cli.reading.gazetteer_lists import own_list, paths, refuse, replace, said, sound, texts
from newscrawl.cli.shared.database import AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.output import console, print_json, print_line, text
from newscrawl.plaintext import plain
from newscrawl.trace.gazetteer import Entry, Gazetteer, Mention
from newscrawl.trace.gazetteer_check import Problem, built, check
from newscrawl.trace.gazetteer_file import NEW_FILE, NewEntry, appended

app = typer.Typer(no_args_is_help=True, help="The known agencies and publishers: list, find, check, add, load.")

_FILE = "A list to use: one named agencies.toml or publishers.toml for the package's, any other beside them."
Files = Annotated[list[Path] | None, typer.Option("--file", metavar="FILE", help=_FILE)]


@app.command("list")
def list_entries(
    kind: Annotated[str | None, typer.Option(help="news, photo, unnamed or publisher.")] = None,
    country: Annotated[str | None, typer.Option(help="Two letters.")] = None,
    files: Files = None,
    as_json: AsJson = False,
) -> None:
    """Show agencies and publishers with their names and hosts.

    Examples:

      newscrawl gazetteer list --kind photo

      newscrawl gazetteer list --country JP --json
    """
    known = sound(texts(paths(files)))
    found = [
        e
        for e in (*known.agencies, *known.publishers)
        if kind in (None, e.kind) and (country is None or e.country == country.upper())
    ]
    if as_json:
        print_json(found)
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name, width in (("id", 24), ("kind", 9), ("", 2), ("names", None), ("hosts", 24)):
        table.add_column(name, overflow="fold", width=width)
    for e in found:
        names = ", ".join(dict.fromkeys((e.name, *e.aliases, *e.short)))
        table.add_row(*map(text, (e.id, e.kind, e.country or "", names, ", ".join(e.hosts))))
    console.print(table)
    console.print(f"\n{len(found)} entries, version {plain(known.version)}.")


@app.command()
def find(
    words: Annotated[list[str], typer.Argument(metavar="TEXT", help="A credit line, a name or an address.")],
    files: Files = None,
    as_json: AsJson = False,
) -> None:
    """Show which names of the gazetteer a text holds, where, and whose they are. Exit code 1 where it holds none.

    Examples:

      newscrawl gazetteer find "Mikhail Sinitsyn/TASS/dpa/picture alliance"

      newscrawl gazetteer find CNA
    """
    line = " ".join(words)
    mentions = sound(texts(paths(files))).find(line)
    if as_json:
        print_json([_mention(line, m) for m in mentions])
    for mention in mentions if not as_json else ():
        _print_mention(line, mention)
    if not mentions:
        if not as_json:
            console.print("It holds no name of the gazetteer: newscrawl gazetteer add --help")
        raise typer.Exit(1)


@app.command("check")
def check_lists(files: Files = None, as_json: AsJson = False) -> None:
    """Check the lists: ids, names, hosts, codes. Exit code 1 where something must be repaired.

    Names of several entries and names of few letters that count everywhere are legal and listed for a second look.

    Example:

      newscrawl gazetteer check
    """
    lists = texts(paths(files))
    problems = check(lists)
    wrong = [p for p in problems if p.kind == "wrong"]
    if as_json:
        print_json({"sound": not wrong, "problems": [asdict(p) for p in problems]})
    else:
        _print_problems(problems)
        if not wrong:
            known = built(lists)
            counts = f"{len(known.agencies)} agencies and {len(known.publishers)} publishers"
            console.print(f"{counts} are sound, version {plain(known.version)}.")
    if wrong:
        raise typer.Exit(1)


@app.command()
def add(
    ident: Annotated[str, typer.Option("--id", help="Lower-case words and hyphens; never changed later.")],
    name: Annotated[str, typer.Option(help="As it calls itself.")],
    alias: Annotated[list[str] | None, typer.Option(help="Another name that means nothing else; repeatable.")] = None,
    short: Annotated[
        list[str] | None, typer.Option(help="A name that also means something else, letter case exact; repeatable.")
    ] = None,
    country: Annotated[str | None, typer.Option(help="ISO 3166-1, such as DE.")] = None,
    language: Annotated[str | None, typer.Option(help="Of most of a publisher's articles, such as de.")] = None,
    host: Annotated[list[str] | None, typer.Option(help="Its own site, without www.; repeatable.")] = None,
    kind: Annotated[str, typer.Option(help="Of an agency: news or photo.")] = "news",
    publisher: Annotated[bool, typer.Option("--publisher", help="A publisher, not an agency.")] = False,
    ambiguous: Annotated[bool, typer.Option("--ambiguous", help="All its names are words or very short.")] = False,
    lone: Annotated[bool, typer.Option("--lone/--not-lone", help="Its short names count alone on a line.")] = True,
    shared: Annotated[bool, typer.Option("--shared", help="Allow a name that another entry has too.")] = False,
    file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="List to append to; default: the package's.")
    ] = None,
) -> None:
    """Append an agency or a publisher to its list, unless the list would not be sound with it.

    Examples:

      newscrawl gazetteer add --id example-press --name "Example Press Agency" --short EPA-X --country DE \\
        --host example-press.de

      newscrawl gazetteer add --publisher --id example-post --name "The Example Post" --language en --country GB
    """
    if kind not in ("news", "photo"):
        raise typer.BadParameter(f"--kind is news or photo, not {plain(kind)!r}")
    short_names, aliases = tuple(short or ()), tuple(alias or ())
    # An agency is found by its aliases alone, so its name is one of them unless it needs context.
    if not publisher and name not in (*aliases, *short_names):
        aliases = (name, *aliases)
    entry = NewEntry(
        id=ident,
        name=name,
        aliases=aliases,
        short=short_names,
        country=country,
        language=language,
        hosts=tuple(host or ()),
        kind="publisher" if publisher else kind,
        ambiguous=ambiguous,
        lone=lone,
    )
    path = file or own_list(entry.section)
    before = texts(paths([path]), missing=NEW_FILE)
    changed = appended(before[path.name], entry)
    refuse(before, {**before, path.name: changed}, shared)
    replace(path, changed)
    console.print(text(f"Added {entry.id} to {path}."))
    _print_advice(entry, built(before), own=path in paths(None).values())


@app.command()
def load(as_json: AsJson = False, database: DatabaseOption = None) -> None:
    """Renew the database's agencies and publishers from the package's lists. Doing it twice changes nothing.

    Example:

      newscrawl gazetteer load
    """
    from newscrawl import query
    from newscrawl.store.repository import Repository
    from newscrawl.trace import gazetteer

    engine = open_current(database)
    known = gazetteer.load()
    before = query.gazetteer_counts(engine)
    Repository(engine).load_gazetteer(known)
    after = query.gazetteer_counts(engine)
    if as_json:
        print_json({"version": known.version, "before": before, "after": after})
        return
    counts = [f"{n} {what} ({n - before[what]} new)" for what, n in after.items()]
    console.print(text(f"{', '.join(counts)}; version {known.version}."))


def _print_advice(entry: NewEntry, known: Gazetteer, *, own: bool) -> None:
    inside = {
        e.id: m for n in (entry.name, *entry.aliases) for m in known.find(n) for e in m.entries if e.id != entry.id
    }
    for ident, mention in inside.items():
        where = f"characters {mention.start}–{mention.end}"
        console.print(text(f"Its name holds a name of {ident} ({where}): is it a desk or a brand of that one?"))
    console.print("Next:")
    steps = [
        f"newscrawl gazetteer find {shlex.quote(entry.name)}",
        "raise `version` in the list: it is stored with every conclusion",
        "a line in tests/trace/test_gazetteer.py for its names, and one where they mean something else",
        "newscrawl gazetteer load, on every database",
    ]
    draft = "copy the entry into the package's list: no crawl reads this file"
    for step in steps if own else [steps[0], draft]:
        print_line(f"· {step}", indent=2)


def _print_problems(problems: Sequence[Problem]) -> None:
    for problem in problems:
        if problem.kind == "wrong":
            print_line(said(problem), "red")
    for problem in problems:
        if problem.kind == "shared":
            print_line(f"look: {said(problem)}", "dim")
    if short := [f"{p.name} ({p.entry})" for p in problems if p.kind == "short"]:
        console.print(text(f"look: short names that count wherever a credit may stand: {', '.join(short)}", "dim"))


def _mention(line: str, mention: Mention) -> dict[str, Any]:
    owners = [{"id": e.id, "name": e.name, "kind": e.kind, "country": e.country} for e in mention.entries]
    return {
        "text": line[mention.start : mention.end],
        "start": mention.start,
        "end": mention.end,
        "ambiguous": mention.ambiguous,
        "entries": owners,
    }


def _print_mention(line: str, mention: Mention) -> None:
    context = ", ambiguous: counts only in a credit's place" if mention.ambiguous else ""
    console.print(text(f"“{line[mention.start : mention.end]}” at {mention.start}–{mention.end}{context}"))
    for number, entry in enumerate(mention.entries):
        several = " (the one it means)" if number == 0 and len(mention.entries) > 1 else ""
        print_line(f"{entry.id}: {entry.name}, {_what(entry)}{several}", indent=2)


def _what(entry: Entry) -> str:
    kinds = {"news": "news agency", "photo": "photo agency", "unnamed": "unnamed agencies", "publisher": "publisher"}
    return f"{kinds[entry.kind]}{f', {entry.country}' if entry.country else ''}"
