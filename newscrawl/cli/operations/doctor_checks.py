"""What `newscrawl doctor` looks at. Each check answers for one part; none of them changes anything or asks the web."""

from __future__ import annotations

import errno
import importlib.util
import platform
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from newscrawl.errors import NewscrawlError

if TYPE_CHECKING:
    from scrapy.settings import Settings
    from sqlalchemy import Engine

    from newscrawl.sites import Site


class Status(StrEnum):
    OK = "ok"
    WARNING = "warning"
    """It works, and will go wrong one day or leaves something undone."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """What was found of one part, and how it is repaired where it needs to be."""

    part: str
    status: Status
    found: str
    repair: str = ""


MIN_PYTHON = (3, 11)
_MAKE_ROOM = "make room, `newscrawl archive prune`, or move NEWSCRAWL_ARCHIVE_DIR to a larger disk"
# A day of thirty sites brings about 1 GB to the archive; below the first crawls stop soon, below the second this month.
_FULL, _NEARLY_FULL = 1_000_000_000, 10_000_000_000
# The database's clock may differ by so many seconds; times of two machines are compared by minutes.
_SECONDS_OFF = 60.0
EXTRAS: Mapping[str, tuple[str, str]] = {
    "images": ("PIL", "pictures (NEWSCRAWL_IMAGES)"),
    "web": ("fastapi", "newscrawl serve"),
    "export": ("pyarrow", "newscrawl export --format parquet"),
    "cluster": ("procrastinate", "newscrawl worker"),
}
"""Optional extras: the module that shows that one is there, and what it is for."""


def python() -> Check:
    found = f"{platform.python_version()} at {sys.executable}"
    if sys.version_info < MIN_PYTHON:
        return Check("Python", Status.FAILED, found, "newscrawl needs Python 3.11 or newer: make a new environment")
    return Check("Python", Status.OK, found)


def database(engine: Engine) -> Iterator[Check]:
    """Whether it answers, whether its schema is the newest, and whether its clock is ours. Raises StoreError."""
    from newscrawl.store import schema
    from newscrawl.store.session import shown

    url = shown(engine.url)
    path = engine.url.database
    if engine.dialect.name == "sqlite" and path and not Path(path).exists():
        made = "newscrawl migrate, or the first crawl, makes it"
        yield Check("database", Status.WARNING, f"{url}: not there yet", made)
        yield clock(None, datetime.now(UTC))
        return
    at, newest = schema.current(engine), schema.head()
    yield Check("database", Status.OK, url)
    if at == newest:
        yield Check("schema", Status.OK, newest)
    else:
        yield Check("schema", Status.FAILED, f"{at or 'empty'}, this program needs {newest}", "newscrawl migrate")
    yield clock(_database_time(engine), datetime.now(UTC))


def clock(theirs: datetime | None, ours: datetime) -> Check:
    """This machine's clock beside the database server's; `theirs` is None for a database without one of its own."""
    off = (ours - theirs).total_seconds() if theirs else 0.0
    if abs(off) > _SECONDS_OFF:
        found = f"{ours:%Y-%m-%d %H:%M:%S} UTC, the database server's differs by {abs(off):.0f} s"
        return Check("clock", Status.FAILED, found, "set both by NTP: timedatectl set-ntp true")
    # Older than the program itself: a machine without a battery that began in 1970.
    if ours.timestamp() < Path(__file__).stat().st_mtime - 86_400:
        found = f"{ours:%Y-%m-%d %H:%M} UTC, before this program was installed"
        return Check("clock", Status.FAILED, found, "set it by NTP: timedatectl set-ntp true")
    return Check("clock", Status.OK, f"{ours:%Y-%m-%d %H:%M} UTC")


def _database_time(engine: Engine) -> datetime | None:
    from sqlalchemy import func, select

    from newscrawl.store.session import reading

    if engine.dialect.name == "sqlite":
        return None
    with reading(engine) as connection:
        found: datetime | None = connection.scalar(select(func.clock_timestamp()))
    return found


def archive(folder: Path) -> Iterator[Check]:
    """Whether WARC files can be written there, and whether there is room for them."""
    there = next(place for place in (folder, *folder.resolve().parents) if place.exists())
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"newscrawl")
    except OSError as err:
        repair = f"give the crawler's user the folder, or set NEWSCRAWL_ARCHIVE_DIR: chown {_user()} {there}"
        if err.errno in (errno.ENOSPC, errno.EDQUOT):
            repair = _MAKE_ROOM
        yield Check("archive", Status.FAILED, f"{folder} can't be written: {err.strerror}", repair)
        return
    yield Check("archive", Status.OK, str(folder) if folder.exists() else f"{folder}, made by the first crawl")
    yield room(there, shutil.disk_usage(there).free)


def room(place: Path, free: int) -> Check:
    found = f"{free / 1e9:,.1f} GB free at {place}"
    if free < _NEARLY_FULL:
        return Check("disk", Status.FAILED if free < _FULL else Status.WARNING, found, _MAKE_ROOM)
    return Check("disk", Status.OK, found)


def _user() -> str:
    import getpass

    return getpass.getuser()


def resolver(path: Path = Path("/etc/resolv.conf")) -> Check:
    """Whether this machine resolves its own name for itself and knows whom to ask for others; nobody is asked."""
    try:
        socket.getaddrinfo("localhost", 80)
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    except OSError as err:
        return Check(
            "resolver",
            Status.FAILED,
            f"localhost can't be resolved: {err}",
            "write 127.0.0.1 localhost into /etc/hosts",
        )
    servers = [line.split()[1] for line in lines if line.startswith("nameserver ") and len(line.split()) > 1]
    if not servers:
        return Check("resolver", Status.WARNING, f"{path} names no server", "no site can be crawled until it does")
    return Check("resolver", Status.OK, f"asks {', '.join(servers)}")


def shared_memory(path: Path = Path("/dev/shm")) -> Check:
    """Whether the processes that read pages can make the locks that they share; a bare chroot has no place for them."""
    import multiprocessing

    try:
        multiprocessing.get_context("forkserver").Lock()
    except (OSError, ImportError) as err:
        repair = f"as root: mkdir -p {path} && mount -t tmpfs -o mode=1777 tmpfs {path}; or NEWSCRAWL_WORKERS=0"
        return Check("shared memory", Status.FAILED, f"{path} can't be used: {err}", repair)
    return Check("shared memory", Status.OK, str(path))


def sites(package: str) -> Iterator[Check]:
    """Whether every site file can be used, with the zones that they name."""
    from newscrawl.sites import load_sites

    try:
        declared = load_sites(package)
    except NewscrawlError as err:
        yield Check("sites", Status.FAILED, str(err), f"correct or remove the file in {package.replace('.', '/')}/")
        return
    tried = sum(1 for site in declared.values() if site.verified)
    found = f"{len(declared)} declared, {tried} tried live"
    if not tried:
        yield Check("sites", Status.WARNING, found, "newscrawl sites check NAME --write, for those you crawl")
    else:
        yield Check("sites", Status.OK, found)
    yield zones(declared)


def zones(declared: Mapping[str, Site]) -> Check:
    wanted = sorted({site.timezone for site in declared.values() if site.timezone} | {"Europe/Berlin"})
    missing = []
    for name in wanted:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            missing.append(name)
    if missing:
        return Check("time zones", Status.FAILED, f"unknown: {', '.join(missing)}", "pip install tzdata")
    return Check("time zones", Status.OK, f"{len(wanted)} known")


def encoder(name: str) -> Check:
    """Whether the sentence encoder that crawls use loads and answers."""
    from newscrawl.trace.encoder import make_encoder

    if name in ("", "none"):
        return Check("encoder", Status.OK, f"none is asked for (NEWSCRAWL_TRACE={name!r})")
    try:
        made = make_encoder(name)
        (row,) = made.encode(["Der Hafen testet eine Fähre."])
    except (NewscrawlError, ImportError, OSError, ValueError) as err:
        repair = "install newscrawl with its dependencies, or set NEWSCRAWL_TRACE = 'none'"
        return Check("encoder", Status.FAILED, f"{name} does not load: {err}", repair)
    return Check("encoder", Status.OK, f"{made.name}, {len(row)} dimensions")


def extras(images: bool) -> Iterator[Check]:
    """Which optional parts are there; only what a setting asks for may be missing."""
    for extra, (module, purpose) in EXTRAS.items():
        part, repair = f"extra {extra}", f"pip install 'newscrawl[{extra}]'"
        if importlib.util.find_spec(module):
            yield Check(part, Status.OK, f"installed: {purpose}")
        elif extra == "images" and images:
            yield Check(part, Status.FAILED, "NEWSCRAWL_IMAGES is set, Pillow is missing", repair)
        else:
            yield Check(part, Status.OK, f"not installed; for {purpose}: {repair}")


def contact(settings: Settings) -> Check:
    """Whether a site's owner can turn to whoever runs the crawler."""
    from newscrawl.spiders.agent import user_agent

    given = settings.get("NEWSCRAWL_CONTACT") or ""
    if not given and settings.getbool("NEWSCRAWL_CONTACT_REQUIRED"):
        repair = "set NEWSCRAWL_CONTACT to an address or mailbox: with these settings no crawl begins without"
        return Check("User-Agent", Status.FAILED, f"{user_agent(given)}: names nobody", repair)
    if not given:
        repair = "set NEWSCRAWL_CONTACT to an address or mailbox: owners who can reach you block you less"
        return Check("User-Agent", Status.WARNING, f"{user_agent(given)}: names nobody", repair)
    if "@" not in given and not given.startswith(("http://", "https://", "mailto:")):
        repair = "NEWSCRAWL_CONTACT must be an https address or a mailbox"
        return Check("User-Agent", Status.WARNING, f"{given!r} can't be turned to", repair)
    return Check("User-Agent", Status.OK, user_agent(given))
