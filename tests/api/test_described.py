"""The interface describes itself, whole and truly: what the description allows is thrown at it, and more."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.management import call_command
from django.test import Client
from hypothesis import HealthCheck
from schemathesis.checks import CHECKS
from schemathesis.generation import GenerationMode

from tests.api.tenants import Tenant, operations, tenant

SCHEMA = "/api/v1/schema/"
HELD = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
EXAMPLES = 2
"""Of each kind, for each wave: a thousand requests in all, which a quiet machine answers in half a minute."""

ORDER = ("get", "put", "patch", "post", "delete")
"""What looks comes before what changes, and what ends things comes last."""


def test_the_description_is_drawn_without_a_warning() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", "/dev/null")


def test_the_description_is_served_to_everybody_and_is_the_one_that_was_checked(db: None) -> None:
    served = Client().get(SCHEMA)
    drawn = io.StringIO()
    call_command("spectacular", "--format", "openapi-json", stdout=drawn)

    assert served.json() == json.loads(drawn.getvalue())


def test_every_method_of_every_address_is_described(db: None) -> None:
    described = {
        (re.sub(r"\{\w+\}", "{}", path), method.upper())
        for path, methods in Client().get(SCHEMA).json()["paths"].items()
        for method in methods
    }
    there = {(re.sub(r"<[^>]+>", "{}", f"/{route.pattern}"), method) for route, method in operations()}

    assert described == there


@pytest.fixture
def ours(transactional_db: None, settings: Any) -> Tenant:
    settings.API_REQUESTS_A_MINUTE = 1_000_000
    return tenant()


@pytest.mark.slow
def test_nothing_that_is_sent_breaks_the_server_or_its_description(ours: Tenant, live_server: Any) -> None:
    """Allowed and broken requests for every operation, to what exists and to what does not."""
    schema = schemathesis.openapi.from_dict(Client().get(SCHEMA).json())
    found = [each.ok() for each in schema.get_all_operations()]
    statuses: set[int] = set()

    for operation in sorted(found, key=lambda each: ORDER.index(each.method.lower())):
        for wave in ours.waves.values() if "{wave_id}" in operation.path else (0,):
            ids = ours.ids | {"wave_id": wave}
            statuses |= thrown_at(operation, ours, live_server.url, ids=ids)
        statuses |= thrown_at(operation, ours, live_server.url, ids={"slug": ours.organization.slug})

    assert statuses >= {200, 201, 202, 204, 400, 404, 409}
    assert len(found) == len(list(operations()))


def thrown_at(operation: Any, ours: Tenant, url: str, *, ids: dict[str, Any]) -> set[int]:
    """Statuses that were answered to requests with these ids in the address."""
    names = {name for name in re.findall(r"\{(\w+)\}", operation.path) if name in ids}
    known = {name: ids[name] for name in names}
    checks = [CHECKS.get_one(name) for name in HELD]
    headers = {"Authorization": f"Bearer {ours.owner.key}"}
    statuses = set()
    for mode in GenerationMode:
        if mode.is_negative and not (operation.body or operation.query):
            continue

        @hypothesis.settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode, path_parameters=known))
        def throw(case: Any) -> None:
            response = case.call(base_url=url, headers=headers)
            statuses.add(response.status_code)
            case.validate_response(response, checks=checks)

        throw()
    return statuses
