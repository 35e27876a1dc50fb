"""Pages are read in processes of their own, and one that costs too much takes only its worker with it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from scrapy.utils.test import get_crawler

from newscrawl.errors import ConfigurationError
from newscrawl.items import RawPage, State, Story
from newscrawl.pipelines.extract import ExtractPipeline
from newscrawl.pipelines.workers import Limits, TooDear, Workers
from newscrawl.reading import read_page

SENTENCE = "The mayor said the bridge would stay closed until its cables have been looked at by others. "
ARTICLE = f"<html><head><title>The bridge</title></head><body><article><h1>The bridge</h1>{f'<p>{SENTENCE}</p>' * 6}"
# Minutes of work for any extractor.
DEAR = "<html><body>" + "<div class=a><span>word <a href=/x>link</a>" * 500_000


def story(html: str) -> Story:
    return Story(site="", url="http://a.test/1", page=RawPage(url="http://a.test/1", body=html.encode()))


def run(limits: Limits, read: str) -> Story:
    async def main() -> Story:
        workers = Workers(1, limits, "settings.sites")
        try:
            return await workers.read(story(read), None)
        finally:
            workers.close()

    return asyncio.run(main())


def test_the_crawl_itself_does_not_load_what_reads_pages() -> None:
    code = (
        "import sys, newscrawl.pipelines.dedup, newscrawl.pipelines.extract, newscrawl.pipelines.store, "
        "newscrawl.pipelines.trace, newscrawl.commands.runner, newscrawl.spiders.site; "
        "print('trafilatura' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


AHEAD = """
import os, signal, sys, time
from multiprocessing import forkserver
from newscrawl.confined import Confined, prepare
from newscrawl.pipelines.forking import context, load_ahead

def seen():
    return os.getppid(), "newscrawl.reading" in sys.modules

if __name__ == "__main__":
    load_ahead(sys.argv[1])
    begun = forkserver._forkserver._forkserver_pid
    if begun is not None:
        answers = []
        signal.signal(signal.SIGINT, lambda *_: answers.append("interrupted"))
        os.killpg(0, signal.SIGINT)
        pool = Confined(max_workers=1, initializer=prepare, context=context())
        parent, is_warm = pool.schedule(seen).result()
        pool.end()
        print(*answers, parent == begun, is_warm)
"""


@pytest.mark.parametrize(("workers", "said"), [("1", "interrupted True True"), ("0", "")])
def test_what_workers_need_is_loaded_ahead_and_an_interrupt_does_not_end_that(
    workers: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "ahead.py").write_text(AHEAD)
    command = [sys.executable, str(tmp_path / "ahead.py"), workers]
    done = subprocess.run(command, capture_output=True, text=True, check=True, start_new_session=True)
    assert done.stdout.strip() == said
    assert "Traceback" not in done.stderr


def test_a_worker_reads_what_the_process_itself_would_and_outlives_pages_that_take_too_long() -> None:
    async def main() -> tuple[Story, str, Story]:
        workers = Workers(1, Limits(3, 1000), "settings.sites")
        try:
            first = await workers.read(story(ARTICLE), None)
            with pytest.raises(TooDear) as dear:
                await workers.read(story(DEAR), None)
            return first, str(dear.value), await workers.read(story(ARTICLE), None)
        finally:
            workers.close()

    first, reason, after = asyncio.run(main())
    assert first.state is State.STORED
    assert first == after == read_page(story(ARTICLE), None, {})
    assert reason == "reading it took longer than 3 s"


def test_a_page_that_needs_too_much_memory_is_refused_by_name() -> None:
    with pytest.raises(TooDear, match="needed more than 20 MB"):
        run(Limits(60, 20), "<html><body><article>" + f"<p>{SENTENCE}<a href=/x>y</a></p>" * 30_000)


def test_a_page_whose_worker_was_killed_is_read_by_another() -> None:
    async def main() -> Story:
        workers = Workers(1, Limits(60, 1000), "settings.sites")
        try:
            await workers.read(story(ARTICLE), None)
            reading = asyncio.create_task(workers.read(story(ARTICLE + f"<p>{SENTENCE}</p>" * 2000), None))
            await asyncio.sleep(0.05)
            kill_workers()
            return await reading
        finally:
            workers.close()

    assert asyncio.run(main()).state is State.STORED


def test_a_worker_that_was_killed_while_it_waited_is_replaced() -> None:
    async def main() -> Story:
        workers = Workers(1, Limits(60, 1000), "settings.sites")
        try:
            await workers.read(story(ARTICLE), None)
            kill_workers()
            await asyncio.sleep(0.5)
            return await workers.read(story(ARTICLE), None)
        finally:
            workers.close()

    assert asyncio.run(main()).state is State.STORED


def test_workers_end_with_a_crawl_that_is_killed() -> None:
    code = (
        "import asyncio, time\n"
        "from tests.pipelines.test_workers import ARTICLE, Limits, Workers, story\n"
        "async def main():\n"
        "    workers = Workers(1, Limits(60, 1000), 'settings.sites')\n"
        "    await workers.read(story(ARTICLE), None)\n"
        "    print('read', flush=True)\n"
        "    time.sleep(60)\n"
        "if __name__ == '__main__':\n"
        "    asyncio.run(main())\n"
    )
    crawl = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
    assert crawl.stdout is not None
    assert crawl.stdout.readline() == b"read\n"
    workers = workers_of(crawl.pid)
    assert workers
    crawl.kill()
    crawl.wait()
    crawl.stdout.close()
    deadline = time.monotonic() + 20
    while any(map(alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(alive, workers))


def test_workers_that_are_ended_while_they_begin_say_nothing() -> None:
    """Each begins only when its pool ends it, as on a busy machine after a page that took too long."""
    code = (
        "import os, signal, time\n"
        "import pebble.pool.process as pool\n"
        "from tests.pipelines.test_workers import Limits, Workers\n"
        "launch, stop = pool.launch_process, pool.stop_process\n"
        "def launched(*given):\n"
        "    process = launch(*given)\n"
        "    os.kill(process.pid, signal.SIGSTOP)\n"
        "    return process\n"
        "def stopped(process):\n"
        "    os.kill(process.pid, signal.SIGCONT)\n"
        "    process.join(1)\n"
        "    stop(process)\n"
        "if __name__ == '__main__':\n"
        "    workers = Workers(1, Limits(60, 1000), 'settings.sites')\n"
        "    workers.pool.schedule(time.time).result()\n"
        "    pool.launch_process, pool.stop_process = launched, stopped\n"
        "    try:\n"
        "        workers.pool.schedule(time.sleep, args=(60,), timeout=0.1).result()\n"
        "    except TimeoutError:\n"
        "        workers.close()\n"
        "        print('ended')\n"
    )
    folder = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=folder, check=False)
    assert (done.stdout, done.stderr) == ("ended\n", "")


def kill_workers() -> None:
    workers = workers_of(os.getpid())
    assert workers
    for worker in workers:
        os.kill(worker, signal.SIGKILL)


def workers_of(crawl: int) -> list[int]:
    """The processes that were forked from a crawl's warm process."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    return [worker for worker, warm in parents.items() if parents.get(warm) == crawl]


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.parametrize("given", ["many", "-1", "1.5"])
def test_a_number_of_workers_that_is_none_is_refused_by_name(given: str) -> None:
    with pytest.raises(ConfigurationError, match=f"NEWSCRAWL_WORKERS={given}"):
        ExtractPipeline(get_crawler(settings_dict={"NEWSCRAWL_WORKERS": given}))
