"""How likely a line of text is the article's, by where its block stands on the page and how it reads.

Logistic regression over a dozen features of the line's block and of the text around it: shallow text features as in
Kohlschütter et al. (WSDM 2010), and how much of the text stands in the same container. The weights are data, fitted by
`bench/line_weights.py`. Class names are no features: cross-validated by site they added nothing to the places.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from lxml import etree

from newscrawl.extract.blocks import PROSE, TextBlock
from newscrawl.extract.text import key

Features = dict[str, float]

# The lowest element that holds so much of the prose is the text's container.
_MOST = 0.7
# A parent that holds so much of the prose is where the text itself stands, not an insertion.
TRUNK = 0.25
_DEEP = 3
_MUCH_DECLARED = 200
_ENDS = tuple(".!?…:。！？।۔\"'”“’»«)」")
_SERVICE = re.compile(
    r"newsletter|subscri|abonn|suscri|inscri|sign ?up|inbox|e-?mail|whatsapp|telegram|instagram|facebook|twitter|"
    r"youtube|\bapps?\b|podcast|cookie|click|klick|premium|copyright|©|all rights|https?://|\bwww\.|@|follow|folgen|regist|"
    r"log ?in|download|登録|会員|購読|구독|订阅|подпис", re.IGNORECASE
)  # fmt: skip
_SHORT = 200


@cache
def _model() -> tuple[float, float, dict[str, float]]:
    data = tomllib.loads(resources.files("newscrawl.extract").joinpath("data/line_weights.toml").read_text("utf-8"))
    return data["threshold"], data["bias"], data["weights"]


def likely(lines: list[str], blocks: list[TextBlock], declared: str = "") -> list[str]:
    """The lines without those that are unlikely the article's.

    `declared` is the `key` of the text that the page declares for machines, where it does. Where hardly anything would
    be left, the page is of another kind than the model knows, and all lines stay.
    """
    threshold, bias, weights = _model()
    limit = math.log(threshold / (1 - threshold))
    kept = [
        line
        for line, found in zip(lines, features(lines, blocks, declared), strict=True)
        if bias + sum(weights[name] * value for name, value in found.items()) >= limit
    ]
    return kept if sum(map(len, kept)) >= 0.3 * sum(map(len, lines)) else lines


def features(lines: list[str], blocks: list[TextBlock], declared: str = "") -> list[Features]:
    """The features of each line, by name; what is not named is 0."""
    folded = [key(line) for line in lines]
    places = places_of(folded, blocks)
    surroundings = Surroundings.of([place for place in places if place is not None], blocks)
    usable = len(declared) > max(_MUCH_DECLARED, sum(map(len, folded)) / 2)
    found = []
    for line, same, place in zip(lines, folded, places, strict=True):
        one = _of_text(line, same)
        if usable:
            one["declared" if same in declared else "undeclared"] = 1.0
        if place is not None:
            one |= surroundings.of_block(place, blocks)
        found.append(one)
    return found


def places_of(folded: Iterable[str], blocks: list[TextBlock]) -> list[int | None]:
    """Which block each line is: the next one with its text, else the last."""
    folded = list(folded)
    known: dict[str, list[int]] = {same: [] for same in folded}
    for place, block in enumerate(blocks):
        if block.folded in known:
            known[block.folded].append(place)
    # Each place is looked at once: those before the last line's are passed for good.
    passed: Counter[str] = Counter()
    last = -1
    found: list[int | None] = []
    for same in folded:
        places = known[same]
        if not places:
            found.append(None)
            continue
        while passed[same] < len(places) - 1 and places[passed[same]] <= last:
            passed[same] += 1
        last = places[passed[same]]
        found.append(last)
    return found


def _of_text(line: str, folded: str) -> Features:
    short = len(folded) < _SHORT
    return {
        "length": math.log1p(len(folded)) / 6,
        "sentence": float(line.rstrip().endswith(_ENDS)),
        "service": float(short and _SERVICE.search(line) is not None),
    }


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the text of a page stands."""

    container: etree._Element | None
    outer: frozenset[etree._Element]
    """The container and all around it."""
    by_parent: dict[etree._Element | None, float]
    """Which share of the prose stands directly below an element."""
    by_tag: dict[str, float]
    last: int
    """Place of the text's last paragraph."""

    @classmethod
    def of(cls, places: list[int], blocks: list[TextBlock]) -> Surroundings:
        prose = [place for place in places if _is_prose(blocks[place])] or places
        weights: Counter[etree._Element] = Counter()
        for place in set(prose):
            weights[blocks[place].element] += len(blocks[place].folded)
        whole = sum(weights.values()) or 1
        by_parent: dict[etree._Element | None, float] = defaultdict(float)
        by_tag: dict[str, float] = defaultdict(float)
        for element, weight in weights.items():
            by_parent[element.getparent()] += weight / whole
            by_tag[element.tag] += weight / whole
        container = _container(weights, whole)
        return cls(
            container=container,
            outer=frozenset([container, *container.iterancestors()] if container is not None else []),
            by_parent=by_parent,
            by_tag=by_tag,
            last=max((p for p in prose if by_parent[blocks[p].element.getparent()] >= TRUNK), default=len(blocks)),
        )

    def of_block(self, place: int, blocks: list[TextBlock]) -> Features:
        block = blocks[place]
        inside, depth = self._depth(block.element)
        after = place > self.last
        around = [*blocks[max(0, place - 2) : place], *blocks[place + 1 : place + 3]]
        return {
            "linked": block.linked / len(block.folded),
            "linked_around": sum(b.linked / len(b.folded) for b in around) / max(1, len(around)),
            "parent_share": self.by_parent.get(block.element.getparent(), 0.0),
            "tag_share": self.by_tag.get(block.element.tag, 0.0),
            "deep": float(depth >= _DEEP),
            "outside": float(not inside),
            "after": float(after),
            "after_outside": float(after and not inside),
        }

    def _depth(self, element: etree._Element) -> tuple[bool, int]:
        """Whether an element is in the container, and how far below what it shares with it."""
        depth = 0
        for above in (element, *element.iterancestors()):
            if above in self.outer:
                return above is self.container, depth
            depth += 1
        return False, depth


def _is_prose(block: TextBlock) -> bool:
    return len(block.folded) >= PROSE and block.linked < len(block.folded) / 2


def _container(weights: dict[etree._Element, int], whole: int) -> etree._Element | None:
    """The lowest element that holds most of the weight; the parser's 256 levels bound the work."""
    inside: Counter[etree._Element] = Counter()
    for element, weight in weights.items():
        for above in (element, *element.iterancestors()):
            inside[above] += weight
    held = [element for element, weight in inside.items() if weight >= _MOST * whole]
    return max(held, key=lambda element: sum(1 for _ in element.iterancestors()), default=None)
