"""The page of the client's template for slides, as a person meets it: on a desk and on a phone."""

from __future__ import annotations

from typing import Any

from organizations.deck_template import MEDIA_TYPE
from organizations.models import Organization
from tests import builders
from tests.browser.test_member_pages import WIDTHS
from tests.browser.test_member_pages import acme as acme
from tests.browser.test_member_pages import as_ as as_
from tests.browser.test_member_pages import faults as faults
from tests.deck_templates import rewritten, sidebar


@WIDTHS
def test_ann_hands_in_a_template_that_is_refused_and_one_that_is_not(
    as_: Any, faults: Any, acme: Organization, width: int
) -> None:
    page = as_(builders.ann(acme), width)
    page.goto("/o/acme/deck-template/")
    found = faults(page)
    hand_in(page, rewritten(sidebar(), lambda parts: parts.update({"ppt/vbaProject.bin": b"x"})))
    page.get_by_text("The file holds macros").wait_for()
    found += faults(page)
    hand_in(page, sidebar())
    page.get_by_text("In use since").wait_for()
    assert found + faults(page) == []


def hand_in(page: Any, content: bytes) -> None:
    file = {"name": "master.pptx", "mimeType": MEDIA_TYPE, "buffer": content}
    page.get_by_label("Template").set_input_files(file)
    page.get_by_role("button", name="Use this").click()
