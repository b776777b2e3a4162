"""What an instrument is: items, scales, constructs, pages and their wording, checked when it is read.

An instrument is text in one or more languages plus the few facts that scoring needs: which items belong to
which construct, which are reverse keyed, which side of a pair is the elevating one. Everything else (who
answers, when, how often) belongs to a wave.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from math import ceil
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from scoring.codebook import (
    CANT_TELL,
    CANT_TELL_TEXT,
    FIRST_OPTION,
    LEVELS,
    NOBODY,
    NOT_ANSWERED,
    NOT_ASKED,
    SHARED,
    AnswerError,
    Codebook,
    Column,
    Construct,
)
from scoring.parts import (
    ConstructRule,
    Fact,
    Form,
    Item,
    Key,
    Language,
    Module,
    OwnershipQuestions,
    Page,
    Part,
    Pulse,
    Scale,
    Seconds,
    Slug,
    Stage,
    Text,
    Version,
)
from scoring.sources import Path, Source, SourceError, read_source

__all__ = [
    "CANT_TELL",
    "CANT_TELL_TEXT",
    "FIRST_OPTION",
    "LEVELS",
    "MAX_SECONDS",
    "NOBODY",
    "NOT_ANSWERED",
    "NOT_ASKED",
    "SHARED",
    "AnswerError",
    "Codebook",
    "Column",
    "Construct",
    "ConstructRule",
    "Fact",
    "Instrument",
    "InstrumentError",
    "Item",
    "OwnershipQuestions",
    "Page",
    "Scale",
    "Seconds",
    "Stage",
]

MAX_SECONDS = 12 * 60
"""Nobody is asked for more than twelve minutes."""

MAX_ITEMS = 120

FULL = "full"
"""The form that asks everything."""


class InstrumentError(ValueError):
    """An instrument that cannot be used: `source` (file), `line` (1-based), `item` (key or "") and `rule`."""

    def __init__(self, *, source: str, line: int, item: str, rule: str) -> None:
        self.source, self.line, self.item, self.rule = source, line, item, rule
        super().__init__(f"{source}, line {line}{f', {item}' if item else ''}: {rule}")


class Instrument(Part):
    """A whole instrument of one version; equal versions ask equal questions for ever.

    forms  shorter ways through it, by key; `in_form` is the instrument as one of them asks it.
    form   which of them this is.
    """

    format: Literal["1"]
    key: Slug
    version: Version
    languages: Annotated[tuple[Language, ...], Field(min_length=1, max_length=40)]
    title: Text
    intro: Text
    consent: Text
    scales: dict[Key, Scale]
    ownership: OwnershipQuestions
    stages: Annotated[tuple[Stage, ...], Field(min_length=1, max_length=11)]
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=MAX_ITEMS)]
    constructs: tuple[ConstructRule, ...]
    modules: Annotated[dict[Key, Module], Field(max_length=40)]
    pages: Annotated[tuple[Page, ...], Field(min_length=1, max_length=40)]
    seconds: Seconds
    facts: tuple[Fact, ...]
    pulse: Pulse
    forms: Annotated[dict[Key, Form], Field(max_length=4)] = {}
    form: Key = FULL

    @classmethod
    def from_yaml(cls, text: str, *, source: str) -> Instrument:
        """Read an instrument; `source` names the file in what InstrumentError says."""
        try:
            read = read_source(text)
        except SourceError as error:
            raise InstrumentError(source=source, line=error.line, item="", rule=error.rule) from error
        try:
            return cls.model_validate(read.data)
        except ValidationError as error:
            raise _instrument_error(error, read, source=source) from error

    @model_validator(mode="after")
    def _holds_together(self) -> Instrument:
        """Refuse the first broken rule, with the place where it is broken."""
        for path, rule in _broken_rules(self):
            raise PydanticCustomError("instrument_rule", "{rule}", {"rule": rule, "path": path})
        return self

    @property
    def functions(self) -> dict[str, Module]:
        """The functions that have a module, by key."""
        return self.modules

    @cached_property
    def _items_by_key(self) -> dict[str, Item]:
        return {item.key: item for item in self.items}

    def item(self, key: str) -> Item:
        """The item of that key; KeyError if there is none."""
        return self._items_by_key[key]

    def wording(self, item: Item, *, function: str, language: str) -> str:
        """What a person of this function reads: the module's wording where the item belongs to a module."""
        if item.asked == "module":
            return self.modules[function].items[item.key][language]
        return item.text[language] if item.text else ""

    def is_asked(self, item: Item, *, function: str, level: str) -> bool:
        """Whether a person of this function and level sees the item."""
        if item.asked == "module":
            return function in self.modules
        return item.asked != "leads" or level != LEVELS[-1]

    def pages_of(self, *, function: str, level: str) -> tuple[Page, ...]:
        """The pages of one person, without items they are not asked and without pages left empty by that."""
        pages = tuple(self._page_of(page, function=function, level=level) for page in self.pages)
        return tuple(page for page in pages if page.items or page.consent or page.comment)

    def seconds_of(self, *, function: str, level: str) -> int:
        """How long the questionnaire takes one person of this function and level."""
        pages = self.pages_of(function=function, level=level)
        units: list[int] = [
            getattr(self.seconds, self.item(key).unit) for page in pages for key in page.items
        ]
        return sum(units) + self.seconds.page * len(pages)

    @property
    def longest_seconds(self) -> int:
        """How long it takes those who are asked most."""
        return max(self.seconds_of(function=f, level=level) for f in ("", *self.modules) for level in LEVELS)

    def in_form(self, form: str) -> Instrument:
        """The instrument as this form asks it: its pages, and constructs of what is asked alone.

        The items stay, and with them the columns of a packed row: what a form leaves out is not asked.
        Raises KeyError for a form that the instrument does not have.
        """
        if form == self.form:
            return self
        chosen = self.forms[form]
        shorter = self.model_copy(
            update={
                "form": form,
                "pages": chosen.pages,
                "ownership": self.ownership.model_copy(update={"asks": chosen.asks}),
                "seconds": self.seconds.model_copy(update={"ownership": chosen.ownership}),
            }
        )
        return shorter.model_copy(update={"constructs": tuple(_asked_rules(shorter))})

    @property
    def left_out(self) -> frozenset[str]:
        """Columns that this form asks of nobody."""
        asked = {key for page in self.pages for key in page.items}
        silent = {f"{item.key}_{ask}" for item in self.items for ask in _ASKS - set(self.ownership.asks)}
        return frozenset(
            column
            for item in self.items
            for column in item.columns
            if item.key not in asked or (item.kind == "ownership" and column in silent)
        )

    def pulse_codebook(self) -> Codebook:
        """The codebook of the customer pulse."""
        return Codebook.of_pulse(self)

    def fact(self, key: str) -> Fact | None:
        """A line of the fact sheet, or None if there is no such line."""
        return next((fact for fact in self.facts if fact.key == key), None)

    def _page_of(self, page: Page, *, function: str, level: str) -> Page:
        asked = [key for key in page.items if self.is_asked(self.item(key), function=function, level=level)]
        return page.model_copy(update={"items": tuple(asked)})


_ASKS = {"today", "should", "accept"}


def _asked_rules(shorter: Instrument) -> Iterator[ConstructRule]:
    """The constructs of which something is asked; of one that lost columns, half of the rest is enough."""
    known: set[str] = set()
    silent = shorter.left_out
    for rule in shorter.constructs:
        columns = tuple(column for column in rule.columns if column not in silent)
        of = tuple(part for part in rule.of if part in known)
        parts = columns or of
        if not parts:
            continue
        known.add(rule.key)
        if parts == (rule.columns or rule.of):
            yield rule
        else:
            half = ceil(len(parts) / 2)
            yield rule.model_copy(update={"columns": columns, "of": of, "minimum_valid": half})


Broken = Iterator[tuple[Path, str]]


def _broken_rules(instrument: Instrument) -> Broken:
    yield from _broken_languages(instrument)
    yield from _broken_keys(instrument)
    yield from _broken_items(instrument, instrument.items, path=("items",))
    yield from _broken_items(instrument, instrument.pulse.items, path=("pulse", "items"))
    yield from _broken_constructs(instrument.constructs, instrument.items, path=("constructs",))
    yield from _broken_constructs(
        instrument.pulse.constructs, instrument.pulse.items, path=("pulse", "constructs")
    )
    yield from _broken_modules(instrument)
    yield from _broken_pages(instrument, path=("pages",))
    yield from _unplaced(instrument)
    yield from _broken_facts(instrument)
    yield from _broken_time(instrument, path=("seconds",))
    yield from _broken_forms(instrument)


def _broken_languages(instrument: Instrument) -> Broken:
    """Every text stands in every language."""
    wanted = set(instrument.languages)
    for path, text in _texts(instrument.model_dump(), path=()):
        if missing := wanted - set(text):
            yield path, f"the text is missing in {min(missing)}"
        if unknown := set(text) - wanted:
            yield path, f"{min(unknown)} is not one of the languages of this instrument"


def _texts(value: Any, *, path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """Every text of a dumped instrument: nothing else in it is a mapping of words to words."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, tuple) else ()
    for key, child in pairs:
        if isinstance(child, dict) and child and all(isinstance(word, str) for word in child.values()):
            yield (*path, key), child
        else:
            yield from _texts(child, path=(*path, key))


def _broken_keys(instrument: Instrument) -> Broken:
    """A key names one thing."""
    for name in ("stages", "items", "constructs", "pages", "facts"):
        yield from _repeated([part.key for part in getattr(instrument, name)], path=(name,))
    for name, scale in instrument.scales.items():
        path: Path = ("scales", name, "options")
        yield from _repeated([option.key for option in scale.options], path=path)
        if taken := [at for at, option in enumerate(scale.options) if option.key == CANT_TELL_TEXT]:
            yield (*path, taken[0]), f"{CANT_TELL_TEXT} already means can't tell"
    yield from _repeated([c for item in instrument.items for c in item.columns], path=("items",))
    yield from _repeated([item.key for item in instrument.pulse.items], path=("pulse", "items"))
    yield from _repeated(list(instrument.languages), path=("languages",))


def _repeated(keys: list[str], *, path: Path) -> Broken:
    seen: set[str] = set()
    for at, key in enumerate(keys):
        if key in seen:
            yield (*path, at), f"{key} is there twice; a key names one thing"
        seen.add(key)


_WANTS = {
    "statement": ("scale", "text"),
    "pair": ("scale", "aiming", "elevating", "side"),
    "ownership": ("scale", "text", "stage"),
    "choice": ("scale", "text"),
    "picks": ("scale", "text"),
    "profile": ("scale", "text"),
    "group": ("text",),
}


def _broken_items(instrument: Instrument, items: tuple[Item, ...], *, path: Path) -> Broken:
    """An item has the parts of its kind, and the scale and the stage it names exist."""
    stages = {stage.key for stage in instrument.stages}
    for at, item in enumerate(items):
        here = (*path, at)
        for part in _WANTS[item.kind]:
            if not getattr(item, part) and not (part == "text" and item.asked == "module"):
                yield (*here, part), f"an item of kind {item.kind} needs {part}"
        if item.scale and item.scale not in instrument.scales:
            yield (*here, "scale"), f"there is no scale {item.scale}"
        if item.stage and item.stage not in stages:
            yield (*here, "stage"), f"there is no stage {item.stage}"
        if item.reverse and item.kind != "statement":
            yield (*here, "reverse"), "only a statement can be reverse keyed"
        if item.kind == "picks" and item.scale and len(instrument.scales[item.scale].options) > 7:
            yield (*here, "scale"), "picks are made of at most seven options"
    asked_for = Counter(item.stage for item in items if item.stage)
    for stage, times in asked_for.items():
        if times > 1:
            yield path, f"the owner of {stage} is asked for {times} times"


def _broken_constructs(rules: tuple[ConstructRule, ...], items: tuple[Item, ...], *, path: Path) -> Broken:
    """A construct is made of statements and pairs that exist, or of constructs said before it."""
    scored = {c for item in items if item.kind in ("statement", "pair", "choice") for c in item.columns}
    known: set[str] = set()
    for at, rule in enumerate(rules):
        here = (*path, at)
        if bool(rule.columns) == bool(rule.of):
            yield here, "a construct is made either of columns or of other constructs"
        if unknown := [column for column in rule.columns if column not in scored]:
            yield (*here, "columns"), f"there is no statement {unknown[0]}"
        if unknown := [part for part in rule.of if part not in known]:
            yield (*here, "of"), f"{unknown[0]} is not a construct said before this one"
        if rule.minimum_valid > len(rule.columns or rule.of):
            yield (*here, "minimum_valid"), "more valid answers are wanted than there are"
        known.add(rule.key)


def _broken_modules(instrument: Instrument) -> Broken:
    """Every module words every module item and nothing else."""
    wanted = {item.key for item in instrument.items if item.asked == "module"}
    for function, module in instrument.modules.items():
        here = ("modules", function, "items")
        if missing := wanted - set(module.items):
            yield here, f"the module does not word {min(missing)}"
        if unknown := set(module.items) - wanted:
            yield (*here, min(unknown)), "this is not a module item"


def _broken_pages(instrument: Instrument, *, path: Path) -> Broken:
    """An item stands on one page only, and the first page asks for consent."""
    items = {item.key for item in instrument.items}
    seen: set[str] = set()
    for at, page in enumerate(instrument.pages):
        for place, key in enumerate(page.items):
            if key not in items:
                yield (*path, at, "items", place), f"there is no item {key}"
            if key in seen:
                yield (*path, at, "items", place), f"{key} stands on two pages"
            seen.add(key)
    if not instrument.pages[0].consent:
        yield (*path, 0), "the first page asks for consent"


def _unplaced(instrument: Instrument) -> Broken:
    """Every item stands on a page."""
    placed = {key for page in instrument.pages for key in page.items}
    if left := [at for at, item in enumerate(instrument.items) if item.key not in placed]:
        yield ("items", left[0]), "the item stands on no page"


def _broken_facts(instrument: Instrument) -> Broken:
    """A line of the fact sheet has the options of its kind."""
    for at, fact in enumerate(instrument.facts):
        if fact.kind in ("choice", "checks", "grid") and not fact.options:
            yield ("facts", at), f"a fact of kind {fact.kind} needs options"
        if fact.kind == "grid" and not fact.rows:
            yield ("facts", at), "a grid needs rows"


def _broken_forms(instrument: Instrument) -> Broken:
    """Every shorter form is a questionnaire in its own right."""
    if instrument.form != FULL:
        yield ("form",), "a file holds the full form; shorter ones stand under forms"
    if FULL in instrument.forms:
        yield ("forms", FULL), f"{FULL} means the form that asks everything"
    for key, form in instrument.forms.items():
        here: Path = ("forms", key)
        yield from _repeated([page.key for page in form.pages], path=(*here, "pages"))
        yield from _repeated(list(form.asks), path=(*here, "asks"))
        if form.asks[0] != "today":
            yield (*here, "asks"), "an ownership row asks first who answers for it today"
        shorter = instrument.model_copy(update={"pages": form.pages})
        broken = list(_broken_pages(shorter, path=(*here, "pages")))
        yield from broken
        if not broken:
            yield from _broken_time(instrument.in_form(key), path=(*here, "ownership"))


def _broken_time(instrument: Instrument, *, path: Path) -> Broken:
    """Nobody is asked for more than twelve minutes."""
    longest = instrument.longest_seconds
    if longest > MAX_SECONDS:
        yield (
            path,
            f"the questionnaire takes {longest} s; at most {MAX_SECONDS} s (12 minutes) are allowed",
        )


def _instrument_error(error: ValidationError, read: Source, *, source: str) -> InstrumentError:
    first = error.errors(include_url=False)[0]
    context: dict[str, Any] = first.get("ctx", {})
    path: Path = tuple(context["path"]) if first["type"] == "instrument_rule" else first["loc"]
    rule = context["rule"] if first["type"] == "instrument_rule" else _in_words(first["msg"], path)
    return InstrumentError(source=source, line=read.line(path), item=_item_at(read.data, path), rule=rule)


def _in_words(message: str, path: Path) -> str:
    where = ".".join(str(part) for part in path)
    return f"{where}: {message}" if where else message


def _item_at(data: Any, path: Path) -> str:
    """The key of the innermost named part on a path, or the last word of the path."""
    key = ""
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(data, dict) and isinstance(data.get("key"), str):
            key = data["key"]
    words = [part for part in path if isinstance(part, str)]
    return key or (words[-1] if words else "")
