"""Debian's Chromium, driven by Playwright; nothing but loopback is asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, sync_playwright

PROGRAM = Path("/usr/bin/chromium")
# Beside those that Playwright gives itself.
_SWITCHES = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def require() -> None:
    """Skips the test where there is no browser, and fails it where services are required."""
    if PROGRAM.exists():
        return
    if os.environ.get("NEWSCRAWL_REQUIRE_SERVICES") == "1":
        pytest.fail(f"no {PROGRAM}")
    pytest.skip(f"no {PROGRAM}")


@contextmanager
def browser(folder: Path) -> Iterator[BrowserContext]:
    """A browser with an empty profile in the folder."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder, executable_path=PROGRAM, args=_SWITCHES.split(), headless=True
        )
        yield context
        context.close()
