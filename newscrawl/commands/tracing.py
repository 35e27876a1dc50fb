"""The stage behind a crawl: the texts that it stored are compared with all others."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from newscrawl.errors import NewscrawlError
from newscrawl.sites import load_sites
from newscrawl.store.session import open_engine

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)


def trace_stored(settings: BaseSettings) -> bool:
    """Trace what is due by the encoder that NEWSCRAWL_TRACE names; False where that failed, and the log says why.

    Runs after the reactor: encoding keeps a core busy for some 50 ms a text.
    """
    from newscrawl.confined import processes
    from newscrawl.store.tracing import TextTracing
    from newscrawl.trace.encoder import make_encoder

    name = settings["NEWSCRAWL_TRACE"]
    if not name:
        return True
    engine = open_engine(settings["NEWSCRAWL_DATABASE_URL"])
    try:
        folder = Path(settings["NEWSCRAWL_INDEX_DIR"]) if settings["NEWSCRAWL_INDEX_DIR"] else None
        encoder = make_encoder(name, processes(settings["NEWSCRAWL_WORKERS"]))
        tracing = TextTracing(engine, encoder, load_sites(settings["NEWSCRAWL_SITES"]), folder)
        traced = list(tracing.run(datetime.now(UTC)))
    except (NewscrawlError, ValueError) as err:
        logger.error("the stored texts could not be traced: %s", err)
        return False
    finally:
        engine.dispose()
    logger.info("%d texts traced, %d verdicts changed", len(traced), sum(one.changed for one in traced))
    return True
