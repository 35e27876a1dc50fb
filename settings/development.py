"""`scrapy crawl` while a site is being added: SQLite in ./data, a readable log."""

import os

from newscrawl.default_settings import *  # noqa: F403

NEWSCRAWL_DATABASE_URL = os.environ.get("NEWSCRAWL_DATABASE_URL", "sqlite:///data/newscrawl.db")
LOG_LEVEL = "INFO"
