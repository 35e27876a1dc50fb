"""What the end of a command means for the job that ran it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from newscrawl.commands.exits import Exit

# A job that ends badly is repeated so often, after so many seconds, each time four times as many.
TRIES = 4
_FIRST_WAIT, _LONGEST_WAIT = 15, 900


class Then(StrEnum):
    """What becomes of the job."""

    DONE = "done"
    AGAIN = "again"
    """It is repeated after a while, some times at most."""
    NOW = "now"
    """It is given back because its worker stops, and another one takes it at once."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Ending:
    then: Then
    says: str


_OF_COMMANDS: dict[int, Ending] = {
    Exit.FINISHED: Ending(Then.DONE, "finished"),
    Exit.COULD_NOT_START: Ending(Then.AGAIN, "could not start or do its work; the worker's log says why"),
    Exit.USAGE: Ending(Then.FAILED, "wrong usage: no such site or file, or a setting is wrong"),
    Exit.WITH_ERRORS: Ending(Then.DONE, "finished, but a source or component failed; the worker's log says which"),
    Exit.NOTHING: Ending(Then.FAILED, "yielded nothing: the site moved or blocks us, or the file holds no page"),
    Exit.INTERRUPTED: Ending(Then.AGAIN, "interrupted, or the database went away"),
    Exit.NOTHING_DUE: Ending(Then.DONE, "nothing was due"),
    # What is left then is due, and is enqueued again.
    Exit.LOCKED: Ending(Then.DONE, "left to another process, which crawls the site or one on the same host"),
}
_HEALTH = {3: Ending(Then.FAILED, "a site broke: `newscrawl health` says which")}


def ending(task: str, code: int, *, stopping: bool) -> Ending:
    """The meaning of a command's exit code; a negative one is the signal that ended it."""
    known: dict[int, Ending] = {**_OF_COMMANDS, **(_HEALTH if task == "health" else {})}
    unknown = f"ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
    found = known.get(code, Ending(Then.AGAIN, unknown))
    if stopping and found.then is Then.AGAIN:
        return Ending(Then.NOW, "given back: its worker was stopped")
    return found


class EndedBadly(Exception):
    """Ends a job that is not done; `says` is for people."""

    def __init__(self, end: Ending) -> None:
        super().__init__(end.says)
        self.end = end


class Retries(BaseRetryStrategy):
    """Repeats what may succeed another time."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        then = exception.end.then if isinstance(exception, EndedBadly) else Then.AGAIN
        if then is Then.NOW:
            return RetryDecision(retry_at=datetime.now(UTC))
        if then is Then.FAILED or job.attempts >= TRIES - 1:
            return None
        wait = min(_FIRST_WAIT * 4**job.attempts, _LONGEST_WAIT)
        return RetryDecision(retry_at=datetime.now(UTC) + timedelta(seconds=wait))
