"""What is taken out before the text is chosen: parts without text, and menus."""

from __future__ import annotations

import lxml.html
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract.hollow import hollow_parts
from newscrawl.extract.paragraphs import drop


def without(html: str) -> str:
    root = lxml.html.fromstring(html)
    for part in hollow_parts(root):
        drop(part)
    return lxml.html.tostring(root, encoding="unicode")


def links(*names: str) -> str:
    return "".join(f"<li><a href=/{name}>{name}</a></li>" for name in names)


def test_placeholders_go_and_the_text_after_them_stays() -> None:
    html = "<div><p>The bridge closes.</p><div class=ad><div><p></p></div></div> And the ferry runs.</div>"
    assert without(html) == "<div><p>The bridge closes.</p> And the ferry runs.</div>"


def test_menus_go_and_sentences_with_links_stay() -> None:
    menu = f"<ul>{links('Politics', 'Sport', 'Weather')}</ul>"
    text = "<p>The <a href=/1>mayor</a>, the <a href=/2>council</a> and the <a href=/3>traders</a> met on Monday.</p>"
    assert without(f"<div><div class=top>{menu}</div>{text}</div>") == without(f"<div>{text}</div>")


def test_two_links_in_a_list_stay() -> None:
    html = f"<div><p>Sources of the report:</p><ul>{links('Ministry', 'Port')}</ul></div>"
    assert without(html).count("<li>") == 2


def test_what_parts_words_and_cells_stays() -> None:
    html = "<div><p>one<b> </b>two<br>three</p><table><tr><td>1</td><td></td><td>3</td></tr></table></div>"
    assert without(html).count("<td>") == 3
    assert "one<b> </b>two<br>three" in without(html)


_TEXTS = st.sampled_from(["", " ", "word", "A longer sentence of the text."])
_TAGS = st.sampled_from(["div", "p", "ul", "li", "a", "span", "section"])


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> lxml.html.HtmlElement:
    element = lxml.html.Element(draw(_TAGS))
    element.text, element.tail = draw(_TEXTS), draw(_TEXTS)
    for _ in range(draw(st.integers(0, 3)) if depth else 0):
        element.append(draw(trees(depth=depth - 1)))
    return element


@given(trees())
def test_only_what_is_mostly_links_is_lost_with_its_text(root: lxml.html.HtmlElement) -> None:
    for part in hollow_parts(root):
        whole = len(part.text_content().replace(" ", ""))
        outer = [a for a in part.iter("a") if next(a.iterancestors("a"), None) is None]
        linked = sum(len(a.text_content()) for a in outer)
        assert not whole or (len(outer) >= 1 and linked >= 0.9 * whole)
