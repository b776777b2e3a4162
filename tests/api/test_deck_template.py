"""The client's own template for slides by the interface: taken where it holds all rules, read, removed."""

from __future__ import annotations

import random
from typing import Any

import pytest

from organizations.deck_template import MEDIA_TYPE, checked
from organizations.models import AuditEntry, Organization, Role
from tests import builders
from tests.api.program import Program, program
from tests.deck_templates import dark, rewritten


def said(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


@pytest.fixture
def acme(db: None) -> Organization:
    return builders.organization()


@pytest.fixture
def ann(acme: Organization) -> Program:
    return program("Ann", of=acme, role=Role.ANALYST)


def test_a_template_is_written_anew_and_removed(ann: Program) -> None:
    taken = ann.put("looks/template/", dark(), content_type=MEDIA_TYPE)

    assert (taken.status_code, len(taken.json()["digest"])) == (200, 16)
    shown = ann.get("looks/template/")
    assert (shown["Content-Type"], shown.content) == (MEDIA_TYPE, checked(dark())[0])
    assert ann.get("looks/template/", if_none_match=shown["ETag"]).status_code == 304
    assert ann.delete("looks/template/").status_code == 204
    assert said(ann.get("looks/template/")) == (404, "not_found")
    done = AuditEntry.every_org.filter(outcome="done").order_by("pk")
    assert [line.action for line in done] == ["changed deck template", "removed deck template"]


def test_what_breaks_a_rule_is_refused_by_it(ann: Program) -> None:
    def with_macros(parts: dict[str, bytes]) -> None:
        parts["ppt/vbaProject.bin"] = b"\xd0\xcf"

    refused = ann.put("looks/template/", rewritten(dark(), with_macros), content_type=MEDIA_TYPE)

    assert said(refused) == (400, "template_refused")
    assert "macros" in refused.json()["message"]


def test_a_template_of_several_megabytes_comes_through(ann: Program) -> None:
    noise = random.Random(1).randbytes(5_000_000)

    def heavier(parts: dict[str, bytes]) -> None:
        parts["ppt/media/unused.png"] = noise

    assert ann.put("looks/template/", rewritten(dark(), heavier), content_type=MEDIA_TYPE).status_code == 200


def test_a_reader_has_no_business_with_templates(acme: Organization) -> None:
    max_ = program("Max", of=acme, role=Role.READER)

    assert said(max_.get("looks/template/")) == (403, "not_allowed")
