"""`newscrawl review` as a person and as a script meet it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result
from typer.testing import CliRunner

from newscrawl.cli.main import build
from newscrawl.store.repository import Repository
from newscrawl.store.reviewing import CannotDecide
from tests.support.stories import seed

Ask = Callable[..., Result]


@pytest.fixture
def ask(repository: Repository, database_url: str) -> Ask:
    """The command on a seeded database; `typed` is what a person types."""
    seed(repository)

    def run(*arguments: str, typed: str | None = None) -> Result:
        said = ("review", *arguments, "--database", database_url)
        if arguments[:1] in (("why",), ("show",)):
            said = (*arguments, "--database", database_url)
        return CliRunner().invoke(build(said), said, input=typed, catch_exceptions=False)

    return run


def test_uncertain_origins_are_listed_and_a_decided_one_no_longer(ask: Ask) -> None:
    listed = json.loads(ask("--json").stdout)
    assert [q["reasons"] for q in listed] == [["confidence"]] * len(listed)
    assert {q["origin"] for q in listed} == {"cnn", "reuters"}
    assert "its confidence is middling" in ask("--list").stdout
    done = ask("kopie", "--confirm", "--note", "read both", "--by", "Ann", "--json")
    assert json.loads(done.stdout)["origins"][0]["confidence"] == 0.99
    assert len(json.loads(ask("--json").stdout)) == len(listed) - 1
    assert "That was said before" in ask("kopie", "--confirm", "--note", "read both", "--by", "Ann").stdout
    for command in ("why", "show"):
        assert "Ann" in ask(command, "kopie").stdout
    assert "confirmed by Ann" in ask("why", "kopie").stdout


def test_a_person_steps_through_them_with_the_evidence(ask: Ask) -> None:
    typed = "what\nr\nnot theirs\ns\nc\n\nq\n"
    shown = ask("--by", "Ann", "--limit", "4", typed=typed).stdout
    assert "1 of 3" in shown
    assert "outlet line, weight 0.85" in shown
    assert "2 of 3 decided." in shown
    assert "wait to be traced again: newscrawl trace" in shown
    report = json.loads(ask("--report", "--json").stdout)
    assert (report["reviewed"], report["right"], report["reviewers"]) == (2, 1, ["Ann"])
    assert "0.50  " in ask("--report").stdout


def test_a_person_names_the_true_origin_after_a_wrong_try(ask: Ask) -> None:
    done = ask("kopie", "--by", "Ann", typed="o\nNo Such Paper\n\no\ndpa\nthe byline says so\n")
    assert "no publisher is known as" in done.output
    assert "1 of 1 decided." in done.output
    why = json.loads(ask("why", "kopie", "--json").stdout)["dossier"]
    assert [(o["origin"], o["review"]) for o in why["origins"]] == [("dpa", "correct")]
    assert "refused: CNN (translated, 0.85); the origin is Deutsche Presse-Agentur" in ask("why", "kopie").stdout


@pytest.mark.parametrize("typed", ["q\n", ""], ids=["quit", "end of input"])
def test_quitting_decides_nothing(ask: Ask, typed: str) -> None:
    assert "0 of 3 decided." in ask("--by", "Ann", typed=typed).stdout
    assert json.loads(ask("--report", "--json").stdout)["reviewed"] == 0


def test_wrong_use_says_what_to_do(ask: Ask) -> None:
    assert ask("kopie", "--confirm", "--reject").exit_code == 2
    assert "say which article" in ask("--confirm").output
    with pytest.raises(CannotDecide, match="no origin of rank 7"):
        ask("kopie", "--confirm", "--rank", "7")
    with pytest.raises(CannotDecide, match="name it with --correct"):
        ask("unbekannt", "--reject")
