"""The sentences of an article: the unit in which a copy and its original are compared.

Simple and linear rather than right in every case: both sides are split by the same rules, and the alignment allows one
sentence to answer two. Paragraphs that are no prose (captions, "see also" lines, share buttons) are left out, because
what a site repeats on every page would otherwise match every page of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from newscrawl.extract.see_also import is_see_also_line

SPLITTER = "1"
"""Version of these rules; vectors of sentences that were divided otherwise are made anew."""
# A paragraph or sentence below this says too little to be told from others; Chinese, Japanese and Korean need fewer
# characters for the same.
SHORTEST = 25
SHORTEST_DENSE = 10
# What an encoder sees of one sentence. Lists without full stops are cut here, not dropped.
LONGEST = 600
# Sentences of one article: about five times a long report. A page of a million words must not stall a run.
MOST = 400

_CLOSING = "\"'”’»›“」』）)]"
_END = re.compile(
    rf"(?:[.!?…؟۔]{{1,4}}[{re.escape(_CLOSING)}]{{0,3}}(?=\s)|[。！？]{{1,4}}[{re.escape(_CLOSING)}]{{0,3}})"
)
_PROSE_END = re.compile(rf"[.!?…؟۔。！？][{re.escape(_CLOSING)}\s]{{0,4}}$")
_LAST_WORD = re.compile(r"[^\s(\"'„“«»]{1,12}$")
_DENSE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Sentence:
    paragraph: int
    """Index in the article's paragraphs, from 0."""
    text: str


def split_article(paragraphs: Sequence[str], language: str | None = None) -> list[Sentence]:
    """Prose sentences in order, at most `MOST`; all paragraphs count where none looks like prose."""
    prose = [(n, p) for n, p in enumerate(paragraphs) if is_prose(p)]
    if not prose:
        prose = [(n, p) for n, p in enumerate(paragraphs) if _long_enough(p.strip())]
    found: list[Sentence] = []
    for number, paragraph in prose:
        found += [Sentence(number, text) for text in split(paragraph, language) if _long_enough(text)]
        if len(found) >= MOST:
            break
    return found[:MOST]


def is_prose(paragraph: str) -> bool:
    """Whether a paragraph ends as a sentence does, is long enough, announces no other article and is not the site's."""
    text = paragraph.strip()
    if not _long_enough(text) or not _PROSE_END.search(text[-6:]):
        return False
    return not is_see_also_line(text) and not is_furniture(text)


def is_furniture(paragraph: str) -> bool:
    """Whether a short paragraph is the site's own: cookies, newsletter, rights, share buttons."""
    furniture = _data()["furniture"]
    lowered = paragraph.lower()
    return len(paragraph) <= furniture["longest"] and any(cue in lowered for cue in furniture["cues"])


def split(paragraph: str, language: str | None = None) -> list[str]:
    """The sentences of a paragraph; joined by spaces they are the paragraph, white space apart."""
    parts: list[str] = []
    for part in _cut(" ".join(paragraph.split()), language):
        # "I did." is no unit of its own: it joins the sentence before it.
        if parts and not _long_enough(part) and len(parts[-1]) + len(part) < LONGEST:
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts += [part[n : n + LONGEST] for n in range(0, len(part), LONGEST)]
    return parts


def _cut(text: str, language: str | None) -> Iterator[str]:
    start = 0
    for end in _END.finditer(text):
        if _ends(text, end, language):
            yield text[start : end.end()].strip()
            start = end.end()
    if text[start:].strip():
        yield text[start:].strip()


def _ends(text: str, end: re.Match[str], language: str | None) -> bool:
    following = text[end.end() : end.end() + 3].strip()
    if following[:1].islower():
        return False
    if end[0] != ".":
        return True
    last = _LAST_WORD.search(text, max(0, end.start() - 12), end.start())
    word = last[0].lower() if last else ""
    if len(word) == 1 and word.isalpha() and not _DENSE.match(word):
        return False
    if word.isdigit() and len(word) <= 2 and language in _data()["ordinal_languages"]:
        return False
    return word not in _data()["abbreviations"]


def _long_enough(text: str) -> bool:
    return len(text) >= SHORTEST or (len(text) >= SHORTEST_DENSE and len(_DENSE.findall(text)) * 2 >= len(text))


@cache
def _data() -> dict[str, Any]:
    path = resources.files("newscrawl.trace") / "data" / "match_sentences.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        **data,
        "abbreviations": frozenset(data["abbreviations"]),
        "ordinal_languages": frozenset(data["ordinal_languages"]),
    }
