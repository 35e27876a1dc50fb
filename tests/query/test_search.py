"""Searching for words: what people type, and what is found, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text

from newscrawl.query import Filters, NoWords, search, search_postgresql
from newscrawl.query.names import unheard
from newscrawl.query.narrowing import conditions
from newscrawl.query.snippets import Sought, fold, snippet
from newscrawl.query.words import Term, Words, parse
from newscrawl.store import schema
from newscrawl.store.models import Article
from newscrawl.store.repository import Repository
from newscrawl.store.session import open_engine, reading
from tests.support.stories import NOW, ORIGINAL, SITE, origin, story

BASE = "https://umschau.example"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("brücke hafen", Words((Term("brücke"), Term("hafen")))),
        ('"alte brücke" -hafen', Words((Term("alte brücke"),), (Term("hafen"),))),
        ('brücke -"im hafen"', Words((Term("brücke"),), (Term("im hafen"),))),
        ("brück* e-mail", Words((Term("brück", prefix=True), Term("e-mail")))),
        ('"alte brück"*', Words((Term("alte brück", prefix=True),))),
        ('unfertig "ohne ende', Words((Term("unfertig"), Term("ohne ende")))),
        ("OR AND NOT title:x NEAR(a b)", Words(tuple(map(Term, ("OR", "AND", "NOT", "title:x", "NEAR(a", "b)"))))),
    ],
)
def test_what_is_typed_is_read_as_terms(typed: str, expected: Words) -> None:
    assert parse(typed) == expected


@pytest.mark.parametrize("typed", ["", "  ", '""', "-hafen", "*", "— … !", "\0"])
def test_nothing_to_look_for_is_said(typed: str) -> None:
    with pytest.raises(NoWords, match="give a word"):
        parse(typed)


@given(st.text(st.one_of(st.sampled_from("\"*-:(){}^+ '\\&|!<>ab\0"), st.characters()), max_size=40))
def test_no_question_breaks_the_syntax(typed: str) -> None:
    try:
        asked = parse(typed)
    except NoWords:
        return
    with EMPTY.connect() as connection:
        connection.execute(text("SELECT rowid FROM words WHERE words MATCH :asked"), {"asked": asked.fts5}).all()


EMPTY = open_engine("sqlite://")
with EMPTY.begin() as made:
    made.execute(text("CREATE VIRTUAL TABLE words USING fts5(title, body, tokenize='unicode61 remove_diacritics 2')"))


@pytest.fixture
def filled(repository: Repository, engine: Engine) -> Engine:
    """A handful of articles in three languages."""
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")
    repository.upsert_site(SITE)
    repository.upsert_site(ORIGINAL)
    stories = [
        story(f"{BASE}/bruecke", title="Alte Brücke gesperrt", body="Die alte Brücke im Hafen bleibt gesperrt. " * 9),
        story(
            f"{BASE}/hafen",
            title="Neues vom Hafen",
            body="Schiffe warten vor den Häfen; eine Brücke fehlt, keine Bruecke ist alt.",
            origins=(origin(),),
            day=19,
        ),
        story(f"{BASE}/election", title="Les élections", body="L'élection présidentielle à Séoul.", language="fr"),
        story("https://cnn.example/bridge", site="cnn", title="A bridge", body="The bridges of Seoul.", language="en"),
        story(f"{BASE}/zeichen", title="100 % <b>C++</b> & O'Neill_x", body="Kosten: 3,5 Mio. € (siehe e-mail@x.de)"),
    ]
    assert [saved.error for saved in repository.save(run, stories, now=NOW)] == [None] * 5
    return engine


def names(engine: Engine, typed: str, **filters: object) -> list[str]:
    return [hit.article.url.rpartition("/")[2] for hit in search(engine, typed, Filters(**filters)).hits.items]  # type: ignore[arg-type]


def test_words_phrases_beginnings_and_what_is_left_out(filled: Engine) -> None:
    assert names(filled, "brücke") == ["bruecke", "hafen"]  # its headline holds the word
    assert sorted(names(filled, "BRUCKE hafen")) == ["bruecke", "hafen"]
    assert names(filled, '"alte brücke"') == ["bruecke"]
    assert names(filled, "brücke -schiffe") == ["bruecke"]
    assert names(filled, 'brücke -"alte brücke"') == ["hafen"]
    assert names(filled, "schif*") == ["hafen"]
    assert names(filled, "election") == ["election"]
    assert names(filled, "nichtda") == []
    assert names(filled, "o'neill") == names(filled, "c++") == names(filled, "e-mail 3,5") == ["zeichen"]


def test_filters_narrow_a_search(filled: Engine) -> None:
    assert names(filled, "seoul") == ["bridge", "election"]
    assert names(filled, "seoul", language="fr") == ["election"]
    assert names(filled, "seoul", site="cnn") == ["bridge"]
    assert names(filled, "brücke", origin="cnn") == names(filled, "brücke", relation="translated") == ["hafen"]
    assert names(filled, "brücke", confidence=0.9) == []
    assert names(filled, "brücke", agency="kcna", since=datetime(2026, 6, 19, tzinfo=UTC)) == ["hafen"]


def test_agencies_are_known_by_name_and_what_is_unheard_of_is_said(filled: Engine) -> None:
    kcna = "korean central News Agency"
    assert names(filled, "brücke", agency=kcna) == names(filled, "brücke", agency="kcna") != []
    assert unheard(filled, Filters(site="umschau", agency=kcna, origin="CNN", language="de")) == ()
    assert len(unheard(filled, Filters(site="umschaw", agency="kcn", origin="cnnn", language="deutsch"))) == 4
    assert "close to it: umschau" in unheard(filled, Filters(site="umschaw"))[0]


def test_stemmers_find_other_forms(filled: Engine) -> None:
    if filled.dialect.name == "postgresql":
        assert names(filled, "bridge") == ["bridge"]
        assert names(filled, "the bridging") == ["bridge"]
        assert sorted(names(filled, "häfen brücken")) == ["bruecke", "hafen"]


def test_common_words_are_read_article_by_article(filled: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ["brücke", "seoul", '"alte brücke"', "brücke -schiffe", "schif*", "nichtda", "der"]
    rare = [sorted(names(filled, typed)) for typed in asked]
    for name in ("_MANY", "_MANY_PHRASES"):
        monkeypatch.setattr(search_postgresql, name, -1)
    for size in (2, 3_000):
        monkeypatch.setattr(search_postgresql, "_AT_ONCE", size)
        assert [sorted(names(filled, typed)) for typed in asked] == rare
    if filled.dialect.name == "postgresql":
        monkeypatch.setattr(search_postgresql, "_AT_ONCE", 2)
        monkeypatch.setattr(search_postgresql, "_READ", 2)
        found = search(filled, "seoul", Filters())
        assert (found.is_ranked, found.hits.is_exact, len(found.hits.items)) == (False, False, 0)


def test_looking_at_the_newest_texts_first_changes_no_answer(filled: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    if filled.dialect.name != "postgresql":
        return
    asked = ["brücke", "seoul", "brücke -schiffe", "schif*", "nichtda", "zeichen 100"]
    whole = [names(filled, typed) for typed in asked]
    with filled.begin() as connection:
        connection.execute(text("ANALYZE article_version"))
    monkeypatch.setattr(search_postgresql, "_ENOUGH", 0)
    with reading(filled) as connection:
        assert len(list(search_postgresql._parts(connection, "'seoul'", 2, 2_000))) == 3
    assert [names(filled, typed) for typed in asked] == whole
    assert names(filled, "seoul", language="fr") == ["election"]


def test_an_origin_is_looked_up_before_its_relations(filled: Engine) -> None:
    """Without statistics SQLite took the index of relations, of which there are six."""
    if filled.dialect.name != "sqlite":
        return
    with reading(filled) as connection:
        narrow = conditions(connection, Filters(origin="cnn", relation="translated"))
        query = select(Article.newest_version_id).where(*narrow)
        asked = str(query.compile(filled, compile_kwargs={"literal_binds": True}))
        (step,) = connection.execute(text(f"EXPLAIN QUERY PLAN {asked}")).all()
    assert "ix_article_origin_id" in step.detail


def test_a_hit_shows_where_the_words_stand(filled: Engine) -> None:
    found = search(filled, "brücke schiffe", Filters())
    assert (found.hits.total, found.is_ranked) == (1, True)
    hit = found.hits.items[0]
    assert {piece.text for piece in hit.snippet if piece.is_hit} == {"Schiffe", "Brücke"}
    assert "".join(piece.text for piece in hit.title) == "Neues vom Hafen"


def test_pages_of_hits_hold_each_once(filled: Engine) -> None:
    pages = [search(filled, "seoul", Filters(), limit=1, offset=n).hits for n in range(3)]
    assert [len(page.items) for page in pages] == [1, 1, 0]
    assert [page.has_more for page in pages] == [True, False, False]


def test_a_changed_text_is_found_by_its_new_words_alone(filled: Engine, repository: Repository) -> None:
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")
    repository.save(run, [story(f"{BASE}/bruecke", title="Offen", body="Die Fähre fährt.", minutes=60)], now=NOW)
    assert names(filled, "gesperrt") == []
    assert names(filled, "fahre") == ["bruecke"]


def test_what_lists_filter_by_is_what_the_tables_say(filled: Engine, repository: Repository) -> None:
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")
    changed = story(f"{BASE}/hafen", title="Anders", body="Ganz anders.", minutes=60, language="fr")
    repository.save(run, [changed, story(f"{BASE}/bruecke", origins=(origin(),), minutes=60)], now=NOW)
    assert_in_step(filled)


def test_a_database_that_is_there_is_filled_by_the_migration(filled: Engine) -> None:
    schema.migrate(filled, "0012")
    schema.upgrade(filled)
    assert_in_step(filled)
    assert names(filled, "brücke") == ["bruecke", "hafen"]
    assert names(filled, "election") == ["election"]


@pytest.mark.parametrize(
    "typed", ["〇* 々", "ª 1²*", "'':*", "a\\b & !c | <->", "हिन्दी* 한국어 中文", "İ* \u0301x", 'x"y"*z"']
)
def test_no_question_is_refused_by_a_database(engine: Engine, typed: str) -> None:
    assert search(engine, f"b {typed}", Filters()).hits.items == ()


def assert_in_step(filled: Engine) -> None:
    """What triggers or the migration filled is what the tables say."""
    kept = "SELECT newest_version_id, language, origin_id, relation, confidence, basis FROM article ORDER BY id"
    derived = (
        "SELECT v.id, v.language, l.publisher_id, l.relation, l.confidence, l.basis FROM v_version n "
        "JOIN article_version v ON v.id = n.version_id AND n.is_newest "
        "LEFT JOIN origin_link l ON l.article_version_id = v.id AND l.rank = 1 ORDER BY v.article_id"
    )
    agencies = "SELECT agency_id, kind, site, article_id FROM article_agency ORDER BY 1, 2, 3, 4"
    credited = (
        "SELECT DISTINCT n.agency_id, c.kind, a.site, a.id FROM credit_name n JOIN credit c ON c.id = n.credit_id "
        "JOIN article a ON a.newest_version_id = c.article_version_id WHERE n.agency_id IS NOT NULL ORDER BY 1, 2, 3, 4"
    )
    tally = "SELECT site, origin_id, relation, sum(articles) FROM article_tally WHERE articles > 0 GROUP BY 1, 2, 3"
    articles = (
        "SELECT site, coalesce(origin_id, 0), coalesce(relation, ''), count(*) FROM article "
        "WHERE newest_version_id IS NOT NULL GROUP BY 1, 2, 3"
    )
    by_agency = "SELECT agency_id, kind, site, articles FROM agency_tally WHERE articles > 0"
    by_article = "SELECT agency_id, kind, site, count(*) FROM article_agency GROUP BY 1, 2, 3"
    pairs = ((kept, derived), (agencies, credited), (tally, articles), (by_agency, by_article))
    with reading(filled) as connection:
        for one, other in pairs:
            rows = sorted(map(str, connection.execute(text(one)).all()))
            assert rows
            assert rows == sorted(map(str, connection.execute(text(other)).all()))


def test_a_long_text_shows_the_place_with_most_of_the_words() -> None:
    filler = "und so weiter " * 40
    told = f"Ein Hafen. {filler} Der Hafen an der Brücke brennt. {filler}"
    pieces = snippet(told, Sought(frozenset({"hafen", "brucke"}), ()))
    assert [piece.text for piece in pieces if piece.is_hit] == ["Hafen", "Brücke"]
    assert pieces[0].text == "… "
    assert pieces[-1].text == " …"


@given(st.text(max_size=200), st.sets(st.text(max_size=5)))
def test_a_snippet_holds_the_text_and_nothing_else(told: str, words: set[str]) -> None:
    pieces = snippet(told, Sought(frozenset(map(fold, words)), ()))
    shown = "".join(piece.text for piece in pieces).removeprefix("… ").removesuffix(" …")
    assert shown in " ".join(told.split())
