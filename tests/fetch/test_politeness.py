from datetime import UTC, datetime

import pytest

from newscrawl.fetch.politeness import retry_after

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
