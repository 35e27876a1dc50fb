"""Since when a page holds its text, whatever it held before, on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta

from newscrawl.store.repository import Repository
from newscrawl.store.texts import held_since, stored_texts
from newscrawl.store.tracing import select_versions
from tests.support.stories import NOW, SITE, story

URL = "https://umschau.example/early"
TEXT = " ".join(f"Wort{n} steht hier" for n in range(40))
PLACEHOLDER = " ".join(f"Platz{n} bleibt frei" for n in range(40))
DAY = timedelta(days=1)


def held(repository: Repository, *bodies: str) -> datetime:
    """Since when the last of some texts, stored a day after another, counts as held."""
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")
    repository.upsert_site(SITE)
    for days, body in enumerate(bodies):
        saved = repository.save(run, [story(URL, body=body, minutes=days)], now=NOW + days * DAY)
        assert [one.error for one in saved] == [None]
    with repository.engine.connect() as connection:
        (version,) = select_versions(connection, url=URL)
        return held_since(connection, stored_texts(connection, [version])[version])


def test_a_page_put_up_early_does_not_make_a_later_text_older(repository: Repository) -> None:
    assert held(repository, PLACEHOLDER, TEXT) == NOW + DAY


def test_a_text_that_is_corrected_keeps_its_time(repository: Repository) -> None:
    assert held(repository, TEXT, TEXT.replace("Wort7 ", "Wort sieben "), TEXT + " Ein Satz mehr.") == NOW


def test_a_text_between_others_counts_from_its_own_first_version(repository: Repository) -> None:
    assert held(repository, TEXT, PLACEHOLDER, TEXT, TEXT + " Ein Satz mehr.") == NOW + 2 * DAY
