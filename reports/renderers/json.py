"""The report for machines: the document as it is stored, with `results` beside the pages."""

from __future__ import annotations

import json

from reports.documents import ReportDocument
from reports.renderers.brand import HOUSE, Brand


def render(document: ReportDocument, *, brand: Brand = HOUSE) -> bytes:
    """UTF-8 JSON with sorted keys and a final newline; equal documents give equal bytes."""
    tree = document.model_dump(mode="json")
    text = json.dumps(tree, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    return (text + "\n").encode()
