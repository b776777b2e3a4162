"""The report as a deck of slides: native tables, charts and shapes that a consultant can edit."""

from __future__ import annotations

from collections.abc import Sequence

from reports.documents import ReportDocument
from reports.remarks import Remark
from reports.renderers.brand import HOUSE, Brand
from reports.renderers.language import in_its_language

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
VERSION = 1
"""Rises when a program that reads the deck would have to be changed."""


@in_its_language
def render(document: ReportDocument, *, brand: Brand = HOUSE, remarks: Sequence[Remark] = ()) -> bytes:
    """The deck as a .pptx file."""
    # The library takes a fifth of a second and 40 MB to import, which only those who build decks should pay.
    from reports.renderers.pptx.deck import build

    return build(document, brand=brand, remarks=remarks)
