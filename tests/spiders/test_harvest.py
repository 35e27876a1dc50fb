"""Harvesting the originals' headlines, on the replica."""

from __future__ import annotations

from tests.spiders.conftest import Project

ARTICLES = """SELECT count(*) FROM "fetch" f JOIN page p ON p.id = f.page_id WHERE p.kind = 'article'"""


def test_headlines_are_noted_and_no_article_is_fetched(sqlite_project: Project):
    done = sqlite_project.scrapy("crawl", "originals")
    assert done.returncode == 0, done.stderr[-3000:]
    named = sqlite_project.count("SELECT count(*) FROM page WHERE kind = 'article' AND state = 'pending'")
    assert named == sqlite_project.count(
        "SELECT count(DISTINCT p.url) FROM page p JOIN discovery d ON d.page_id = p.id"
        " WHERE p.kind = 'article' AND d.title IS NOT NULL AND d.published_at IS NOT NULL"
    )
    assert named > 20
    assert sqlite_project.count(ARTICLES) == 0
    assert sqlite_project.rows("SELECT spider, exit_code FROM crawl_run") == [("originals", 0)]
    # The aggregator is no original.
    assert sqlite_project.count("SELECT count(*) FROM page WHERE site = 'securnews_replica'") == 0


def test_what_has_not_changed_is_not_sent_again_and_keeps_its_validators(sqlite_project: Project):
    for _ in range(3):
        assert sqlite_project.scrapy("crawl", "originals", "-a", "sites=cnn_replica").returncode == 0
    statuses = sqlite_project.rows('SELECT status, count(*) FROM "fetch" GROUP BY status ORDER BY status')
    # Feed, index, and the news sitemap that the unchanged index named before.
    assert statuses == [(200, 3), (304, 6)]
    assert sqlite_project.count("SELECT count(*) FROM page WHERE kind <> 'article' AND etag IS NULL") == 0


def test_a_site_without_feed_or_sitemap_is_refused_by_name(sqlite_project: Project):
    done = sqlite_project.scrapy("crawl", "originals", "-a", "sites=nosuch")
    assert done.returncode == 1
    assert "no site 'nosuch'" in done.stderr
