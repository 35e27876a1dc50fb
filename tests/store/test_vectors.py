"""The nearest texts are found in a file that holds nothing that is not in the database, on both databases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, delete, func, select, update

from newscrawl.store import embeddings
from newscrawl.store.models import Anchor, Embedding
from newscrawl.store.repository import Repository
from newscrawl.store.session import reading, writing
from newscrawl.store.vector_file import Ids, load, save
from newscrawl.store.vectors import TextIndex, drop_indexes, index_path, open_index
from newscrawl.trace.encoder import NoEncoder, Vectors, unit
from newscrawl.trace.prepared import encode
from tests.support.encoding import encode_missing
from tests.support.stories import NOW, SITE, story

WORDS = ("Hafen", "Sturm", "Rat", "Ernte", "Zug", "Markt", "Schule", "Insel", "Deich", "Kran", "Lotse", "Netz", "Mole")


class Letters:
    """A real encoder, though a poor one: how often each letter stands in a text."""

    name = "letters"
    version = "1"
    dimensions = 16
    languages: frozenset[str] = frozenset()

    def encode(self, texts: list[str]) -> Vectors:  # type: ignore[override]
        counts = [[text.lower().count(letter) for letter in "etaoinsrhdlucmfg"] for text in texts]
        return np.array(counts, np.int8).reshape(len(texts), self.dimensions)


class Stored:
    """A database with some texts and their vectors."""

    def __init__(self, repository: Repository, folder: Path) -> None:
        self.engine = repository.engine
        self.repository = repository
        self.encoder = Letters()
        self.folder = folder
        repository.upsert_site(SITE)
        self.run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")

    def add(self, *numbers: int) -> None:
        random = [np.random.default_rng(number).permutation(WORDS) for number in numbers]
        texts = [
            f"{' '.join(words[:9])} am {number}. Juni.\n{' '.join(words[9:])}."
            for number, words in zip(numbers, random, strict=True)
        ]
        stories = [story(f"https://umschau.example/{n}", body=text) for n, text in zip(numbers, texts, strict=True)]
        self.repository.save(self.run, stories, now=NOW)
        encode_missing(self.engine, self.encoder)

    def index(self) -> TextIndex:
        with reading(self.engine) as connection:
            return open_index(connection, self.encoder, embeddings.Divider(connection).version, self.folder)

    @property
    def file(self) -> Path:
        path = index_path(self.engine, self.encoder, self.folder)
        assert path is not None
        return path

    def truly_nearest(self, version: int, count: int) -> set[int]:
        """By the rows themselves."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(Embedding.article_version_id, Embedding.mean, Embedding.lead)).all()
        ids = np.array([row[0] for row in rows])
        found: set[int] = set()
        for column in (1, 2):
            table = unit(np.stack([np.frombuffer(row[column], np.int8) for row in rows]))
            scores = table @ table[ids == version][0]
            found.update(ids[np.argsort(-scores)[:count]].tolist())
        return found


@pytest.fixture
def stored(repository: Repository, tmp_path: Path) -> Stored:
    made = Stored(repository, tmp_path / "index")
    made.add(*range(12))
    return made


def test_the_nearest_texts_are_found(stored: Stored) -> None:
    index = stored.index()
    assert len(index.ids) == 12
    for version in index.ids.tolist():
        assert index.nearest([version], 4, 4)[version] == stored.truly_nearest(version, 4)
    assert index.nearest(index.ids.tolist(), 1, 1) == {version: {version} for version in index.ids.tolist()}
    assert index.nearest([99_999], 4, 4) == {}


def test_only_rows_that_count_and_are_apart_are_found(stored: Stored) -> None:
    index = stored.index()
    first, *others = index.ids.tolist()
    codes = np.array([0, 0, *range(1, 11)])
    among = np.array([True] * 6 + [False] * 6)
    assert index.nearest([first], 12, 12, apart=codes)[first] == set(others[1:])
    assert index.nearest([first], 12, 12, apart=codes, among=among)[first] == set(others[1:5])


def test_new_texts_lead_to_others_that_are_alike(stored: Stored) -> None:
    version = int(stored.index().ids[3])
    others = stored.index().alike([version], 3, 0.1)
    assert len(others) == 3
    assert others <= stored.truly_nearest(version, 4) - {version}
    assert stored.index().alike([version], 3, 1.01) == set()
    everything = stored.index().ids.tolist()
    assert stored.index().alike(everything, 3, 0.0) == set()


def test_a_whole_file_is_used_as_it_is(stored: Stored) -> None:
    stored.index()
    before = stored.file.stat().st_ino
    stored.index()
    assert stored.file.stat().st_ino == before


def test_what_is_wrong_with_the_file_is_put_right_from_the_database(stored: Stored) -> None:
    first = int(stored.index().ids[0])
    whole = stored.index().nearest([first], 4, 4)
    data = stored.file.read_bytes()
    stored.file.unlink()
    assert stored.index().nearest([first], 4, 4) == whole
    flipped = data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]
    for harmed in (b"", data[:-1], flipped, b"SQLite format 3\0" * 400, b"{}".ljust(5000)):
        stored.file.write_bytes(harmed)
        assert stored.index().nearest([first], 4, 4) == whole
        assert stored.file.read_bytes() == data


def test_a_stale_file_is_brought_up_to_date_and_forgets(stored: Stored) -> None:
    old = stored.index()
    stored.add(12, 13)
    gone = int(old.ids[0])
    with writing(stored.engine) as connection:
        vector = connection.scalar(select(Embedding.mean).where(Embedding.article_version_id == gone))
        connection.execute(delete(Embedding).where(Embedding.article_version_id == gone))
    new = stored.index()
    assert new.ids.tolist() == [*old.ids.tolist()[1:], *sorted(set(new.ids.tolist()) - set(old.ids.tolist()))]
    assert len(new.ids) == 13
    assert new.nearest([int(new.ids[-1])], 4, 4)[int(new.ids[-1])] == stored.truly_nearest(int(new.ids[-1]), 4)
    assert gone not in set().union(*new.nearest(new.ids.tolist(), 12, 12).values())
    assert vector not in stored.file.read_bytes()
    assert gone in old.nearest(old.ids.tolist(), 2, 2), "who has the old file open goes on reading it"


def test_the_file_of_another_database_with_the_same_ids_is_not_believed(stored: Stored) -> None:
    stored.index()
    with writing(stored.engine) as connection:
        rows = connection.execute(select(Embedding.article_version_id, Embedding.mean)).all()
        for (ident, _), (_, mean) in zip(rows, reversed(rows), strict=True):
            mine = Embedding.article_version_id == ident
            connection.execute(update(Embedding).where(mine).values(mean=mean, lead=mean))
    index = stored.index()
    for version in index.ids.tolist():
        assert index.nearest([version], 3, 3)[version] == stored.truly_nearest(version, 3)


def test_all_files_of_a_database_can_be_dropped_and_are_made_again(stored: Stored) -> None:
    before = stored.index().ids.tolist()
    other = stored.file.with_name(f"another-{stored.file.name}")
    other.touch()
    drop_indexes(stored.engine, stored.folder)
    assert not stored.file.exists()
    assert other.exists()
    drop_indexes(stored.engine, stored.folder)
    assert stored.index().ids.tolist() == before


def test_another_version_of_the_encoder_makes_another_file(stored: Stored) -> None:
    stored.index()
    stored.encoder.version = "2"
    assert len(stored.index().ids) == 0
    encode_missing(stored.engine, stored.encoder)
    assert len(stored.index().ids) == 12


def test_what_is_removed_while_it_is_encoded_stays_removed(stored: Stored) -> None:
    stored.encoder.version = "2"
    with writing(stored.engine) as connection:
        divider = embeddings.Divider(connection)
        texts, articles = embeddings.read(connection, divider, embeddings.missing(connection, stored.encoder, divider))
        texts[0] = replace(texts[0], version_id=10**6)
        encoded = encode(articles, stored.encoder)
        embeddings.add(connection, stored.encoder, divider, embeddings.Names(), texts, encoded)
        assert connection.scalar(select(func.count()).where(Anchor.article_version_id == 10**6)) == 0
    assert stored.index().ids.tolist() == sorted(text.version_id for text in texts[1:])


def test_where_no_file_can_be_kept_texts_are_found_all_the_same(stored: Stored, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    table = save(tmp_path / "file" / "below", "test", 2, np.arange(3), _rows)
    assert table.means.tolist() == [[0, 1], [1, 2], [2, 3]]
    with reading(stored.engine) as connection:
        index = open_index(connection, NoEncoder(), "1/0")
    assert index.nearest([1], 4, 4) == {}


def test_a_file_of_many_blocks_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    ids = np.arange(0, 50_000, 2)
    save(tmp_path / "many", "test", 2, ids, _rows)
    table = load(tmp_path / "many", "test", 2)
    assert table is not None
    assert np.array_equal(table.ids, ids)
    means, leads = _rows(ids)
    assert np.array_equal(table.means, means)
    assert np.array_equal(table.leads, leads)
    assert load(tmp_path / "many", "another use", 2) is None
    assert load(tmp_path / "many", "test", 3) is None


def test_a_file_that_is_not_finished_leaves_the_old_one(tmp_path: Path) -> None:
    def broken(ids: Ids) -> tuple[Vectors, Vectors]:
        if len(ids) < 8192:
            raise ConnectionError("the database went away")
        return _rows(ids)

    save(tmp_path / "kept", "test", 2, np.arange(5), _rows)
    with pytest.raises(ConnectionError):
        save(tmp_path / "kept", "test", 2, np.arange(10_000), broken)
    table = load(tmp_path / "kept", "test", 2)
    assert table is not None
    assert len(table.ids) == 5
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_each_database_has_a_file_of_its_own(engine: Engine, tmp_path: Path) -> None:
    path = index_path(engine, Letters(), tmp_path)
    if engine.dialect.name == "sqlite":
        assert path == Path(f"{engine.url.database}-vectors-letters")
        return
    assert path is not None
    assert path.parent == tmp_path
    assert index_path(engine, Letters(), None) is None


def _rows(ids: Ids) -> tuple[Vectors, Vectors]:
    means = np.stack([ids % 100, (ids + 1) % 100], axis=1).astype(np.int8)
    return means, -means
