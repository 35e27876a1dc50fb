"""For `make demo`: the bundled replica on loopback under its own host names."""

import os

from newscrawl.default_settings import *  # noqa: F403
from newscrawl.demo.hosts import FOLDER, HOSTS, PORT

# `settings.sites` is for trying a site file of one's own on the replica.
NEWSCRAWL_SITES = os.environ.get("NEWSCRAWL_SITES", "newscrawl.demo.sites")
NEWSCRAWL_DATABASE_URL = os.environ.get("NEWSCRAWL_DATABASE_URL", f"sqlite:///{FOLDER}/newscrawl.db")
NEWSCRAWL_ARCHIVE_DIR = os.environ.get("NEWSCRAWL_ARCHIVE_DIR", f"{FOLDER}/archive")
NEWSCRAWL_HOSTS = dict.fromkeys(HOSTS, "127.0.0.1")
NEWSCRAWL_ALLOWED_NETWORKS = ["127.0.0.0/8"]
NEWSCRAWL_ALLOWED_PORTS = [PORT]
# The replica answers after small delays of its own, so that pauses of ours would only lengthen the demo.
DOWNLOAD_DELAY = 0
AUTOTHROTTLE_ENABLED = False
# Everything is stored there.
NEWSCRAWL_RESOLVE = False
LOG_LEVEL = "WARNING"
