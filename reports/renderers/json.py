"""The report for machines: the document as it is stored, with `results` beside the pages, and remarks."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from reports.documents import ReportDocument
from reports.remarks import Remark
from reports.renderers.brand import HOUSE, Brand


def render(document: ReportDocument, *, brand: Brand = HOUSE, remarks: Sequence[Remark] = ()) -> bytes:
    """UTF-8 JSON with sorted keys and a final newline; equal documents give equal bytes.

    Remarks stand beside the document, under a key of their own; without any the key is missing.
    """
    tree = document.model_dump(mode="json")
    if remarks:
        tree["remarks"] = [_told(remark) for remark in remarks]
    text = json.dumps(tree, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    return (text + "\n").encode()


def _told(remark: Remark) -> dict[str, Any]:
    fields = asdict(remark).items()
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in fields}
