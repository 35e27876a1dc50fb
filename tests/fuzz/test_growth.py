"""What grows faster than its input is told apart from what does not."""

from __future__ import annotations

from xml.etree import ElementTree

from tests.fuzz.growth import SUSPECT, Growth, growth, plot
from tests.fuzz.targets import Target

LINEAR = Growth("a", "x", ((1_000, 0.2), (4_000, 0.8)))
SQUARE = Growth("b", "<", ((1_000, 0.2), (4_000, 3.2)))


def test_the_exponent_is_that_of_the_last_step():
    assert (round(LINEAR.exponent, 2), round(SQUARE.exponent, 2)) == (1.0, 2.0)
    assert LINEAR.exponent < SUSPECT < SQUARE.exponent


def test_what_is_too_fast_to_tell_is_no_suspect():
    assert Growth("a", "x", ((1_000, 0.0), (4_000, 0.01))).exponent == 0.0


def test_a_piece_is_repeated_ever_more_often_behind_the_first_seed():
    given: list[bytes] = []
    found = growth(Target("a", given.append, (b"seed",)), "xy", (10, 40))
    assert given == [b"se" + b"xy" * 5, b"se" + b"xy" * 20]
    assert [size for size, _ in found.points] == [12, 42]


def test_the_plot_is_a_picture_with_a_line_for_each(tmp_path):
    plot([LINEAR, SQUARE], tmp_path / "new" / "growth.svg")
    picture = ElementTree.parse(tmp_path / "new" / "growth.svg")
    assert len(picture.findall(".//{http://www.w3.org/2000/svg}polyline")) == 2
