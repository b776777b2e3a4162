"""A document is rendered in its own language, whoever asks for it in whichever other."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.utils import translation

from reports.documents import ReportDocument

Render = TypeVar("Render", bound=Callable[..., Any])


def in_its_language(render: Render) -> Render:
    """Call the renderer, whose first argument is the document, with that document's language active."""

    @wraps(render)
    def rendered(document: ReportDocument, *args: Any, **named: Any) -> Any:
        with translation.override(document.language):
            return render(document, *args, **named)

    return cast(Render, rendered)
