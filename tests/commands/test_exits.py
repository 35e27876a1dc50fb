import pytest

from newscrawl.commands.exits import SEVERITY, Exit, exit_code, worst

READ = {"newscrawl/source/tried": 2, "newscrawl/source/read": 2, "newscrawl/found": 9}
ONE_READ = READ | {"newscrawl/source/read": 1, "log_count/ERROR": 1}
EMPTY = READ | {"newscrawl/found": 0}


@pytest.mark.parametrize(
    ("reason", "statistics", "code"),
    [
        ("finished", READ, Exit.FINISHED),
        ("finished", {}, Exit.FINISHED),
        ("finished", READ | {"log_count/ERROR": 1}, Exit.WITH_ERRORS),
        ("finished", ONE_READ, Exit.WITH_ERRORS),
        ("finished", {"newscrawl/source/tried": 2, "log_count/ERROR": 2}, Exit.NOTHING),
        ("finished", EMPTY, Exit.NOTHING),
        ("finished", EMPTY | {"newscrawl/not_modified/feed": 1}, Exit.FINISHED),
        ("finished", READ | {"newscrawl/state/blocked": 8, "newscrawl/state/empty": 2}, Exit.NOTHING),
        ("finished", READ | {"newscrawl/state/blocked": 10, "newscrawl/state/stored": 1}, Exit.FINISHED),
        ("finished", READ | {"newscrawl/state/failed": 1}, Exit.FINISHED),
        ("shutdown", READ, Exit.INTERRUPTED),
        ("database_lost", READ, Exit.INTERRUPTED),
        ("start_error", {}, Exit.COULD_NOT_START),
    ],
)
def test_the_ending_is_told_from_reason_and_counts(reason, statistics, code):
    assert exit_code(reason, statistics) is code


def test_the_worst_ending_of_several_decides():
    assert worst([Exit.FINISHED, Exit.NOTHING, Exit.WITH_ERRORS]) is Exit.NOTHING
    assert worst([Exit.LOCKED, Exit.FINISHED]) is Exit.FINISHED
    assert set(SEVERITY) == set(Exit)
