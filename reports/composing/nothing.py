"""What a page says that has nothing to show: what is missing, and what to do next."""

from __future__ import annotations

from reports.composing.sure import needed
from reports.documents import Section
from reports.reading import Reading

ENOUGH = 10
"""Answers from which on it is for want of telling, not for want of people, that nothing is shown."""

MORE_PEOPLE = "In the next wave, leave more time to answer and remind those who were invited."
COULD_NOT_TELL = (
    "Too few of those who answered could tell, or they left these questions out. Before the next wave, say "
    "that an answer from where one sits is enough; where people still cannot tell, that is the finding."
)
NOT_ALONE = (
    "No function has enough answers to stand on its own. In the next wave, remind each function until it has "
    "at least five, and ten where shares are to be shown."
)


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
        return NOT_ALONE
    return MORE_PEOPLE if published.n < ENOUGH else COULD_NOT_TELL
