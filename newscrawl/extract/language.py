"""The language of the text, as declared and as detected."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

from newscrawl.extract.declared import Declared

# py3langid's normalised score; on text of a few hundred characters wrong answers stay below it.
SURE = 0.9
_ENOUGH = 1500
_CODE = re.compile(r"^([A-Za-z]{2})(?:[-_].*)?$")
# Deprecated and national codes to the ones that the detector gives; and of its own those that it takes some short
# texts for in written Chinese and Arabic ("wuu": 2 of 27 Chinese articles).
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "gr": "el", "jp": "ja", "cz": "cs", "ua": "uk"}
_SAME |= {"wuu": "zh", "yue": "zh", "ary": "ar", "arz": "ar"}


def declared_language(declared: Declared) -> str | None:
    """Two-letter code that most of the page's declarations name; html's own where they are level."""
    root = declared.document.root
    claims = [root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"), root.get("xml:lang")]
    claims += [
        meta.content for meta in declared.meta("og:locale", "language", "content-language", "dc.language", "inlanguage")
    ]
    if declared.article is not None:
        claims.append(declared.article.text("inLanguage"))
    codes = [code for code in map(_code, claims) if code]
    return Counter(codes).most_common(1)[0][0] if codes else None


def detect_language(text: str) -> tuple[str | None, float | None]:
    """Two-letter code and normalised score (0 to 1) of the text's beginning; None where there is hardly any text."""
    text = text[:_ENOUGH]
    if sum(map(str.isalpha, text)) < 20:
        return None, None
    code, score = _identifier().classify(text)
    return _SAME.get(code, code), round(float(score), 4)


def choose_language(declared: str | None, detected: str | None, score: float | None) -> str | None:
    """The detected one where detection is sure, else the declared one, else what there is."""
    return detected if detected and (score or 0) >= SURE else declared or detected


def _code(claim: str | None) -> str | None:
    found = _CODE.match((claim or "").strip())
    if found is None:
        return None
    code = found[1].lower()
    return _SAME.get(code, code)


@cache
def _identifier() -> Any:
    """Loaded once a process (0.2 s)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
