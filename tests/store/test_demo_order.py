"""The demo's articles, stored twice and in any order: the same findings."""

from __future__ import annotations

import random
from dataclasses import replace

from sqlalchemy import Engine

from newscrawl.demo.content import World, blocks
from newscrawl.items import Story
from newscrawl.store.repository import Repository
from tests.store.test_relations import findings, forget
from tests.support.snapshot import snapshot
from tests.support.stories import NOW, SITE, story


def demo() -> list[Story]:
    world, stories = World(), []
    for host in ("securnews", "cnn", "reuters", "kcna"):
        for slug, post in world.posts(host).items():
            lines = [line for line in blocks(world, host, post) if not line.startswith(("BILD ", "SIEHE "))]
            made = story(world.address(f"{host}:{slug}"), site=host, title=post.title, body="\n".join(lines))
            assert made.article
            assert made.article.published
            claim = replace(made.article.published, value=post.date)
            stories.append(replace(made, article=replace(made.article, published=claim, dates=(claim,))))
    return stories


def test_the_demos_articles_twice_and_shuffled_give_the_same_findings(repository: Repository, engine: Engine) -> None:
    repository.upsert_site(SITE)
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="1")
    stories = demo()
    assert not [saved.error for saved in repository.save(run, stories, now=NOW) if saved.error]
    expected = findings(engine)
    kinds = {row[1] for row in snapshot(engine)["related"]}
    assert {"exact", "near", "contains", "part-of", "merged-from", "merged-into", "template-of"} <= kinds
    repository.save(run, stories, now=NOW)
    assert findings(engine) == expected
    forget(engine)
    order = random.Random(1).sample(stories, len(stories))
    for start in range(0, len(order), 17):
        repository.save(run, order[start : start + 17], now=NOW)
    assert findings(engine) == expected
