"""`newscrawl trace`: compare stored texts with all others and conclude where they come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newscrawl.cli.shared.bars import Bars
from newscrawl.cli.shared.database import AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.output import console, print_json, print_line, print_wrapped, text
from newscrawl.cli.shared.running import SettingOption, database_of, run_settings
from newscrawl.cli.tracing.encoders import ENCODER_HELP, encoder_name
from newscrawl.errors import NewscrawlError
from newscrawl.plaintext import plain

if TYPE_CHECKING:
    from scrapy.settings import Settings
    from sqlalchemy import Engine

    from newscrawl.items import Origin
    from newscrawl.store.concluding import Traced
    from newscrawl.trace.encoder import Encoder

HELP = """Compare each stored text that waits for it with all others, across languages, and say where it comes from.

A crawl does this at its end. What was stored since then, was changed, or may come from an article that was stored
later is waiting. Stopped at any point, the next call goes on.

Examples:

  newscrawl trace

  newscrawl trace --encoder none

  newscrawl trace --set NEWSCRAWL_INDEX_DIR= --json
"""


EncoderOption = Annotated[
    str | None, typer.Option(help=f"{ENCODER_HELP} Default: NEWSCRAWL_TRACE.", callback=encoder_name)
]


def trace(
    encoder: EncoderOption = None,
    as_json: AsJson = False,
    database: DatabaseOption = None,
    setting: SettingOption = None,
) -> None:
    """Compare stored texts with all others and conclude where they come from."""
    settings = run_settings(None, setting)
    show(run(open_current(database or database_of(setting)), encoder, settings), as_json)


def run(engine: Engine, encoder: str | None, settings: Settings) -> list[Traced]:
    """Trace what is due, with progress on standard error. Raises NewscrawlError where it was interrupted."""
    from newscrawl.sites import load_sites
    from newscrawl.store.jobs import resolve_originals
    from newscrawl.store.tracing import TextTracing

    folder = Path(settings["NEWSCRAWL_INDEX_DIR"]) if settings["NEWSCRAWL_INDEX_DIR"] else None
    searches = settings.getbool("NEWSCRAWL_CLUSTER") and settings.getbool("NEWSCRAWL_RESOLVE")
    then = (resolve_originals(),) if searches else ()
    tracing = TextTracing(engine, chosen(encoder, settings), load_sites(settings["NEWSCRAWL_SITES"]), folder, then)
    with Bars() as shown:
        try:
            return list(tracing.run(datetime.now(UTC), shown))
        except KeyboardInterrupt:
            raise NewscrawlError("interrupted; what was traced is stored, the next call goes on") from None


def chosen(encoder: str | None, settings: Settings) -> Encoder:
    """The encoder that the option or else the setting names."""
    from newscrawl.confined import processes
    from newscrawl.trace.encoder import make_encoder

    wanted = processes(settings["NEWSCRAWL_WORKERS"])
    return make_encoder(encoder or settings["NEWSCRAWL_TRACE"] or "use", wanted)


def show(traced: Sequence[Traced], as_json: bool) -> None:
    """What changed, then how many texts were traced."""
    if as_json:
        print_json(traced_as_json(traced))
        return
    changed = [one for one in traced if one.changed]
    for one in changed:
        print_line(one.url, "bold")
        print_wrapped(text(f"− {_in_words(one.before)}", "red"), indent=2)
        print_wrapped(text(f"+ {_in_words(one.after)}", "green"), indent=2)
    kinds = Counter(one.change for one in changed)
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items(), key=str))
    console.print(text(f"{len(traced)} texts traced, {len(changed)} verdicts changed{f': {told}' if told else ''}."))


def traced_as_json(traced: Iterable[Traced]) -> list[dict[str, Any]]:
    """Each text with its origins before and after."""
    return [_as_json(one) for one in traced]


def _in_words(origins: Iterable[Origin]) -> str:
    told = [f"{o.publisher} {o.confidence:.2f}, {o.relation}, by {o.basis}" for o in origins]
    return plain("; ".join(told)) or "unknown"


def _as_json(one: Traced) -> dict[str, Any]:
    return {
        "url": one.url,
        "changed": one.changed,
        "change": one.change,
        "before": [_origin(o) for o in one.before],
        "after": [_origin(o) for o in one.after],
    }


def _origin(origin: Origin) -> dict[str, Any]:
    names = (
        "publisher",
        "publisher_id",
        "role",
        "relation",
        "confidence",
        "basis",
        "url",
        "copy_coverage",
        "direction",
    )
    return {name: getattr(origin, name) for name in names}
