"""What one person is asked, in their language: sheets of cards, each with its columns and its minutes.

A questionnaire depends on the instrument version, the wave's functions and the person's function and level,
never on the person; so it is made once and kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal

from scoring.instrument import CANT_TELL_TEXT, LEVELS, Codebook, Instrument, Item, Page, Scale
from surveys import library
from surveys.models import Draft, Wave

STAY = "stay"
MOVE = "move"
"""How the second ownership question is answered on the page: as it is today, or with somebody else."""

OWNER_SCALE = "owner"
"""The scale that words the answers beside the departments: several, nobody, can't tell."""

Layout = Literal["scale", "chips", "list", "pair", "ownership"]
LEVEL_SCALE = "level"

LONG_LABEL = 26
"""Characters from which an option needs a line of its own on a phone."""


@dataclass(frozen=True)
class Choice:
    """One option: the text value that is stored, its label, and whether it stands beside the scale.

    statement  of a pair: the statement it leans to, which is the `first` or the second on the page.
    """

    value: str
    label: str
    aside: bool = False
    statement: str = ""
    first: bool = False


@dataclass(frozen=True)
class Field:
    """The options of one column, in the order in which they stand on the page."""

    column: str
    choices: tuple[Choice, ...]
    multiple: bool = False

    @property
    def steps(self) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if not choice.aside)

    @property
    def asides(self) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if choice.aside)


@dataclass(frozen=True)
class Card:
    """One item as it stands on a page. A pair has two statements; an ownership row two or three fields."""

    key: str
    layout: Layout
    text: str
    fields: tuple[Field, ...]
    statements: tuple[str, str] = ("", "")
    maximum: int = 1

    @property
    def field(self) -> Field:
        return self.fields[0]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.column for field in self.fields)


@dataclass(frozen=True)
class Sheet:
    """One page of the questionnaire.

    number   1-based place among the pages of this person; `total` of them.
    minutes  what is left from here on, this page included.
    comment  the label of the open comment, "" where there is none.
    """

    number: int
    total: int
    key: str
    title: str
    intro: str
    cards: tuple[Card, ...]
    minutes: int
    shuffle: bool
    comment: str

    @cached_property
    def columns(self) -> frozenset[str]:
        return frozenset(column for card in self.cards for column in card.columns)

    def unanswered(self, answers: Mapping[str, str]) -> list[str]:
        """Keys of the items without an answer; "can't tell" is one, of an ownership row all three count."""
        return [card.key for card in self.cards if not all(answers.get(column) for column in card.columns)]

    @property
    def is_last(self) -> bool:
        return self.number == self.total


@dataclass(frozen=True)
class Questionnaire:
    """All pages of one function and level in one language.

    asked  every column this person may answer, in the order of the packed row.
    """

    language: str
    codebook: Codebook
    sheets: tuple[Sheet, ...]
    asked: tuple[str, ...]

    def sheet(self, number: int) -> Sheet | None:
        """The page of that number, None if this person has none such."""
        return self.sheets[number - 1] if 1 <= number <= len(self.sheets) else None


@lru_cache(maxsize=256)
def questionnaire(
    *,
    key: str,
    version: str,
    form: str,
    functions: tuple[tuple[str, str], ...],
    function: str,
    level: str,
    language: str,
) -> Questionnaire:
    """What a person is asked by an instrument of this key and version, in one of its forms.

    functions  (key, name) of the wave's functions in frozen order: the owners that can be named.
    """
    instrument = library.instrument(key, version, form)
    writer = _Writer(instrument=instrument, owners=functions, function=function, language=language)
    sheets = writer.sheets(_answerable(instrument, instrument.pages_of(function=function, level=level)))
    codebook = Codebook.of(instrument, functions=[key for key, _name in functions])
    asked = codebook.asked(function, level)
    return Questionnaire(
        language=language,
        codebook=codebook,
        sheets=sheets,
        asked=tuple(column.key for column, is_asked in zip(codebook.columns, asked, strict=True) if is_asked),
    )


def questionnaire_of(draft: Draft) -> Questionnaire:
    """What the person with this draft is asked."""
    wave = draft.wave
    return questionnaire(
        key=wave.instrument_key,
        version=wave.instrument_version,
        form=wave.form,
        functions=named_functions(wave, language=draft.language),
        function=draft.function,
        level=draft.level,
        language=draft.language,
    )


def named_functions(wave: Wave, *, language: str = "") -> tuple[tuple[str, str], ...]:
    """(key, name) of the functions a wave asks, in frozen order.

    language  a function that bears the instrument's own name is named in this language; a name that somebody
              typed stays as it is.
    """
    modules = library.instrument(wave.instrument_key, wave.instrument_version).modules
    names = {key: module.name for key, module in modules.items()}
    return tuple(
        (each["key"], _translated(each["name"], names.get(each["key"], {}), language=language))
        for each in wave.functions
    )


def _translated(name: str, names: Mapping[str, str], *, language: str) -> str:
    return names.get(language, name) if name in names.values() else name


@dataclass(frozen=True)
class FirstWords:
    """What the first screen says and, at an open link, asks: texts of the instrument, and minutes.

    minutes  (fewest, most) of those who may hold this link.
    """

    title: str
    intro: str
    promise: tuple[str, str]
    minutes: tuple[int, int]
    function_question: str
    level_question: str
    functions: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]


def first_words(wave: Wave, *, language: str, function: str = "", level: str = "") -> FirstWords:
    """The wording of a wave's first screen, as exact about the time as what is known of the person allows."""
    return _first_words(
        key=wave.instrument_key,
        version=wave.instrument_version,
        form=wave.form,
        functions=named_functions(wave, language=language),
        function=function,
        level=level,
        language=language,
    )


@lru_cache(maxsize=256)
def _first_words(
    *,
    key: str,
    version: str,
    form: str,
    functions: tuple[tuple[str, str], ...],
    function: str,
    level: str,
    language: str,
) -> FirstWords:
    instrument = library.instrument(key, version, form)
    group = {item.key: item for item in instrument.items if item.kind == "group"}
    lead, stop, rest = instrument.consent[language].partition(". ")
    seconds = [
        instrument.seconds_of(function=each, level=stand)
        for each in ([function] if function else dict(functions))
        for stand in ([level] if level else LEVELS)
    ]
    return FirstWords(
        title=instrument.title[language],
        intro=instrument.intro[language],
        promise=(lead + stop.strip(), rest) if stop else ("", lead),
        minutes=(minutes(min(seconds)), minutes(max(seconds))),
        function_question=_question(group.get("FUNCTION"), language=language),
        level_question=_question(group.get("LEVEL"), language=language),
        functions=functions,
        levels=_level_labels(instrument, language=language),
    )


def minutes_of_form(wave: Wave, *, form: str) -> tuple[int, int]:
    """(fewest, most) minutes that a form of the instrument takes the people of this wave."""
    instrument = library.instrument(wave.instrument_key, wave.instrument_version, form)
    asked = wave.function_keys or ("",)
    seconds = [instrument.seconds_of(function=each, level=stand) for each in asked for stand in LEVELS]
    return minutes(min(seconds)), minutes(max(seconds))


def _question(item: Item | None, *, language: str) -> str:
    return item.text[language] if item and item.text else ""


def _level_labels(instrument: Instrument, *, language: str) -> tuple[tuple[str, str], ...]:
    scale = instrument.scales.get(LEVEL_SCALE)
    if scale is None:
        return tuple((level, level) for level in LEVELS)
    return tuple((option.key, option.label[language]) for option in scale.options)


def minutes(seconds: float) -> int:
    """Seconds as the whole minutes a person is told, at least one."""
    return max(1, round(seconds / 60))


def _answerable(instrument: Instrument, pages: Iterable[Page]) -> list[Page]:
    """Pages with something to answer; function and level come from the link or the first screen."""

    def without_group(page: Page) -> Page:
        items = tuple(key for key in page.items if instrument.item(key).kind != "group")
        return page.model_copy(update={"items": items})

    return [page for page in map(without_group, pages) if page.items or page.comment]


@dataclass(frozen=True)
class _Writer:
    """Puts the instrument's parts into one person's words."""

    instrument: Instrument
    owners: tuple[tuple[str, str], ...]
    function: str
    language: str

    def sheets(self, pages: list[Page]) -> tuple[Sheet, ...]:
        seconds = [self._seconds(page) for page in pages]
        return tuple(
            Sheet(
                number=at + 1,
                total=len(pages),
                key=page.key,
                title=page.title[self.language],
                intro=self._said(page.intro),
                cards=tuple(self._card(self.instrument.item(key)) for key in page.items),
                minutes=minutes(sum(seconds[at:])),
                shuffle=page.shuffle,
                comment=self._said(page.comment),
            )
            for at, page in enumerate(pages)
        )

    def _seconds(self, page: Page) -> int:
        per_unit = self.instrument.seconds
        units = [getattr(per_unit, self.instrument.item(key).unit) for key in page.items]
        return int(sum(units)) + per_unit.page

    def _said(self, text: Mapping[str, str] | None) -> str:
        return text[self.language] if text else ""

    def _card(self, item: Item) -> Card:
        scale = self.instrument.scales[item.scale]
        if item.kind == "ownership":
            return self._ownership(item, scale)
        if item.kind == "pair":
            return self._pair(item, scale)
        field = Field(item.key, self._choices(scale), multiple=item.kind == "picks")
        text = self._wording(item)
        return Card(item.key, _layout(item, field), text, (field,), maximum=item.maximum)

    def _wording(self, item: Item) -> str:
        """What is asked; an item that goes on where the page's introduction stops shows that it does."""
        text = self.instrument.wording(item, function=self.function, language=self.language)
        return f"… {text}" if text[:1].islower() else text

    def _pair(self, item: Item, scale: Scale) -> Card:
        """Codes count towards elevating; on the page they run from the first statement to the second."""
        aiming, elevating = self._said(item.aiming), self._said(item.elevating)
        steps = tuple(choice for choice in self._choices(scale) if not choice.aside)
        asides = tuple(choice for choice in self._choices(scale) if choice.aside)
        statements = (aiming, elevating)
        if item.side == "left":
            statements, steps = (elevating, aiming), steps[::-1]
        field = Field(item.key, _leaning(steps, statements) + asides)
        return Card(item.key, "pair", "", (field,), statements=statements)

    def _ownership(self, item: Item, scale: Scale) -> Card:
        owners = self._owner_choices()
        choices = {"today": owners, "should": owners, "accept": self._choices(scale)}
        fields = tuple(Field(f"{item.key}_{ask}", choices[ask]) for ask in self.instrument.ownership.asks)
        text = self.instrument.wording(item, function=self.function, language=self.language)
        return Card(item.key, "ownership", text, fields)

    def _owner_choices(self) -> tuple[Choice, ...]:
        named = tuple(Choice(key, name) for key, name in self.owners)
        others = self._choices(self.instrument.scales[OWNER_SCALE])
        return named + tuple(Choice(choice.value, choice.label, aside=True) for choice in others)

    def _choices(self, scale: Scale) -> tuple[Choice, ...]:
        steps = tuple(Choice(option.key, option.label[self.language]) for option in scale.options)
        if scale.cant_tell is None:
            return steps
        return (*steps, Choice(CANT_TELL_TEXT, scale.cant_tell[self.language], aside=True))


def _leaning(steps: tuple[Choice, ...], statements: tuple[str, str]) -> tuple[Choice, ...]:
    """The steps of a pair with the statement each leans to: the first half to the first."""
    half = len(steps) // 2
    return tuple(
        replace(step, statement=statements[at >= half], first=at < half) for at, step in enumerate(steps)
    )


def _layout(item: Item, field: Field) -> Layout:
    if item.kind == "statement":
        return "scale"
    longest = max(len(choice.label) for choice in field.choices)
    return "list" if longest > LONG_LABEL else "chips"
