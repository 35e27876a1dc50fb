"""The lists are sound, and names are found whole, in their letter case, in any script."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.trace import gazetteer

KNOWN = gazetteer.load()


def ids(text: str) -> list[str]:
    return [m.entries[0].id for m in KNOWN.find(text)]


def test_lists_are_sound() -> None:
    for entries in (KNOWN.agencies, KNOWN.publishers):
        assert len({e.id for e in entries}) == len(entries)
        for entry in entries:
            assert entry.name
            assert entry.kind in ("news", "photo", "unnamed", "publisher")
            assert not entry.country or len(entry.country) == 2
            assert all(h == h.lower() and "/" not in h and not h.startswith("www.") and "." in h for h in entry.hosts)
            assert all(a == a.strip() and a for a in (*entry.aliases, *entry.short))
    assert not {e.id for e in KNOWN.agencies} & {e.id for e in KNOWN.publishers}
    assert len(KNOWN.agencies) >= 190
    assert len(KNOWN.publishers) >= 300


def test_every_agency_has_a_name_that_is_found() -> None:
    for entry in KNOWN.agencies:
        names = (*entry.aliases, *entry.short)
        assert any(entry in m.entries for n in names for m in KNOWN.find(n)), entry.id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KCNA/Reuters", ["kcna", "reuters"]),
        ("dpa-infocom", ["dpa"]),
        ("新华社北京电", ["xinhua"]),
        ("как передает Укринформу", ["ukrinform"]),
        ("（写真：AFP通信）", ["afp"]),
        ("nytimes.com", ["nyt"]),
        ("ASSOCIATED PRESS", ["ap"]),
        ("A$AP Rocky", []),
        ("BNPP.PA", []),
        ("FF.AA.", []),
        ("Reutersbergstraße", []),
        ("the ap store", []),
        ("PAPA", []),
        ("Getty Images", ["getty"]),
    ],
)
def test_names_in_text(text: str, expected: list[str]) -> None:
    assert ids(text) == expected


def test_an_alias_may_belong_to_several_agencies() -> None:
    (mention,) = KNOWN.find("CNA")
    assert {e.id for e in mention.entries} >= {"cna", "catholic-news-agency"}


def test_hosts_have_owners() -> None:
    assert (owner := KNOWN.owner("edition.cnn.com")) is not None
    assert owner.id == "cnn"
    assert KNOWN.owner("notcnn.com") is None


@given(st.text(max_size=200))
def test_offsets_are_those_of_the_text(text: str) -> None:
    joined = f"{text} İ Reuters {text}"
    mentions = KNOWN.find(joined)
    assert any(joined[m.start : m.end] == "Reuters" for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
