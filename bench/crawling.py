"""The product's crawl of the invented newspapers, in a process of its own, and what its database says meanwhile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Executable, select, text

from bench.paper_server import Service
from bench.papers import site_files
from newscrawl.errors import StoreError
from newscrawl.store.models import CrawlRun
from newscrawl.store.schema import upgrade
from newscrawl.store.session import open_engine, reading
from tests.support.snapshot import Content, content

ROOT = Path(__file__).resolve().parents[1]
DECIDED = "SELECT count(*) FROM page WHERE kind = 'article' AND state <> 'pending'"
# Of the papers named.
DECIDED_OF = DECIDED + " AND site IN ({})"
TRACED = "SELECT count(*) FROM trace_state"
# A fast crawl: nobody is to be spared, and what does not answer is given up soon.
SETTINGS = {
    "NEWSCRAWL_TRACE": "none",
    "NEWSCRAWL_RESOLVE": "0",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "4",
    "DOWNLOAD_TIMEOUT": "30",
    "RETRY_TIMES": "1",
}
PACKAGE = "paper_sites"


@dataclass
class Crawl:
    """A database and an archive to be filled from the papers."""

    folder: Path
    service: Service
    url: str = ""
    archive: Path | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    """The papers that are crawled; all without."""
    codes: list[int] = field(default_factory=list)
    """Exit codes of all starts."""

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.url = self.url or f"sqlite:///{self.folder}/newscrawl.db"
        self.archive = self.archive or self.folder / "archive"
        package = self.folder / PACKAGE
        package.mkdir(exist_ok=True)
        (package / "__init__.py").touch()
        for name, source in site_files(self.service.papers):
            (package / name).write_text(source, encoding="utf-8")
        self.engine = open_engine(self.url)
        upgrade(self.engine)

    def start(self, before: Callable[[], None] | None = None) -> subprocess.Popen[bytes]:
        """`newscrawl crawl` of all papers; its log is appended to the folder's."""
        return self.begin("crawl", *(self.names or self.service.papers.names), before=before)

    def begin(self, *arguments: str, before: Callable[[], None] | None = None) -> subprocess.Popen[bytes]:
        """A command of newscrawl with the settings of this crawl."""
        options = {
            **SETTINGS,
            "NEWSCRAWL_SITES": PACKAGE,
            "NEWSCRAWL_HOSTS": json.dumps(self.service.papers.hosts()),
            "NEWSCRAWL_ALLOWED_PORTS": str(self.service.papers.port),
            **self.settings,
        }
        pairs = [part for name, value in options.items() for part in ("--set", f"{name}={value}")]
        environment = {
            **os.environ,
            "SCRAPY_PROJECT": "test",
            "PYTHONPATH": os.pathsep.join(filter(None, (str(self.folder), os.environ.get("PYTHONPATH")))),
            "NEWSCRAWL_DATABASE_URL": self.url,
            "NEWSCRAWL_ARCHIVE_DIR": str(self.archive),
        }
        command = [sys.executable, "-m", "newscrawl", *arguments, *pairs]
        with (self.folder / "crawl.log").open("ab") as log:
            return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log, preexec_fn=before)  # noqa: PLW1509

    def end(self, running: subprocess.Popen[bytes], seconds: float = 3600) -> int:
        """Wait for a crawl's end; a crawl that does not end is killed and counts as -9."""
        try:
            running.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            running.kill()
        self.codes.append(running.wait())
        return self.codes[-1]

    def run(self) -> int:
        return self.end(self.start())

    def parts(self, number: int) -> list[Crawl]:
        """So many crawls of some of the papers each, into this database."""
        names = self.service.papers.names
        shares = [names[n::number] for n in range(number)]
        return [replace(self, names=share, codes=[]) for share in shares if share]

    def decided(self) -> str:
        """The query that counts what this crawl has decided."""
        return DECIDED_OF.format(", ".join(f"'{name}'" for name in self.names or self.service.papers.names))

    def act_at(self, query: str, number: int, act: Callable[[subprocess.Popen[bytes]], None], pause: float = 0) -> bool:
        """Start, act as soon as the query counts so many, and wait for the end; False where the crawl ended before."""
        running = self.start()
        while running.poll() is None:
            if self.count(query) >= number:
                time.sleep(pause)
                act(running)
                break
            time.sleep(0.05)
        else:
            self.end(running)
            return False
        self.end(running)
        return True

    def count(self, query: str) -> int:
        """0 where the database is not to be had."""
        try:
            with reading(self.engine) as connection:
                return int(connection.execute(text(query)).scalar_one())
        except StoreError:
            return 0

    def counted(self, statistic: str) -> int:
        """What all runs so far counted under a name."""
        with reading(self.engine) as connection:
            return sum(row.get(statistic, 0) for row in connection.scalars(select(CrawlRun.statistics)) if row)

    def write(self, statement: Executable) -> None:
        with self.engine.begin() as connection:
            connection.execute(statement)

    def content(self) -> Content:
        return content(self.engine)

    def close(self) -> None:
        self.engine.dispose()
