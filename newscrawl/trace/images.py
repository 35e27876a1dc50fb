"""Picture credits. They never say anything of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain as chain_of
from typing import Any

from newscrawl.items import Credit, CreditKind
from newscrawl.trace import gazetteer, phrases
from newscrawl.trace.bylines import _names, beside_picture, own_nodes
from newscrawl.trace.chains import Chain, parse_chain
from newscrawl.trace.layout import Line, Part
from newscrawl.trace.page import Page
from newscrawl.trace.zones import Zone

_LONGEST = 140
_SHORT = 60
_TAIL = re.compile(r"[(（\[]([^()（）\[\]]{2,100})[)）\]]\s*\.?\s*$")
_LAST = re.compile(r"(?:[.!?»”\"“)]|©|\s[—–|-])\s*([^.!?]{2,80})\.?\s*$")
# "… | Jörg Weber/dpa", "… © dpa"
_SIGNATURE = re.compile(r"(?:\s[|©]|[|©]\s)[^|©.]{2,80}$")
_COUNT = re.compile(r"(?<!©)(?<!© )\b\d")
_PERSON = re.compile(r"[A-ZÀ-Þ][\w'’.-]{1,20} [A-ZÀ-Þ][\w'’.-]{1,20}")
_GOES_ON = re.compile(r" [A-ZÀ-Þ][^/]{20}")
_ATTRIBUTES = ("data-copyright", "data-credit", "data-attrib", "data-photographer")
_IMAGE_KEYS = ("creditText", "copyrightHolder", "author", "creator", "copyrightNotice")


def find(page: Page) -> Iterator[Credit]:
    """Credits of the article's pictures, in the page's order, each quote once a place."""
    seen: set[str] = set()
    for credit in chain_of(_parts(page), _captions(page), _stripped(page), _attributes(page), _json_ld(page)):
        if credit.locator not in seen:
            seen.add(credit.locator)
            yield credit


def _within(page: Page, line: int) -> bool:
    return page.layout.head - 10 <= line < page.layout.tail


def _yield(page: Page, element: Any, quote: str, rule: str, chain: Chain, line: int) -> Iterator[Credit]:
    position = max(0, page.layout.pictures_between(page.layout.head - 10, line) - 1)
    yield from page.credit(CreditKind.PHOTO, element, quote, "caption", rule, chain.names, image_position=position)


def _parts(page: Page) -> Iterator[Credit]:
    """Elements named credit, copyright, photographer …"""
    for part in page.layout.parts:
        if part.zone & Zone.OUTSIDE or not _within(page, part.line) or part.line in page.taken:
            continue
        named = part.zone & Zone.CREDIT or (part.zone & Zone.SOURCE and part.zone & Zone.PICTURE)
        if not named and not (part.own & (Zone.BYLINE | Zone.SOURCE) and beside_picture(part)):
            continue
        text = page.layout.text(part.element)
        if not 1 < len(text) <= _LONGEST:
            continue
        chain = _chain(text)
        if chain.agencies or (chain.names and _says_picture(part, text)):
            yield from _yield(page, part.element, text, "credit-container", chain, part.line)


def _chain(text: str) -> Chain:
    """The names of a credit behind its labels, which may be a paper's name too: "(Bild: Jo Weber)", "© Foto: dpa"."""
    return parse_chain(_unlabelled(_unlabelled(text)), photo=True)


def _unlabelled(text: str) -> str:
    """A credit without the label before it; "picture alliance" begins with none."""
    found = phrases.load().photo_label.match(text)
    if found is None:
        return text
    names = gazetteer.load().find(text[: found.end() + 40])
    return text if any(m.start < found.end() < m.end for m in names) else text[found.end() :]


def _says_picture(part: Part, text: str) -> bool:
    """Whether a name that may be anybody's is a picture's credit: labelled or in a figure, without date or count."""
    if _COUNT.search(text):
        return False
    return bool(part.zone & Zone.PICTURE or phrases.load().photo_label.match(text) or beside_picture(part))


def _captions(page: Page) -> Iterator[Credit]:
    """The credit inside a caption: all of a short one, its last brackets, or what follows its last sentence."""
    label = phrases.load().photo_label
    for element, text, index in _caption_texts(page):
        if not any(m.agency() for m in gazetteer.load().find(text)):
            continue
        for rule, quote, chain in _caption_forms(phrases.load().trailers.sub("", text)):
            # Behind a label in brackets a name may be an account's: "(Foto: Pixabay / haus17maler)".
            named = rule == "caption-brackets" and len(quote) <= _SHORT and label.match(quote)
            if chain.agencies and (chain.pure or named):
                yield from _yield(page, element, quote, rule, chain, index)
                break


def _caption_texts(page: Page) -> Iterator[tuple[Any, str, int]]:
    """Lines in figures and captions; elements named caption inside other lines."""
    layout = page.layout
    for line in layout.lines[max(0, layout.head - 10) : layout.tail]:
        if line.zone & Zone.OUTSIDE:
            continue
        if line.zone & Zone.PICTURE or (line.index not in page.taken and _is_caption(page, line)):
            yield line.owner, line.text, line.index
    for part in layout.parts:
        inline = part.own & Zone.CAPTION and part.element.tag in ("span", "em", "i", "cite")
        if inline and not part.zone & Zone.OUTSIDE and _within(page, part.line):
            yield part.element, layout.text(part.element), part.line


def _is_caption(page: Page, line: Line) -> bool:
    """A plain line that ends like a caption: in labelled brackets, or in a signature right behind a picture."""
    found = _TAIL.search(line.text[-_LONGEST:])
    if found and phrases.load().photo_label.match(found[1]):
        return True
    return bool(page.layout.pictures_between(line.index, line.index)) and bool(_SIGNATURE.search(line.text[-90:]))


def _caption_forms(text: str) -> Iterator[tuple[str, str, Chain]]:
    if len(text) <= _LONGEST:
        yield "caption-line", text, parse_chain(_unlabelled(text), photo=True)
    if found := _TAIL.search(text):
        yield "caption-brackets", found[1], parse_chain(_unlabelled(found[1]), photo=True)
    if found := _LAST.search(text[-160:]):
        yield "caption-rest", found[1].strip(), parse_chain(_unlabelled(found[1]), photo=True)
    if start := _start(text):
        yield "caption-start", start, parse_chain(start, photo=True)
    pieces = text.split()
    for size in (6, 4, 3, 2, 1):
        end = _last_sentence(" ".join(pieces[-size:]))
        yield "caption-end", end, parse_chain(_unlabelled(end), photo=True)


def _start(text: str) -> str | None:
    """The credit that a caption begins with, "dpa/Jo Weber Der Hafen …": names parted by strokes, then more text."""
    begin = end = len(text) - len(_unlabelled(text))
    for strokes in range(4):
        mention = next((m for m in gazetteer.load().find(text[end : end + 60]) if m.start == 0 and m.agency()), None)
        person = None if mention or not strokes else _PERSON.match(text, end)
        if mention is None and person is None:
            return None
        end = person.end() if person else end + mention.end  # type: ignore[union-attr]
        if text[end : end + 1] == "/":
            end += 1
        else:
            return text[begin:end] if strokes and _GOES_ON.match(text, end) else None
    return None


def _last_sentence(text: str) -> str:
    """From the last full stop before the first name on: the words before it describe the picture."""
    first = next(iter(gazetteer.load().find(text)), None)
    cut = text.rfind(". ", 0, first.start) if first else -1
    return text[cut + 2 :] if cut >= 0 else text


def _stripped(page: Page) -> Iterator[Credit]:
    """Credits that lost their container: a line that is nothing but a chain, inside the text or beside a picture."""
    layout = page.layout
    for line in layout.lines[layout.head : layout.last]:
        if line.zone & (Zone.OUTSIDE | Zone.CAPTION | Zone.FIGURE | Zone.HEADING | Zone.BYLINE) or len(line.text) > 100:
            continue
        if line.index in page.taken or line.link_share > 0.5:
            continue
        chain = parse_chain(_unlabelled(line.text), photo=True)
        if chain.pure and chain.agencies and _stands_for_picture(page, line, chain):
            page.taken.add(line.index)
            yield from _yield(page, line.owner, line.text, "stripped-credit", chain, line.index)


def _stands_for_picture(page: Page, line: Line, chain: Chain) -> bool:
    """A picture right before or behind, a label, or a chain of producer and distributor inside the text."""
    beside = page.layout.pictures_between(line.index - 1, line.index + 1) > 0
    labelled = _unlabelled(line.text) != line.text
    several = len(chain.agencies) > 1 and "/" in line.text
    return beside or labelled or several or any(a.kind == "photo" for a in chain.agencies)


def _attributes(page: Page) -> Iterator[Credit]:
    """Credits in an image's own attributes, and in brackets at the end of its alternative text."""
    for picture in page.layout.pictures:
        if picture.zone & Zone.OUTSIDE or not _within(page, picture.line):
            continue
        for name in _ATTRIBUTES:
            value = picture.element.get(name) or ""
            chain = _chain(value)
            if chain.agencies and len(value) <= _LONGEST:
                yield page.attribute(CreditKind.PHOTO, picture.element, name, "caption", "image-attribute", chain.names)
        for name in ("alt", "title"):
            credit = _described(picture.element.get(name) or "")
            if credit and credit.pure and credit.agencies:
                names = credit.names
                yield page.attribute(CreditKind.PHOTO, picture.element, name, "caption", "image-description", names)


def _described(text: str) -> Chain | None:
    """The credit in a picture's alternative text or title: in brackets at its end, or all of it behind a label."""
    label = phrases.load().photo_label
    if found := _TAIL.search(text):
        return parse_chain(_unlabelled(found[1]), photo=True)
    return parse_chain(_unlabelled(text), photo=True) if len(text) <= _LONGEST and label.match(text) else None


def _json_ld(page: Page) -> Iterator[Credit]:
    """Copyright holders, authors and credit texts of an article's image objects in JSON-LD."""
    for script, nodes in own_nodes(page):
        for pointer, node in nodes:
            images = node.get("image")
            for i, image in enumerate(images if isinstance(images, list) else [images]):
                at = f"{pointer}/image/{i}" if isinstance(images, list) else f"{pointer}/image"
                for key in _IMAGE_KEYS if isinstance(image, dict) else ():
                    for path, value in _names(image.get(key), f"{at}/{key}"):
                        chain = _chain(value)
                        if chain.agencies and len(value) <= _LONGEST:
                            quote = " ".join(value.split())
                            locator = f"{script.locator}#{path}"
                            yield Credit(
                                kind=CreditKind.PHOTO,
                                quote=quote,
                                locator=locator,
                                position="jsonld",
                                rule="jsonld-image",
                                names=chain.names,
                            )
