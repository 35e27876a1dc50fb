"""Fingerprints by which equal texts are found again; a duplicate is a finding, never dropped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from newscrawl.dedup.exact import fingerprint
from newscrawl.items import State, Story


class DedupPipeline:
    """The store compares within its transaction, so that no two batches miss each other."""

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Story) or item.state is not State.STORED or item.article is None:
            return item
        value = fingerprint(item.article.body)
        return replace(item, fingerprints=(value,) if value else ())
