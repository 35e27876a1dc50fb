"""An article as its page had it: text, credits, captions and what a site put between, in the page's order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree

from newscrawl.errors import ArchiveError, UnreadablePage
from newscrawl.extract.blocks import TextBlock, blocks_of
from newscrawl.extract.document import Document, parse
from newscrawl.extract.text import key
from newscrawl.fetch.archive import Place, read
from newscrawl.query.dossier import Credit, Dossier

# Larger pages are read by crawls, and not while somebody waits.
_MOST_BYTES = 2_000_000
# Blocks before and after the text among which a credit may stand.
_NEAR = 4
# A shorter line may stand in another one by chance.
_SHORT = 12


@dataclass(frozen=True, slots=True)
class Seen:
    """A block of the page."""

    kind: str
    """`text`, `credit`, `caption`, or `left out`: neither the article's text nor a credit of it."""
    text: str
    line: int | None = None
    """For `text`: the line of the stored text that it is, or is a part of."""
    credits: tuple[Credit, ...] = ()


def as_published(found: Dossier, archive: Path | None) -> tuple[Seen, ...]:
    """The article's part of its page, from the archive; nothing where that is not there or not to be read."""
    version = found.versions[-1] if found.versions else None
    if archive is None or found.text is None or version is None or version.archive_file is None:
        return ()
    document = _document(archive, version.archive_file, version.archive_offset or 0)
    if document is None:
        return ()
    return tuple(_merged(_seen(document, found)))


def _document(archive: Path, file: str, offset: int) -> Document | None:
    if not (archive / file).resolve().is_relative_to(archive.resolve()):
        return None
    try:
        response = read(archive, Place(file, offset))
        if len(response.body) > _MOST_BYTES:
            return None
        return parse(response.body, url=response.url, content_type=response.content_type)
    except (ArchiveError, UnreadablePage):
        return None


def _seen(document: Document, found: Dossier) -> Iterator[Seen]:
    assert found.text is not None
    lines = [key(line) for line in found.text.body.split("\n")]
    captions = {key(text) for image in found.images for text in (image.caption, image.alt, image.credit) if text}
    credits: dict[str, list[Credit]] = {}
    for credit in found.credits:
        if credit.source_url is None:
            credits.setdefault(credit.locator.partition("#")[0].partition("/@")[0], []).append(credit)
    # A headline may have the words of the first line, which is not what stands there.
    blocks = [block for block in blocks_of(document.root) if block.element.tag != "h1"]
    seen = list(_judged(document, blocks, lines, captions, credits))
    of_text = [n for n, one in enumerate(seen) if one.kind == "text"]
    if not of_text:
        return
    first, last = of_text[0], of_text[-1]
    near = [n for n in range(max(0, first - _NEAR), min(len(seen), last + 1 + _NEAR)) if seen[n].kind == "credit"]
    yield from seen[min([first, *near]) : max([last, *near]) + 1]


def _judged(
    document: Document,
    blocks: Sequence[TextBlock],
    lines: Sequence[str],
    captions: set[str],
    credits: dict[str, list[Credit]],
) -> Iterator[Seen]:
    at = 0
    for block in blocks:
        # Lines come in the page's order, so that a repeated one is the next of its kind.
        line = _line(block.folded, lines, at)
        named = tuple(credits.get(_path(document, block.element), ()))
        if line is not None:
            at = line
            yield Seen("text", block.text, line, named)
        elif any(_holds(block.folded, caption) for caption in captions):
            yield Seen("caption", block.text, credits=named)
        else:
            yield Seen("credit" if named else "left out", block.text, credits=named)


def _holds(folded: str, caption: str) -> bool:
    return folded.startswith(caption) or (len(caption) > _SHORT and caption in folded)


def _line(folded: str, lines: Sequence[str], at: int) -> int | None:
    order: tuple[int, ...] = (*range(at, len(lines)), *range(at))
    for number in order:
        line = lines[number]
        is_part = len(folded) > _SHORT and folded in line
        if line == folded or is_part or (len(line) > 3 * _SHORT and line in folded):
            return number
    return None


def _path(document: Document, element: etree._Element) -> str:
    return document.tree.getpath(element)


def _merged(seen: Iterator[Seen]) -> Iterator[Seen]:
    """Pieces of one line, which line breaks or links parted, as one."""
    held: Seen | None = None
    for one in seen:
        if held and held.kind == one.kind == "text" and held.line == one.line:
            held = replace(held, text=f"{held.text} {one.text}", credits=(*held.credits, *one.credits))
            continue
        if held:
            yield held
        held = one
    if held:
        yield held
