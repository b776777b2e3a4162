"""What a page says that has nothing to show: what is missing, and what to do next."""

from __future__ import annotations

from reports.composing.sure import needed
from reports.documents import Section
from reports.reading import Reading

COULD_NOT_TELL = (
    "Too few of those who answered could tell, or they left these questions out. Before the next wave, say "
    "that an answer from where one sits is enough; where people still cannot tell, that is the finding."
)


def nothing(key: str, *, title: str, reading: Reading, asks: str = "") -> Section:
    """A section without numbers. `asks` says what the page would show, and of whom it asks it."""
    why = needed(reading) if reading.published.n is None else COULD_NOT_TELL
    return Section(key=key, title=title, paragraphs=tuple(part for part in (asks, why) if part))
