"""The JSON API is as its OpenAPI description says: requests made from it by schemathesis find no error."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from tests.web.server import TOKEN, Client

FEW = settings(
    max_examples=3,
    phases=[Phase.generate],
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


# The second database answers as the first one by the same description: it is left to `make testall`.
DATABASES = ("sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.slow]))


@pytest.mark.parametrize("filled_url", DATABASES, indirect=True, scope="module")
def test_the_api_is_as_it_describes_itself(client: Client) -> None:
    schema = schemathesis.openapi.from_url(f"{client.base}/api/v1/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 12
    for operation in operations:
        given(operation.as_strategy())(_holds)()
    # What is not as described is refused; one list stands for all, whose parameters are declared alike.
    network = next(o for o in operations if o.path.endswith("/network"))
    given(network.as_strategy(generation_mode=GenerationMode.NEGATIVE))(_holds)()


@FEW
def _holds(case: schemathesis.Case) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {TOKEN}"})
