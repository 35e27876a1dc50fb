"""Who we say we are."""

from __future__ import annotations

from newscrawl import __version__


def user_agent(contact: str | None) -> str:
    """The User-Agent of every request; `contact` is the setting NEWSCRAWL_CONTACT."""
    return f"newscrawl/{__version__}" + (f" (+{contact})" if contact else "")
