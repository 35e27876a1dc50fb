"""Who may write: whoever knows the token. Nothing of it is stored; cookie and forms are signed with it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass

from newscrawl.errors import ConfigurationError

COOKIE = "newscrawl_session"
SECONDS = 12 * 3600
_LEAST = 16


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody who gave the token, and what a form of theirs must carry."""

    name: str
    form_token: str


class Access:
    """The one token, or none: then nobody may write.

    Raises ConfigurationError for a token that could be guessed.
    """

    def __init__(self, token: str | None) -> None:
        if token and len(token) < _LEAST:
            raise ConfigurationError(
                f"NEWSCRAWL_WEB_TOKEN has less than {_LEAST} characters; make one with "
                "python3 -c 'import secrets; print(secrets.token_urlsafe())'"
            )
        self._key = token.encode() if token else None

    @property
    def is_open(self) -> bool:
        """Whether anybody can sign in at all."""
        return self._key is not None

    def is_token(self, given: str) -> bool:
        return self._key is not None and hmac.compare_digest(given.encode(), self._key)

    def bearer(self, header: str | None) -> bool:
        """Whether an Authorization header gives the token."""
        kind, _, given = (header or "").partition(" ")
        return kind.lower() == "bearer" and self.is_token(given.strip())

    def cookie(self, name: str) -> str:
        """A signed cookie for a person of this name."""
        said = base64.urlsafe_b64encode(name.encode()).decode()
        value = f"{said}.{int(time.time()) + SECONDS}.{secrets.token_urlsafe(9)}"
        return f"{value}.{self._sign('session', value)}"

    def reviewer(self, cookie: str | None) -> Reviewer | None:
        """Whose cookie it is; None for one that is none of ours or too old."""
        value, _, signature = (cookie or "").rpartition(".")
        if self._key is None or not hmac.compare_digest(signature.encode(), self._sign("session", value).encode()):
            return None
        said, until, _ = value.split(".")
        if int(until) < time.time():
            return None
        return Reviewer(base64.urlsafe_b64decode(said).decode(), self._sign("form", value))

    def _sign(self, purpose: str, value: str) -> str:
        return hmac.new(self._key or b"", f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()
