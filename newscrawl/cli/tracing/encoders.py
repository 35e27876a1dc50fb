"""The option that names the sentence encoder."""

from __future__ import annotations

import typer

ENCODER_HELP = (
    "Sentence encoder: `use`, `none` (names, numbers and cognates alone), or `sentence-transformers:MODEL`, a name or "
    "a folder."
)


def encoder_name(given: str | None) -> str | None:
    """Checks it before anything is read or loaded."""
    from newscrawl.trace.encoder import check_name

    if given is None:
        return None
    try:
        return check_name(given)
    except ValueError as err:
        raise typer.BadParameter(str(err)) from None
