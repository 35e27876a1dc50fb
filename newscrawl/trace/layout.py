"""A page as lines of text in reading order, each with the part of the page it stands in. One walk over the tree."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from newscrawl.extract.document import Document, text_of
from newscrawl.trace import phrases
from newscrawl.trace.zones import ZONE_OF_TAG, Zone, zone_of_name

_SILENT = frozenset(
    {"script", "style", "noscript", "template", "svg", "iframe", "object", "select", "button", "textarea"}
)
_BLOCK_TAGS = """
    address article aside blockquote body br button caption center dd div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section small table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
# Text that readers never see: links that are sold.
_OFF_SCREEN = re.compile(r"(?:left|top|text-indent)\s*:\s*-\d{4}")
_ROLES = Zone.CAPTION | Zone.CREDIT | Zone.BYLINE | Zone.SOURCE
# No rule reads these: each is one empty line, which ends what stands before it. Menus are a third of most pages.
_UNREAD = Zone.NAVIGATION | Zone.FOOTER
# Text that counts as prose of the article; a CJK character says as much as two or three letters.
_PROSE = 60
_LIST_ITEM = 0.3
_CJK = re.compile("[\u2e80-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    href: str
    element: etree._Element


def link_of(anchor: etree._Element) -> Link:
    return Link(text_of(anchor), anchor.get("href") or "", anchor)


@dataclass(slots=True)
class Line:
    """Text between two block borders; `owner` is the block element around it."""

    index: int
    owner: etree._Element
    text: str
    zone: int
    anchors: list[etree._Element] = field(default_factory=list)
    linked: int = 0
    """Characters inside links."""

    @property
    def links(self) -> list[Link]:
        return [link_of(anchor) for anchor in self.anchors]

    @property
    def weight(self) -> int:
        return weight_of(self.text)

    @property
    def link_share(self) -> float:
        return min(1.0, self.linked / max(1, len(self.text)))


@dataclass(frozen=True, slots=True)
class Part:
    """An element whose name gives it a role (byline, credit, caption, source), and the line it begins at."""

    element: etree._Element
    own: int
    """What its own name says, without its ancestors'."""
    zone: int
    line: int


@dataclass(frozen=True, slots=True)
class Picture:
    element: etree._Element
    zone: int
    line: int


def weight_of(text: str) -> int:
    """Length of a text as prose."""
    return len(text) if text.isascii() else len(text) + 2 * len(_CJK.findall(text))


@dataclass
class Layout:
    """Lines, named parts and pictures of a page, and where the article begins and ends."""

    document: Document
    lines: list[Line]
    parts: list[Part]
    pictures: list[Picture]
    body: list[int] = field(default_factory=list)
    """Indexes of the article's paragraphs."""
    head: int = 0
    """Index of the first line that belongs to the article's head (its heading)."""
    tail: int = 0
    """Index behind the last line that may still hold a closing credit."""
    _texts: dict[etree._Element, str] = field(default_factory=dict, repr=False)

    @cached_property
    def first(self) -> int:
        return self.body[0] if self.body else len(self.lines)

    @cached_property
    def last(self) -> int:
        return self.body[-1] if self.body else len(self.lines) - 1

    @cached_property
    def _picture_lines(self) -> list[int]:
        return [p.line for p in self.pictures]

    def pictures_between(self, first: int, last: int) -> int:
        """How many pictures stand at lines first to last, both included."""
        return bisect_right(self._picture_lines, last) - bisect_left(self._picture_lines, first)

    def text(self, element: etree._Element) -> str:
        if element not in self._texts:
            self._texts[element] = text_of(element)
        return self._texts[element]

    def place(self, element: etree._Element, quote: str) -> str:
        """The locator of a quote in an element: the element itself, or offsets into its text."""
        text = self.text(element)
        if text == quote:
            return self.document.locate(element)
        start = text.find(quote)
        return self.document.locate(element, span=(start, start + len(quote))) if start >= 0 else ""


class _Walk:
    """Collects lines in one pass with an explicit stack; pages nest deeper than Python's call stack."""

    def __init__(self, protected: set[etree._Element]) -> None:
        self.protected = protected
        self.named: dict[tuple[str | None, ...], int] = {}
        self.lines: list[Line] = []
        self.parts: list[Part] = []
        self.pictures: list[Picture] = []
        self.pieces: list[str] = []
        self.anchors: list[etree._Element] = []
        self.anchor: etree._Element | None = None
        self.linked = 0

    def flush(self, owner: etree._Element, zone: int) -> None:
        if self.pieces:
            text = " ".join("".join(self.pieces).split())
            if text:
                self.lines.append(Line(len(self.lines), owner, text, zone, self.anchors, self.linked))
            self.pieces, self.anchors, self.linked = [], [], 0

    def add(self, text: str) -> None:
        self.pieces.append(text)
        if self.anchor is not None:
            if not self.anchors or self.anchors[-1] is not self.anchor:
                self.anchors.append(self.anchor)
            self.linked += len(text.strip())

    def zone(self, element: etree._Element, tag: str, parent: int) -> int:
        get = element.get
        key = (tag, get("class"), get("id"), get("itemprop"), get("rel"), get("style"))
        zone = self.named.get(key)
        if zone is None:
            zone = self.named[key] = _own_zone(*key)
        if element in self.protected:
            return (parent & ~(Zone.OUTSIDE | _ROLES)) | (ZONE_OF_TAG.get(tag, 0) & Zone.ARTICLE)
        # The foot of an article or a figure holds its credits; only the page's own is no part of it.
        if parent & (Zone.ARTICLE | Zone.PICTURE):
            zone &= ~Zone.FOOTER
        if zone & _ROLES and not parent & Zone.OUTSIDE:
            self.parts.append(Part(element, zone, zone | parent, len(self.lines)))
        return zone | parent

    def run(self, root: etree._Element) -> None:
        owner, zone = root, 0
        # One entry for each open element: owner and zone around it, and whether it is a block.
        around: list[tuple[etree._Element, int, bool]] = []
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, node in walk:
            if event == "start":
                opened = self.open(node, owner, zone)
                if opened is None:
                    walk.skip_subtree()
                    around.append((owner, zone, False))
                else:
                    around.append((owner, zone, opened[2]))
                    owner, zone, _ = opened
                continue
            outer, outer_zone, block = around.pop()
            if block:
                self.flush(node, zone)
            elif node.tag == "a":
                self.anchor = None
            owner, zone = outer, outer_zone
            if (tail := node.tail) and node is not root:
                self.add(tail)

    def open(self, node: etree._Element, owner: etree._Element, outer: int) -> tuple[etree._Element, int, bool] | None:
        """What holds inside the element; None where nothing in it is read."""
        tag = node.tag
        if not isinstance(tag, str) or tag in _SILENT:
            return None
        if tag == "br":
            self.flush(owner, outer)
            return None
        zone = self.zone(node, tag, outer)
        if tag == "img":
            if not (node.get("src") or "").partition("?")[0].endswith(".svg"):
                self.pictures.append(Picture(node, zone, len(self.lines)))
            return None
        # A credit inside a paragraph is a line of its own.
        block = tag in _BLOCKS or bool(zone & ~outer & Zone.CREDIT)
        if block:
            self.flush(owner, outer)
            owner = node
        elif tag == "a" and node.get("href"):
            self.anchor = node
        if zone & _UNREAD:
            self.flush(owner, outer)
            self.lines.append(Line(len(self.lines), node, "", zone))
            return None
        if text := node.text:
            self.add(text)
        return owner, zone, block


def _own_zone(tag: str, *names: str | None) -> int:
    """What an element's tag and its class, id, item property, relation and style say."""
    zone = ZONE_OF_TAG.get(tag, 0)
    for name in names[:-1]:
        if name:
            zone |= zone_of_name(name)
    if (style := names[-1]) and _OFF_SCREEN.search(style):
        zone |= Zone.TEASER
    if tag == "footer":
        zone |= Zone.FOOTER
    elif tag in ("figure", "figcaption", "img"):
        zone &= ~Zone.TEASER
    return zone


def _protected(root: etree._Element) -> set[etree._Element]:
    """Elements that can't be navigation or teaser whatever their name, because the article is inside them."""
    best: dict[etree._Element, int] = {}
    for paragraph in root.iter("p"):
        parent = paragraph.getparent()
        if parent is not None:
            best[parent] = best.get(parent, 0) + len(paragraph.text or "") + sum(len(c.tail or "") for c in paragraph)
    # Some sites write paragraphs as blocks under a parent that is named like a teaser.
    for block in root.iter("div"):
        text = block.text
        if text and len(text) >= _PROSE and len(text.strip()) >= _PROSE and (parent := block.getparent()) is not None:
            best[parent] = best.get(parent, 0) + len(text)
    kept = set()
    for element in (*root.iter("h1"), *((max(best, key=lambda e: best[e]),) if best else ())):
        if element.tag != "h1":
            kept.add(element)
        kept.update(element.iterancestors())
    return kept


def _body(lines: Iterable[Line]) -> list[int]:
    """Indexes of the paragraphs of the element that holds most prose."""
    scores: dict[etree._Element, float] = {}
    prose: list[tuple[Line, tuple[etree._Element, ...]]] = []
    for line in lines:
        if line.zone & (Zone.OUTSIDE | Zone.CAPTION | Zone.CREDIT | Zone.FIGURE | Zone.HEADING):
            continue
        weight: float = line.weight
        if weight < _PROSE or line.link_share > 0.5:
            continue
        if line.owner.tag == "li":
            # Items of a list are seldom the text; lists of teasers with their first sentences look like it.
            weight *= _LIST_ITEM
        above = [line.owner, *line.owner.iterancestors()][:4]
        prose.append((line, tuple(above)))
        for depth, element in enumerate(above):
            scores[element] = scores.get(element, 0.0) + weight * (0.0, 1.0, 0.9, 0.7)[depth]
        if line.owner.tag not in ("p", "li"):
            scores[line.owner] += weight
    if not scores:
        return []
    top = max(scores, key=lambda e: scores[e])
    return [line.index for line, above in prose if top in above]


def read_layout(document: Document) -> Layout:
    """Walk the page once and find the article's lines in it."""
    walk = _Walk(_protected(document.root))
    walk.run(document.root)
    layout = Layout(document, walk.lines, walk.parts, walk.pictures, _body(walk.lines))
    _frame(layout)
    return layout


def _frame(layout: Layout) -> None:
    """Find the heading above the article and the end of what may still belong to it."""
    lines, first, last = layout.lines, layout.first, layout.last
    headings = [i for i in range(min(first, len(lines))) if lines[i].zone & Zone.HEADING and _in_h1(lines[i])]
    layout.head = max(0, headings[-1] - 4) if headings else max(0, first - 15)
    tail = last + 1
    while tail < len(lines) and tail <= last + 14 and not _in_h1(lines[tail]):
        if lines[tail].zone & (Zone.COMMENTS | Zone.FOOTER) or _are_teasers(lines[tail : tail + 4]):
            break
        tail += 1
    layout.tail = tail


def _are_teasers(lines: Sequence[Line]) -> bool:
    """Linked headlines one after the other: from here on other articles are shown."""
    if lines[0].link_share > 0.8 and phrases.load().says_original(lines[0].text):
        return False
    linked = [line.link_share > 0.8 and line.weight >= 25 for line in lines]
    return linked[:1] == [True] and (sum(linked) > 1 or bool(lines[0].zone & Zone.HEADING))


def _in_h1(line: Line) -> bool:
    return line.owner.tag == "h1" or any(True for _ in line.owner.iterancestors("h1"))
