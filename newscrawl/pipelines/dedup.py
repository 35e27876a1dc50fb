"""Fingerprints by which equal texts are found again; a duplicate is a finding, never dropped."""

from __future__ import annotations

from typing import Any

from newscrawl.items import State, Story
from newscrawl.reading import with_fingerprints


class DedupPipeline:
    """The store compares within its transaction, so that no two batches miss each other."""

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Story) or item.state is not State.STORED or item.article is None:
            return item
        return with_fingerprints(item)
