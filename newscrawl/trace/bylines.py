"""Bylines and author declarations: "Von dpa", "Le Figaro avec AFP", "A B, AP Auto Writer", meta author, JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from newscrawl.extract.document import JsonScript
from newscrawl.items import Credit, CreditKind, CreditName, Role
from newscrawl.trace import phrases
from newscrawl.trace.chains import Chain, parse_chain
from newscrawl.trace.layout import Line, Part
from newscrawl.trace.page import Page, host_of, name_key
from newscrawl.trace.zones import Zone

_LONGEST = 120
# "Shamil Zhumatov/REUTERS": a person first, then a slash, is how photographers sign.
_SIGNED = re.compile(r"^[A-ZÀ-ÞА-Я][\w'’.-]+(?: [A-ZÀ-ÞА-Я][\w'’.-]*){1,3} ?/ ?[A-Z]")
_AUTHOR_METAS = frozenset(
    [
        "author",
        "article:author",
        "dc.creator",
        "dcterms.creator",
        "dc.contributor",
        "parsely-author",
        "sailthru.author",
        "byl",
        "byline",
        "cxenseparse:author",
        "lp.article:author",
        "article.author",
        "citation_author",
        "og:article:author",
        "vr:author",
        "news_authors",
        "page_author",
        "artikel:autor",
        "autor",
        "source",
        "creator",
        "og:author",
        "article_author",
    ]
)
_TYPES = ("Article", "NewsArticle", "Report", "BlogPosting", "WebPage", "LiveBlogPosting", "ReportageNewsArticle")
_AUTHOR_KEYS = ("author", "creator", "contributor", "sourceOrganization", "provider")


def beside_picture(part: Part) -> bool:
    """True where the element stands right behind a picture or its caption, whatever its name."""
    previous = part.element.getprevious()
    if previous is None or (part.element.getparent().text or "").strip():  # type: ignore[union-attr]
        return False
    return previous.tag in ("img", "figure", "picture", "figcaption") and not (previous.tail or "").strip()


def text_credits(
    page: Page, chain: Chain, *, labelled: bool = False
) -> list[tuple[CreditKind, tuple[CreditName, ...]]]:
    """What a byline or source chain credits: agencies the text, other publishers the origin.

    A publisher whose name is also a word counts only behind a label ("Quelle: Stern").
    """
    found: list[tuple[CreditKind, tuple[CreditName, ...]]] = []
    if any(a.kind != "photo" for a in chain.agencies):
        found.append((CreditKind.TEXT, chain.names))
    elif any(labelled or not p.ambiguous for p in page.strangers(chain)):
        found.append((CreditKind.OUTLET, chain.names))
    return found


def from_meta(page: Page) -> Iterator[Credit]:
    """`<meta name="author" content="Le Figaro avec AFP">` and its many spellings."""
    for meta in page.document.root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").lower()
        value = meta.get("content") or ""
        if name not in _AUTHOR_METAS or not value or value.startswith("http") or len(value) > _LONGEST:
            continue
        for kind, names in text_credits(page, parse_chain(value, photo=False)):
            if kind is CreditKind.TEXT or name != "source":
                yield page.attribute(kind, meta, "content", "meta", "meta-author", names)


def from_json_ld(page: Page) -> Iterator[Credit]:
    """Authors, creators and source organisations of the page's article in JSON-LD."""
    for script, nodes in own_nodes(page):
        for pointer, node in nodes:
            for key in _AUTHOR_KEYS:
                for path, name in _names(node.get(key), f"{pointer}/{key}"):
                    chain = parse_chain(name, photo=False)
                    for kind, names in text_credits(page, chain) if len(name) <= _LONGEST else ():
                        quote, locator = " ".join(name.split()), f"{script.locator}#{path}"
                        yield Credit(
                            kind=kind,
                            quote=quote,
                            locator=locator,
                            position="jsonld",
                            rule=f"jsonld-{key}",
                            names=page.meant(names),
                        )


def from_own_site(page: Page) -> Iterator[Credit]:
    """On its own site an agency is the author, by the name the site declares for itself."""
    for meta in page.document.root.iter("meta"):
        if meta.get("property") == "og:site_name" and meta.get("content"):
            chain = parse_chain(meta.get("content") or "", photo=False)
            own = tuple(n for n in chain.names if n.agency in page.owner.entries)
            if own and any(a.kind == "news" and page.owner.is_entry(a) for a in chain.agencies):
                yield page.attribute(CreditKind.TEXT, meta, "content", "meta", "own-site", own)
            return


def own_nodes(page: Page) -> list[tuple[JsonScript, list[tuple[str, dict[str, Any]]]]]:
    """The page's article objects by script. Where several headlines are declared, only that of the page's own."""
    found = [(script, list(article_nodes(script.data))) for script in page.document.json_ld]
    headlines = {name_key(str(n["headline"])) for _, nodes in found for _, n in nodes if n.get("headline")}
    if len(headlines) < 2:
        return found
    layout = page.layout
    heads = [line.text for line in layout.lines[layout.head : layout.first] if line.zone & Zone.HEADING]
    titles = [name_key(t) for t in (*(layout.text(e) for e in page.document.root.iterfind("head/title")), *heads)]
    own = {h for h in headlines if any(h in t or t in h for t in titles if t)}
    if not own:
        return found[:1]
    return [
        (script, [(p, n) for p, n in nodes if not n.get("headline") or name_key(str(n["headline"])) in own])
        for script, nodes in found
    ]


def article_nodes(data: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The article objects of a JSON-LD script, each with its JSON pointer; graphs and lists are opened."""
    nodes = [("", data)]
    while nodes:
        pointer, node = nodes.pop(0)
        if isinstance(node, list):
            nodes.extend((f"{pointer}/{i}", n) for i, n in enumerate(node[:200]))
        elif isinstance(node, dict):
            if "@graph" in node:
                nodes.append((f"{pointer}/@graph", node["@graph"]))
            kinds = node.get("@type")
            if any(str(k).endswith(_TYPES) for k in (kinds if isinstance(kinds, list) else [kinds])):
                yield pointer, node


def _names(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, list):
        for i, item in enumerate(value[:20]):
            yield from _names(item, f"{pointer}/{i}")
    elif isinstance(value, dict) and isinstance(value.get("name"), (str, list)):
        yield from _names(value["name"], f"{pointer}/name")


def from_containers(page: Page) -> Iterator[Credit]:
    """Elements whose class, id or item property says author, byline, source or agency."""
    layout = page.layout
    known = phrases.load()
    for part in layout.parts:
        if not part.zone & (Zone.BYLINE | Zone.SOURCE) or not _near_article(page, part.line):
            continue
        if part.zone & (Zone.OUTSIDE | Zone.PICTURE) or (part.zone & Zone.CREDIT and not part.own & Zone.BYLINE):
            continue
        text = layout.text(part.element)
        if not text or len(text) > _LONGEST or known.biography.search(text):
            continue
        chain = parse_chain(text, photo=False)
        if not chain.pure:
            continue
        if beside_picture(part) or _SIGNED.match(text):
            continue
        for kind, names in text_credits(page, chain):
            page.taken.add(part.line)
            yield from page.credit(kind, part.element, text, "byline", "byline-container", names)


def _near_article(page: Page, line: int) -> bool:
    """In the head or behind the text; inside it, authors are those of other articles."""
    layout = page.layout
    return not layout.body or layout.head <= line <= layout.first + 1 or layout.last <= line < layout.tail


def from_lines(page: Page) -> Iterator[Credit]:
    """Lines between heading and text that are a byline and nothing else: "Von: det/dpa", "AFP, MANILA", "新华社"."""
    layout = page.layout
    known = phrases.load()
    lines = layout.lines[layout.head : layout.first + 3]
    stripped_credits = _has_stripped_credits(page)
    for line in lines:
        if len(line.text) > _LONGEST or not _is_free(line) or line.index in page.taken:
            continue
        stripped = known.byline_label.sub("", line.text)
        labelled = len(stripped) < len(line.text)
        chain = parse_chain(line.text, photo=False)
        if not chain.pure or _pictured(page, line, labelled):
            continue
        if labelled and not chain.agencies and any(n.role is Role.AUTHOR for n in chain.names):
            yield from _colleagues(page, line, chain)
        if not any(a.kind != "photo" for a in chain.agencies):
            continue
        if line.link_share > 0.9 and not labelled and not _author_link(page, line):
            continue
        if not labelled and not stands_alone(chain):
            continue
        if stripped_credits and not labelled and len(chain.agencies) > 1:
            continue
        if all(page.owner.is_entry(a) for a in chain.agencies) or (not labelled and _SIGNED.match(line.text)):
            continue
        page.taken.add(line.index)
        yield from page.credit(CreditKind.TEXT, line.owner, line.text, "byline", "byline-line", chain.names)


def _colleagues(page: Page, line: Line, chain: Chain) -> Iterator[Credit]:
    """ "By Ann Bell, CNN" on another site than CNN's: an author of another publisher."""
    for kind, names in text_credits(page, chain):
        page.taken.add(line.index)
        yield from page.credit(kind, line.owner, line.text, "byline", "byline-line", names)


def stands_alone(chain: Chain) -> bool:
    """True where a chain says enough without label, brackets or byline element."""
    return chain.certain or any(a.lone for a in chain.agencies)


def _has_stripped_credits(page: Page) -> bool:
    """True where picture credits stand as lines of their own inside the text: the one above it is one of them too."""
    layout = page.layout
    between = (layout.lines[i] for i in range(layout.first + 1, layout.last) if len(layout.lines[i].text) <= 60)
    chains = (parse_chain(line.text, photo=True) for line in between if _is_free(line) and "/" in line.text)
    return any(chain.pure and len(chain.agencies) > 1 for chain in chains)


def _author_link(page: Page, line: Line) -> bool:
    paths = (
        "/author",
        "/agency",
        "/verfasser",
        "/auteur",
        "/autor",
        "/distributor",
        "/agencia",
        "/profile",
        "/by/",
        "/source",
    )
    return leads_to_agency(page, line) or any(p in x.href.lower() for x in line.links for p in paths)


def leads_to_agency(page: Page, line: Line) -> bool:
    owners = (page.directory.owner(host_of(link.href)) for link in line.links)
    return any(o and o.is_agency and not page.owner.is_entry(o) for o in owners)


def _is_free(line: Line) -> bool:
    return not line.zone & (Zone.OUTSIDE | Zone.CAPTION | Zone.CREDIT | Zone.FIGURE | Zone.HEADING)


def _pictured(page: Page, line: Line, labelled: bool) -> bool:
    """True where a picture stands right before the line: then it is the picture's credit."""
    return not labelled and page.layout.pictures_between(line.index - 1, line.index) > 0
