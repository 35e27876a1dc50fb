"""Keeping what a person decides about an article's origin. Added to, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from newscrawl.errors import NewscrawlError
from newscrawl.items import Origin, Passage
from newscrawl.store.models import Alignment, Article, ArticleVersion, Evidence, OriginLink, Review
from newscrawl.store.names import ensure_publishers, slug_of
from newscrawl.store.origins import Places, add_origins, clear_origins
from newscrawl.store.relations import one_at_a_time
from newscrawl.store.session import writing
from newscrawl.store.texts import newest, origins_of, stored_texts
from newscrawl.store.tracing import make_due
from newscrawl.trace.reviews import Decision, Party


class CannotDecide(NewscrawlError):
    """The decision makes no sense for this article as it is stored now; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person says about one origin of an article."""

    url: str
    """The article's stored address."""
    rank: int | None
    """Which of its origins is meant; None where it has none and one is to be named."""
    decision: Decision
    party: Party | None = None
    """For `CORRECT`: who it is. For `WITHDRAW`: whose decision no longer counts, where `rank` does not say it."""
    expected: str | None = None
    """Slug of the origin that was looked at, as ranks may have changed since."""
    reviewer: str
    note: str | None = None
    chosen: str = "address"
    """How the article was chosen: `uncertain`, `sample`, `address`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    url: str
    is_new: bool
    """False where the same person had said the same before."""
    before: tuple[Origin, ...]
    after: tuple[Origin, ...]
    waiting: int
    """Texts that are to be traced again, as they may have been made from this one or the other way round."""


def decide(engine: Engine, answer: Answer, now: datetime) -> Decided:
    """Store a decision and lay it over what is concluded. Raises CannotDecide, StoreError."""
    with writing(engine) as connection:
        one_at_a_time(connection)
        query = newest().join(Article, Article.id == ArticleVersion.article_id).where(Article.url == answer.url)
        version = connection.scalar(query)
        if version is None:
            raise CannotDecide(f"no article is stored at {answer.url}")
        before = origins_of(connection, [version]).get(version, ())
        shown = _shown(before, answer)
        is_new = _add(connection, version, shown, answer, now)
        if not is_new:
            return Decided(url=answer.url, is_new=False, before=before, after=before, waiting=0)
        after = _lay_over(connection, version, before)
        return Decided(
            url=answer.url, is_new=True, before=before, after=after, waiting=_pass_on(connection, version, answer)
        )


def _shown(origins: Sequence[Origin], answer: Answer) -> Origin | None:
    if answer.rank is None:
        if answer.decision in (Decision.CONFIRM, Decision.REJECT):
            raise CannotDecide("its origin is unknown, nothing to confirm or to reject: name it with --correct")
        return None
    if answer.expected:
        shown = next((o for o in origins if slug_of(o.publisher_id, o.publisher) == answer.expected), None)
        if shown is None:
            raise CannotDecide(f"its origins changed meanwhile: newscrawl why {answer.url}")
        return shown
    if not 1 <= answer.rank <= len(origins):
        raise CannotDecide(f"it has no origin of rank {answer.rank}, but {len(origins)}: newscrawl why {answer.url}")
    return origins[answer.rank - 1]


def _add(connection: Connection, version: int, shown: Origin | None, answer: Answer, now: datetime) -> bool:
    text = stored_texts(connection, [version])[version]
    about = answer.party or (
        shown
        and Party(publisher=shown.publisher, publisher_id=shown.publisher_id, is_agency=shown.is_agency, url=shown.url)
    )
    if about is None:
        raise CannotDecide("say whom the decision is about")
    if answer.decision is Decision.CORRECT and (about.publisher_id or about.publisher) == (text.publisher or text.site):
        raise CannotDecide(f"{about.publisher} is the site that it stands on: reject the other origins instead")
    slug = slug_of(about.publisher_id, about.publisher)
    publisher_id = ensure_publishers(connection, {slug: (about.publisher, about.is_agency)})[slug]
    alike = ArticleVersion.__table__.alias("alike")
    text_hash = select(ArticleVersion.content_hash).where(ArticleVersion.id == version).scalar_subquery()
    versions = select(alike.c.id).where(alike.c.article_id == text.article_id, alike.c.content_hash == text_hash)
    same = (Review.article_version_id.in_(versions), Review.publisher_id == publisher_id)
    last = connection.execute(select(*Review.__table__.c).where(*same).order_by(Review.id.desc()).limit(1)).first()
    said = (answer.decision, about.url, answer.reviewer, answer.note)
    if last is not None and (last.decision, last.url, last.reviewer, last.note) == said:
        return False
    if answer.decision is Decision.WITHDRAW and (last is None or last.decision == Decision.WITHDRAW):
        raise CannotDecide(f"nothing was decided about {about.publisher} on this text")
    row = {
        "article_id": text.article_id,
        "article_version_id": version,
        "decision": answer.decision,
        "publisher_id": publisher_id,
        "url": about.url,
        "reviewer": answer.reviewer,
        "note": answer.note,
        "verdict": _verdict(shown, answer),
        "reviewed_at": now,
    }
    connection.execute(insert(Review).values(row))
    return True


def _verdict(shown: Origin | None, answer: Answer) -> dict[str, Any]:
    """The origin as it was shown, its evidence included: what was refused can be read years later."""
    if shown is None:
        return {"chosen": answer.chosen}
    by_people = shown.basis == "review"
    return {
        "origin": slug_of(shown.publisher_id, shown.publisher),
        "origin_name": shown.publisher,
        "is_agency": shown.is_agency,
        "rank": answer.rank,
        "role": shown.role,
        "relation": shown.relation,
        # What the machine concluded, not what people made of it.
        "confidence": None if by_people else shown.confidence if shown.concluded is None else shown.concluded,
        "url": shown.url,
        "lines": shown.lines,
        "basis": shown.basis,
        "direction": shown.direction,
        "tracer": shown.tracer,
        "origin_version_id": shown.version_id,
        "chosen": answer.chosen,
        "evidence": [asdict(e) for e in shown.evidence if e.kind != "review"],
    }


def _lay_over(connection: Connection, version: int, origins: Sequence[Origin]) -> tuple[Origin, ...]:
    """Store the origins anew, as people see them; passages and downloads of quotes stay."""
    mine = OriginLink.article_version_id == version
    passages: dict[int, list[Passage]] = {}
    aligned = select(OriginLink.rank, *Alignment.__table__.c).join(
        OriginLink, OriginLink.id == Alignment.origin_link_id
    )
    for row in connection.execute(aligned.where(mine).order_by(Alignment.ordinal)):
        passages.setdefault(row.rank, []).append(
            Passage(
                copy=(row.copy_start, row.copy_end),
                original=(row.original_start, row.original_end),
                score=row.score,
                moved=row.kind == "moved",
            )
        )
    whole = [replace(o, passages=tuple(passages.get(rank, ()))) for rank, o in enumerate(origins, 1)]
    named = select(Evidence.source_url, Evidence.fetch_id).join(OriginLink, OriginLink.id == Evidence.origin_link_id)
    feeds = {url: ident for url, ident in connection.execute(named.where(mine)) if url is not None}
    page = connection.scalar(select(ArticleVersion.fetch_id).where(ArticleVersion.id == version))
    clear_origins(connection, version)
    return add_origins(connection, version, whole, Places(page, feeds))


def _pass_on(connection: Connection, version: int, answer: Answer) -> int:
    """What was made from this text has its origins from it too; and where one is gone, another may be found."""
    copies = select(OriginLink.article_version_id).where(OriginLink.origin_version_id == version).distinct()
    again = set(connection.scalars(copies))
    if answer.decision is not Decision.CONFIRM:
        again.add(version)
    make_due(connection, sorted(again))
    return len(again)
