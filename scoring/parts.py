"""The parts an instrument is made of, each checked on its own: texts, scales, items, pages, facts, the pulse.

How they hang together is checked by `scoring.instrument`, which is also where others import them from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints


def _plain_text(texts: dict[str, str]) -> dict[str, str]:
    for text in texts.values():
        if any(ord(letter) < 32 and letter not in "\n\t" for letter in text):
            raise ValueError("text holds no control characters")
    return texts


Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]([A-Za-z0-9_]{0,38}[A-Za-z0-9])?$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}\.[0-9]{1,4}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")]
Text = Annotated[
    dict[Language, Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]],
    Field(min_length=1),
    AfterValidator(_plain_text),
]
"""One text in every language of the instrument: {"en": "…"}."""


class Part(BaseModel):
    """A frozen part of an instrument that refuses words it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(Part):
    """One answer of a scale; `key` is what files say, `label` what people read."""

    key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_]{0,39}$")]
    label: Text


class Scale(Part):
    """Answers in code order; `cant_tell` is the label of "can't tell", absent where it may not be said."""

    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=20)]
    cant_tell: Text | None = None


class Stage(Part):
    """A part of a customer's time with the organization; `whole` is all of it, from first contact to last."""

    key: Key
    label: Text


class Item(Part):
    """One thing a person is asked; an ownership item has three columns, a group item (function, level) none.

    asked   everybody; module = functions that have one, in the module's words; leads = leaders, managers.
    unit    which of the seconds per unit it takes.
    stem    words that several items share and that are read before the text.
    side    of a pair: the side on which the elevating statement stands.
    """

    key: Key
    kind: Literal["statement", "pair", "ownership", "choice", "picks", "profile", "group"]
    unit: Literal["battery", "mirror", "clock", "lever", "pair", "ownership", "alone", "rating", "profile"]
    scale: str = ""
    stem: Text | None = None
    text: Text | None = None
    aiming: Text | None = None
    elevating: Text | None = None
    side: Literal["left", "right", ""] = ""
    stage: str = ""
    facet: str = ""
    reverse: bool = False
    maximum: Annotated[int, Field(ge=1, le=3)] = 1
    asked: Literal["everybody", "module", "leads"] = "everybody"

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns in files and packed rows."""
        if self.kind == "ownership":
            return (f"{self.key}_today", f"{self.key}_should", f"{self.key}_accept")
        return () if self.kind == "group" else (self.key,)


Ask = Literal["today", "should", "accept"]


class OwnershipQuestions(Part):
    """What is asked of every part of the journey, in this order. asks: those of the three that are."""

    today: Text
    should: Text
    accept: Text
    asks: tuple[Ask, ...] = ("today", "should", "accept")


class ConstructRule(Part):
    """How a construct is scored: from columns or, as MO is, from other constructs."""

    key: Key
    name: Text
    columns: tuple[Key, ...] = ()
    of: tuple[Key, ...] = ()
    minimum_valid: Annotated[int, Field(ge=1, le=40)]


class Page(Part):
    """One screen of the questionnaire, its items in this order or shuffled for each person."""

    key: Slug
    title: Text
    intro: Text | None = None
    items: tuple[Key, ...] = ()
    shuffle: bool = False
    consent: bool = False
    comment: Text | None = None


class Form(Part):
    """A shorter way through an instrument: some of its items, on pages of their own.

    asks       which of the three questions an ownership row puts, who answers for it today always.
    ownership  seconds that such a row takes.
    """

    name: Text
    asks: Annotated[tuple[Ask, ...], Field(min_length=1, max_length=3)]
    ownership: Annotated[int, Field(ge=12, le=90)]
    pages: Annotated[tuple[Page, ...], Field(min_length=1, max_length=40)]


class Seconds(Part):
    """How long a unit takes to answer; the floors keep an instrument from promising what nobody can keep."""

    page: Annotated[int, Field(ge=1, le=30)]
    battery: Annotated[int, Field(ge=6, le=60)]
    mirror: Annotated[int, Field(ge=5, le=60)]
    clock: Annotated[int, Field(ge=5, le=60)]
    lever: Annotated[int, Field(ge=4, le=60)]
    pair: Annotated[int, Field(ge=10, le=60)]
    ownership: Annotated[int, Field(ge=12, le=90)]
    alone: Annotated[int, Field(ge=6, le=60)]
    rating: Annotated[int, Field(ge=6, le=60)]
    profile: Annotated[int, Field(ge=5, le=60)]


class Module(Part):
    """The eight statements only one function is asked, by item key."""

    name: Text
    items: dict[Key, Text]


class Fact(Part):
    """One line of the sponsor's fact sheet; it is attributed and carries a note on its evidence."""

    key: Key
    text: Text
    kind: Literal["choice", "checks", "yes_no", "count", "grid"]
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    or_function: bool = False
    """Whether a function of the assessment may stand there besides the options."""

    def allows(self, value: Any, *, functions: Sequence[str] = ()) -> bool:
        """Whether a value is one this line knows, in an assessment of these functions."""
        keys = set(self.known(functions=functions))
        if self.kind == "yes_no":
            return isinstance(value, bool)
        if self.kind == "count":
            return type(value) is int and 0 <= value <= 10_000
        if self.kind == "checks":
            return self._allows_checks(value, keys)
        if self.kind == "grid":
            return self._allows_grid(value, keys)
        return isinstance(value, str) and value in keys

    def known(self, *, functions: Sequence[str] = ()) -> tuple[str, ...]:
        """The keys of what may be chosen."""
        options = tuple(option.key for option in self.options)
        more = functions if self.or_function else ()
        return (*options, *(key for key in more if key not in options))

    def expected(self, *, functions: Sequence[str] = ()) -> str:
        """What may stand on this line, in words."""
        names = ", ".join(self.known(functions=functions))
        rows = ", ".join(row.key for row in self.rows)
        return {
            "yes_no": "true or false",
            "count": "a whole number from 0",
            "checks": f"a list of {names}",
            "grid": f"for each of {rows} one of {names}",
        }.get(self.kind, f"one of {names}")

    def _allows_checks(self, value: Any, keys: set[str]) -> bool:
        if not isinstance(value, list) or not all(isinstance(key, str) for key in value):
            return False
        return keys.issuperset(value) and len(set(value)) == len(value)

    def _allows_grid(self, value: Any, keys: set[str]) -> bool:
        rows = {row.key for row in self.rows}
        if not isinstance(value, dict) or set(value) != rows:
            return False
        return all(type(cell) is int and str(cell) in keys for cell in value.values())


class Pulse(Part):
    """The four statements customers answer, on one page, with the brand's name for {brand}."""

    title: Text
    intro: Text
    items: tuple[Item, ...]
    constructs: tuple[ConstructRule, ...]
    comment: Text | None = None
