"""Pages that are drawn once and then only filled in.

A page is the same for everybody with the same instrument version, function, level and language. The template
draws it once, with slots where a person's answers and address go; filling the slots costs microseconds.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from scoring.codebook import PICKS_JOIN
from surveys.models import Draft
from surveys.questionnaire import Card, Choice, Field, Sheet, named_functions, questionnaire

SLOTS = (
    "address",
    "base",
    "brand",
    "cards",
    "comment",
    "forward",
    "logo",
    "notice",
    "opened",
    "organization",
    "saved",
)
"""What differs from person to person outside the cards."""

OWNERSHIP = ("today", "should", "accept")
"""What an ownership row may ask; a shorter form of an instrument leaves some of it out."""

_EDGE = "\x00"
_SLOT = re.compile(f"{_EDGE}([^{_EDGE}]*){_EDGE}")


def slot(*words: str) -> SafeString:
    """A place in a drawn page that is filled for each person; NUL cannot come from an instrument."""
    return mark_safe(f"{_EDGE}{' '.join(words)}{_EDGE}")


@dataclass(frozen=True)
class Drawn:
    """A drawn text: what stands in it, and between each two pieces the name of a slot."""

    pieces: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Drawn:
        return cls(tuple(_SLOT.split(text)))

    def fill(self, values: Mapping[str, str]) -> str:
        """The text with its slots filled; a slot without a value stays empty."""
        filled = list(self.pieces)
        for at in range(1, len(filled), 2):
            filled[at] = values.get(filled[at], "")
        return "".join(filled)


@dataclass(frozen=True)
class DrawnSheet:
    """One page: its frame, with one slot for the cards, and each card by the key of its item."""

    sheet: Sheet
    frame: Drawn
    cards: Mapping[str, Drawn]

    def fill(self, values: Mapping[str, str], *, answers: Mapping[str, str], order: Sequence[str]) -> str:
        """The page of one person. Values are HTML already; answers are text values by column."""
        chosen = ticks(self.sheet, answers)
        cards = "".join(self.cards[key].fill(chosen) for key in order)
        return self.frame.fill({**values, "cards": cards})


def drawn_sheet(draft: Draft, sheet: Sheet, *, own_link: bool, to_review: bool) -> DrawnSheet:
    """The page as everybody with this draft's instrument, function, level and language sees it.

    own_link   the person came by an open link and was given one of their own, which page one shows.
    to_review  the way on leads to the review.
    """
    wave = draft.wave
    return _drawn(
        key=wave.instrument_key,
        version=wave.instrument_version,
        form=wave.form,
        functions=named_functions(wave, language=draft.language),
        function=draft.function,
        level=draft.level,
        language=draft.language,
        languages=tuple(wave.languages),
        number=sheet.number,
        own_link=own_link,
        to_review=to_review,
    )


@lru_cache(maxsize=1024)
def _drawn(
    *, number: int, own_link: bool, to_review: bool, languages: tuple[str, ...], **asked: Any
) -> DrawnSheet:
    sheet = questionnaire(**asked).sheet(number)
    assert sheet is not None, "only pages of the questionnaire are drawn"
    page = {
        "sheet": sheet,
        "slot": {name: slot(name) for name in SLOTS},
        "own_link": own_link,
        "to_review": to_review,
        "languages": tongues(languages, spoken=asked["language"]),
    }
    with translation.override(asked["language"]):
        cards = {card.key: _drawn_card(card) for card in sheet.cards}
        frame = Drawn.of(render_to_string("surveys/answer/page.html", page))
    return DrawnSheet(sheet=sheet, frame=frame, cards=cards)


def tongues(languages: Iterable[str], *, spoken: str) -> list[dict[str, str]]:
    """The other languages of a wave, each named in itself."""
    return [
        {"code": code, "name": translation.get_language_info(code)["name_local"]}
        for code in languages
        if code != spoken
    ]


def _drawn_card(card: Card) -> Drawn:
    fields = [_field_parts(field) for field in card.fields]
    context: dict[str, Any] = {"card": card, "fields": fields}
    if card.layout == "ownership":
        context |= dict.fromkeys(OWNERSHIP)
        context |= {str(parts["column"]).rpartition("_")[2]: parts for parts in fields}
    return Drawn.of(render_to_string(f"components/{card.layout}.html", context))


def _field_parts(field: Field) -> dict[str, Any]:
    return {
        "column": field.column,
        "multiple": field.multiple,
        "steps": [_choice_parts(field, choice) for choice in field.steps],
        "asides": [_choice_parts(field, choice) for choice in field.asides],
        "stay": slot("stay", field.column),
        "move": slot("move", field.column),
    }


def _choice_parts(field: Field, choice: Choice) -> dict[str, Any]:
    return {
        "value": choice.value,
        "label": choice.label,
        "statement": choice.statement,
        "first": choice.first,
        "checked": slot("checked", field.column, choice.value),
        "selected": slot("selected", field.column, choice.value),
    }


def ticks(sheet: Sheet, answers: Mapping[str, str]) -> dict[str, str]:
    """Which slots of a page's cards are checked by these answers."""
    chosen: dict[str, str] = {}
    for card in sheet.cards:
        for column in card.columns:
            for value in answers.get(column, "").split(PICKS_JOIN):
                chosen[f"checked {column} {value}"] = " checked"
                chosen[f"selected {column} {value}"] = " selected"
        if card.layout == "ownership":
            chosen |= _stay_or_move(card, answers)
    return chosen


def _stay_or_move(card: Card, answers: Mapping[str, str]) -> dict[str, str]:
    today, should = f"{card.key}_today", f"{card.key}_should"
    wanted = answers.get(should, "")
    if not wanted or should not in card.columns:
        return {}
    return {f"{'stay' if wanted == answers.get(today) else 'move'} {should}": " checked"}


def card_order(sheet: Sheet, *, seed: int) -> list[str]:
    """Keys of a page's items in the order this person sees them, the same on every visit."""
    keys = [card.key for card in sheet.cards]
    if sheet.shuffle:
        random.Random(f"{seed}:{sheet.key}").shuffle(keys)
    return keys


def as_text(text: str) -> str:
    """A person's own text, made harmless for the page."""
    return str(escape(text))
