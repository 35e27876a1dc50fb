"""Subheads and list items between the paragraphs of a text."""

from __future__ import annotations

from newscrawl.extract import parse
from newscrawl.extract.blocks import blocks_of
from newscrawl.extract.recover import with_left_out

TEXT = [
    "The tram to the harbour will run again from Thursday, two months after the flood carried away its last bridge.",
    "Workers laid the rails at night, as the road beside them is the only one that lorries can use during the day.",
    "Passengers will find fewer stops at first, because two platforms still wait for their ramps and their lights.",
    "The operator asks for patience and has printed a timetable that is to be valid until the end of the summer.",
]
SUBHEAD = "Fewer stops than before"
ITEMS = [
    "Harbour Street is served from six in the morning until midnight.",
    "Fish Market is served only on market days, from five until noon.",
]


def page(between: str, *, before: str = "", after: str = "") -> str:
    text = [f"<p>{line}</p>" for line in TEXT]
    return (
        f"<html><body><nav><h2>{SUBHEAD} in the menu</h2></nav>{before}<div><div>{''.join(text[:2])}{between}"
        f"{''.join(text[2:])}</div>{after}</div></body></html>"
    )


def read(html: str, lines: list[str] = TEXT, *, seen: list[str] | None = None, refused: str = "") -> list[str]:
    return with_left_out(lines, blocks_of(parse(html).root), seen=seen or lines, refuse=lambda line: line == refused)


def items() -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in ITEMS) + "</ul>"


def test_a_subhead_and_a_list_stand_where_the_page_has_them() -> None:
    expected = [*TEXT[:2], SUBHEAD, *ITEMS, *TEXT[2:]]
    assert read(page(f"<h2>{SUBHEAD}</h2>{items()}")) == expected


def test_what_was_taken_out_before_stays_out() -> None:
    html = page(f"<h2>{SUBHEAD}</h2>{items()}")
    assert read(html, seen=[*TEXT, SUBHEAD, *ITEMS]) == TEXT
    assert SUBHEAD not in read(html, refused=SUBHEAD)


def test_links_and_labels_are_not_taken() -> None:
    links = "".join(f'<li><a href="/{n}">{item}</a></li>' for n, item in enumerate(ITEMS))
    assert (
        read(page(f'<h3><a href="/1">{SUBHEAD}</a></h3><ul>{links}</ul><ul><li>Trams</li><li>Floods</li></ul>')) == TEXT
    )


def test_boxes_between_and_blocks_around_the_text_are_not_taken() -> None:
    box = f"<div><h3>{SUBHEAD}</h3>{items()}</div>"
    assert read(page(box, before=box, after=box)) == TEXT
    assert read(page("", after=f"<h2>{SUBHEAD}</h2>{items()}")) == TEXT


def test_few_lines_do_not_show_where_the_text_stands() -> None:
    assert read(page(f"<h2>{SUBHEAD}</h2>"), TEXT[1:3]) == TEXT[1:3]
