"""A private PostgreSQL server for the tests, and a fresh database of it for each one."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url

WANTED = "NEWSCRAWL_TEST_POSTGRES"


def binaries() -> Path | None:
    """The folder of the newest installed server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda p: int(p.parts[4].split(".")[0]))
    return found[-1].parent if found else None


@dataclass(frozen=True)
class Instance:
    """A server of our own that can be stopped and started again."""

    url: URL
    folder: Path
    control: tuple[str, ...]
    options: str

    def start(self) -> None:
        _run([*self.control, "-l", f"{self.folder}/log", "-o", self.options, "start"], self.folder)

    def stop(self) -> None:
        """At once, as when it is killed."""
        _run([*self.control, "-m", "immediate", "stop"], self.folder)


@contextmanager
def server(programs: Path) -> Iterator[URL]:
    """A running server on a free port of 127.0.0.1; its data is removed at the end."""
    with instance(programs) as made:
        yield made.url


@contextmanager
def instance(programs: Path) -> Iterator[Instance]:
    """The same, as something to stop and start; it must run when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="newscrawl-pg-"))
    # PostgreSQL refuses to run as root.
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if prefix:
        shutil.chown(folder, "postgres")
    port = _free_port()
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
    control = (*prefix, str(programs / "pg_ctl"), "-D", f"{folder}/data", "-w", "-s")
    url = URL.create("postgresql+psycopg", "newscrawl", host="127.0.0.1", port=port, database="postgres")
    made = Instance(url, folder, control, options)
    try:
        init = [str(programs / "initdb"), "-D", f"{folder}/data", "-U", "newscrawl", "-A", "trust", "-E", "UTF8"]
        _run([*prefix, *init, "--locale=C", "--no-sync"], folder)
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(admin: URL, name: str, template: str = "template0") -> Iterator[str]:
    """A new database, dropped at the end; its URL with the password shown."""
    execute(admin, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield admin.set(database=name).render_as_string(hide_password=False)
    finally:
        execute(admin, f'DROP DATABASE "{name}" WITH (FORCE)')


def execute(admin: URL, statement: str) -> None:
    engine = create_engine(admin, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def given() -> URL | None:
    """The server that the environment names."""
    return make_url(os.environ[WANTED]) if os.environ.get(WANTED) else None


def _run(command: list[str], folder: Path) -> None:
    # Output to a file: a server that inherits a pipe keeps it open, and waiting for its end would never end.
    with (folder / "output").open("ab") as output:
        done = subprocess.run(command, cwd="/", stdout=output, stderr=output, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {(folder / 'output').read_text(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
