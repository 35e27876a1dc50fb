"""Who we say we are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl import __version__
from newscrawl.errors import ConfigurationError

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


def agent_of(settings: BaseSettings) -> str:
    """The User-Agent that the settings give.

    Raises ConfigurationError where they must name whom a site's owner can turn to and do not, or name it on two lines.
    """
    contact = str(settings.get("NEWSCRAWL_CONTACT") or "").strip()
    if not contact and settings.getbool("NEWSCRAWL_CONTACT_REQUIRED"):
        raise ConfigurationError(
            "NEWSCRAWL_CONTACT is not set: name an address or mailbox that site owners can turn to, such as "
            "https://example.org/crawler; it goes into the User-Agent"
        )
    if not contact.isprintable():
        raise ConfigurationError("NEWSCRAWL_CONTACT holds characters that have no place in a header")
    return user_agent(contact)


def user_agent(contact: str | None) -> str:
    """The User-Agent of every request; `contact` is the setting NEWSCRAWL_CONTACT."""
    return f"newscrawl/{__version__}" + (f" (+{contact})" if contact else "")
