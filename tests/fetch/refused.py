"""The hosts of `refused.txt`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Refused:
    spelling: str
    """What stands between `http://` and the path."""
    address: str | None
    """What a resolver says of it, where it is a name."""

    @property
    def url(self) -> str:
        return f"http://{self.spelling}/"


def refused_hosts() -> tuple[Refused, ...]:
    lines = (Path(__file__).parent / "refused.txt").read_text("utf-8").splitlines()
    pairs = (line.partition(" ") for line in lines if line and not line.startswith("# "))
    return tuple(Refused(spelling, address or None) for spelling, _, address in pairs)


def names() -> dict[str, str]:
    """Addresses by host name, as a resolver is asked for it."""
    found = {urlsplit(case.url).hostname or "": case.address for case in refused_hosts() if case.address}
    return {name.rstrip("."): address for name, address in found.items() if address}
