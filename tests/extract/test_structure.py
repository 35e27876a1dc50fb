"""Lines keep what they are on the page, and say the same words as the body."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract import extract_article, parse
from newscrawl.extract.blocks import blocks_of as text_blocks
from newscrawl.extract.structure import blocks_of, find_blocks, markdown, marks_of
from newscrawl.items import Article, Block, BlockKind

from .test_fields import TEXT

ITEMS = ("Ships wait in the northern ports until Friday.", "Engineers expect the repair to take until spring.")
QUOTE = "We have never seen a wall move like this one did, said the harbour master."
LINES = st.lists(st.text(min_size=1).filter(lambda text: "\n" not in text), max_size=8)


def read(inner: str) -> Article:
    return extract_article(parse(f"<body><article><h1>Storm closes the harbour</h1>{inner}</article></body>"))


def page() -> Article:
    items = "".join(f"<li>{item}</li>" for item in ITEMS)
    return read(
        f"<p>{TEXT[0]}</p><h2>What happened next</h2><ul>{items}</ul><p>{TEXT[1]}</p>"
        f"<blockquote><p>{QUOTE}</p></blockquote><p>{TEXT[2]}</p>"
        "<table><tr><th>Port</th><th>Ships</th></tr><tr><td>North harbour</td><td>12</td></tr></table>"
    )


def test_markdown_keeps_subheads_lists_quotes_and_tables() -> None:
    found = page()
    assert markdown(found.blocks) == "\n\n".join(
        (
            TEXT[0],
            "## What happened next",
            "\n".join(f"- {item}" for item in ITEMS),
            TEXT[1],
            f"> {QUOTE}",
            TEXT[2],
            "| Port | Ships |\n| --- | --- |\n| North harbour | 12 |",
        )
    )


def test_what_no_element_marks_is_a_paragraph() -> None:
    found = read("".join(f"<p>{text}</p>" for text in TEXT))
    assert {block.kind for block in found.blocks} == {BlockKind.PARAGRAPH}


def test_blocks_are_the_body() -> None:
    found = page()
    assert "\n".join(block.text for block in found.blocks) == found.body


def test_the_page_s_own_marks_are_escaped() -> None:
    blocks = [Block(kind=BlockKind.PARAGRAPH, text=text) for text in ("# 1 in sport", "1. FC wins", "a*b*<i>")]
    assert markdown(blocks) == "\\# 1 in sport\n\n1\\. FC wins\n\na\\*b\\*\\<i\\>"


@given(LINES, st.data())
def test_marks_give_the_blocks_back_and_markdown_loses_no_word(lines: list[str], data: st.DataObject) -> None:
    kinds = data.draw(st.lists(st.sampled_from(BlockKind), min_size=len(lines), max_size=len(lines)))
    blocks = tuple(
        Block(kind=kind, text=text, level=2 if kind is BlockKind.HEADING else 0)
        for text, kind in zip(lines, kinds, strict=True)
    )
    body = "\n".join(lines)
    assert blocks_of(body, marks_of(blocks)) == blocks
    # Numbers of a list are the mark's own.
    unnumbered = [block for block in blocks if block.kind is not BlockKind.NUMBERED]
    assert letters(markdown(unnumbered)) == letters("".join(block.text for block in unnumbered))


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def test_marks_of_another_text_are_not_believed() -> None:
    assert [block.kind for block in blocks_of("one\ntwo", "heading 2")] == [BlockKind.PARAGRAPH] * 2


def test_a_line_is_what_its_element_is_whatever_is_nested_in_it() -> None:
    html = (
        "<html><body><article><h2>What <em>changes</em></h2><ul><li><p>Lorries turn <b>north</b> at the mill.</p></li>"
        "<li>Buses run every ten minutes.</li></ul><blockquote><p>It had to be done.</p></blockquote>"
        "<table><tr><td>Monday</td><td>closed</td></tr></table><p>The works end in May.</p></article></body></html>"
    )
    lines = "What changes\nLorries turn north at the mill.\nIt had to be done.\nMonday closed\nThe works end in May."
    found = find_blocks(text_blocks(parse(html).root), lines)
    assert [(block.kind, block.level) for block in found] == [
        (BlockKind.HEADING, 2),
        (BlockKind.ITEM, 0),
        (BlockKind.QUOTE, 0),
        (BlockKind.ROW, 0),
        (BlockKind.PARAGRAPH, 0),
    ]
