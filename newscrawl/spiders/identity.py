"""Which address a fetched page belongs to, after redirects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from newscrawl.items import State, Story
from newscrawl.sites import Site


def identity(story: Story, final_url: str, site: Site) -> Iterator[Story]:
    """The story as it is; or, after a redirect, an alias and the story under its final address.

    A redirect to another site is no copy of ours, and one to the home page says that the article is gone in all but
    status; both are no articles, with the target as their reason.
    """
    if final_url == story.url:
        yield story
    elif not site.owns(final_url):
        yield replace(story, page=None, state=State.NOT_ARTICLE, reason=f"redirects to another site: {final_url}")
    elif urlsplit(final_url).path in ("", "/"):
        yield replace(story, page=None, state=State.NOT_ARTICLE, reason=f"redirects to the home page: {final_url}")
    else:
        yield replace(
            story, page=None, state=State.ALIAS, reason="redirect", alias_of=final_url, fetches=story.fetches[:-1]
        )
        yield replace(story, url=final_url, fetches=story.fetches[-1:])
