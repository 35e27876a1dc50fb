"""Every setting once, with its default and its reason; `settings/` and `newscrawl/demo/settings.py` extend it."""

import os
from typing import Any

BOT_NAME = "newscrawl"
SPIDER_MODULES = ["newscrawl.spiders"]
# One spider for each file of NEWSCRAWL_SITES; a class in newscrawl/spiders/ of the same name wins.
SPIDER_LOADER_CLASS = "newscrawl.spiders.loader.SiteSpiderLoader"
# `crawl` with exit codes that cron can trust.
COMMANDS_MODULE = "newscrawl.commands"

# --- newscrawl -----------------------------------------------------------------------------------
# Package that holds one file for each site.
NEWSCRAWL_SITES = "settings.sites"
# SQLAlchemy URL. Required in production (environment variable of the same name).
NEWSCRAWL_DATABASE_URL: str | None = None
# Folder of the WARC files; every response that leads to a row is written there first.
NEWSCRAWL_ARCHIVE_DIR = "data/archive"
# A WARC file is closed and the next one begun at this size in bytes.
NEWSCRAWL_ARCHIVE_MAX_BYTES = 1_000_000_000
# Age in days of the downloads that `newscrawl archive prune` removes from the archive; 0: it has to be told.
NEWSCRAWL_ARCHIVE_KEEP_DAYS = 0
# How stored texts are compared at the end of a crawl: "use" (a sentence encoder, across languages), "none" (names,
# numbers and cognates alone), "" (not at all; `newscrawl trace` does it then).
NEWSCRAWL_TRACE = "use"
# Folder of the file in which the nearest texts are found, on PostgreSQL; an SQLite database has it beside itself. It is
# made from the database and may be deleted. Empty: it is made for each run.
NEWSCRAWL_INDEX_DIR = "data/index"
# Whether a crawl looks at its end for originals that are not stored; needs NEWSCRAWL_TRACE.
NEWSCRAWL_RESOLVE = True
# Articles that are fetched for one text at most, the likeliest by their headlines first.
NEWSCRAWL_RESOLVE_FETCHES = 4
# Days after which a search that found nothing is repeated, twice as many after each further one. New headlines are
# looked at meanwhile.
NEWSCRAWL_RESOLVE_AGAIN_DAYS = 7.0
# Whether a crawl fetches, at its end, pictures of what is stored: how they look and whom they credit in themselves is
# evidence. Needs Pillow (`pip install 'newscrawl[images]'`).
NEWSCRAWL_IMAGES = False
# Pictures of one article at most, the first of the page first.
NEWSCRAWL_IMAGES_PER_ARTICLE = 3
# Bytes of one picture at most.
NEWSCRAWL_IMAGE_MAXSIZE = 4 * 1024 * 1024
# What servers may call a picture that is read.
NEWSCRAWL_IMAGE_TYPES = ["image/jpeg", "image/png", "image/webp"]
# What sites reserve against text and data mining: "note" (kept with each download where the answer says it), "ask"
# (each host's /.well-known/tdmrep.json is asked for too), "respect" (and what is reserved is not stored).
NEWSCRAWL_RESERVATIONS = "note"
# Answer every request from these WARC files instead of the network; empty: use the network.
NEWSCRAWL_REPLAY: list[str] = []
# How crawls log: "text", or "json" (one object a line, for programs). Environment variable of the same name.
NEWSCRAWL_LOG = os.environ.get("NEWSCRAWL_LOG", "text")
# Who runs this crawler: an address or mailbox that a site's owner can turn to; goes into the User-Agent.
# Environment variable of the same name.
NEWSCRAWL_CONTACT = os.environ.get("NEWSCRAWL_CONTACT", "")
# Whether a crawl without it does not begin; production sets it.
NEWSCRAWL_CONTACT_REQUIRED = False
# Host names answered without DNS, such as {"example.test": "127.0.0.1"}; sub-domains are not included.
NEWSCRAWL_HOSTS: dict[str, str] = {}
# Non-global networks that may be reached all the same, such as ["127.0.0.0/8"]; empty on the live web.
NEWSCRAWL_ALLOWED_NETWORKS: list[str] = []
# Ports that may be connected to.
NEWSCRAWL_ALLOWED_PORTS = [80, 443]
# Articles committed in one transaction: 100 upserts a transaction are 16 (SQLite) to 28 (PostgreSQL) times as
# fast as one each; fewer lose less work to a crash.
NEWSCRAWL_BATCH_SIZE = 50
# Seconds after which a batch is committed though it is not full.
NEWSCRAWL_BATCH_SECONDS = 5.0
# How often a page that failed is tried again in later runs before it waits for NEWSCRAWL_LATE_DAYS.
NEWSCRAWL_MAX_TRIES = 3
# Minutes between two reads of a feed, sitemap or section page at least: what brings something new all the time.
NEWSCRAWL_SOURCE_MIN_MINUTES = 15.0
# … and at most (a week): what has fallen silent.
NEWSCRAWL_SOURCE_MAX_MINUTES = 10_080.0
# Ages, in hours since it was first seen, at which an article is visited again for silent edits and changed credits;
# empty: never. 0 means by every crawl.
NEWSCRAWL_REVISIT_HOURS = [24, 168, 720]
# Days after which an address is tried again that was forbidden by robots.txt, no article or empty, or that failed too
# often; each time after twice as long. 0: never.
NEWSCRAWL_LATE_DAYS = 30.0
# Longest Crawl-delay or Retry-After, in seconds, that is waited for; a longer Retry-After blocks the page for this run.
NEWSCRAWL_MAX_DELAY = 120.0

# With it, people may review in the explorer of `newscrawl serve`, and other hosts than loopback may be served.
# Environment variable of the same name.
NEWSCRAWL_WEB_TOKEN = os.environ.get("NEWSCRAWL_WEB_TOKEN", "")
# Host names by which the explorer may be asked for besides loopback's, so that no other page's script reaches it by a
# name that it lets point here. Environment variable of the same name, parted by commas.
NEWSCRAWL_WEB_HOSTS: list[str] = []

# Processes in which pages are read; None: one for each processor core, 0: in the crawl's own process, unlimited.
# Environment variable of the same name.
NEWSCRAWL_WORKERS = os.environ.get("NEWSCRAWL_WORKERS")
# Seconds and megabytes (beyond what a worker needs itself) that reading one page may take; the largest page of the
# benchmarks took 3 s. A page that takes more is kept as failed.
NEWSCRAWL_PAGE_SECONDS = 30.0
NEWSCRAWL_PAGE_MEGABYTES = 1000

# --- several machines (`newscrawl worker`) -----------------------------------------------------
# Whether tracing and the search for originals are jobs, enqueued with what a crawl stores, and not part of the crawl.
# Workers set it for what they run; environment variable of the same name. Needs PostgreSQL.
NEWSCRAWL_CLUSTER = os.environ.get("NEWSCRAWL_CLUSTER", "0")
# When sites with something due are enqueued: minute, hour, day, month, weekday as in a crontab.
NEWSCRAWL_CLUSTER_CRAWL = "* * * * *"
# When it is checked which site broke.
NEWSCRAWL_CLUSTER_HEALTH = "40 6 * * *"
# Seconds without a sign of life after which a worker counts as dead and its jobs are given to others.
NEWSCRAWL_CLUSTER_DEAD_SECONDS = 60.0

# --- politeness ----------------------------------------------------------------------------------
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "newscrawl"
DOWNLOAD_DELAY = 1.0
CONCURRENT_REQUESTS_PER_DOMAIN = 1
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
RETRY_TIMES = 2
# A page that stays unreachable is a row with its reason, not an error of the run.
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
COOKIES_ENABLED = False

# --- limits --------------------------------------------------------------------------------------
# Scrapy's default is 1 GiB; the largest article page of the benchmarks is 5 MB.
DOWNLOAD_MAXSIZE = 8 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_VERIFY_CERTIFICATES = True
URLLENGTH_LIMIT = 2083
REDIRECT_MAX_TIMES = 8

# --- nothing listens, nothing else is fetched ----------------------------------------------------
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False
DOWNLOAD_HANDLERS: dict[str, Any] = {
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
    "http": "newscrawl.fetch.handler.GuardedDownloadHandler",
    "https": "newscrawl.fetch.handler.GuardedDownloadHandler",
}
TWISTED_DNS_RESOLVER = "newscrawl.fetch.resolver.GuardedResolver"

# --- components, in the order a page meets them --------------------------------------------------
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    # Before robots.txt, which need not be asked of what is never fetched.
    "newscrawl.spiders.trapped.TrappedAddresses": 40,
    "newscrawl.fetch.forgotten.ForgottenAddresses": 50,
    "newscrawl.fetch.robots.RobotsRules": 100,
    "newscrawl.fetch.reservations.Reservations": 110,
    # Below Scrapy's retry (550), so that a retried request waits as long as the server asked.
    "newscrawl.fetch.politeness.RetryAfter": 560,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "newscrawl.fetch.refresh.MetaRefresh": 580,
    # Next to the downloader: sees bodies as they came, before decompression (590).
    "newscrawl.fetch.recorder.FetchRecorder": 950,
    # Just above it.
    "newscrawl.fetch.recorder.BodyDigest": 585,
    # A crawl stays on its site by what it asks for; originals on other hosts are asked for on purpose.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
}
# A proxy in the environment would connect where the guard does not see it.
HTTPPROXY_ENABLED = False
ITEM_PIPELINES = {
    "newscrawl.pipelines.extract.ExtractPipeline": 300,
    "newscrawl.pipelines.dedup.DedupPipeline": 400,
    "newscrawl.pipelines.trace.TracePipeline": 500,
    "newscrawl.pipelines.store.StorePipeline": 900,
}
EXTENSIONS = {
    # Before any other thread begins.
    "newscrawl.extensions.memory.FewHeaps": 0,
    "newscrawl.extensions.run.CrawlRun": 100,
    "newscrawl.extensions.progress.Progress": 200,
    # After AutoThrottle (0), so that its delay is never below the host's own.
    "newscrawl.fetch.politeness.CrawlDelay": 900,
}
# Of one response side by side. None of ours brings more than one, and Scrapy starts as many tasks for each response:
# its default of 100 costs 0.7 ms.
CONCURRENT_ITEMS = 1
LOGSTATS_INTERVAL = 0
# They stand on the run's row (`newscrawl runs`).
STATS_DUMP = False
# Seconds between lines of progress in the log.
NEWSCRAWL_PROGRESS_SECONDS = 10.0
# `scrapy crawl` in the process class whose crawls are Deferreds, which the command's exit code is taken from.
FORCE_CRAWLER_PROCESS = True
