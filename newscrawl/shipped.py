"""What lies beside the package in the repository and inside it in a wheel: migrations, settings, sites, two pages."""

from __future__ import annotations

from pathlib import Path

from newscrawl.errors import ConfigurationError

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """The file or folder of that name: the wheel's (setup.py puts it there), else the repository's.

    Raises ConfigurationError where there is neither.
    """
    places = (_PACKAGE / "beside" / name, _PACKAGE.parent / name)
    found = next((place for place in places if place.exists()), None)
    if found is None:
        raise ConfigurationError(f"this installation of newscrawl lacks {name}: install it again from its wheel")
    return found
