"""Where the sentences of an article stand in its body."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawl.trace.sentences import Sentence


def spans(body: str, sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
    """First and one past the last character of each sentence in a body of one paragraph a line.

    Characters are compared without white space, which sentences are written with otherwise than the body is. Between
    two sentences there may be others that were too short to be kept.
    """
    found: list[tuple[int, int]] = []
    lines, starts = body.split("\n"), _starts(body)
    paragraph, packed, places, cursor = -1, "", [0], 0
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            paragraph, cursor = sentence.paragraph, 0
            places = [n for n, char in enumerate(lines[paragraph]) if not char.isspace()]
            packed = "".join(lines[paragraph].split())
        wanted = "".join(sentence.text.split())
        at = packed.index(wanted, cursor)
        cursor = at + len(wanted)
        found.append((starts[paragraph] + places[at], starts[paragraph] + places[cursor - 1] + 1))
    return found


def _starts(body: str) -> list[int]:
    starts, place = [], 0
    for line in body.split("\n"):
        starts.append(place)
        place += len(line) + 1
    return starts
