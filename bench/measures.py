"""What an answer is worth beside the gold text: the measures of published extraction benchmarks."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

_WORD = re.compile(r"\w+")
_SIZE = 4
_ALIKE = 0.7

Counts = tuple[int, int, int]
"""Right, wrong and missing."""


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """All runs of four words; a shorter text is one run."""
    words = _WORD.findall(text)
    return Counter(tuple(words[i : i + _SIZE]) for i in range(max(1, len(words) - _SIZE + 1))) if words else Counter()


def body_counts(gold: Mapping[str, Any], body: str) -> Counts:
    """Shingles of a page's text, as in scrapinghub's article-extraction-benchmark.

    Paragraphs that the gold marks optional count where the answer holds half of their shingles.
    """
    found = shingles(body)
    optional = Counter(gold.get("optional") or ())
    kept = []
    for paragraph in re.split(r"\n+", gold["body"]):
        if optional[paragraph]:
            optional[paragraph] -= 1
            own = shingles(paragraph)
            if sum(1 for one in own if one in found) < 0.5 * len(own):
                continue
        kept.append(paragraph)
    wanted = shingles("\n".join(kept))
    right = sum((wanted & found).values())
    return right, sum(found.values()) - right, sum(wanted.values()) - right


def body_f1(counts: Iterable[Counts]) -> float:
    """Of the pages' mean precision and mean recall; a page without answer has no precision."""
    counts = list(counts)
    precision = [right / (right + wrong) for right, wrong, _ in counts if right + wrong]
    recall = [right / (right + missing) for right, _, missing in counts if right + missing]
    return _f1(statistics.fmean(precision or [0.0]), statistics.fmean(recall or [0.0]))


def caption_counts(wanted: list[str], given: list[str]) -> Counts:
    """Captions that share most words, each matched once."""
    left = list(given)
    right = 0
    for caption in wanted:
        best = max(left, key=lambda one: _alike(caption, one), default=None)
        if best is not None and _alike(caption, best) >= _ALIKE:
            left.remove(best)
            right += 1
    return right, len(left), len(wanted) - right


def micro_f1(counts: Iterable[Counts]) -> float:
    right, wrong, missing = map(sum, zip(*counts, strict=True))
    return float(2 * right / max(1, 2 * right + wrong + missing))


def same_words(one: str | None, other: str | None) -> bool:
    """Equal but for case, compatibility forms and everything that is no letter or digit."""
    return _folded(one) == _folded(other)


def same_names(wanted: Iterable[str], given: Iterable[str]) -> bool:
    return set(map(_folded, wanted)) == set(map(_folded, given))


def same_day(wanted: str, given: str | None) -> bool:
    """Whether a time names the day, in either one's zone or in UTC."""
    gold, answer = _time(wanted), _time(given)
    if gold is None or answer is None:
        return False
    days = {gold.date(), gold.astimezone(UTC).date() if gold.tzinfo else gold.date()}
    return bool(
        days & {answer.date(), answer.astimezone(gold.tzinfo).date() if _both_zoned(gold, answer) else answer.date()}
    )


def _both_zoned(one: datetime, other: datetime) -> bool:
    return one.tzinfo is not None and other.tzinfo is not None


def _time(text: str | None) -> datetime | None:
    for part in (text or "", (text or "")[:10]):
        try:
            return datetime.fromisoformat(part)
        except ValueError:
            continue
    return None


def _alike(one: str, other: str) -> float:
    a, b = (Counter(_WORD.findall(text.casefold())) for text in (one, other))
    return 2 * sum((a & b).values()) / max(1, sum(a.values()) + sum(b.values()))


def _folded(text: str | None) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text or "").casefold())


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
