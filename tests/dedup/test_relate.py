"""Copies are found however they were cut; what only looks alike is not joined."""

from __future__ import annotations

import pytest

from newscrawl.dedup.bulk import SHARED
from newscrawl.dedup.families import Facts, families
from newscrawl.dedup.kinds import JOINS, Kind
from newscrawl.dedup.model import Document, Snapshot
from newscrawl.dedup.pairs import pair_of
from newscrawl.dedup.prepare import prepare, sketch
from newscrawl.dedup.relate import relate

STORY = (
    "The harbour council agreed on Tuesday to rebuild the eastern pier that the spring flood had carried away.",
    "Mayor Alva Lindqvist said the work would cost 14 million crowns and last until the autumn of next year.",
    "Fishermen had blocked the road to the town hall for 3 days, as their boats could not be unloaded in the north.",
    "An engineer hired by the owners found cracks in 22 of the remaining piles and advised closing the crane as well.",
    "Critics on the finance committee doubt that the insurer pays, because nobody had inspected the timber since 1998.",
    "A vote on the loan is planned for the first week of June, after the auditors have read the offers of 5 builders.",
)
FOREIGN = (
    "Chess players from nine clubs met in the old theatre on Sunday, where a girl of twelve won all her games.",
    "Her trainer had promised her a telescope for it, which now stands on the roof of the school.",
    "The finals are played in October; tickets are sold at the box office and by two bakeries nearby.",
)


def text(ident: str, *paragraphs: str):
    return prepare(Document(id=ident, paragraphs=paragraphs))


def undated(ident: str) -> Facts:
    return Facts(ident, None, None)


def test_the_same_words_in_other_type_are_exact():
    found = relate(text("a", *STORY), text("b", *(p.upper().replace(" ", "  ") for p in STORY)))
    assert found is not None
    assert found.kind is Kind.EXACT


def test_a_cut_copy_is_part_of_the_original_and_the_original_contains_it():
    whole, part = text("a", *STORY), text("b", *STORY[:2])
    forth, back = relate(part, whole), relate(whole, part)
    assert forth is not None
    assert back is not None
    assert (forth.kind, back.kind) == (Kind.PART_OF, Kind.CONTAINS)
    assert forth.score == pytest.approx(back.score)


def test_another_text_is_no_relation():
    assert relate(text("a", *STORY), text("b", *FOREIGN)) is None


def test_one_shared_passage_does_not_join():
    found = relate(text("a", *STORY), text("b", *FOREIGN, STORY[3]))
    assert found is None or found.kind not in JOINS


def test_a_text_without_spaces_is_found_again_when_cut():
    whole = "東京の首相は記者会見で新しい経済政策を発表し、来年度の予算を大幅に増やす方針を示した。" * 2
    one, two = text("a", whole), text("b", whole[:60])
    assert set(sketch(one).values) & set(sketch(two).values)


def test_boilerplate_of_the_site_is_set_aside_and_named():
    notice = "Subscribe to our newsletter for more stories like this one every single morning."
    key = text("a", notice).paragraph_keys[0]
    snapshot = Snapshot(number=1, boilerplate={"paper": frozenset({key})})
    read = prepare(Document(id="a", paragraphs=(STORY[0], notice), site="paper"), snapshot)
    elsewhere = prepare(Document(id="a", paragraphs=(STORY[0], notice), site="other"), snapshot)
    assert read.set_aside == (1,)
    assert elsewhere.set_aside == ()
    assert len(read.words) < len(elsewhere.words)


def test_a_copy_shares_the_values_that_make_it_a_candidate():
    whole, copy = sketch(text("a", *STORY)), sketch(text("b", *STORY[:2]))
    assert len({*whole.values} & {*copy.values}) >= SHARED


def test_clusters_are_the_same_in_any_order():
    texts = [text("a", *STORY), text("b", *STORY[:3]), text("c", *FOREIGN)]
    found = [pair_of(x.id, y.id, r) for x in texts for y in texts if x.id < y.id and (r := relate(x, y))]
    assert families(found, undated) == families(found[::-1], undated) == {"a": "a", "b": "a"}
