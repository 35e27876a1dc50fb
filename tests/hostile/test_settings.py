"""No site file and no forgotten setting switches politeness off, or lets the crawler go unnamed."""

from __future__ import annotations

import asyncio
import math
import runpy
from dataclasses import fields, replace

import pytest
from scrapy import Request
from scrapy.http import TextResponse
from scrapy.settings import Settings
from scrapy.utils.test import get_crawler
from twisted.internet.defer import Deferred

from newscrawl import default_settings
from newscrawl.errors import ConfigurationError
from newscrawl.fetch.robots import RobotsRules
from newscrawl.sites import Site, SiteRole
from newscrawl.spiders.agent import agent_of
from newscrawl.spiders.base import ArticleSpider
from newscrawl.spiders.loader import spider_for
from newscrawl.spiders.probe import ProbeSpider

SITE = Site(name="rude", title="Rude", role=SiteRole.OUTLET, domains=("rude.test",), documented="for a test")


def settings(**given: object) -> Settings:
    return Settings({"DOWNLOAD_DELAY": 1.0, **given})


@pytest.mark.parametrize(("delay", "kept"), [(None, 1.0), (0, 1.0), (0.01, 1.0), (1.0, 1.0), (10.0, 10.0)])
def test_a_sites_delay_makes_a_crawl_slower_and_never_faster(delay, kept):
    found = settings()
    spider_for(replace(SITE, download_delay=delay)).update_settings(found)
    assert found.getfloat("DOWNLOAD_DELAY") == kept


@pytest.mark.parametrize("delay", [-1.0, math.nan, math.inf, 1e9])
def test_a_delay_that_is_none_is_refused(delay):
    with pytest.raises(ConfigurationError, match="download_delay"):
        replace(SITE, download_delay=delay)


def test_a_site_has_no_field_that_speaks_of_robots_ports_networks_or_agents():
    words = ("robots", "obey", "port", "network", "agent", "header", "cookie", "proxy", "timeout", "maxsize", "setting")
    assert [f.name for f in fields(Site) if any(word in f.name for word in words)] == []


def test_nothing_is_asked_of_a_site_without_a_contact_where_one_is_required():
    for spider in (spider_for(SITE), ArticleSpider, ProbeSpider):
        with pytest.raises(ConfigurationError, match="NEWSCRAWL_CONTACT is not set"):
            spider.update_settings(settings(NEWSCRAWL_CONTACT_REQUIRED=True))


def test_production_requires_a_contact(monkeypatch):
    monkeypatch.setenv("NEWSCRAWL_DATABASE_URL", "sqlite://")
    monkeypatch.delenv("NEWSCRAWL_CONTACT", raising=False)
    found = Settings()
    found.setmodule("settings.production")
    with pytest.raises(ConfigurationError, match="NEWSCRAWL_CONTACT is not set"):
        agent_of(found)


def test_the_environment_names_the_contact_for_all_settings(monkeypatch):
    monkeypatch.setenv("NEWSCRAWL_CONTACT", "https://operator.test/")
    assert runpy.run_path(default_settings.__file__)["NEWSCRAWL_CONTACT"] == "https://operator.test/"


@pytest.mark.parametrize("contact", ["a\r\nX-Forwarded-For: 127.0.0.1", "a\x00b", "https://a.test/\x1b[31m"])
def test_a_contact_is_one_line_of_a_header(contact):
    with pytest.raises(ConfigurationError, match="NEWSCRAWL_CONTACT"):
        agent_of(settings(NEWSCRAWL_CONTACT=contact))


def test_every_request_names_the_contact():
    found = settings(NEWSCRAWL_CONTACT="https://operator.test/")
    for spider in (spider_for(SITE), ProbeSpider):
        spider.update_settings(found)
        assert found["USER_AGENT"].endswith(" (+https://operator.test/)")


def test_of_a_robots_txt_no_more_is_read_than_its_standard_asks_for():
    rules = RobotsRules(get_crawler(settings_dict={"ROBOTSTXT_OBEY": True}))
    request = Request("http://a.test/robots.txt")
    body = b"User-agent: *\nDisallow: /early\n" + b"# filler\n" * 60_000 + b"Disallow: /late\n"
    rules._parsers["a.test"] = Deferred()
    asyncio.run(_parsed(rules, TextResponse(request.url, body=body), request))
    parser = rules._parsers["a.test"]
    assert (parser.allowed("http://a.test/early", "x"), parser.allowed("http://a.test/late", "x")) == (False, True)


async def _parsed(rules, response, request):
    await rules._parse_robots(response, "a.test", request)
