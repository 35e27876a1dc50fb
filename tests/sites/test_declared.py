"""The sites in settings/sites: each loads, and says where what it declares comes from."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

from newscrawl.discover.canonical import canonical_url
from newscrawl.errors import ConfigurationError
from newscrawl.sites import CreditRule, Section, Site, SiteRole, load_site, load_sites, site_of

MODULE = "settings.sites"
SITES = load_sites(MODULE)
FOLDER = Path(importlib.import_module(MODULE).__path__[0])


def test_every_file_is_a_site_and_every_site_a_file() -> None:
    assert set(SITES) == {p.stem for p in FOLDER.glob("*.py") if not p.name.startswith("_")}
    assert {"securnews", "cnn", "reuters", "ap", "kcna", "kcna_watch"} <= set(SITES)
    assert len(SITES) >= 18


@pytest.mark.parametrize("name", SITES)
def test_a_site_says_where_it_is_documented(name: str) -> None:
    site = SITES[name]
    assert site.name == name
    assert len(site.documented) > 30
    assert site.languages
    assert all(len(code) == 2 for code in site.languages)


@pytest.mark.parametrize("name", SITES)
def test_a_crawl_of_it_has_where_to_start(name: str) -> None:
    site = SITES[name]
    assert site.entry_points()
    for url in site.entry_points():
        assert canonical_url(url) == url
        assert site.owns(url)
        assert site_of(url, SITES) is site


@pytest.mark.parametrize("name", SITES)
def test_its_front_page_is_no_sponsored_page(name: str) -> None:
    assert not any(SITES[name].is_sponsored(url) for url in SITES[name].entry_points())


@pytest.mark.parametrize("name", SITES)
def test_a_home_page_stands_in_only_where_nothing_else_is_declared(name: str) -> None:
    site = SITES[name]
    if any(section.url.count("/") == 3 for section in site.sections):
        assert (site.feeds, site.sitemaps, site.wordpress_api) == ((), (), None)
        assert "home page is read as a section" in site.documented


def test_the_unverified_domain_of_securnews_stands_in_one_place() -> None:
    tree = ast.parse((FOLDER / "securnews.py").read_text("utf-8"))
    hosts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and "securnews.ch" in str(n.value)]
    assert hosts == ["securnews.ch"]


def write(folder: Path, name: str, text: str) -> None:
    (folder / "sites_on_trial").mkdir(exist_ok=True)
    (folder / "sites_on_trial" / "__init__.py").touch()
    (folder / "sites_on_trial" / f"{name}.py").write_text(text, "utf-8")


HEAD = "from newscrawl.sites import *\nSITE = Site(role=SiteRole.OUTLET, documented='x', "


GOOD = HEAD + "name='trial', title='T', domains=('a.test',), "


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "name='trial', title='T', domains=('a.test',), feedz=())", r"feedz.*the fields are name, title, role"),
        (HEAD + "name='trial', title='T')", "domains"),
        (HEAD + "name='other', title='T', domains=('a.test',))", "use the file's name"),
        (HEAD + "name='Trial', title='T', domains=('a.test',))", "lower-case letters"),
        (HEAD + "name='trial', title='T', domains=())", "at least one domain"),
        (HEAD + "name='trial', title='T', domains=('www.a.test',))", "without www"),
        (HEAD + "name='trial', title='T', domains=('a.test'))", "must be a tuple"),
        (HEAD + "name='trial', title='T', domains=('a.test',), feeds=('https://b.test/feed',))", "none of its domains"),
        (HEAD + "name='trial', title='T', domains=('a.test',), article_pattern='(')", "no regular expression"),
        ("SITE = 1", "must set SITE"),
        ("import nothing_of_this_name", "nothing_of_this_name"),
        (GOOD + "feeds=('/feed',))", "no whole address; begin it with https://"),
        (GOOD + "sections=('https://a.test/x/',))", r"sections holds 'https://a\.test/x/'; write \(Section"),
        (GOOD + "verified='2026-06-18')", r"as in date\(2026"),
        (GOOD + "languages=('german',))", "'german' must be its code"),
        (GOOD + "download_delay='2')", "download_delay must be seconds"),
        (GOOD + "layouts=(Layout(body='div[['),))", r"trial\.py: layout: 'div\[\[' is no CSS selector"),
        ("SITE = Site(", r"trial\.py: SyntaxError: .*line 1"),
        ("\nSITE = Site(name='trial')", r"trial\.py, line 2: NameError: name 'Site' is not defined"),
        (HEAD.replace("OUTLET", "OUTLETS") + "name='trial')", r"trial\.py, line 2: AttributeError: .*OUTLETS"),
        (
            "from newscrawl.sites import *\nSITE = Site(name='trial', title='T', role='outlet', domains=('a.test',),"
            " documented='x')",
            r"role 'outlet' is none of SiteRole\.AGGREGATOR",
        ),
    ],
)
def test_a_wrong_file_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str) -> None:
    write(tmp_path, "trial", text)
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("sites_on_trial", "sites_on_trial.trial"):
        monkeypatch.delitem(importlib.sys.modules, name, raising=False)  # type: ignore[attr-defined]
    with pytest.raises(ConfigurationError, match=said):
        load_site("sites_on_trial", "trial")


def test_a_missing_site_or_package_is_explained() -> None:
    with pytest.raises(ConfigurationError, match=r"no site 'nowhere': there is no settings/sites/nowhere\.py"):
        load_site(MODULE, "nowhere")
    with pytest.raises(ConfigurationError, match=r"no package 'settings\.nowhere'"):
        load_sites("settings.nowhere")


def site(name: str, *domains: str, **fields: str) -> Site:
    return Site(name=name, title=name, role=SiteRole.OUTLET, domains=domains, documented="written here", **fields)  # type: ignore[arg-type]


def test_the_longest_matching_domain_wins_not_the_longest_of_all() -> None:
    sites = {
        "paper": site("paper", "paper.test", "a-very-long-domain-of-the-same-paper.test"),
        "blog": site("blog", "blog.paper.test"),
    }
    assert site_of("https://www.paper.test/a", sites) is sites["paper"]
    assert site_of("https://blog.paper.test/a", sites) is sites["blog"]
    assert site_of("https://x.blog.paper.test./a", sites) is sites["blog"]


@pytest.mark.parametrize("url", ["https://notpaper.test/", "ftp://paper.test/", "http://[", "paper.test", ""])
def test_what_belongs_to_nobody(url: str) -> None:
    paper = site("paper", "paper.test")
    assert not paper.owns(url)
    assert site_of(url, {"paper": paper}) is None


def test_patterns_are_searched_in_path_and_query() -> None:
    paper = site("paper", "paper.test", article_pattern=r"id=\d+", exclude_pattern="^/shop", sponsored_pattern="/ad/")
    assert paper.is_article("https://paper.test/a?id=5")
    assert not paper.is_article("https://paper.test/a")
    assert not paper.is_article("https://paper.test/shop?id=5")
    assert paper.is_sponsored("https://paper.test/ad/x")


def test_a_credit_rule_must_be_an_expression() -> None:
    with pytest.raises(ConfigurationError, match="no regular expression"):
        CreditRule(kind="text", pattern="(")


def test_a_section_has_limits() -> None:
    assert Section(url="https://paper.test/").max_pages > 0
