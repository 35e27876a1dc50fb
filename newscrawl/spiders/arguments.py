"""Arguments of spiders, which come as text from `-a name=value`."""

from __future__ import annotations

from newscrawl.errors import ConfigurationError

_TRUE, _FALSE = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")


def is_true(value: str | bool) -> bool:
    """A switch. Raises ConfigurationError for a word that is none."""
    word = str(value).lower()
    if word not in (*_TRUE, *_FALSE):
        raise ConfigurationError(f"{value!r} is no switch: write 1 or 0")
    return word in _TRUE
