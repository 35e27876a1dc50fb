"""Logs as JSON, one object a line (NEWSCRAWL_LOG=json)."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newscrawl.crawl_state import state_of
from newscrawl.errors import ConfigurationError

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

SETTING = "NEWSCRAWL_LOG"
FORMS = ("text", "json")


class JsonLines(logging.Formatter):
    """time, level, logger, site, run, message, exception; everything beyond ASCII is escaped.

    A line break within crawled text is escaped with it, so that no text can write a line of its own. Site and run are
    those of the spider that a record names (`extra={"spider": …}`), else null.
    """

    def format(self, record: logging.LogRecord) -> str:
        spider = getattr(record, "spider", None)
        crawler = getattr(spider, "crawler", None)
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "site": getattr(spider, "name", None),
            "run": state_of(crawler).run_id if crawler is not None else None,
            "message": record.getMessage(),
            "exception": "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else None,
        }
        return json.dumps(entry, default=str)


def is_json(settings: BaseSettings) -> bool:
    """Whether the settings ask for it. Raises ConfigurationError for a form that is none."""
    form = settings.get(SETTING, FORMS[0])
    if form not in FORMS:
        raise ConfigurationError(f"{SETTING}={form}: write one of {', '.join(FORMS)}")
    return bool(form == "json")


def install(settings: BaseSettings) -> None:
    """Log as the settings ask, before Scrapy does; its own handler would begin with lines of text."""
    if not is_json(settings):
        return
    file = settings.get("LOG_FILE")
    mode = "a" if settings.getbool("LOG_FILE_APPEND") else "w"
    handler = logging.FileHandler(file, mode=mode, encoding="utf-8") if file else logging.StreamHandler()
    handler.setFormatter(JsonLines())
    handler.setLevel(settings["LOG_LEVEL"])
    logging.root.addHandler(handler)
    settings.set("LOG_ENABLED", False, priority="cmdline")
    settings.set("LOG_FILE", None, priority="cmdline")
