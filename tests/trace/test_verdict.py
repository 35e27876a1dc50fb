"""Origins: ranked, never without evidence, confidence that evidence only raises."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract import extract_article
from newscrawl.items import Credit, CreditKind, CreditName, Polarity, Relation, Role
from newscrawl.trace import TRACER_VERSION, attribution, credit_lines, judge, read_credits, tables
from newscrawl.trace.gazetteer import load
from newscrawl.trace.verdict import weight_of
from tests.trace.pages import page

POSITIONS = ("meta", "jsonld", "byline", "dateline", "closing", "source_line", "notice", "copyright")


def text_credit(position: str, agency: str = "dpa", locator: str = "/html/body/p[1]") -> Credit:
    return Credit(
        kind=CreditKind.TEXT,
        quote=agency,
        locator=locator,
        position=position,
        rule="test",
        names=(CreditName(name=agency, role=Role.PRODUCER, agency=agency),),
    )


@given(st.lists(st.sampled_from(POSITIONS), min_size=1, max_size=8), st.sampled_from(POSITIONS))
def test_more_evidence_never_lowers_confidence(positions: list[str], more: str) -> None:
    credits = [text_credit(p, locator=f"/html/body/p[{i}]") for i, p in enumerate(positions)]
    (before,) = judge(None, credits)
    (after,) = judge(None, [*credits, text_credit(more, locator="/html/body/p[99]")])
    assert 0 < before.confidence <= after.confidence <= 1
    assert before.confidence >= max(weight_of(c) for c in credits) - 1e-4


def test_a_page_that_names_hundreds_names_nobody() -> None:
    agencies = [entry.id for entry in load().agencies if entry.kind == "news"]
    few, many = ([text_credit("byline", agency) for agency in agencies[:count]] for count in (6, 60))
    assert [origin.confidence for origin in judge(None, few)] == [0.9] * 6
    assert judge(None, many) == ()


def test_the_same_form_twice_counts_once() -> None:
    one = judge(None, [text_credit("byline")])
    two = judge(None, [text_credit("byline"), text_credit("byline", locator="/html/body/p[2]")])
    assert one[0].confidence == two[0].confidence


def test_cited_and_photo_credits_make_no_origin() -> None:
    cited = replace(text_credit("body"), kind=CreditKind.CITED)
    photo = replace(text_credit("caption"), kind=CreditKind.PHOTO)
    assert judge(None, [cited, photo]) == ()


def test_a_citation_is_evidence_against_the_credited_agency() -> None:
    cited = replace(text_credit("body"), kind=CreditKind.CITED)
    (origin,) = judge(None, [text_credit("byline"), cited])
    assert [e.polarity for e in origin.evidence] == [Polarity.SUPPORTS, Polarity.CONTRADICTS]
    assert origin.relation is Relation.AGENCY
    assert origin.tracer == TRACER_VERSION


def test_photo_agency_in_a_text_position_makes_no_origin() -> None:
    assert judge(None, [text_credit("byline", "getty")]) == ()


def test_ranking_is_by_confidence_and_stable() -> None:
    credits = [text_credit("copyright", "afp"), text_credit("dateline", "dpa"), text_credit("meta", "dpa")]
    first = judge(None, credits)
    assert [o.publisher_id for o in first] == ["dpa", "afp"]
    assert judge(None, credits) == first


def test_versions_of_detector_and_data_are_named() -> None:
    for name in tables.NAMES:
        assert f"{name}-{tables.table(name)['version']}" in TRACER_VERSION


def test_attribution_lists_the_evidence_of_every_credit() -> None:
    credit = text_credit("byline")
    found = attribution([credit], judge(None, [credit]))
    assert found.evidence == ({"kind": "text", "quote": "dpa", "locator": "/html/body/p[1]", "rule": "test"},)


def test_only_whole_paragraphs_are_lines_to_drop() -> None:
    part = text_credit("closing", locator="/html/body/p[2]#char=80,85")
    meta = text_credit("meta", locator="/html/head/meta[1]/@content")
    assert credit_lines([text_credit("closing"), part, meta]) == ("dpa",)


def test_a_page_read_before_its_article_names_the_same_credits() -> None:
    publisher = '{"@type":"NewsArticle","headline":"Feuer","publisher":{"@type":"Organization","name":"CNET"}}'
    document = page(
        url=None,
        opening="<p>CNET</p>",
        metas=f'<script type="application/ld+json">{publisher}</script>',
        closing="<p>Quelle: dpa</p>",
    )
    before = read_credits(document)
    assert before == read_credits(document, article=extract_article(document))
    assert not [c for c in before if c.kind is CreditKind.OUTLET]
