"""Every address that was discovered is accounted for, and what does not add up is told."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import Result
from sqlalchemy import Engine, update
from typer.testing import CliRunner

from newscrawl.cli.main import build
from newscrawl.items import State, Story
from newscrawl.query import UnknownRun, ledgers
from newscrawl.store.models import Page
from newscrawl.store.repository import Repository
from tests.support.stories import NOW, SITE, found, read, seed, story

BASE = "https://umschau.example"


def newscrawl(*arguments: str) -> Result:
    return CliRunner().invoke(build(arguments), arguments)


def crawl(repository: Repository, *stories: Story) -> int:
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")
    repository.upsert_site(SITE)
    repository.record_source(run, read(*(found(s.url) for s in stories)))
    repository.save(run, list(stories), now=NOW)
    return run


def test_each_address_is_counted_once_with_its_reason(repository: Repository, engine: Engine) -> None:
    seed(repository)
    cnn, umschau = ledgers(engine)
    assert (cnn.site, cnn.addresses, cnn.states()) == ("cnn", 1, {"stored": 1})
    assert umschau.states() == {"failed": 1, "stored": 5}
    assert [(e.reason, e.addresses) for e in umschau.entries if e.state == "failed"] == [("answered 500", 1)]
    assert all(check.holds for ledger in (cnn, umschau) for check in ledger.checks)


def test_a_run_accounts_for_what_it_decided(repository: Repository, engine: Engine) -> None:
    first = crawl(repository, story(f"{BASE}/a"), story(f"{BASE}/b", body="Ganz anderer Text. " * 20))
    gone = Story(site="umschau", url=f"{BASE}/c", state=State.GONE, reason="gone (404)")
    second = crawl(repository, gone, story(f"{BASE}/b", body="Ganz anderer Text. " * 20))
    assert [ledger.states() for ledger in ledgers(engine, run_id=first)] == [{"stored": 1}]
    assert [ledger.states() for ledger in ledgers(engine, run_id=second)] == [{"gone": 1, "stored": 1}]
    assert sum(ledger.addresses for ledger in ledgers(engine)) == 3
    with pytest.raises(UnknownRun, match="no run 99"):
        ledgers(engine, run_id=99)


def test_the_most_frequent_reasons_come_first_and_the_rest_is_summed_up(
    repository: Repository, database_url: str
) -> None:
    reasons = [*(["answered 500"] * 3), "answered 502", "answered 503", "timeout", "no host", "reset"]
    failed = [
        Story(site="umschau", url=f"{BASE}/{n}", state=State.FAILED, reason=reason) for n, reason in enumerate(reasons)
    ]
    crawl(repository, *failed)
    lines = [line.strip() for line in newscrawl("coverage", "--database", database_url).stdout.splitlines()]
    assert lines[:3] == ["umschau: 8 article addresses", "8  failed", "3 answered 500"]
    assert "2 for 2 other reasons (--all)" in lines
    assert lines[-1] == "8 addresses, all accounted for."
    whole = newscrawl("coverage", "--all", "--database", database_url).stdout
    assert all(reason in whole for reason in reasons)


def test_json_and_csv_hold_every_entry(repository: Repository, database_url: str) -> None:
    seed(repository)
    _, umschau = json.loads(newscrawl("coverage", "--json", "--database", database_url).stdout)
    assert sum(entry["addresses"] for entry in umschau["entries"]) == umschau["addresses"] == 6
    rows = list(csv.DictReader(io.StringIO(newscrawl("coverage", "--csv", "--database", database_url).stdout)))
    assert {"site": "umschau", "state": "failed", "reason": "answered 500", "addresses": "1"} in rows


BROKEN = Story(site="umschau", url=f"{BASE}/a", state=State.FAILED, reason="answered 500")


@pytest.mark.parametrize(
    ("told", "state", "says"),
    [
        (BROKEN, "stored", "each stored address has an article with its text"),
        (BROKEN, "alias", "each alias leads to an address that is none"),
        (BROKEN, "lost", "each state is a known one"),
        (story(f"{BASE}/a"), "failed", "each address that is not stored has a reason"),
    ],
)
def test_what_does_not_add_up_is_told(
    repository: Repository, engine: Engine, database_url: str, told: Story, state: str, says: str
) -> None:
    crawl(repository, told)
    with engine.begin() as connection:
        connection.execute(update(Page).where(Page.url == told.url).values(state=state))
    done = newscrawl("coverage", "--database", database_url)
    assert done.exit_code == 1
    assert f"does not add up: {says}: 0 of 1" in done.stdout
