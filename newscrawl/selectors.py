"""CSS selectors and XPath expressions that site files name, compiled once."""

from __future__ import annotations

from functools import lru_cache

from lxml import etree

_XPATH = ("/", "./", "(")
_EMPTY = etree.fromstring("<html/>")


@lru_cache(1024)
def compiled(selector: str) -> etree.XPath:
    """The selector: an XPath where it begins with `/`, `./` or `(`, else CSS.

    Raises ValueError where it is neither, or an XPath that selects no nodes (such as `string(//h1)`).
    """
    if not isinstance(selector, str) or not selector.strip():
        raise ValueError("a selector must be a text")
    path = selector if selector.lstrip().startswith(_XPATH) else _of_css(selector)
    try:
        found = etree.XPath(path)
        answer = found(_EMPTY)
    except (etree.XPathError, ValueError) as err:
        raise ValueError(f"{selector!r} is no selector: {err}") from err
    if not isinstance(answer, list):
        raise ValueError(f"{selector!r} selects no elements or attributes")
    return found


def _of_css(selector: str) -> str:
    # Loaded only where a site names a selector.
    from cssselect import HTMLTranslator, SelectorError

    try:
        return HTMLTranslator().css_to_xpath(selector)
    except SelectorError as err:
        raise ValueError(f"{selector!r} is no CSS selector: {err}") from err


def select(selector: str, root: etree._Element) -> list[etree._Element | str]:
    """Elements or attributes' values that a selector finds below `root`, in document order.

    An XPath beginning with `/` looks into all of the tree that `root` is in.
    """
    return compiled(selector)(root)  # type: ignore[return-value]


def elements(selector: str, root: etree._Element) -> list[etree._Element]:
    """The elements among what `select` finds."""
    return [found for found in select(selector, root) if isinstance(found, etree._Element)]
