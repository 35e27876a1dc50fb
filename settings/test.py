"""For the tests: loopback only, no waiting."""

import os

from newscrawl.default_settings import *  # noqa: F403

NEWSCRAWL_DATABASE_URL = os.environ.get("NEWSCRAWL_DATABASE_URL", "sqlite:///data/test.db")
NEWSCRAWL_ARCHIVE_DIR = os.environ.get("NEWSCRAWL_ARCHIVE_DIR", "data/test-archive")
NEWSCRAWL_ALLOWED_NETWORKS = ["127.0.0.0/8", "::1/128"]
DOWNLOAD_DELAY = 0
AUTOTHROTTLE_ENABLED = False
RETRY_TIMES = 1
DOWNLOAD_TIMEOUT = 10
# Seconds at the end of every crawl; the tests that are about it set it.
NEWSCRAWL_TRACE = ""
NEWSCRAWL_INDEX_DIR = ""
LOG_LEVEL = "INFO"
