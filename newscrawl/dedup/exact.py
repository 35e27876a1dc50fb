"""Exact duplicates: the same words, whatever became of letter case, white space and Unicode form on the way."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from newscrawl.items import Fingerprint

METHOD = "exact"
DETECTOR = "exact-1"
# Consent walls, "page moved" stubs and empty shells are equal without being copies of each other.
MIN_TOKENS = 25
MIN_UNSPACED = 60

_WORD = re.compile(r"\w+")
# Scripts written without spaces: Thai, Lao, Myanmar, Khmer, kana, CJK ideographs.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


def fingerprint(body: str) -> Fingerprint | None:
    """The value that equal texts share, None where the body is too short to prove anything.

    Too short: fewer than 25 words, and fewer than 60 characters of scripts without spaces. The headline takes no part:
    copies change it first.
    """
    tokens = words(body)
    if len(tokens) < MIN_TOKENS and len(_UNSPACED.findall(body)) < MIN_UNSPACED:
        return None
    text = " ".join(tokens)
    return Fingerprint(method=METHOD, value=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest())


def words(text: str) -> list[str]:
    """Word tokens after case folding and compatibility normalisation."""
    # NFD first: case folding a decomposed letter and its composed form may differ ("ΐ"), the iota subscript does.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", text).casefold()).casefold()
    return _WORD.findall(unicodedata.normalize("NFKC", folded))


def matches(value: Fingerprint, others: Iterable[tuple[int, Fingerprint]]) -> tuple[int, ...]:
    """Ids of those whose fingerprint says the same by the same method, in ascending order, each once."""
    return tuple(sorted({ident for ident, other in others if other == value}))


def content_hash(title: str | None, body: str) -> str:
    """SHA-256 of title and body as they are: any change of the text is a new version."""
    return hashlib.sha256(f"{title or ''}\n\n{body}".encode("utf-8", "replace")).hexdigest()
