"""QR codes as drawings that stand in a page: no file, no script, no style of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import qrcode
from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4
"""Empty modules around the code; scanners ask for four."""


def qr_svg(text: str, *, label: str) -> SafeString:
    """The text as a QR code that survives a crease (15% of it may be lost).

    label  what it is, for somebody who does not see it.
    """
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    return format_html(
        '<svg class="qr-code" viewBox="0 0 {size} {size}" role="img" aria-label="{label}"'
        ' shape-rendering="crispEdges"><path fill="currentColor" d="{path}"/></svg>',
        size=len(matrix),
        label=label,
        path="".join(_runs(matrix)),
    )


def _runs(matrix: Sequence[Sequence[bool]]) -> Iterator[str]:
    """One rectangle for each run of dark modules in a row."""
    for y, row in enumerate(matrix):
        for dark, run in groupby(enumerate(row), key=lambda module: module[1]):
            modules = [x for x, _dark in run]
            if dark:
                yield f"M{modules[0]} {y}h{len(modules)}v1h-{len(modules)}z"
