"""Sentences by which a text limits what it says, in the languages there are lists for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.trace.caveats import CaveatKind, caveat
from newscrawl.trace.tables import table

LIMITS = (
    ("en", "The agency could not independently verify the footage.", "unverified", "could not independently verify"),
    ("en", "The claims have not been independently verified.", "unverified", "not been independently verified"),
    ("en-GB", "It’s a fire; it was not immediately clear who set it.", "unclear", "it was not immediately clear"),
    ("en", "A spokesman did not respond to a request for comment.", "reply", "did not respond to"),
    ("en", "(Editor’s note: the headline was changed.)", "correction", "Editor’s note"),
    ("en", "Correction: the bridge has 12 arches, not 21.", "correction", "Correction"),
    ("en", "An earlier version of this story misnamed the mayor.", "correction", "An earlier version of this"),
    ("de", "Die Angaben ließen sich nicht unabhängig überprüfen.", "unverified", "nicht unabhängig überprüfen"),
    ("de", "Wie viele Boote fehlen, ist unklar.", "unclear", "ist unklar"),
    ("de", "Die Reederei reagierte zunächst nicht auf Fragen.", "reply", "reagierte zunächst nicht"),
    ("de", "Für ihn gilt die Unschuldsvermutung.", "reply", "Unschuldsvermutung"),
    ("fr", "Le ministère n’a pas répondu.", "reply", "n’a pas répondu"),
    ("es", "El vídeo no se ha podido ver; no está claro por qué.", "unclear", "no está claro"),
    ("ru", "Компания не ответила на запрос.", "reply", "не ответила на"),
    ("uk", "Цю інформацію незалежно перевірити неможливо.", "unverified", "незалежно перевірити"),
)  # fmt: skip
NONE = (
    ("en", "Analysts expect a market correction in autumn."),
    ("en", "The department of corrections hired forty guards."),
    ("en", "The port will close for eleven days."),
    ("en", "He commented on every goal."),
    ("de", "Der Nebel machte die Sicht unklarer als am Vortag."),
    # Known in English, and this is said to be German.
    ("de", "It was not immediately clear who set it."),
    ("fi", "Asiaa ei ole vahvistettu, allegedly."),
    (None, "Allegedly."),
)


@pytest.mark.parametrize(("language", "sentence", "kind", "words"), LIMITS)
def test_a_limit_is_told_with_its_words(language: str, sentence: str, kind: str, words: str) -> None:
    found = caveat(sentence, language)
    assert found is not None
    assert (found.kind, found.words) == (kind, words)


@pytest.mark.parametrize(("language", "sentence"), NONE)
def test_other_sentences_limit_nothing(language: str | None, sentence: str) -> None:
    assert caveat(sentence, language) is None


def test_every_language_has_every_kind() -> None:
    lists = [set(table("caveats")[kind]) for kind in CaveatKind]
    assert all(languages == lists[0] for languages in lists)


@given(st.sampled_from(["en", "de", "fr"]), st.text(max_size=200))
def test_what_is_told_stands_in_the_sentence(language: str, sentence: str) -> None:
    found = caveat(sentence, language)
    assert found is None or re.search(re.escape(found.words), sentence)
