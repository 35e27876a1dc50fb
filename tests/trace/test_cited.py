"""Agencies that a sentence names as its source wrote that statement, not the article."""

from __future__ import annotations

import pytest

from tests.trace.pages import attributed, page

CITED = [
    ("Laut dpa sollen die Hallen schon am Abend wieder betreten werden, sagte ein Sprecher der Stadt.", ["dpa"]),
    ("The fire chief told Reuters that the warehouses would be searched again later in the evening.", ["reuters"]),
    ("According to The Associated Press, the warehouses would be searched again later in the evening.", ["ap"]),
    ("Von Nordkoreas Staatsmedien KCNA am Donnerstag veröffentlichte Aufnahmen zeigten die Hallen.", ["kcna"]),
    ("Les entrepôts seront fouillés dans la soirée, a déclaré un porte-parole à l'agence RIA Novosti.", ["ria"]),
    ("Los almacenes serán registrados por la noche, según EFE, que cita a un portavoz de la ciudad.", ["efe"]),
    ("Dalla Tass si apprendeva ieri che i magazzini saranno controllati di nuovo nella serata di oggi.", ["tass"]),
    ("Ifølge Ritzau vil hallerne blive undersøgt igen senere på aftenen, siger en talsmand for byen.", ["ritzau"]),
    ("Как передает Укринформ, склады осмотрят ещё раз вечером, сообщил представитель города.", ["ukrinform"]),
    ("Οι αποθήκες θα ερευνηθούν ξανά το βράδυ, είπε στο ΑΠΕ-ΜΠΕ εκπρόσωπος του δήμου για τη φωτιά.", ["ana-mpa"]),
    ("Tres días después, una portavoz de la ciudad aseguraba a AFP que los almacenes seguían ardiendo.", ["afp"]),
    (
        "Bloomberg reported on Friday that the warehouses had been sold to another company before the fire.",
        ["bloomberg"],
    ),
    ("據中央社報導，倉庫將於晚間再次接受檢查，市政府發言人表示，起火原因仍在調查之中。", ["cna"]),
]


@pytest.mark.parametrize(("sentence", "expected"), CITED)
def test_cited_agency_is_no_credit(sentence: str, expected: list[str]) -> None:
    found = attributed(page(middle=f"<p>{sentence}</p>"))
    assert list(found.cited_agencies) == expected
    assert found.text_agencies == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Bloomberg now denies he ever said any of that, but he also admits having rented a warehouse at the port.",
        "Der Konzern Reuters hat im Hafen vor Jahren selbst einmal Lagerhallen gemietet und wieder aufgegeben.",
        "Podle Petra Novotného budou sklady večer znovu prohledány, uvedl dnes mluvčí města v rozhovoru.",
        "Die Pensionskassen (AFP) zahlten im vergangenen Jahr deutlich mehr Geld an ihre Mitglieder aus.",
        'Siehe auch <a href="/x">Was laut dpa am Montag im Hafen geschehen ist und was noch folgt</a>',
    ],
)
def test_agency_names_that_cite_nothing(sentence: str) -> None:
    assert attributed(page(middle=f"<p>{sentence}</p>")).cited_agencies == ()


def test_agency_credited_for_the_text_is_not_also_cited() -> None:
    found = attributed(
        page(
            head='<p class="author">dpa</p>', middle="<p>Das sagte der Leiter der Feuerwehr gegenüber dpa am Abend.</p>"
        )
    )
    assert found.text_agencies == ("dpa",)
    assert found.cited_agencies == ()
