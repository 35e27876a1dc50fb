"""Where a picture's parts stand. Widths are percent, so that one picture fits a phone and a desk; heights pixels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from newscrawl.query import Edge, StoryText
from newscrawl.query.profile import Month

LANES = 40
"""Sites of a story that are drawn; the list beside it has all."""
_LANE, _TOP = 40, 34
_NODE, _GAP, _HEIGHT, _BAND = 20.0, 8.0, 420.0, 1.5
_BAR = 120.0


@dataclass(frozen=True, slots=True)
class Dot:
    text: StoryText
    x: float
    y: float
    is_first: bool
    is_claimed: bool
    """False where the page claims no time, and it stands where it was first seen."""


@dataclass(frozen=True, slots=True)
class Timeline:
    begin: datetime
    end: datetime
    lanes: tuple[tuple[str, float], ...]
    """Site and height of its line."""
    dots: tuple[Dot, ...]
    links: tuple[tuple[Dot, Dot], ...]
    """Original and what was made from it."""
    height: float
    hidden: int
    """Sites that are not drawn."""


def timeline(texts: Sequence[StoryText], first: str | None) -> Timeline:
    """Texts of a story by time, one line for each site in the order in which they come in. first: address of the one
    that claims the earliest time."""
    times = [text.published_at or text.first_seen_at for text in texts]
    begin, end = min(times), max(times)
    span = max(end - begin, timedelta(minutes=1))
    sites = list(dict.fromkeys(text.site for text in texts))
    heights = {site: _TOP + _LANE * (n + 0.7) for n, site in enumerate(sites[:LANES])}
    dots = [
        Dot(
            text=text,
            x=round(3 + 94 * ((text.published_at or text.first_seen_at) - begin) / span, 2),
            y=heights[text.site],
            is_first=text.url == first,
            is_claimed=text.published_at is not None,
        )
        for text in texts
        if text.site in heights
    ]
    by_article = {dot.text.article_id: dot for dot in dots}
    links = [(by_article[d.text.original_id], d) for d in dots if d.text.original_id in by_article]
    return Timeline(
        begin=begin,
        end=end,
        lanes=tuple(heights.items()),
        dots=tuple(dots),
        links=tuple(link for link in links if link[0] is not link[1]),
        height=_TOP + _LANE * len(heights) + 12,
        hidden=len(sites) - len(heights),
    )


@dataclass(frozen=True, slots=True)
class Node:
    key: str
    name: str
    kind: str
    articles: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Band:
    edge: Edge
    path: str
    """In a box of 100 wide."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Origins on the left, the sites that have their texts on the right, and bands as thick as articles are many."""

    origins: tuple[Node, ...]
    sites: tuple[Node, ...]
    bands: tuple[Band, ...]
    height: float


def flow(edges: Sequence[Edge]) -> Flow:
    """A Sankey diagram (M. H. Sankey 1898) of two columns."""
    if not edges:
        return Flow((), (), (), 0)
    total = sum(edge.articles for edge in edges)
    scale = _HEIGHT / total
    sites = _column(((e.site, e.site, "site", e.articles) for e in edges), scale)
    place = {node.key: node.y + node.height / 2 for node in sites}
    # Near the middle of the sites that they lead to, so that few bands cross.
    middle: dict[str, float] = {}
    for edge in edges:
        middle[edge.origin] = middle.get(edge.origin, 0.0) + edge.articles * place[edge.site]
    origins = _column(((e.origin, e.origin_name, e.origin_kind, e.articles) for e in edges), scale, middle)
    left = {node.key: node.y for node in origins}
    right = {node.key: node.y for node in sites}
    order = {node.key: n for n, node in enumerate((*origins, *sites))}
    bands = []
    for edge in sorted(edges, key=lambda e: (order[e.origin], order[e.site])):
        thick = max(_BAND, edge.articles * scale)
        bands.append(Band(edge, _curve(left[edge.origin], right[edge.site], thick)))
        left[edge.origin] += thick
        right[edge.site] += thick
    ends = [nodes[-1].y + nodes[-1].height for nodes in (origins, sites)]
    return Flow(tuple(origins), tuple(sites), tuple(bands), round(max(ends) + 4, 1))


def _column(
    parts: Iterable[tuple[str, str, str, int]], scale: float, middle: dict[str, float] | None = None
) -> list[Node]:
    named: dict[str, tuple[str, str]] = {}
    sums: dict[str, int] = {}
    thick: dict[str, float] = {}
    for key, name, kind, articles in parts:
        named[key] = (name, kind)
        sums[key] = sums.get(key, 0) + articles
        thick[key] = thick.get(key, 0.0) + max(_BAND, articles * scale)
    found, y = [], 0.0
    for key in sorted(named, key=lambda k: (middle[k] / sums[k] if middle else -sums[k], k)):
        height = max(_NODE, thick[key])
        found.append(Node(key, *named[key], sums[key], round(y, 1), round(height, 1)))
        y += height + _GAP
    return found


def _curve(left: float, right: float, thick: float) -> str:
    a, b, c, d = (round(y, 1) for y in (left, right, right + thick, left + thick))
    return f"M0 {a}C50 {a} 50 {b} 100 {b}V{c}C50 {c} 50 {d} 0 {d}Z"


@dataclass(frozen=True, slots=True)
class Bar:
    month: Month
    x: float
    width: float
    parts: tuple[tuple[str, float, float], ...]
    """Name, top and height."""


def bars(months: Sequence[Month], most: int = 36) -> tuple[Bar, ...]:
    """The newest months as columns of what is copied, unknown and own."""
    shown = months[-most:]
    highest = max((month.articles for month in shown), default=0) or 1
    step = 100 / max(len(shown), 6)
    found = []
    for n, month in enumerate(shown):
        own = month.articles - month.from_others - month.unknown
        parts, y = [], _BAR
        for name, number in (("others", month.from_others), ("unknown", month.unknown), ("own", own)):
            height = _BAR * number / highest
            y -= height
            parts.append((name, round(y, 1), round(height, 1)))
        found.append(Bar(month, round(n * step, 2), round(step * 0.8, 2), tuple(parts)))
    return tuple(found)
