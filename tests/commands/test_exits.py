import pytest

from newscrawl.commands.exits import Exit, exit_code

READ = {"newscrawl/source/tried": 2, "newscrawl/source/read": 2}


@pytest.mark.parametrize(
    ("reason", "statistics", "code"),
    [
        ("finished", READ, Exit.FINISHED),
        ("finished", {}, Exit.FINISHED),
        ("finished", READ | {"log_count/ERROR": 1}, Exit.WITH_ERRORS),
        ("finished", {"newscrawl/source/tried": 2, "newscrawl/source/read": 1, "log_count/ERROR": 1}, Exit.WITH_ERRORS),
        ("finished", {"newscrawl/source/tried": 2, "log_count/ERROR": 2}, Exit.NOTHING),
        ("shutdown", READ, Exit.INTERRUPTED),
        ("database_lost", READ, Exit.INTERRUPTED),
        ("start_error", {}, Exit.COULD_NOT_START),
    ],
)
def test_the_ending_is_told_from_reason_and_counts(reason, statistics, code):
    assert exit_code(reason, statistics) is code
