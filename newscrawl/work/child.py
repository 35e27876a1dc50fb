"""A job's command in a process of its own: what the command line does, with its exit code."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence


async def run(arguments: Sequence[str], stopping: asyncio.Event, settings: Mapping[str, str]) -> int:
    """Run `newscrawl` with these arguments and the settings that the worker was given (`--set`).

    Returns its exit code, negative for the signal that ended it.

    When the worker stops, the command is asked to (SIGTERM): a crawl then ends what it has begun. A worker that is
    killed leaves the command running, which comes to its end and keeps its locks until then.
    """
    pairs = [f"--set={name}={value}" for name, value in settings.items()]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "newscrawl", *arguments, *pairs),
        env={**os.environ, "NEWSCRAWL_CLUSTER": "1"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        # Ctrl-C would reach it twice, from the terminal and from here, and a second signal breaks a crawl off.
        start_new_session=True,
    )
    ended = asyncio.ensure_future(process.wait())
    stopped = asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        if process.returncode is None:
            process.terminate()
        await ended
    return ended.result()
