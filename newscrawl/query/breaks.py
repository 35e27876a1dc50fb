"""Whether counts of the last days are what a site's own past makes likely. Pure: lists in, a finding or none out.

All lists go from the newest day to the oldest; days in which nothing was read are left out by the caller. A day is 24
hours before now, so that the day that has begun is never half a one.

Counts: quasi-Poisson (McCullagh and Nelder, Generalized Linear Models, 2nd ed., ch. 6): the past's dispersion stretches
or squeezes a Poisson distribution, so that weekends and bursts make no alarm and a clockwork site soon does. Shares:
the predictive beta-binomial distribution with Jeffreys' prior, exact for small numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

# Fewer days say too little about a site's week.
LEAST_DAYS = 7
# Articles of the past below which no count is judged, and pages below which no share is.
LEAST_COUNTED, LEAST_PAGES = 10, 20
# Bad pages without which no share is judged: one or two happen.
LEAST_BAD = 3
# A site-day's chance of a false alarm. Silence may have more of it, as the past must not have seen the like either;
# what is tested for every day of the window divides its own.
ALPHA_COUNT, ALPHA_SHARE = 0.01, 0.001
# A share must rise by so much to be worth a look, and a count fall below so much of what is usual.
LEAST_RISE, LOW = 0.2, 0.5
# Dispersion as if a week of chance were known beforehand: few days tell little of it.
_PRIOR_DAYS = 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """A count that is too low to be chance."""

    days: int
    """Newest days that it is about."""
    found: int
    expected: float
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """A share that is too high to be chance."""

    days: int
    bad: int
    pages: int
    before: float
    """The share in the past."""
    chance: float

    @property
    def share(self) -> float:
        return self.bad / self.pages


def fall(counts: Sequence[int], *, window: int) -> Fall | None:
    """The silence that lasts until now, however long; else the likeliest fall within the window's days."""
    silent = next((n for n, count in enumerate(counts) if count), len(counts))
    if silent:
        found = _fall(counts, silent, ALPHA_COUNT)
        if found is not None:
            return found
    falls = (_fall(counts, days, ALPHA_SHARE / window) for days in range(1, window + 1))
    return min((f for f in falls if f and f.found < LOW * f.expected), key=lambda f: f.chance, default=None)


def rise(bad: Sequence[int], pages: Sequence[int], *, window: int) -> Rise | None:
    """The likeliest rise of a share that began within the window's days and lasts until now."""
    rises = (_rise(bad, pages, days, ALPHA_SHARE / window) for days in range(1, window + 1))
    return min((r for r in rises if r), key=lambda r: (r.chance, r.days), default=None)


def has_past(days: int) -> bool:
    """Whether so many days before the newest one are enough to compare with."""
    return days >= LEAST_DAYS


def _fall(counts: Sequence[int], days: int, alpha: float) -> Fall | None:
    past = counts[days:]
    if not has_past(len(past)) or sum(past) < LEAST_COUNTED:
        return None
    usual = _without_bursts(past)
    mean = sum(usual) / len(usual)
    found, expected = sum(counts[:days]), mean * days
    if not expected or found >= expected:
        return None
    chance = poisson_at_most(found, expected, dispersion(usual, mean))
    lows = (sum(past[start : start + days]) for start in range(len(past) - days + 1))
    if chance >= alpha or any(low <= found for low in lows):
        return None
    return Fall(days=days, found=found, expected=expected, chance=chance)


def _rise(bad: Sequence[int], pages: Sequence[int], days: int, alpha: float) -> Rise | None:
    now, total = sum(bad[:days]), sum(pages[:days])
    before, past = sum(bad[days:]), sum(pages[days:])
    read = sum(1 for n in pages[days:] if n)
    if now < LEAST_BAD or past < LEAST_PAGES or not has_past(read) or not pages[days - 1]:
        return None
    share = before / past
    if now / total < share + LEAST_RISE:
        return None
    chance = beta_binomial_at_least(now, total, before + 0.5, past - before + 0.5)
    return Rise(days=days, bad=now, pages=total, before=share, chance=chance) if chance < alpha else None


def _without_bursts(counts: Sequence[int]) -> list[int]:
    """Counts cut to twice the median and three: what a first crawl or a backfill brings is not usual."""
    most = int(2 * median(counts)) + 3
    return [min(count, most) for count in counts]


def dispersion(counts: Sequence[int], mean: float) -> float:
    """Variance by mean, drawn towards a Poisson distribution's 1 where few days are known."""
    squares = sum((count - mean) ** 2 for count in counts) / mean
    return (squares + _PRIOR_DAYS) / (len(counts) - 1 + _PRIOR_DAYS)


def poisson_at_most(found: int, mean: float, dispersion: float = 1.0) -> float:
    """P(X ≤ found) where X/dispersion is Poisson with mean `mean / dispersion`."""
    rate = mean / dispersion
    terms = (k * math.log(rate) - rate - math.lgamma(k + 1) for k in range(int(found / dispersion) + 1))
    return min(1.0, math.fsum(map(math.exp, terms)))


def beta_binomial_at_least(found: int, trials: int, a: float, b: float) -> float:
    """P(X ≥ found) of `trials` whose probability is Beta(a, b)."""

    def log_beta(x: float, y: float) -> float:
        return math.lgamma(x) + math.lgamma(y) - math.lgamma(x + y)

    def log_term(k: int) -> float:
        choose = math.lgamma(trials + 1) - math.lgamma(k + 1) - math.lgamma(trials - k + 1)
        return choose + log_beta(k + a, trials - k + b) - log_beta(a, b)

    return min(1.0, math.fsum(math.exp(log_term(k)) for k in range(found, trials + 1)))
