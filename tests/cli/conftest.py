"""The fixtures of a crawled replica, for commands that crawl."""

from tests.spiders.conftest import replica, sqlite_project

__all__ = ["replica", "sqlite_project"]
