"""What is concluded from many texts that look alike does not depend on the order they were stored in."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from newscrawl.items import Story
from newscrawl.store.repository import Repository
from newscrawl.store.schema import upgrade
from newscrawl.store.session import open_engine
from newscrawl.store.tracing import TextTracing
from newscrawl.trace.encoder import NoEncoder
from tests.store.test_tracing import SITES, told
from tests.support.snapshot import Content, content, differences
from tests.support.stories import NOW

SYLLABLES = ("ka", "ri", "to", "me", "su", "la", "vo", "ne", "pi", "da", "gru", "ble", "stra", "fla")


def alike(count: int) -> list[Story]:
    """Texts of one mould whose words are invented, of four sites; every sixth is another one's, word for word."""
    drawn = random.Random(3)
    stories: list[Story] = []
    lines: list[str] = []

    def word() -> str:
        return "".join(drawn.choices(SYLLABLES, k=3))

    for number in range(count):
        if number % 6 or not lines:
            lines = [
                f"The {word()} of {word().title()} said that {word()} and {word()} would be {word()} for "
                f"{drawn.randrange(100, 9999)} {word()} in the {word()}."
                for _ in range(5)
            ]
        site = ("umschau", "hafenblatt", "inselbote", "vestnik")[number % 4]
        stories.append(told(site, f"text-{number}", lines, hours=number))
    return stories


def concluded(folder: Path, stories: Sequence[Story]) -> Content:
    engine = open_engine(f"sqlite:///{folder}/order.db")
    upgrade(engine)
    repository = Repository(engine)
    for site in SITES.values():
        repository.upsert_site(site)
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")
    assert {saved.error for saved in repository.save(run, stories, now=NOW)} == {None}
    list(TextTracing(engine, NoEncoder(), SITES).run(NOW))
    found = content(engine)
    engine.dispose()
    return found


def test_texts_that_look_alike_lead_to_the_same_originals_in_any_order(tmp_path: Path) -> None:
    stories = alike(120)
    mixed = random.Random(5).sample(stories, len(stories))
    folders = [tmp_path / name for name in ("stored", "mixed")]
    for folder in folders:
        folder.mkdir()
    one, other = (concluded(folder, order) for folder, order in zip(folders, (stories, mixed), strict=True))
    assert any(one["origin"])
    assert differences(one, other) == {}
