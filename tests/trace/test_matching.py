"""From text to verdict, on a small pool: what a copy is, and what is no copy."""

from __future__ import annotations

import pytest

from newscrawl.trace.encoder import Encoder, make_encoder
from newscrawl.trace.prepared import Prepared, TextArticle, prepare
from newscrawl.trace.relation import Relation
from newscrawl.trace.tracing import Match, Matcher
from tests.trace.articles import ELECTION, HARBOUR, HARBOUR_DE, LIBRARY, ORIGINALS, article

OTHER = (
    "The bakers of Nordholm have agreed to bake bread with less salt from next autumn.",
    "Health officials hope that two in ten heart attacks can be avoided in the long run.",
    "Customers will hardly notice, said the guild after a blind tasting in four towns.",
    "Bread from abroad is not covered by the agreement, which lasts until the end of the decade.",
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return make_encoder("use")


@pytest.fixture(scope="module")
def matcher(encoder: Encoder) -> Matcher:
    return Matcher(list(prepare(ORIGINALS, encoder)), encoder)


def named(matcher: Matcher, found: Match) -> str | None:
    return None if found.attributed is None else matcher.pool.originals[found.attributed].id


def ready(encoder: Encoder, copy: TextArticle) -> Prepared:
    return next(prepare([copy], encoder))


def test_a_translation_is_traced(matcher: Matcher, encoder: Encoder) -> None:
    found = matcher.match(ready(encoder, article("copy", HARBOUR_DE, "de", "Hafen wird gesperrt")))
    assert (named(matcher, found), found.relation) == ("harbour", Relation.TRANSLATED)
    assert [(pair.copy, pair.original) for pair in found.pairs] == [(n, n) for n in range(6)]
    assert found.coverage.copy == found.coverage.original == 1
    assert found.confidence > 0.9


def test_a_verbatim_copy(matcher: Matcher, encoder: Encoder) -> None:
    found = matcher.match(ready(encoder, article("copy", LIBRARY)))
    assert (named(matcher, found), found.relation) == ("library", Relation.VERBATIM)


def test_a_cut_copy(matcher: Matcher, encoder: Encoder) -> None:
    found = matcher.match(ready(encoder, article("copy", HARBOUR[:4])))
    assert (named(matcher, found), found.relation) == ("harbour", Relation.CUT)
    assert found.coverage.original < 0.85


def test_a_merged_copy_has_two_originals(matcher: Matcher, encoder: Encoder) -> None:
    found = matcher.match(ready(encoder, article("copy", HARBOUR[:4] + ELECTION[:3])))
    assert (named(matcher, found), found.relation) == ("harbour", Relation.MERGED)


def test_boilerplate_and_links_do_not_hide_the_original(matcher: Matcher, encoder: Encoder) -> None:
    around = ("Wir verwenden Cookies.", *HARBOUR_DE[:3], "Siehe auch: Wahl in Castelmora", *HARBOUR_DE[3:], "© 2024")
    found = matcher.match(ready(encoder, article("copy", around, "de", "Ein ganz anderer Titel über Fußball")))
    assert named(matcher, found) == "harbour"
    assert found.coverage.copy == 1


def test_another_story_is_traced_to_nothing(matcher: Matcher, encoder: Encoder) -> None:
    found = matcher.match(ready(encoder, article("copy", OTHER)))
    assert (found.attributed, found.relation) == (None, None)
    assert found.confidence < 0.1


def test_a_passage_in_common_is_no_origin(matcher: Matcher, encoder: Encoder) -> None:
    longer = (
        *OTHER,
        *(
            f"The agreement of the {town} bakers differs in one small point of detail."
            for town in ("northern", "western", "southern")
        ),
        *HARBOUR[:2],
    )
    found = matcher.match(ready(encoder, article("copy", longer)))
    assert (found.attributed, found.relation) == (None, Relation.SHARES_PASSAGES)


def test_a_copy_without_text_is_answered(matcher: Matcher, encoder: Encoder) -> None:
    found = matcher.match(ready(encoder, article("copy", ())))
    assert (found.ranked, found.attributed, found.confidence) == ((), None, 0.0)


def test_an_equal_pool_gives_an_equal_background(matcher: Matcher, encoder: Encoder) -> None:
    again = Matcher(list(prepare(reversed(ORIGINALS), encoder)), encoder)
    other = Matcher(list(prepare(ORIGINALS[:2], encoder)), encoder)
    assert again.pool.background.number == matcher.pool.background.number != other.pool.background.number


def test_without_an_encoder_names_and_numbers_remain() -> None:
    encoder = make_encoder("none")
    matcher = Matcher(list(prepare(ORIGINALS, encoder)), encoder)
    found = matcher.match(ready(encoder, article("copy", HARBOUR_DE, "de")))
    assert matcher.pool.originals[found.ranked[0][0]].id == "harbour"
