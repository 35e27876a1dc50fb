"""Answers are put together to the visits that a crawl made, and no answer gets lost or counts twice."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from newscrawl.fetch.archive import ArchiveWriter, http_response
from newscrawl.fetch.visits import Answer, contents, visits

NOW = datetime(2026, 6, 20, 12, 0, tzinfo=UTC)
A, B, C = (f"https://a.example/{name}" for name in "abc")


def answer(number: int, url: str, status: int = 200, location: str | None = None) -> Answer:
    return Answer(
        file=Path("x.warc.gz"),
        offset=number * 100,
        url=url,
        status=status,
        fetched_at=NOW + timedelta(seconds=number),
        content_type="text/html",
        etag=None,
        last_modified=None,
        location=location,
    )


def urls(*answers: Answer) -> list[list[tuple[str, int]]]:
    return [[(a.url, a.status) for a in visit.answers] for visit in visits(answers)]


def test_a_redirect_leads_to_the_next_answer_of_its_target() -> None:
    found = urls(answer(0, B), answer(1, A, 301, B), answer(2, C), answer(3, B), answer(4, B))
    assert found == [[(B, 200)], [(A, 301), (B, 200)], [(C, 200)], [(B, 200)]]


def test_further_tries_belong_to_the_first_one() -> None:
    found = urls(answer(0, A, 503), answer(1, B), answer(2, A, 503), answer(3, A, 302, C), answer(4, C))
    assert found == [[(A, 503), (A, 503), (A, 302), (C, 200)], [(B, 200)]]


def test_redirects_in_a_circle_end() -> None:
    assert urls(answer(0, A, 301, B), answer(1, B, 301, A)) == [[(A, 301), (B, 301)]]


@given(
    st.lists(
        st.tuples(st.sampled_from([A, B, C]), st.sampled_from([200, 301, 404, 503]), st.sampled_from([A, B, C, None])),
        max_size=30,
    )
)
def test_each_answer_is_in_one_visit_in_its_order(told: list[tuple[str, int, str | None]]) -> None:
    answers = [answer(n, url, status, location) for n, (url, status, location) in enumerate(told)]
    found = list(visits(answers))
    assert sorted((a for v in found for a in v.answers), key=lambda a: a.offset) == answers
    assert all([a.offset for a in v.answers] == sorted(a.offset for a in v.answers) for v in found)


def test_what_can_not_be_read_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "a")
    for name in "abc":
        response = http_response(200, [(b"Content-Type", b"text/html")], b"<p>" * 50)
        writer.write(
            url=f"https://a.example/{name}", fetched_at=NOW, request=b"GET / HTTP/1.1\r\n\r\n", response=response
        )
    writer.close()
    (path,) = tmp_path.iterdir()
    offset = contents([path]).visits[1].last.offset
    data = bytearray(path.read_bytes())
    data[offset + 100 : offset + 110] = bytes(10)
    path.write_bytes(data)
    plain = tmp_path / "plain.warc"
    plain.write_bytes(b"WARC/1.0\r\n")
    found = contents([plain, path])
    assert [v.url for v in found.visits] == [A, C]
    assert [what.partition(":")[0] for what in found.damaged] == [
        f"{plain} is not gzipped",
        f"{path} at {offset}",
    ]


def test_records_that_share_a_gzip_member_are_refused_by_name(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "a")
    writer.write(url=A, fetched_at=NOW, request=b"GET / HTTP/1.1\r\n\r\n", response=http_response(200, [], b"x"))
    writer.close()
    (path,) = tmp_path.iterdir()
    together = tmp_path / "together.warc.gz"
    together.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())))
    found = contents([together])
    assert found.visits == []
    assert found.damaged == [
        f"{together} at 0: several records in one gzip member, so that none can be read alone: compress it anew"
    ]
