"""Names and port of the replica's hosts, and where its crawl is kept. `.test` is reserved for such use by RFC 2606."""

from __future__ import annotations

import os

FOLDER = "data/demo"
"""Where the demo leaves its database and its archive, in the folder it is called in."""
PORT = int(os.environ.get("NEWSCRAWL_DEMO_PORT", "8765"))
"""All hosts answer on this port of 127.0.0.1."""
NAMES = {
    "securnews": "securnews-replica.test",
    "cnn": "cnn-replica.test",
    "reuters": "reuters-replica.test",
    "kcna": "kcna-replica.test",
}
"""Host names by the short names that the content refers to them with."""
HOSTS = tuple(NAMES.values())


def base(short: str, port: int = PORT) -> str:
    """Origin of a host's addresses, without a slash at its end."""
    return f"http://{NAMES[short]}:{port}"
