"""Exact duplicates: the same words, whatever became of letter case, white space and Unicode form on the way."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from newscrawl.dedup.folding import BESIDE, Table, codes_of, is_composed
from newscrawl.items import Fingerprint

METHOD = "exact"
DETECTOR = "exact-1"
# Consent walls, "page moved" stubs and empty shells are equal without being copies of each other.
MIN_TOKENS = 25
MIN_UNSPACED = 60

_WORD = re.compile(r"\w+")
_SPACE = ord(" ")
# Bodies that are read at once: more leave the processor's cache.
_AT_ONCE = 16
# Scripts written without spaces: Thai, Lao, Myanmar, Khmer, kana, CJK ideographs.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


def fingerprint(body: str) -> Fingerprint | None:
    """The value that equal texts share, None where the body is too short to prove anything.

    Too short: fewer than 25 words, and fewer than 60 characters of scripts without spaces. The headline takes no part:
    copies change it first.
    """
    return fingerprints([body])[0]


def fingerprints(bodies: Sequence[str]) -> list[Fingerprint | None]:
    """The same for many, in their order and twice as fast."""
    found = []
    for begin in range(0, len(bodies), _AT_ONCE):
        part = bodies[begin : begin + _AT_ONCE]
        found += [_fingerprint(body, text) for body, text in zip(part, _by_table(part), strict=True)]
    return found


def _fingerprint(body: str, text: bytes | None) -> Fingerprint | None:
    if text is None:
        text = " ".join(words(body)).encode("utf-8", "replace")
    if (not text or text.count(b" ") + 1 < MIN_TOKENS) and len(_UNSPACED.findall(body)) < MIN_UNSPACED:
        return None
    return Fingerprint(method=METHOD, value=hashlib.sha256(text).hexdigest())


def words(text: str) -> list[str]:
    """Word tokens after case folding and compatibility normalisation."""
    return _WORD.findall(_folded(text))


def _folded(text: str) -> str:
    # NFD first: case folding a decomposed letter and its composed form may differ ("ΐ"), the iota subscript does.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", text).casefold()).casefold()
    return unicodedata.normalize("NFKC", folded)


def _by_table(bodies: Sequence[str]) -> list[bytes | None]:
    """The words of each, parted by spaces, where each character folds to one whatever stands beside it; else None."""
    plain = [body.replace("ß", "ss") + "\n" for body in bodies]
    codes = _FOLDS.of(codes_of("".join(plain)))
    end = np.cumsum([len(text) for text in plain])
    beside = codes == BESIDE
    unknown = np.logical_or.reduceat(beside, np.append(0, end[:-1])).tolist() if beside.any() else [False] * len(plain)
    codes[beside] = _SPACE
    kept = codes != _SPACE
    kept[1:] |= kept[:-1].copy()
    text = codes[kept].astype("<u4").tobytes().decode("utf-32-le")
    edges = [0, *np.cumsum(kept)[end - 1].tolist()]
    parts = (text[begin:stop].rstrip(" ").encode() for begin, stop in pairwise(edges))
    return [None if odd else part for odd, part in zip(unknown, parts, strict=True)]


def _fold_alone(code: int) -> int:
    folded = _folded(chr(code))
    if is_composed(code) or is_composed(ord(folded[0])):
        return BESIDE
    if not _WORD.search(folded):
        return _SPACE
    return ord(folded) if len(folded) == 1 else BESIDE


_FOLDS = Table(_fold_alone)


def matches(value: Fingerprint, others: Iterable[tuple[int, Fingerprint]]) -> tuple[int, ...]:
    """Ids of those whose fingerprint says the same by the same method, in ascending order, each once."""
    return tuple(sorted({ident for ident, other in others if other == value}))


def content_hash(title: str | None, body: str) -> str:
    """SHA-256 of title and body as they are: any change of the text is a new version."""
    return hashlib.sha256(f"{title or ''}\n\n{body}".encode("utf-8", "replace")).hexdigest()
