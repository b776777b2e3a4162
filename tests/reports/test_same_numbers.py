"""One wave, the same numbers for machines as for readers; each format by itself: test_handed_over.py."""

from __future__ import annotations

import json

import pytest

from reports.renderers import RENDERERS
from tests.reports import composed

NAMES = ("torchlight-systems", "plainfield-broadband")


@pytest.mark.parametrize("name", NAMES)
def test_numbers_for_machines_are_those_of_the_tables(name: str) -> None:
    page = composed.document(composed.named(name))
    results = json.loads(RENDERERS["json"](page))["results"]
    words = composed.story(composed.named(name)).reading.words
    listed = {row["construct"]: row["value"] for row in composed.table(page, "orientation", "organization")}
    for key, value in results["organization_scores"].items():
        if (label := words.construct_label(key)) in listed:
            assert listed[label] == str(value), key
    assert len(listed) > 5
    gains = {row["construct"]: row["value"] for row in composed.table(page, "actions", "priorities")}
    assert {
        words.construct_label(each["construct"]): f"{each['value']:.1f}" for each in results["priorities"]
    } == gains
