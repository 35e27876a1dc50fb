"""Imported by the process that workers are forked from: what every page needs is loaded once and shared by all."""

from __future__ import annotations

from newscrawl.items import RawPage, Story
from newscrawl.reading import read_page

_PAGE = "<html><body><article><h1>Warming up</h1><p>A first page, so that no other one has to wait.</p></article>"

read_page(Story(site="", url="about:blank", page=RawPage(url="about:blank", body=_PAGE.encode())), None, {})
