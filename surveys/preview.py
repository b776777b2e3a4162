"""A questionnaire to look through: the pages of one function and level, with each scale said once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

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
    asked = (ownership.today[language], ownership.should[language], ownership.accept[language])

    def answers(card: Card) -> tuple[tuple[str, str], ...]:
        questions = asked if card.layout == "ownership" else ("",)
        return tuple(
            (question, _options(field)) for question, field in zip(questions, card.fields, strict=True)
        )

    return tuple(Block(tuple(group), said) for said, group in groupby(cards, key=answers))


def _options(field: Field) -> str:
    return " · ".join(choice.label for choice in field.choices)
