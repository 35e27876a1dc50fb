"""Canonical addresses, and the decision that one address stands for another of the same site.

`canonical_url` gives what is fetched and therefore changes only what no server minds. `variant_key` goes further and is
for comparing only. RFC 3986 section 6.2 is the source of the normalisation; browsers' habits (WHATWG URL) decide where
links on real pages are malformed.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import SplitResult, unquote_plus, urljoin, urlsplit, urlunsplit

import idna

from newscrawl.sites import Site

_PORTS = {"http": 80, "https": 443}
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH = _UNRESERVED | frozenset("!$&'()*+,;=:@/")
# As in browsers and w3lib an apostrophe is escaped here and not in paths: what is stored is what is asked for.
_QUERY = (_PATH | frozenset("?")) - frozenset("'")
_ASCII_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*")
_ESCAPE_OR_CHARACTER = re.compile("%[0-9A-Fa-f]{2}|.", re.DOTALL)
# Already canonical, as most addresses of a sitemap are: 30 times as fast as the whole way.
_PLAIN = re.compile(
    r"https?://[a-z0-9][a-z0-9-]{0,60}(?:\.[a-z0-9][a-z0-9-]{0,60}){1,4}/(?!\.)(?:[\w~!$'()*+,;=:@-]|/(?!\.)|(?<=\w)\.)*",
    re.ASCII,
)
# Browsers take line breaks and tabs out of links and trim control characters and spaces around them.
_REMOVED = str.maketrans("", "", "\t\n\r")
_TRIMMED = "".join(map(chr, range(33)))
# Three hyphenated words or five digits: a segment that no section, script or language folder is called.
_SPECIFIC = re.compile(r"(?<![^-_])[^-_]++(?:[-_][^-_]++){3}|\d{5}")


def canonical_url(url: str, *, base: str | None = None) -> str:
    """The address to fetch for `url`, made absolute with `base`.

    Scheme and host in lower case (IDNA 2008 with UTS 46 mapping), no default port, no user name, no fragment, dot
    segments resolved, escapes normalised, tracking parameters off, the rest of the query sorted by name (repeated
    names keep their order). `www.`, the scheme and slashes stay. Raises ValueError on what is no http(s) address.
    """
    if _PLAIN.fullmatch(url):
        return url
    text = _cleaned(url)
    if base is not None:
        text = urljoin(base, text)
    parts = urlsplit(text)
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise ValueError(f"no http(s) address: {url!r}")
    port = parts.port
    netloc = _host(parts.hostname or "")
    if port is not None and port != _PORTS[scheme]:
        netloc += f":{port}"
    path = _without_dots(_escaped(parts.path, _PATH)) or "/"
    return urlunsplit((scheme, netloc, path, _query(parts.query), ""))


def variant_key(url: str) -> str:
    """Equal for the addresses under which one site serves one article: http/https, www, mobile, AMP, print, slash.

    Only for comparing; nothing need answer at it. Raises ValueError as `canonical_url` does.
    """
    parts = urlsplit(canonical_url(url))
    rules = _data()["variant"]
    host, path = _plain_host(parts.netloc, rules), _plain_path(parts.path, rules)
    wanted: dict[str, list[str]] = rules["query"]
    query = [p for p in parts.query.split("&") if p and not _asks_for_shape(p, wanted)]
    return f"{host}{path}" + ("?" + "&".join(query) if query else "")


def declared_alias(page_url: str, declared_canonical: str, site: Site) -> str | None:
    """The address that `page_url` safely stands for by the page's own word, or None.

    None for another site's address (evidence, not identity), for a home page (broken themes declare it on every
    page), for the same address, and wherever what differs may be what names the article.
    """
    try:
        page, target = canonical_url(page_url), canonical_url(declared_canonical, base=page_url)
    except ValueError:
        return None
    if page == target or not (site.owns(page) and site.owns(target)) or _is_home(urlsplit(target)):
        return None
    if variant_key(page) == variant_key(target) or _is_short_link(urlsplit(page)):
        return target
    return target if _same_path(urlsplit(f"//{variant_key(page)}"), urlsplit(f"//{variant_key(target)}")) else None


def _same_path(page: SplitResult, target: SplitResult) -> bool:
    """One path, and a canonical that only leaves out what does not name the article."""
    specific = _SPECIFIC.search(page.path.rstrip("/").rpartition("/")[2]) is not None
    if page.path != target.path or (page.netloc != target.netloc and not specific):
        return False
    had, kept = set(_pieces(page.query)), set(_pieces(target.query))
    if not kept <= had:
        return False
    return specific or (bool(kept) and not any(_may_identify(p) for p in had - kept))


def _may_identify(piece: str) -> bool:
    name, _, value = piece.partition("=")
    return name.lower() in _data()["identity"]["names"] or re.search(r"\d{4}", value) is not None


def _is_home(parts: SplitResult) -> bool:
    segments = parts.path.strip("/").split("/")
    # Language folders (`/de/`, `/en-us/`) are home pages too.
    if len(segments) == 1 and re.fullmatch(r"[a-z]{2}(?:[-_][A-Za-z]{2})?", segments[0]):
        return not parts.query
    return len(segments) == 1 and segments[0].lower() in _data()["identity"]["home"] and not parts.query


def _is_short_link(parts: SplitResult) -> bool:
    name, _, value = parts.query.partition("=")
    home = parts.path.strip("/").lower() in ("", "index.php")
    return home and name in _data()["identity"]["short_link"] and value.isdecimal()


def _cleaned(url: str) -> str:
    text = url.translate(_REMOVED).strip(_TRIMMED)
    # Browsers read a backslash before the query as a slash; leaving it would let `http://a\@b` mean host b here only.
    end = min((i for i in (text.find("?"), text.find("#")) if i >= 0), default=len(text))
    return text[:end].replace("\\", "/") + text[end:]


def _host(host: str) -> str:
    host = host.rstrip(".")
    if ":" in host:
        return f"[{ipaddress.IPv6Address(host.partition('%')[0])}]"
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii").rstrip(".")
        except idna.IDNAError as err:
            raise ValueError(f"no host name: {host!r}: {err}") from err
    if not _ASCII_HOST.fullmatch(host):
        raise ValueError(f"no host name: {host!r}")
    return host


def _escaped(text: str, allowed: frozenset[str]) -> str:
    """Escapes of unreserved characters undone, other escapes in upper case, everything not allowed escaped."""

    def normal(match: re.Match[str]) -> str:
        piece = match[0]
        if len(piece) == 3:
            character = chr(int(piece[1:], 16))
            return character if character in _UNRESERVED else piece.upper()
        if piece in allowed:
            return piece
        return "".join(f"%{byte:02X}" for byte in piece.encode("utf-8", "replace"))

    return _ESCAPE_OR_CHARACTER.sub(normal, text)


def _without_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")[1:]
    for number, segment in enumerate(segments):
        if segment in (".", ".."):
            if segment == ".." and kept:
                kept.pop()
            if number == len(segments) - 1:
                kept.append("")
        else:
            kept.append(segment)
    return "".join("/" + segment for segment in kept)


def _query(query: str) -> str:
    """Pieces stay as they are written (`?a` is not `?a=`: servers tell them apart), only escapes are normalised."""
    pieces = [_escaped(p, _QUERY) for p in query.split("&") if p]
    return "&".join(sorted((p for p in pieces if not _is_tracking(p)), key=lambda p: p.partition("=")[0]))


def _is_tracking(piece: str) -> bool:
    name = unquote_plus(piece.partition("=")[0]).lower()
    rules = _data()["tracking"]
    return name in rules["names"] or name.startswith(tuple(rules["prefixes"]))


def _pieces(query: str) -> list[str]:
    return [p for p in query.split("&") if p]


def _asks_for_shape(piece: str, wanted: dict[str, list[str]]) -> bool:
    name, _, value = piece.partition("=")
    values = wanted.get(name.lower())
    return values is not None and (not values or value.lower() in values)


def _plain_host(netloc: str, rules: dict[str, Any]) -> str:
    first, _, rest = netloc.partition(".")
    while first in rules["hosts"] and "." in rest:
        netloc = rest
        first, _, rest = netloc.partition(".")
    # http on 443 and the like are no variants; a default port is off already.
    return netloc


def _plain_path(path: str, rules: dict[str, Any]) -> str:
    segments = [s for s in path.strip("/").split("/") if s.lower() not in rules["segments"]]
    if len(segments) > 1 and segments[-1].lower() in rules["last_segments"]:
        segments.pop()
    if segments:
        for ending in rules["endings"]:
            stem = segments[-1][: -len(ending)]
            if stem and segments[-1].lower().endswith(ending):
                segments[-1] = stem + (".html" if ending.endswith(".html") else "")
                break
    return "/" + "/".join(segments)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("newscrawl.discover").joinpath("data/addresses.toml").read_text("utf-8"))
