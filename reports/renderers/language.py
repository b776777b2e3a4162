"""A document is rendered in its own language, whoever asks for it in whichever other."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.utils import translation

from reports.documents import ReportDocument

Given = ParamSpec("Given")
Rendered = TypeVar("Rendered")


def in_its_language(
    render: Callable[Concatenate[ReportDocument, Given], Rendered],
) -> Callable[Concatenate[ReportDocument, Given], Rendered]:
    """Call the renderer with the document's language active."""

    @wraps(render)
    def rendered(document: ReportDocument, *args: Given.args, **named: Given.kwargs) -> Rendered:
        with translation.override(document.language):
            return render(document, *args, **named)

    return rendered
