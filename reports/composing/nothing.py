"""What a page says that has nothing to show: what is missing, and what to do next."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reports.composing.sure import needed
from reports.documents import Section
from reports.reading import Reading

ENOUGH = 10
"""Answers from which on it is for want of telling, not for want of people, that nothing is shown."""


def nothing(key: str, *, title: str, reading: Reading, asks: str = "", alone: bool = False) -> Section:
    """A section without numbers.

    asks   what the page would show, and of whom it asks it.
    alone  whether it needs functions that stand on their own.
    """
    why = _why(reading, alone=alone)
    return Section(key=key, title=title, paragraphs=tuple(part for part in (asks, why) if part))


def _why(reading: Reading, *, alone: bool) -> str:
    published = reading.published
    if published.n is None:
        return needed(reading)
    if alone and all(unit.pooled for unit in published.units):
        return _not_alone()
    return _more_people() if published.n < ENOUGH else _could_not_tell()


def _more_people() -> str:
    return _("In the next wave, leave more time to answer and remind those who were invited.")


def _could_not_tell() -> str:
    return _(
        "Too few of those who answered could tell, or they left these questions out. Before the next wave,"
        " say that an answer from where one sits is enough; where people still cannot tell, that is the"
        " finding."
    )


def _not_alone() -> str:
    return _(
        "No function has enough answers to stand on its own. In the next wave, remind each function until it"
        " has at least five, and ten where shares are to be shown."
    )
