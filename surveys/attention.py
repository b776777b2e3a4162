"""How attentively somebody answers: time told page by page, and in the end a few bits.

Time travels with the page, never as a time of day. A visit is a page as a browser loaded it once; with
JavaScript it gives itself a random name, numbers what it sends and tells each time how long it has been
open, so that nothing counts twice and nothing late overwrites what is newer. Without JavaScript a page is
sent once, whole. All of this dies with the draft; the bits stay with the submission.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import nan

from scoring.blocks import DISPLAYED, FLAT, LONG, SPEED
from scoring.quality import flat, long_string, speeding
from scoring.watched import Watched
from surveys.models import Draft
from surveys.questionnaire import Card, Questionnaire, Sheet, questionnaire_of
from surveys.rendering import card_order

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


# --- What is left of it -------------------------------------------------------------------------------------


def seconds_of(draft: Draft) -> int | None:
    """Seconds spent on all pages; None if the time of a page with answers is not known, or of no page."""
    told = [
        draft.page_seconds.get(sheet.key)
        for sheet in questionnaire_of(draft).sheets
        if sheet.key in draft.page_seconds or any(draft.answers.get(column) for column in sheet.columns)
    ]
    known = [seconds for seconds in told if seconds is not None]
    return sum(known) if known and len(known) == len(told) else None


def attention_of(draft: Draft) -> int:
    """The bits of somebody who sends: pages in haste, and strings as they stood on the screen."""
    questions = questionnaire_of(draft)
    battery = set(Watched.of(questions.codebook).shown)
    cards = [card for sheet in questions.sheets for card in _as_seen(sheet, seed=draft.seed)]
    statements = [card for card in cards if card.key in battery]
    shown = [[_step(card, draft.answers) for card in statements]]
    pairs = [[_step(card, draft.answers) for card in cards if card.layout == "pair"]]
    turned = [questions.codebook.column(card.key).reverse for card in statements]
    bits = (
        (SPEED, _is_fast(draft, questions)),
        (LONG, long_string(shown, turned=turned)[0]),
        (FLAT, flat(shown, pairs=pairs)[0]),
    )
    return DISPLAYED + sum(bit for bit, is_so in bits if is_so)


def _as_seen(sheet: Sheet, *, seed: int) -> Iterator[Card]:
    cards = {card.key: card for card in sheet.cards}
    return (cards[key] for key in card_order(sheet, seed=seed))


def _step(card: Card, answers: Mapping[str, str]) -> float:
    """Place of the answer among the steps on the screen, from 1; NaN where there is none."""
    places = {choice.value: place for place, choice in enumerate(card.field.steps, start=1)}
    return places.get(answers.get(card.key, ""), nan)


def _is_fast(draft: Draft, questions: Questionnaire) -> bool:
    """Whether half of the pages whose time is known took under two seconds an item."""
    told = [draft.page_seconds.get(sheet.key) for sheet in questions.sheets]
    pages = [[nan if seconds is None else seconds for seconds in told]]
    return bool(speeding(pages, items=[len(sheet.cards) for sheet in questions.sheets], seconds=[nan])[0])
