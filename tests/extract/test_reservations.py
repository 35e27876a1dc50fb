"""What sites say of text and data mining is read in each of its places, and the nearest to the text decides."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract import parse
from newscrawl.extract.reservations import (
    in_file,
    in_headers,
    in_page,
    read_file,
    reserves_pictures,
    reserves_text,
)


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ([("TDM-Reservation", "1"), ("tdm-policy", "https://a.example/policy")], ("tdm-reservation: 1 (header)",)),
        ([("tdm-reservation", " 0 ")], ("tdm-reservation: 0 (header)",)),
        ([("tdm-reservation", "yes")], ()),
        ([("X-Robots-Tag", "NoAI, noimageai")], ("noai (X-Robots-Tag)", "noimageai (X-Robots-Tag)")),
        ([("X-Robots-Tag", "otherbot: noai, noimageai")], ()),
        ([("X-Robots-Tag", "otherbot: noindex, newscrawl: noai")], ("noai (X-Robots-Tag)",)),
        ([("X-Robots-Tag", "noindex, *: noai")], ("noai (X-Robots-Tag)",)),
        ([("X-Robots-Tag", "noindex"), ("Content-Type", "noai")], ()),
    ],
)
def test_headers(headers, said):
    assert in_headers(headers) == said


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("<meta name=tdm-reservation content=1>", ("tdm-reservation: 1 (meta)",)),
        ("<meta name='TDM-Reservation' content='0'>", ("tdm-reservation: 0 (meta)",)),
        ("<meta name=robots content='index, noai, noimageai'>", ("noai (meta robots)", "noimageai (meta robots)")),
        ("<meta name=newscrawl content=noai>", ("noai (meta newscrawl)",)),
        ("<meta name=googlebot content=noai><meta name=keywords content=noai>", ()),
    ],
)
def test_meta_elements(head, said):
    assert in_page(parse(f"<html><head>{head}</head><body><p>Text</p></body></html>")) == said


FILE = [
    {"location": "/free/*", "tdm-reservation": 0},
    {"location": "/*.pdf$", "tdm-reservation": "1", "tdm-policy": "https://a.example/policy"},
    {"location": "/news/*/2026-*", "tdm-reservation": 1},
    {"location": "/", "tdm-reservation": 0},
    {"location": 7, "tdm-reservation": 1},
    {"tdm-reservation": 1},
    "noise",
]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/free/a.pdf", 0),
        ("/b/a.pdf", 1),
        ("/b/a.pdf?x", 0),
        ("/news/politics/2026-01", 1),
        ("/news/2026-01", 0),
        ("/", 0),
    ],
)
def test_the_first_rule_of_the_file_that_fits_decides(path, value):
    assert in_file(read_file(json.dumps(FILE).encode()), path) == (f"tdm-reservation: {value} (tdmrep.json)",)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[[]]", b"[" * 100_000, b"\xff", b'{"location": "/", "tdm-reservation": 1}']
)
def test_a_file_that_is_none_says_nothing(body):
    assert in_file(read_file(body), "/a") == ()


@given(st.binary(max_size=200), st.text(max_size=40))
def test_no_file_and_no_path_is_an_error(body, path):
    in_file(read_file(body), path)
    in_file(read_file(json.dumps([{"location": path, "tdm-reservation": 1}]).encode()), path)


@pytest.mark.parametrize(
    ("said", "text", "pictures"),
    [
        ((), False, False),
        (("tdm-reservation: 1 (header)",), True, True),
        (("tdm-reservation: 1 (header)", "tdm-reservation: 0 (meta)"), False, False),
        (("tdm-reservation: 1 (tdmrep.json)", "tdm-reservation: 0 (header)"), False, False),
        (("tdm-reservation: 0 (tdmrep.json)", "noai (meta robots)"), True, True),
        (("noimageai (X-Robots-Tag)",), False, True),
    ],
)
def test_the_nearest_statement_decides(said, text, pictures):
    assert (reserves_text(said), reserves_pictures(said)) == (text, pictures)
