"""Which archive a command is about."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Folder = Annotated[
    Path | None, typer.Option("--folder", help="The archive; default: NEWSCRAWL_ARCHIVE_DIR of the settings.")
]


def folder_of(given: Path | None) -> Path:
    """The archive that is meant. Raises ConfigurationError."""
    if given is not None:
        return given
    from newscrawl.cli.shared.project import project_settings

    return Path(project_settings()["NEWSCRAWL_ARCHIVE_DIR"])
