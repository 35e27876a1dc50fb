"""Where the sentences of an article stand in its body."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawl.trace.sentences import Sentence


def spans(body: str, sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
    """First and one past the last character of each sentence in a body of one paragraph a line.

    White space between words may differ, since sentences are written with single spaces.
    """
    starts, place = [], 0
    for line in body.split("\n"):
        starts.append(place)
        place += len(line) + 1
    found: list[tuple[int, int]] = []
    for sentence in sentences:
        begin = starts[sentence.paragraph]
        if found and found[-1][1] > begin:
            begin = found[-1][1]
        found.append(_span(body, sentence.text, begin))
    return found


def _span(body: str, text: str, begin: int) -> tuple[int, int]:
    """The place of a text from `begin` on: the same characters, white space apart."""
    place = begin
    while place < len(body) and body[place].isspace():
        place += 1
    start = place
    for char in text:
        if char == " ":
            while place < len(body) and body[place].isspace():
                place += 1
        elif place < len(body) and body[place] == char:
            place += 1
    return start, place
