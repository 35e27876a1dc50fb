"""`newscrawl retrace`: repeat a stage for what is stored, with today's rules and what is known today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newscrawl.cli.shared.archive_folder import Folder
from newscrawl.cli.shared.bars import Bars
from newscrawl.cli.shared.database import AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.output import console, print_json, print_line, text
from newscrawl.cli.shared.running import SettingOption, database_of, run_settings
from newscrawl.cli.tracing.trace import EncoderOption, chosen, run, show, traced_as_json
from newscrawl.plaintext import shortened
from newscrawl.store.said import Stage

if TYPE_CHECKING:
    from scrapy.settings import Settings
    from sqlalchemy import Engine

    from newscrawl.commands.retracing import Repeated, Retracing
    from newscrawl.store.concluding import Traced
    from newscrawl.trace.encoder import Encoder

HELP = """Repeat a stage for stored articles, with today's rules and all that is stored by now, and show what changed.

--stage extract reads archived pages again, text and all that is found on them; credits, who is named on them; dedup
compares the texts with all others; trace (the default) concludes their origins. After extract and credits what changed
is traced again. Nothing is fetched. What was said before is kept with the version of the rules that said so (table
superseded), and a page that today's rules call no article, or that is no longer archived, is told and left as it is.

What is usual in the stored texts is learned once, and anew when there are twice as many; --learn has it learned now, so
that all verdicts rest on the same snapshot.

Exit code 3: some pages could not be read again.

Examples:

  newscrawl retrace --url putin-besucht

  newscrawl retrace --stage credits --site securnews --since 2026-06-01

  newscrawl retrace --outdated

  newscrawl retrace --all --learn

  newscrawl retrace --stage extract --all --json
"""
LEFT = 3
_LONGEST = 160


def retrace(
    url: Annotated[str | None, typer.Option(help="One address, or a part of it or of the article's title.")] = None,
    site: Annotated[str | None, typer.Option(help="All articles of a site.")] = None,
    since: Annotated[
        datetime | None,
        typer.Option(metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="First seen here on that day or later (UTC)."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every stored article.")] = False,
    outdated: Annotated[
        bool, typer.Option("--outdated", help="Only what was traced by other rules, weights or another encoder.")
    ] = False,
    stage: Annotated[Stage, typer.Option(help="What to repeat.")] = Stage.TRACE,
    learn: Annotated[
        bool, typer.Option("--learn", help="Learn anew first what is usual in the stored texts; stage trace only.")
    ] = False,
    encoder: EncoderOption = None,
    folder: Folder = None,
    as_json: AsJson = False,
    database: DatabaseOption = None,
    setting: SettingOption = None,
) -> None:
    """Repeat a stage for stored articles."""
    from newscrawl.commands.retracing import Retracing
    from newscrawl.sites import load_sites
    from newscrawl.store.concluding import tracer_of

    if not everything and not (url or site or since or outdated):
        raise typer.BadParameter("choose texts with --url, --site, --since or --outdated, or all of them with --all")
    if learn and stage is not Stage.TRACE:
        raise typer.BadParameter("--learn is about the stage trace alone; for dedup: newscrawl dedup --reindex")
    settings = run_settings(None, setting)
    engine = open_current(database or database_of(setting))
    if learn:
        _forget_usual(engine, chosen(encoder, settings))
    versions = _chosen(engine, url, site, since, tracer_of(chosen(encoder, settings)) if outdated else None)
    archive = folder or Path(settings["NEWSCRAWL_ARCHIVE_DIR"])
    retracing = Retracing(engine, archive, load_sites(settings["NEWSCRAWL_SITES"]))
    repeated, traced = _repeat(retracing, stage, versions, encoder, settings)
    if stage is Stage.TRACE:
        show(traced, as_json)
    elif as_json:
        print_json({"stage": stage, "repeated": [_as_json(one) for one in repeated], "traced": traced_as_json(traced)})
    else:
        _print(stage, repeated, len(versions))
        if traced:
            show(traced, as_json)
    if any(one.problem for one in repeated):
        raise typer.Exit(LEFT)


def _forget_usual(engine: Engine, encoder: Encoder) -> None:
    from newscrawl.store.backgrounds import retire
    from newscrawl.store.session import writing

    with writing(engine) as connection:
        retire(connection, encoder)


def _chosen(engine: Engine, url: str | None, site: str | None, since: datetime | None, tracer: str | None) -> list[int]:
    from newscrawl.query.lookup import find_page
    from newscrawl.store.session import reading
    from newscrawl.store.tracing import select_versions

    with reading(engine) as connection:
        address = find_page(connection, url) if url else None
        day = since.replace(tzinfo=UTC) if since else None
        return select_versions(connection, url=address, site=site, since=day, tracer=tracer)


def _repeat(
    retracing: Retracing, stage: Stage, versions: Sequence[int], encoder: Any, settings: Settings
) -> tuple[list[Repeated], list[Traced]]:
    from newscrawl.store.session import writing
    from newscrawl.store.tracing import make_due

    now, repeated = datetime.now(UTC), []
    with Bars() as bars:
        origins = retracing.before(Stage.TRACE, versions)
        if stage is Stage.DEDUP:
            return list(retracing.texts(versions, now, bars)), []
        if stage is not Stage.TRACE:
            repeated = list(retracing.pages(stage, versions, now, bars))
    if stage is Stage.TRACE:
        with writing(retracing.engine) as connection:
            make_due(connection, versions)
    if stage is not Stage.TRACE and not any(one.problem is None for one in repeated):
        return repeated, []
    traced = run(retracing.engine, encoder, settings)
    changed = list(retracing.changes(Stage.TRACE, origins, now))
    return ([] if stage is Stage.TRACE else repeated + changed), traced


def _print(stage: Stage, repeated: Sequence[Repeated], chosen: int) -> None:
    for one in repeated:
        print_line(f"{one.url} ({one.stage})", "bold")
        if one.problem:
            print_line(one.problem, "yellow", indent=2)
        for sign, style, lines in (("−", "red", _lost(one)), ("+", "green", _won(one))):
            for line in lines:
                print_line(f"{sign} {shortened(line, _LONGEST)}", style, indent=2)
    mine = [one for one in repeated if one.stage is stage]
    failed = sum(one.problem is not None for one in mine)
    console.print(
        text(f"{stage} repeated for {chosen} articles: {len(mine) - failed} changed, {failed} could not be repeated.")
    )


def _lost(one: Repeated) -> Iterable[str]:
    after = set(_lines(one.after))
    return [line for line in _lines(one.before) if line not in after]


def _won(one: Repeated) -> Iterable[str]:
    before = set(_lines(one.before))
    return [line for line in _lines(one.after) if line not in before]


def _lines(content: dict[str, Any]) -> Iterator[str]:
    """What is said, a line for each thing that can be compared by itself."""
    for key, value in content.items():
        if key == "detector":
            continue
        for item in value if isinstance(value, list) else str(value or "").split("\n"):
            if isinstance(item, dict):
                yield f"{key}: " + ", ".join(
                    f"{v}" for k, v in item.items() if v not in (None, "", []) and k != "evidence"
                )
            elif item:
                yield f"{key}: {item}"


def _as_json(one: Repeated) -> dict[str, Any]:
    told = {"url": one.url, "stage": one.stage, "problem": one.problem}
    return told if one.problem else told | {"before": one.before, "after": one.after}
