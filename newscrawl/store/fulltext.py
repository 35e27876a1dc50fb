"""What a search for words finds in: an FTS5 table over `article_version` on SQLite, a column of it on PostgreSQL.

Both are made by the migrations alone, as no model can say them for both databases.
"""

from __future__ import annotations

from typing import Any

NAME = "fulltext"
_OWN = ("fulltext", "ix_article_version_fulltext")
STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "id": "indonesian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
"""PostgreSQL's configuration by language; texts in other languages are compared word by word (`simple`)."""


def is_modelled(_object: Any, name: str | None, *_: Any) -> bool:
    """Alembic's `include_object`: False for what the migrations made without a model."""
    return name is None or not (name in _OWN or name.startswith(f"{NAME}_"))


def optimize(cursor: Any) -> None:
    """Merge SQLite's index, so that nothing of a deleted text stays in it."""
    cursor.execute(f"INSERT INTO {NAME} ({NAME}) VALUES ('optimize')")
