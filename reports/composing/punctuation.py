"""What stands between pieces that are each whole: French, for one, spaces it differently."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import pgettext


def clauses(parts: Iterable[str]) -> str:
    """Clauses that stand alone, one after another: "one is contested; two are refused"."""
    return pgettext("between two clauses", "; ").join(part for part in parts if part)


def labelled(label: str, text: str) -> str:
    """ "Renewal: 40% say nobody": what is said of something, after its name."""
    return pgettext("a name and what is said of it", "{label}: {text}").format(label=label, text=text)
