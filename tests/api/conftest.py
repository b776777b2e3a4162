"""What the tests of the interface share: Acme, and a program of each of its members."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from organizations.models import Organization, Role
from tests import builders
from tests.api.program import Program, program


@pytest.fixture(autouse=True)
def _nobody_asked_before() -> None:
    """Requests and wrong tokens are counted from nothing in every test."""
    cache.clear()


@pytest.fixture
def acme(db: None) -> Organization:
    return builders.organization()


@pytest.fixture
def ann(acme: Organization) -> Program:
    return program("Ann", of=acme, role=Role.ANALYST)


@pytest.fixture
def max_(acme: Organization) -> Program:
    return program("Max", of=acme, role=Role.READER)


@pytest.fixture
def olga(acme: Organization) -> Program:
    return program("Olga", of=acme, role=Role.OWNER)
