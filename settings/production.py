"""Crawls from cron. The database must be named; a default would hide a missing setting."""

import os

from newscrawl.default_settings import *  # noqa: F403
from newscrawl.errors import ConfigurationError

try:
    NEWSCRAWL_DATABASE_URL = os.environ["NEWSCRAWL_DATABASE_URL"]
except KeyError:
    raise ConfigurationError(
        "production needs NEWSCRAWL_DATABASE_URL, such as postgresql+psycopg://user:password@host/newscrawl"
    ) from None
NEWSCRAWL_ARCHIVE_DIR = os.environ.get("NEWSCRAWL_ARCHIVE_DIR", "data/archive")
NEWSCRAWL_CONTACT_REQUIRED = True
LOG_LEVEL = "INFO"
