"""Stored texts made ready for comparison, the last of them kept in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from newscrawl.store.embeddings import Divider, prepared
from newscrawl.store.texts import StoredText, stored_texts
from newscrawl.trace.background import Background
from newscrawl.trace.encoder import Encoder
from newscrawl.trace.pool import Measured, measure

# Texts that are kept ready, some 40 kB each: what is compared with one text of a site is often compared with the next.
_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Ready:
    """A text that can be compared."""

    text: StoredText
    measured: Measured


class Texts:
    """Texts that can be compared, read from the database; those asked for last are kept."""

    def __init__(self, encoder: Encoder, divider: Divider, background: Background) -> None:
        self.encoder = encoder
        self._divider = divider
        self._background = background
        self._kept: OrderedDict[int, Ready] = OrderedDict()

    def of(self, connection: Connection, versions: Collection[int]) -> dict[int, Ready]:
        """By version; those without vectors are left out."""
        new = [version for version in versions if version not in self._kept]
        texts = stored_texts(connection, new)
        for version, one in prepared(connection, self.encoder, self._divider, new).items():
            self._kept[version] = Ready(texts[version], measure(one, self._background))
        found = {version: self._kept[version] for version in versions if version in self._kept}
        for version in found:
            self._kept.move_to_end(version)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return found
