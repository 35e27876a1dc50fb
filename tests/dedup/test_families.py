"""What a text was put together from, versions of one story, and families that are not chained by either."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.dedup.bulk import Bulk, Found
from newscrawl.dedup.clusters import components
from newscrawl.dedup.model import Document
from tests.support.texts import report, sentence

A, B = range(1, 21), range(40, 56)
MERGED = "merged-from"


def document(ident: str, body: str, site: str | None = None, date: str | None = None) -> Document:
    return Document(id=ident, title=ident, paragraphs=tuple(body.split("\n")), lang="en", site=site, date=date)


def related(texts: Sequence[Document]) -> dict[str, Found]:
    with Bulk() as bulk:
        bulk.add(texts)
        return {found.id: found for found in bulk.relate()}


def kinds(found: Found) -> dict[str, str]:
    return {other: str(kind) for other, kind, _ in found.relations}


@pytest.mark.parametrize(
    ("first", "second"),
    [(14, 6), (10, 8), (20, 16), (20, 8)],
    ids=["parts-of-both", "halves", "both-whole", "one-whole"],
)
def test_a_text_put_together_from_two_names_both_and_joins_the_larger_part(first: int, second: int) -> None:
    found = related(
        [
            document("a", report(*A)),
            document("b", report(*B)),
            document("both", report(*A[:first], *B[:second])),
        ]
    )
    assert kinds(found["both"]) == {"a": MERGED, "b": MERGED}
    assert kinds(found["a"]) == kinds(found["b"]) == {"both": "merged-into"}
    assert (found["both"].cluster, found["b"].cluster) == ("a", "b")


def test_paragraphs_of_three_texts_in_turn() -> None:
    third = range(80, 92)
    parts = [report(*numbers[start : start + 4]) for start in (0, 4, 8) for numbers in (A, B, third)]
    found = related(
        [document(i, report(*n)) for i, n in (("a", A), ("b", B), ("c", third))] + [document("all", "\n".join(parts))]
    )
    assert kinds(found["all"]) == {"a": MERGED, "b": MERGED, "c": MERGED}
    assert len({found[i].cluster for i in ("a", "b", "c")}) == 3


def test_an_excerpt_and_a_borrower_make_no_merged_text_of_the_source() -> None:
    """The other article goes on in its own words before it takes over a passage, so that its opening is its own."""
    found = related(
        [
            document("source", report(*A)),
            document("brief", report(*A[:8])),
            document("borrower", report(*B[:10], *A[12:20])),
        ]
    )
    assert kinds(found["source"]) == {"brief": "contains", "borrower": "same-event"}


def test_who_claims_to_be_earlier_was_not_put_together_from_the_others() -> None:
    parts = [document("a", report(*A), date="2026-06-18"), document("b", report(*B), date="2026-06-19")]
    whole = report(*A, *B)
    later = related([*parts, document("both", whole, date="2026-06-20")])
    earlier = related([*parts, document("both", whole, date="2026-05-02T10:00:00+02:00")])
    assert kinds(later["both"]) == {"a": MERGED, "b": MERGED}
    assert MERGED not in kinds(earlier["both"]).values()


OLD = document("old", report(*A[:12]), site="post", date="2026-06-18T08:00:00+00:00")


@pytest.mark.parametrize(
    ("new", "kind"),
    [
        (document("new", report(*A), "post", "2026-06-18T15:30:00+02:00"), "update-of"),
        (document("new", report(*A), "post", "2026-06-18T09:00:00+02:00"), "contains"),
        (document("new", report(*A), "post", "2026-06-18"), "contains"),
        (document("new", report(*A), "post", "yesterday"), "contains"),
        (document("new", report(*A), "gazette", "2026-06-19"), "contains"),
        (document("new", report(*A[:6]), "post", "2026-06-19"), "part-of"),
    ],
    ids=["grown", "earlier", "same-day", "no-time", "other-site", "shorter"],
)
def test_a_later_grown_text_of_one_site_is_an_update(new: Document, kind: str) -> None:
    found = related([OLD, new])
    assert kinds(found["new"]) == {"old": kind}
    assert (found["new"].cluster == found["old"].cluster) == (kind != "update-of")
    assert kinds(found["old"])["new"] == {"update-of": "updated-by", "contains": "part-of"}.get(kind, "contains")


def test_other_figures_in_the_same_place_are_a_correction() -> None:
    def told(dead: int) -> str:
        return report(*A[:6]) + f"\n{sentence(70)} The police counted {dead} victims near the town hall. {sentence(71)}"

    texts = [document("one", told(14), "post", "2026-06-18"), document("two", told(17), "post", "2026-06-19")]
    assert kinds(related(texts)["two"]) == {"one": "update-of"}
    elsewhere = [texts[0], document("two", told(17), "gazette", "2026-06-19")]
    assert kinds(related(elsewhere)["two"]) == {"one": "near"}


def test_copies_of_both_versions_do_not_chain_them() -> None:
    new = document("new", report(*A), "post", "2026-06-19")
    copies = [document("old-copy", "Reuters\n" + report(*A[:12])), document("new-copy", "Reuters\n" + report(*A))]
    found = related([OLD, new, *copies])
    assert [found[i].cluster for i in ("old", "old-copy", "new", "new-copy")] == ["old", "old", "new", "new"]


def test_a_copy_of_an_older_text_is_no_update_whatever_was_cut_from_it_before() -> None:
    source = document("source", report(*A), "agency", "2026-06-17")
    found = related([source, OLD, document("new", report(*A, 99), "post", "2026-06-19")])
    assert len({f.cluster for f in found.values()}) == 1


def test_a_notice_that_many_print_is_no_bridge() -> None:
    notice = report(*range(100, 106))
    pages = [document(f"page-{n}", report(*range(n * 30, n * 30 + 14)) + "\n" + notice) for n in range(4, 9)]
    found = related([document("notice", notice), *pages])
    assert len({found[page.id].cluster for page in pages}) == len(pages)


def test_links_that_would_join_what_is_told_apart_are_left_out() -> None:
    groups = {1: {"merged 9": 1}, 5: {"merged 9": 0}}
    edges = [(1, 2), (4, 5), (2, 4), (4, 7)]
    assert components(edges, groups) == {1: 1, 2: 1, 4: 4, 5: 4, 7: 4}
    assert components(edges) == dict.fromkeys((1, 2, 4, 5, 7), 1)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Document], int]:
    """Two families and texts put together from both, with copies of those; and a seed to shuffle them by."""
    texts = [document("a", report(*A)), document("b", report(*B))]
    for ident, numbers in (("a", A), ("b", B)):
        for n in range(draw(st.integers(0, 2))):
            kept = draw(st.integers(8, len(numbers)))
            texts.append(document(f"{ident}-{n}", f"{sentence(200 + n)}\n{report(*numbers[:kept])}"))
    for n in range(draw(st.integers(1, 3))):
        one, other = draw(st.integers(6, 16)), draw(st.integers(6, 13))
        parts = [report(*A[:one]), report(*B[:other])]
        texts.append(document(f"m-{n}", "\n".join(parts if draw(st.booleans()) else parts[::-1])))
        if draw(st.booleans()):
            texts.append(document(f"m-{n}-copy", f"{sentence(300)}\n" + "\n".join(parts).upper()))
    return texts, draw(st.integers(0, 999))


@settings(max_examples=10)
@given(worlds())
def test_any_order_gives_the_same_and_merged_texts_chain_no_families(world: tuple[list[Document], int]) -> None:
    texts, seed = world
    found = related(texts)
    assert related(random.Random(seed).sample(texts, len(texts))) == found
    clusters = {family: {f.cluster for i, f in found.items() if i.split("-")[0] == family} for family in ("a", "b")}
    assert not clusters["a"] & clusters["b"]
    assert clusters["a"] == {"a"}
    for ident, one in found.items():
        # Of equal texts, one is compared with the others.
        if ident.startswith("m") and "exact" not in kinds(one).values():
            assert {kinds(one)["a"], kinds(one)["b"]} == {MERGED}
            assert one.cluster in clusters["a"] | clusters["b"]
