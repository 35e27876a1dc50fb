"""Agencies can be found by every name that pages print."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select

from newscrawl.store.models import Agency, AgencyAlias
from newscrawl.store.names import load_gazetteer
from newscrawl.trace import gazetteer


@pytest.mark.parametrize(
    ("alias", "slug"),
    [("AP", "ap"), ("dpa", "dpa"), ("AFP", "afp"), ("Associated Press", "ap"), ("Reuters", "reuters")],
)
def test_an_agency_is_found_by_its_short_and_its_long_names(engine: Engine, alias: str, slug: str) -> None:
    with engine.begin() as connection:
        load_gazetteer(connection, gazetteer.load())
        load_gazetteer(connection, gazetteer.load())
        query = select(Agency.slug).join(AgencyAlias, AgencyAlias.agency_id == Agency.id)
        assert connection.scalars(query.where(AgencyAlias.alias == alias)).all() == [slug]
