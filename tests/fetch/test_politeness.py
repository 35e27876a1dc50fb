import asyncio
from datetime import UTC, datetime

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError
from scrapy.http import Response

from newscrawl.fetch.politeness import MOST_REFUSALS, HostPaused, RetryAfter, retry_after

NOW = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"120", 120),
        (b" 0 ", 0),
        (b"Tue, 24 Nov 2026 12:00:30 GMT", 30),
        (b"Tue, 24 Nov 2026 11:00:00 GMT", 0),
        (b"soon", None),
        (b"-5", None),
        (b"", None),
        (None, None),
        (b"Wed, 21 Oct 999999999999999999999 07:28:00 GMT", None),
        (b"Wed, 21 Oct 2015 07:28:00 +99999999999999999999", None),
    ],
)
def test_retry_after(value, seconds):
    assert retry_after(value, NOW) == seconds


def ask(middleware: RetryAfter, host: str) -> Request:
    request = Request(f"http://{host}/a/1")
    asyncio.run(middleware.process_request(request))
    return request


def test_a_host_that_refuses_again_and_again_is_left_alone_and_no_other() -> None:
    middleware = RetryAfter(120)
    for number in range(MOST_REFUSALS):
        request = ask(middleware, "a.test")
        if number % 2:
            middleware.process_exception(request, DownloadTimeoutError())
        else:
            middleware.process_response(request, Response(request.url, status=(429, 503)[number % 4 // 2]))
    with pytest.raises(HostPaused, match="refused 20 requests in a row"):
        ask(middleware, "a.test")
    ask(middleware, "b.test")


def test_an_answer_in_between_begins_the_count_anew_and_errors_of_a_page_count_nothing() -> None:
    middleware = RetryAfter(120)
    for number in range(3 * MOST_REFUSALS):
        request = ask(middleware, "a.test")
        if number % MOST_REFUSALS == 0:
            middleware.process_response(request, Response(request.url, status=404))
        elif number % 2:
            middleware.process_exception(request, DownloadTimeoutError())
        else:
            middleware.process_exception(request, DownloadFailedError())
    ask(middleware, "a.test")
