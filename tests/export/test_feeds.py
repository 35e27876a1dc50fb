"""Saved searches as feeds that every reader takes, with ids that stay."""

from __future__ import annotations

import json
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from sqlalchemy import Engine

from newscrawl.errors import ConfigurationError
from newscrawl.export.feeds import atom, json_feed
from newscrawl.query import ArticleRow, Watch, load_watches, new_in
from newscrawl.store.repository import Repository
from tests.export.test_articles import newscrawl, seeded
from tests.support.stories import NOW, seed

__all__ = ["seeded"]
ATOM = "{http://www.w3.org/2005/Atom}"
WATCHES = """
[[watch]]
name = "copies"
title = "Copies of <CNN>"
origin = "cnn"
confidence = 0.5

[[watch]]
name = "words"
words = "wort1 -unbekannt"
"""


def row(**fields: object) -> ArticleRow:
    nothing = dict.fromkeys(ArticleRow.__dataclass_fields__)
    known = {"url": "https://a.example/1", "site": "a", "state": "stored", "first_seen_at": NOW, "versions": 1}
    return ArticleRow(**{**nothing, **known, "text_agencies": (), "image_agencies": (), **fields})  # type: ignore[arg-type]


def test_a_watch_finds_what_its_filters_and_words_leave(repository: Repository, engine: Engine, tmp_path: Path) -> None:
    seed(repository)
    (tmp_path / "watches.toml").write_text(WATCHES, encoding="utf-8")
    copies, words = load_watches(tmp_path / "watches.toml")
    assert [r.title for r in new_in(engine, copies)] == ["Kopie"]
    assert {r.title for r in new_in(engine, words)} == {"Kopie", "Gleich", "Gleich auch", "Agentur"}
    assert new_in(engine, words, since=NOW.replace(year=2027)) == []
    assert len(new_in(engine, words, limit=2)) == 2


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ('[[watch]]\nname = "Groß"', "small letters"),
        ('[[watch]]\nname = "../x"', "small letters"),
        ('[[watch]]\nname = "x"\nsites = "y"', "no field 'sites'"),
        ('[[watch]]\nname = "x"\nsite = 3', "another kind"),
        ('[[watch]]\nname = "x"\n[[watch]]\nname = "x"', "two watches"),
        ("[watches]", "only"),
        ("[[", "can't read"),
    ],
)
def test_what_is_no_watch_is_refused(told: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "watches.toml").write_text(told, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=says):
        load_watches(tmp_path / "watches.toml")


def test_feeds_are_written_and_change_only_with_what_is_new(seeded: str, tmp_path: Path) -> None:
    (tmp_path / "watches.toml").write_text(WATCHES, encoding="utf-8")
    arguments = ("--file", str(tmp_path / "watches.toml"), "--database", seeded)
    write = ("watch", "write", str(tmp_path / "feeds"), "--base", "https://feeds.example/", *arguments)
    assert newscrawl(*write).exit_code == 0
    paths = sorted((tmp_path / "feeds").iterdir())
    assert [path.name for path in paths] == ["copies.atom", "copies.json", "words.atom", "words.json"]
    times = [path.stat().st_mtime_ns for path in paths]
    assert newscrawl(*write).exit_code == 0
    assert [path.stat().st_mtime_ns for path in paths] == times
    read = feedparser.parse(paths[0].read_bytes())
    assert (read.bozo, read.feed.title, read.entries[0].title) == (False, "Copies of <CNN>", "Kopie")
    assert json.loads(paths[1].read_text("utf-8"))["items"][0]["id"] == read.entries[0].id
    shown = newscrawl("watch", "show", "copies", "--days", "36500", "--json", *arguments)
    assert [found["title"] for found in json.loads(shown.output)] == ["Kopie"]
    assert "Copies of <CNN>" in newscrawl("watch", "list", "--file", str(tmp_path / "watches.toml")).output


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_a_page_says_the_feed_is_valid(title: str, url: str) -> None:
    rows = [row(title=title, url=f"https://a.example/{url}"), row(title=title, url=f"javascript:{url}")]
    watch = Watch(name="x", title=title or "x")
    root = etree.fromstring(atom(watch, rows, address="https://f.example/x.atom").encode())
    entries = root.findall(f"{ATOM}entry")
    for name in ("id", "title", "updated"):
        assert all(element.find(f"{ATOM}{name}") is not None for element in (root, *entries))
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2
    assert not [link for link in root.iter(f"{ATOM}link") if not (link.get("href") or "").startswith("https://")]
    assert json.loads(json_feed(watch, rows))["version"] == "https://jsonfeed.org/version/1.1"
