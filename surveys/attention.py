"""How attentively somebody answers: time told page by page, and in the end a few bits.

Time travels with the page, never as a time of day. A visit is a page as a browser loaded it once; with
JavaScript it gives itself a random name, numbers what it sends and tells each time how long it has been
open, so that nothing counts twice and nothing late overwrites what is newer. Without JavaScript a page is sent
once, whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from surveys.models import Draft

MOST_VISITS = 64
"""Visits a draft remembers."""


@dataclass(frozen=True)
class Visit:
    """One message of a page that a browser loaded.

    page     key of the page, with the `columns` asked on it.
    name     random, given by the browser; "" without JavaScript.
    number   of this message among those of the visit, rising from 1; 0 without a name.
    seconds  since the page was drawn; None if not known.
    """

    page: str
    columns: frozenset[str]
    name: str = ""
    number: int = 0
    seconds: int | None = None

    def is_late(self, draft: Draft) -> bool:
        """Whether something that the same visit sent afterwards is here already."""
        return any(name == self.name and number >= self.number for name, number, _seconds in draft.visits)

    def told(self, draft: Draft) -> tuple[dict[str, int | None], list[list[object]]]:
        """Seconds by page and the visits known, with this message.

        A page's time stays unknown once answers stand on it of whose giving nothing is known: somebody who
        comes back to them would seem hasty.
        """
        before = next((seconds for name, _, seconds in draft.visits if name == self.name), 0)
        known = draft.page_seconds.get(self.page, None if self._is_answered(draft.answers) else 0)
        unknown = known is None or self.seconds is None
        spent = None if unknown else known + max(0, (self.seconds or 0) - before)
        return draft.page_seconds | {self.page: spent}, self._remembered(draft, before=before)

    def _is_answered(self, answers: Mapping[str, str]) -> bool:
        return any(answers.get(column) for column in self.columns)

    def _remembered(self, draft: Draft, *, before: int) -> list[list[object]]:
        if not self.name:
            return list(draft.visits)
        others = [visit for visit in draft.visits if visit[0] != self.name]
        return [*others, [self.name, self.number, max(before, self.seconds or 0)]][-MOST_VISITS:]
