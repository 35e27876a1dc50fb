"""From text to verdict, on a small pool: what a copy is, and what is no copy."""

from __future__ import annotations

import pytest

from newscrawl.trace.align import Pair
from newscrawl.trace.decision import Model, Regression, decide, model_for
from newscrawl.trace.encoder import Encoder, make_encoder
from newscrawl.trace.features import Coverage, coverage, describe
from newscrawl.trace.matching import Comparison
from newscrawl.trace.pool import Pool
from newscrawl.trace.prepared import Prepared, TextArticle, prepare
from newscrawl.trace.relation import Relation
from newscrawl.trace.similarity import Gain
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
    return Matcher(Pool.of(list(prepare(ORIGINALS, encoder))), encoder)


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


def test_copies_whose_candidates_are_chosen_together_are_traced_as_each_alone(
    matcher: Matcher, encoder: Encoder
) -> None:
    copies = [ready(encoder, article(f"copy {n}", text, "de")) for n, text in enumerate(((), HARBOUR_DE, OTHER))]
    outlines = matcher.pool.outlines(copies)
    assert [matcher.match(c, outline=o) for c, o in zip(copies, outlines, strict=True)] == list(
        map(matcher.match, copies)
    )


def test_an_equal_pool_gives_an_equal_background(matcher: Matcher, encoder: Encoder) -> None:
    again = Matcher(Pool.of(list(prepare(reversed(ORIGINALS), encoder))), encoder)
    other = Matcher(Pool.of(list(prepare(ORIGINALS[:2], encoder))), encoder)
    assert again.pool.background.number == matcher.pool.background.number != other.pool.background.number


def test_without_an_encoder_names_and_numbers_remain() -> None:
    encoder = make_encoder("none")
    matcher = Matcher(Pool.of(list(prepare(ORIGINALS, encoder))), encoder)
    found = matcher.match(ready(encoder, article("copy", HARBOUR_DE, "de")))
    assert matcher.pool.originals[found.ranked[0][0]].id == "harbour"


def pair(copy: int, original: int, moved: bool = False) -> Pair:
    return Pair(copy, original, 1, 1, 0.3, moved)


def test_coverage_counts_each_side() -> None:
    found = coverage([pair(0, 0), pair(1, 1), pair(4, 2, moved=True)], copies=6, originals=4)
    assert found == Coverage(copy=2 / 6, copy_any=3 / 6, original=3 / 4, run=2 / 6, hole=2 / 6)


def test_coverage_of_nothing() -> None:
    assert coverage([], copies=0, originals=3) == Coverage(0, 0, 0, 0, 0)


def rest(encoder: Encoder, unanswered: tuple[str, ...]) -> float:
    copy = ready(encoder, article("copy", HARBOUR[:3] + unanswered))
    original = ready(encoder, article("original", HARBOUR[:3]))
    pairs = [pair(n, n) for n in range(3)]
    return describe(copy, original, pairs, total=1, rival=0, mean=1, title=0, bm25=1, best_bm25=0)["rest"]


def test_the_rest_of_the_own_story_weighs_more_than_a_strangers_paragraph(encoder: Encoder) -> None:
    own = (
        "The port of Larvendal was damaged by a storm before, and its concrete breakwater had to be repaired.",
        "Ferries from the islands could not enter the harbour of Larvendal during that storm either.",
    )
    assert rest(encoder, own) > rest(encoder, LIBRARY[1:3]) + 0.02
    assert rest(encoder, ()) == 0


MODEL = Model(
    name="test",
    gain=Gain(0.1, 0.2, 15),
    rank=Regression(-2, {"covered_any": 6}),
    decide=Regression(-4, {"covered_any": 6, "lead": 1}),
    attribute_from=0.6,
    covered_from=0.4,
)


def candidate(original: int, covered: float) -> Comparison:
    return Comparison(original, (), {"covered_any": covered})


def test_the_best_is_first_and_a_lead_makes_it_sure() -> None:
    decision = decide([candidate(1, 0.1), candidate(2, 0.9)], MODEL)
    assert [comparison.original for comparison, _ in decision.ranked] == [2, 1]
    assert decision.attributed
    assert decide([candidate(1, 0.9), candidate(2, 0.9)], MODEL).confidence < decision.confidence


def test_below_threshold_or_gate_nothing_is_attributed() -> None:
    doubtful = decide([candidate(1, 0.5), candidate(2, 0.5)], MODEL)
    assert (doubtful.attributed, doubtful.confidence < 0.6) == (False, True)
    gated = decide([candidate(1, 0.3)], MODEL)
    assert (gated.attributed, gated.confidence > 0.6) == (False, True)


def test_products_of_features() -> None:
    assert Regression(1, {"a*b": 2, "a": 1}).log_odds({"a": 3, "b": 0.5}) == 1 + 2 * 1.5 + 3


def test_languages_that_the_encoder_lacks_have_weights_of_their_own(encoder: Encoder) -> None:
    assert model_for(encoder, "de") is model_for(encoder, None) is not model_for(encoder, "cs")
    assert model_for(make_encoder("none"), "cs") is model_for(make_encoder("none"), "de")


@pytest.mark.parametrize("name", ["use", "none"])
def test_originals_without_text_are_no_origin(name: str) -> None:
    made = make_encoder(name)
    empty = article("empty", (), title="Port closes")
    assert (
        Matcher(Pool.of(list(prepare([empty], made))), made).match(ready(made, article("copy", OTHER))).attributed
        is None
    )
    mixed = Matcher(Pool.of(list(prepare([empty, *ORIGINALS], made))), made)
    found = mixed.match(ready(made, article("copy", LIBRARY)))
    assert mixed.pool.originals[found.ranked[0][0]].id == "library"
