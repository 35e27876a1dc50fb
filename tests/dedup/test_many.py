"""Many texts at once are read and compared as each of them alone, and tables fold as `unicodedata` does."""

from __future__ import annotations

import hashlib
import unicodedata
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.dedup.exact import fingerprint, words
from newscrawl.dedup.measures import measure, measure_many
from newscrawl.dedup.model import Document, Snapshot, Text
from newscrawl.dedup.prepare import LONGEST, prepare, prepare_many
from newscrawl.dedup.tokens import read

ODD = (
    "ßẞİıǰΐſ½²ªº´¨…™ﬁ\u00ad\u2011\u200d\ufeff\u0301\u0308\u3099각\u1100\u1161\u11a8がｶﾞＡ１，،ـَहिंข่東京"
    "\U000e0061\U0001f600\ud800"
)
TEXT = st.text(st.one_of(st.sampled_from(ODD + "aB9 .,'-\n"), st.characters()), max_size=60)
DOCUMENTS = st.lists(
    st.builds(Document, id=st.just("x"), title=st.none() | TEXT, paragraphs=st.lists(TEXT, max_size=4).map(tuple)),
    max_size=4,
)


def values(text: Text) -> dict[str, object]:
    names = ("words", "shingles", "numeric", "capital", "title")
    return {name: getattr(text, name).tolist() for name in names} | {"keys": text.paragraph_keys}


@settings(max_examples=60)
@given(TEXT)
def test_words_are_those_of_the_folded_text(text: str) -> None:
    """Folding first, by the library, must leave nothing for the tables to do."""
    line = text.replace("\n", " ")
    plain = unicodedata.normalize("NFKC", line).replace("ß", "ss")
    folded = unicodedata.normalize("NFKC", plain.casefold())
    assert read([line]).hashes.tolist() == read([folded]).hashes.tolist()


@settings(max_examples=60)
@given(TEXT)
def test_fingerprints_are_those_of_the_folded_words(text: str) -> None:
    body = f"{text} {'wort ' * 25}"
    found = fingerprint(body)
    assert found is not None
    assert found.value == hashlib.sha256(" ".join(words(body)).encode("utf-8", "replace")).hexdigest()


@settings(max_examples=60)
@given(DOCUMENTS)
def test_many_documents_are_read_as_each_alone(documents: list[Document]) -> None:
    assert [values(text) for text in prepare_many(documents)] == [values(prepare(d)) for d in documents]


def test_boilerplate_is_set_aside_in_each_of_many() -> None:
    lines = ("Rain is expected from the west.", "Follow us on all channels.", "The ferry leaves at nine.")
    plain = prepare(Document(id="a", paragraphs=lines))
    snapshot = Snapshot(number=1, boilerplate={"": frozenset({plain.paragraph_keys[1]})})
    documents = [Document(id=str(n), paragraphs=lines[n:]) for n in range(3)]
    found = list(prepare_many(documents, snapshot))
    assert [text.set_aside for text in found] == [(1,), (0,), ()]
    assert values(found[0])["words"] == values(prepare(Document(id="a", paragraphs=lines[::2])))["words"]


def test_what_follows_the_longest_text_is_not_read() -> None:
    book = Document(id="book", title="Two words", paragraphs=("one two three " * 10_000, "and more"))
    found = next(prepare_many([book, book]))
    assert len(found.words) == LONGEST - 2
    assert found.paragraph_keys[1] == 0


SMALL = st.lists(st.sampled_from(["Ada", "rain", "7", "12", "west", "and"]), max_size=40).map(" ".join)


@settings(max_examples=40)
@given(st.lists(SMALL, min_size=2, max_size=5))
def test_many_pairs_are_measured_as_each_alone(bodies: list[str]) -> None:
    texts = [prepare(Document(id=str(n), title=body[:20], paragraphs=(body,))) for n, body in enumerate(bodies)]
    pairs = list(combinations(texts, 2))
    assert measure_many(pairs) == [measure(a, b) for a, b in pairs]


@settings(max_examples=40)
@given(SMALL, SMALL)
def test_exchanging_the_texts_exchanges_the_measures(one: str, other: str) -> None:
    a, b = (prepare(Document(id=name, title=None, paragraphs=(body,))) for name, body in (("a", one), ("b", other)))
    forth, back = measure(a, b)._asdict(), measure(b, a)._asdict()
    for name in ("cover", "lead", "passages", "from", "to", "words"):
        assert (forth[f"a_{name}"], forth[f"b_{name}"]) == (back[f"b_{name}"], back[f"a_{name}"])
    assert forth["run"] == back["run"]


def test_shares_are_counted_word_by_word() -> None:
    """Against a plain count, for a text of which the middle is new."""
    common = [f"w{n}" for n in range(40)]
    a = prepare(Document(id="a", paragraphs=(" ".join([*common[:20], "x", "y", "z", *common[20:]]),)))
    b = prepare(Document(id="b", paragraphs=(" ".join(common),)))
    found = measure(a, b)
    assert (found.a_cover, found.b_cover) == (40 / 43, 1.0)
    assert (found.run, found.order, found.a_from, found.a_to) == (20, 1.0, 2 / 43, 41 / 43)
    assert found.vocabulary == 1.0
