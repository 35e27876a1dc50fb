"""Article texts that a page breaks into several containers, with advertisements between them."""

from __future__ import annotations

import re
from collections import defaultdict

from lxml import etree

_PART = re.compile(
    r"(?:^|\s)(?:article-?_?_?body|story-?body|entry-content|post-content|article-?_?_?(?:text|content)|body-?copy)(?:$|[\s_-])",
    re.IGNORECASE,
)


def join_parts(root: etree._Element) -> None:
    """Move the parts of a text into the first of them: the choice of the main text takes one container only.

    Parts are containers of the same class that are marked as article text, none in another, none in another article.
    """
    groups: dict[str, list[etree._Element]] = defaultdict(list)
    found: set[etree._Element] = set()
    for element in root.iter("div", "section"):
        marked = element.get("itemprop") == "articleBody" or _PART.search(element.get("class") or "")
        if marked and found.isdisjoint(element.iterancestors()):
            found.add(element)
            groups[element.get("class") or ""].append(element)
    for parts in groups.values():
        articles = {next(part.iterancestors("article"), None) for part in parts}
        if 2 <= len(parts) <= 40 and len(articles) == 1:
            for part in parts[1:]:
                parts[0].extend(list(part))
