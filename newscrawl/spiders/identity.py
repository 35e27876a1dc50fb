"""Which address a fetched page belongs to, after redirects."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from newscrawl.items import State, Story
from newscrawl.sites import Site


def identity(story: Story, final_url: str, site: Site) -> Story:
    """The story as it is; or, after a redirect, with the address it stands for.

    A redirect to another site is no copy of ours, and one to the home page or to a declared feed or section says that
    the article is gone in all but status; these are no articles, with the target as their reason.
    """
    if final_url == story.url:
        return story
    if not site.owns(final_url):
        return replace(story, page=None, state=State.NOT_ARTICLE, reason=f"redirects to another site: {final_url}")
    if urlsplit(final_url).path in ("", "/"):
        return replace(story, page=None, state=State.NOT_ARTICLE, reason=f"redirects to the home page: {final_url}")
    if final_url in site.entry_points():
        return replace(story, page=None, state=State.NOT_ARTICLE, reason=f"redirects to a listing: {final_url}")
    return replace(story, alias_of=final_url)
