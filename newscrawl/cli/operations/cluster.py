"""`newscrawl cluster`: what workers do, and jobs for them."""

from __future__ import annotations

from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from newscrawl.cli.shared.database import AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.output import console, print_json, print_line, text, when
from newscrawl.cli.shared.project import project_settings
from newscrawl.errors import ConfigurationError, NewscrawlError
from newscrawl.plaintext import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.store.jobs import Job
    from newscrawl.work.status import JobRow, Status

app = typer.Typer(
    help="What a cluster's workers do, what failed and why, and jobs for them.", no_args_is_help=True,
    rich_markup_mode=None,
)  # fmt: skip


class What(StrEnum):
    crawl = "crawl"
    trace = "trace"
    resolve = "resolve"
    replay = "replay"
    health = "health"


STATUS = """Show live workers, jobs by state, what runs, what is due, what is stalled, and what failed with its reason.

Stalled is a job whose worker gives no sign of life; where a worker runs, it is given back within two minutes.

Exit codes: 0 shown, 1 could not look.

Examples:

  newscrawl cluster status

  newscrawl cluster status --json
"""


@app.command(help=STATUS, short_help="Workers, jobs, what is stalled or failed.")
def status(
    limit: Annotated[int, typer.Option(min=1, help="Of each list at most so many.")] = 20,
    as_json: AsJson = False,
    database: DatabaseOption = None,
) -> None:
    from newscrawl.work.status import status as look

    dead_after = project_settings().getfloat("NEWSCRAWL_CLUSTER_DEAD_SECONDS")
    found = look(open_current(database), dead_after=dead_after, limit=limit)
    if as_json:
        print_json(found)
    else:
        _show(found)


ENQUEUE = """Enqueue jobs by hand: crawl SITE…, trace, resolve, replay FILE…, health.

What waits already is not enqueued twice. `crawl` without a site enqueues what is due of all; a site that is named is
crawled as with `newscrawl crawl SITE --due`. Files must be readable under the same path by every worker.

Examples:

  newscrawl cluster enqueue crawl

  newscrawl cluster enqueue crawl securnews cnn

  newscrawl cluster enqueue replay /srv/newscrawl/data/archive/*.warc.gz
"""


@app.command(help=ENQUEUE, short_help="Enqueue jobs by hand.")
def enqueue(
    what: Annotated[What, typer.Argument(help="What is to be done.")],
    about: Annotated[list[str] | None, typer.Argument(help="Sites or files.")] = None,
    database: DatabaseOption = None,
) -> None:
    from newscrawl.store import jobs
    from newscrawl.store.session import writing

    engine, names = open_current(database), about or []
    if names and what not in (What.crawl, What.replay):
        raise typer.BadParameter(f"{what} takes no names")
    with writing(engine) as connection:
        jobs.require(connection)
        made = [jobs.enqueue(connection, job) for job in _jobs(what, names)]
    new = sum(ident is not None for ident in made)
    waiting = len(made) - new
    already = f", {counted(waiting, 'waits', 'wait')} already" if waiting else ""
    console.print(text(f"{counted(new, 'job')} enqueued{already}."))


RETRY = """Have failed jobs done again: those whose numbers are named, else all. `newscrawl cluster status` shows them.

Of several jobs about the same site one is enough; where such a one waits already, nothing is done.

Examples:

  newscrawl cluster retry

  newscrawl cluster retry 4711 4712
"""


@app.command(help=RETRY, short_help="Have failed jobs done again.")
def retry(
    job: Annotated[list[int] | None, typer.Argument(help="Numbers of jobs.")] = None,
    database: DatabaseOption = None,
) -> None:
    from newscrawl.work.status import retry as again

    ids = again(open_current(database), job or None)
    if missing := sorted(set(job or ()) - set(ids)):
        listed = ", ".join(map(str, missing))
        print_line(f"not retried, as they have not failed or the same waits already: {listed}")
    console.print(text(f"{len(ids)} jobs wait again."))


def require_extra() -> None:
    """Raises ConfigurationError where the extra is missing."""
    if find_spec("procrastinate") is None:
        raise ConfigurationError("workers need Procrastinate: pip install 'newscrawl[cluster]'")


def _jobs(what: What, names: Sequence[str]) -> list[Job]:
    from newscrawl.sites import hosts, load_sites
    from newscrawl.store import jobs

    if what is What.crawl:
        sites = load_sites(project_settings()["NEWSCRAWL_SITES"])
        if unknown := [name for name in names if name not in sites]:
            raise typer.BadParameter(f"no site {unknown[0]!r}; there are: {', '.join(sites)}")
        shared = hosts(sites)
        return [jobs.crawl_site(name, shared[name]) for name in names or _due(list(sites))]
    if what is What.replay:
        if missing := [name for name in names if not Path(name).is_file()]:
            raise NewscrawlError(f"no file {missing[0]}")
        if not names:
            raise typer.BadParameter("name at least one WARC file")
        return [jobs.replay_file(str(Path(name).resolve())) for name in names]
    return [
        {What.trace: jobs.trace_batch, What.resolve: jobs.resolve_originals, What.health: jobs.check_health}[what]()
    ]


def _due(names: list[str]) -> list[str]:
    from newscrawl.commands.runner import due_sites

    return due_sites(project_settings(), names)


def _show(found: Status) -> None:
    console.print(text(f"{len(found.workers)} live workers" if found.workers else "No live worker.", "bold"))
    for worker in found.workers:
        print_line(worker, indent=2)
    if found.counts:
        states = ["todo", "doing", "succeeded", "failed", "cancelled", "aborted"]
        shown = [s for s in states if any(s in row for row in found.counts.values())]
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("jobs")
        for state in shown:
            table.add_column(state, justify="right")
        for task, counted in found.counts.items():
            table.add_row(task, *(str(counted.get(state, 0)) for state in shown))
        console.print(table)
    for title, rows, style in (
        ("Running", found.running, "green"),
        ("Stalled: no sign of life of their worker", found.stalled, "red"),
        ("Waiting", found.waiting, ""),
        ("Failed", found.failed, "red"),
    ):
        if rows:
            console.print(text(title, f"bold {style}".strip()))
            for row in rows:
                print_line(_line(row), indent=2)


def _line(row: JobRow) -> str:
    told = f"{row.id} {row.task} {row.about}".rstrip()
    if row.due_at and row.state == "todo":
        told += f", from {when(row.due_at, seconds=True)} on"
    elif row.since:
        told += f", since {when(row.since, seconds=True)}"
    if row.attempts:
        told += f", tried {counted(row.attempts, 'time')}"
    return f"{told}: {row.says}" if row.says else told
