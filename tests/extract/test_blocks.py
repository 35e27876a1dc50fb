"""Pages as runs of text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract import parse
from newscrawl.extract.blocks import blocks_of
from newscrawl.extract.text import key


def runs(html: str) -> list[tuple[str, str, int]]:
    return [(b.element.tag, b.text, b.linked) for b in blocks_of(parse(f"<html><body>{html}</body></html>").root)]


def test_blocks_end_at_block_elements_and_line_breaks() -> None:
    assert runs("<div>One<p>Two <b>bold</b> words</p>three<br>four</div>") == [
        ("div", "One", 0),
        ("p", "Two bold words", 0),
        ("div", "three", 0),
        ("div", "four", 0),
    ]


def test_link_text_is_counted_also_inside_other_elements() -> None:
    assert runs("<ul><li>See <a href=/><i>the list</i></a> here</li></ul>") == [("li", "See the list here", 7)]


def test_scripts_and_controls_hold_no_text_and_what_follows_them_does() -> None:
    html = "<p>Before<script>var a = 1</script> and<button>Share</button> after</p><noscript>Off</noscript>"
    assert runs(html) == [("p", "Before and after", 0)]


def test_menus_and_feet_part_the_text_around_them_and_are_no_part_of_it() -> None:
    html = "<div>Above<nav>Menu<p>Home</p></nav>between<footer>Foot</footer>below</div><p>Last</p>"
    assert runs(html) == [("div", "Above", 0), ("div", "between", 0), ("div", "below", 0), ("p", "Last", 0)]


PARTS = st.sampled_from(
    ["<p>", "</p>", "<div>", "</div>", "<br>", "<a href=x>", "</a>", "<li>", "<b>", "</td>", " ", "x9"]
)


@given(st.lists(PARTS, max_size=40))
def test_every_letter_is_in_one_block_whatever_the_markup(parts: list[str]) -> None:
    root = parse("<html><body><p>start</p>" + "".join(parts) + "</body></html>").root
    blocks = blocks_of(root)
    assert "".join(block.folded for block in blocks) == key("".join(root.itertext()))
    assert all(0 <= block.linked <= len(block.folded) for block in blocks)
