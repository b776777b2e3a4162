"""A questionnaire to look through: the pages of one function and level, with each scale said once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from scoring.instrument import OwnershipQuestions
from surveys.models import Wave
from surveys.queries import instrument_of
from surveys.questionnaire import Card, Field, FirstWords, Sheet, first_words, questionnaire


@dataclass(frozen=True)
class Block:
    """Questions of one page that follow each other and are answered alike.

    answers  (question, its options in words); the question is "" where it is the card itself.
    """

    cards: tuple[Card, ...]
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Preview:
    """What somebody is asked. minutes: what the first screen tells them."""

    words: FirstWords
    pages: tuple[tuple[Sheet, tuple[Block, ...]], ...]
    questions: int

    @property
    def minutes(self) -> int:
        return self.words.minutes[0]


def preview_of(wave: Wave, *, function: str, level: str, language: str) -> Preview:
    words = first_words(wave, language=language, function=function, level=level)
    sheets = questionnaire(
        key=wave.instrument_key,
        version=wave.instrument_version,
        form=wave.form,
        functions=words.functions,
        function=function,
        level=level,
        language=language,
    ).sheets
    ownership = instrument_of(wave).ownership
    return Preview(
        words=words,
        pages=tuple(
            (sheet, _blocks(sheet.cards, ownership=ownership, language=language)) for sheet in sheets
        ),
        questions=sum(len(sheet.cards) for sheet in sheets),
    )


def _blocks(cards: Sequence[Card], *, ownership: OwnershipQuestions, language: str) -> tuple[Block, ...]:
    def answers(card: Card) -> tuple[tuple[str, str], ...]:
        if card.layout == "ownership":
            return _owners(card, ownership=ownership, language=language)
        return (("", _options(card.field)),)

    return tuple(Block(tuple(group), said) for said, group in groupby(cards, key=answers))


def _owners(card: Card, *, ownership: OwnershipQuestions, language: str) -> tuple[tuple[str, str], ...]:
    """The questions of an ownership row; who should answer names an owner only where it should move."""
    move = _("yes, as it is · no, it should move, to one of the same")
    return tuple(
        (getattr(ownership, ask)[language], move if ask == "should" else _options(field))
        for ask, field in zip(ownership.asks, card.fields, strict=True)
    )


def _options(field: Field) -> str:
    return " · ".join(choice.label for choice in field.choices)
