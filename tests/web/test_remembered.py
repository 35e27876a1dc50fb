"""Answers that cost much are given again for a while, with the time at which they were made."""

from __future__ import annotations

from itertools import count
from threading import Event

import pytest

from newscrawl.web.state import Remembered


def test_an_answer_is_made_once_and_anew_when_it_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("newscrawl.web.state.time.monotonic", lambda: clock[0])
    numbers, made = count(1), Event()

    def make() -> int:
        number = next(numbers)
        made.set()
        return number

    remembered = Remembered()
    assert [remembered.get("key", make)[0] for _ in range(3)] == [1, 1, 1]
    made.clear()
    clock[0] = 100.0
    assert remembered.get("key", make)[0] == 1
    assert made.wait(10)
    clock[0] = 10_000.0
    assert remembered.get("key", make)[0] >= 2


def test_what_is_forgotten_is_made_anew() -> None:
    numbers = count(1)
    remembered = Remembered()
    for key in (("review", None), ("site", "a")):
        remembered.get(key, lambda: next(numbers))
    remembered.forget("review")
    assert remembered.get(("review", None), lambda: next(numbers))[0] == 3
    assert remembered.get(("site", "a"), lambda: next(numbers))[0] == 2
