"""One byte per column: how answers lie packed, and what each byte means.

A submission is one row of `Codebook.width` bytes, in the item order of its instrument version. The bytes
0, 1 and 2 mean the same in every column; an option of a single choice is 3 plus its place in the list of
options, a set of picks is 2 plus the bit mask of the options picked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scoring.instrument import ConstructRule, Instrument, Item

NOT_ASKED = 0
NOT_ANSWERED = 1
CANT_TELL = 2
FIRST_OPTION = 3

LEVELS = ("leader", "manager", "contributor")
SHARED, NOBODY = "shared", "nobody"
CANT_TELL_TEXT = "dk"
PICKS_JOIN = ";"

Kind = Literal["statement", "pair", "owner", "acceptance", "choice", "picks", "profile"]


class AnswerError(ValueError):
    """An answer that its column does not know; `column` and `value` say which."""

    def __init__(self, *, column: str, value: str, expected: str) -> None:
        self.column, self.value, self.expected = column, value, expected
        super().__init__(f"{column}: {value[:40]!r} is not an answer; expected {expected}")


@dataclass(frozen=True)
class Column:
    """One byte of a packed row.

    key         name of the column in files, such as VIEW1 or OWN4_today.
    item        key of the item it belongs to (OWN4 has three columns).
    options     text values in code order; the byte of options[i] is FIRST_OPTION + i.
    multiple    the byte is 2 plus a bit mask over the options, at most `maximum` of them.
    reverse     a high answer means little of the construct; scoring re-keys it, storage never does.
    kind        what sort of answer it is: statement, pair, owner, acceptance, choice, picks, profile.
    cant_tell   whether "can't tell" may be answered.
    mirrored    on the page the options run from the last to the first: a pair with its elevating side left.
    """

    key: str
    item: str
    options: tuple[str, ...]
    multiple: bool = False
    reverse: bool = False
    kind: Kind = "statement"
    maximum: int = 1
    cant_tell: bool = True
    mirrored: bool = False

    @cached_property
    def codes(self) -> dict[str, int]:
        """Text value -> byte. Picks are known in every order in which a person may write them."""
        codes = {"": NOT_ANSWERED}
        if self.cant_tell:
            codes[CANT_TELL_TEXT] = CANT_TELL
        return codes | (self._pick_codes() if self.multiple else self._option_codes())

    @cached_property
    def texts(self) -> dict[int, str]:
        """Byte -> text value, picks in the order of the options; NOT_ASKED has no text."""
        texts: dict[int, str] = {}
        for text, code in self.codes.items():
            texts.setdefault(code, text)
        return texts

    @property
    def expected(self) -> str:
        """What may stand in the column, in words."""
        many = f"up to {self.maximum} of " if self.multiple else ""
        dk = (CANT_TELL_TEXT,) if self.cant_tell else ()
        return many + ", ".join((*self.options, *dk)) + " or nothing"

    def code(self, value: str) -> int:
        """The byte of a text value; AnswerError if the column does not know it."""
        try:
            return self.codes[value]
        except KeyError:
            raise AnswerError(column=self.key, value=value, expected=self.expected) from None

    def _option_codes(self) -> dict[str, int]:
        return {option: FIRST_OPTION + place for place, option in enumerate(self.options)}

    def _pick_codes(self) -> dict[str, int]:
        place = {option: at for at, option in enumerate(self.options)}
        return {
            PICKS_JOIN.join(picks): CANT_TELL + sum(1 << place[pick] for pick in picks)
            for size in range(1, self.maximum + 1)
            for picks in permutations(self.options, size)
        }


@dataclass(frozen=True)
class Construct:
    """What a group of columns measures, for one respondent.

    columns        columns whose valid scores are averaged; empty if the construct is made `of` others.
    reverse        for each column, whether it is reverse keyed.
    minimum_valid  how many valid columns (or constructs) a score needs; with fewer it is missing.
    of             constructs whose scores are averaged instead of columns, such as the five elements of MO.
    """

    key: str
    columns: tuple[str, ...]
    reverse: tuple[bool, ...]
    minimum_valid: int
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Codebook:
    """The meaning of every byte of a wave's rows: columns, constructs, functions and levels.

    functions    keys in frozen order; a function's code is its place. Empty for a customer pulse.
    modules      keys of the functions whose module columns are asked.
    leads_only   keys of items asked of leaders and managers only.
    module_only  keys of items asked only where the function has a module.
    stages       journey stage key and the item that asks for its owner, in row order, the whole last.
    left_out     columns that the wave's form of the instrument asks of nobody.
    """

    columns: tuple[Column, ...]
    constructs: tuple[Construct, ...]
    functions: tuple[str, ...] = ()
    modules: frozenset[str] = frozenset()
    leads_only: frozenset[str] = frozenset()
    module_only: frozenset[str] = frozenset()
    stages: tuple[tuple[str, str], ...] = ()
    levels: tuple[str, ...] = LEVELS
    left_out: frozenset[str] = frozenset()

    @classmethod
    def of(cls, instrument: Instrument, *, functions: Sequence[str]) -> Codebook:
        """The codebook of a wave that asks these functions (frozen order) with this instrument."""
        _check_functions(functions)
        items = instrument.items
        owners = (*functions, SHARED, NOBODY)
        columns = tuple(column for item in items for column in _columns(instrument, item, owners=owners))
        return cls(
            columns=columns,
            constructs=_constructs(instrument.constructs, columns),
            functions=tuple(functions),
            modules=frozenset(instrument.modules),
            leads_only=frozenset(item.key for item in items if item.asked == "leads"),
            module_only=frozenset(item.key for item in items if item.asked == "module"),
            stages=tuple((item.stage, item.key) for item in items if item.kind == "ownership"),
            left_out=instrument.left_out,
        )

    @classmethod
    def of_pulse(cls, instrument: Instrument) -> Codebook:
        """The codebook of the customer pulse: no functions, no levels, only its few columns."""
        items = instrument.pulse.items
        columns = tuple(column for item in items for column in _columns(instrument, item, owners=()))
        return cls(columns=columns, constructs=_constructs(instrument.pulse.constructs, columns), levels=())

    @cached_property
    def places(self) -> dict[str, int]:
        """Column key -> its place in the row."""
        return {column.key: place for place, column in enumerate(self.columns)}

    @property
    def width(self) -> int:
        """Bytes in a row."""
        return len(self.columns)

    def index(self, key: str) -> int:
        """Place of a column; KeyError if there is none of that name."""
        return self.places[key]

    def column(self, key: str) -> Column:
        return self.columns[self.places[key]]

    def codes(self, key: str) -> dict[str, int]:
        """Text value -> byte of one column, with "" as not answered and, where allowed, "dk"."""
        return self.column(key).codes

    def construct(self, key: str) -> Construct:
        """The construct of that key; KeyError if there is none."""
        return self._constructs_by_key[key]

    def items_of(self, key: str) -> tuple[str, ...]:
        """All columns below a construct, those of the constructs it is made of included."""
        construct = self.construct(key)
        return construct.columns + tuple(column for part in construct.of for column in self.items_of(part))

    def encode(self, answers: Mapping[str, str]) -> bytes:
        """Pack answers given as text; a column without a key was not asked, "" was not answered.

        Raises AnswerError for a column or a value that the codebook does not know.
        """
        row = bytearray(self.width)
        for key, value in answers.items():
            if key not in self.places:
                raise AnswerError(column=key, value=value, expected="a column of this instrument")
            row[self.places[key]] = self.column(key).code(value)
        return bytes(row)

    def decode(self, row: bytes) -> dict[str, str]:
        """The answers of a packed row as text; columns that were not asked are left out.

        Raises AnswerError for a row of another width or a byte that its column does not know.
        """
        if len(row) != self.width:
            raise AnswerError(column="row", value=str(len(row)), expected=f"{self.width} bytes")
        return {
            column.key: _text(column, code)
            for column, code in zip(self.columns, row, strict=True)
            if code != NOT_ASKED
        }

    def asked(self, function: str, level: str) -> NDArray[np.bool_]:
        """Which columns a person of this function and level is asked: bool, shape (width,)."""
        skipped: set[str] = set()
        if function not in self.modules:
            skipped |= self.module_only
        if level == LEVELS[-1]:
            skipped |= self.leads_only
        asked = [c.item not in skipped and c.key not in self.left_out for c in self.columns]
        return np.array(asked, dtype=np.bool_)

    @cached_property
    def _constructs_by_key(self) -> dict[str, Construct]:
        return {construct.key: construct for construct in self.constructs}


def _text(column: Column, code: int) -> str:
    try:
        return column.texts[code]
    except KeyError:
        raise AnswerError(column=column.key, value=str(code), expected="a byte this column knows") from None


def _check_functions(functions: Sequence[str]) -> None:
    taken = {SHARED, NOBODY, CANT_TELL_TEXT, ""}
    if len(set(functions)) != len(functions):
        raise ValueError("function keys must differ from one another")
    if wrong := taken.intersection(functions):
        raise ValueError(f"{min(wrong)!r} cannot be the key of a function")
    if len(functions) > 200:
        raise ValueError("a wave asks at most 200 functions")


def _columns(instrument: Instrument, item: Item, *, owners: tuple[str, ...]) -> tuple[Column, ...]:
    if item.kind == "group":
        return ()
    if item.kind == "ownership":
        return _ownership_columns(instrument, item, owners=owners)
    scale = instrument.scales[item.scale]
    kinds: dict[str, Kind] = {"pair": "pair", "choice": "choice", "picks": "picks", "profile": "profile"}
    return (
        Column(
            key=item.key,
            item=item.key,
            options=tuple(option.key for option in scale.options),
            multiple=item.kind == "picks",
            reverse=item.reverse,
            kind=kinds.get(item.kind, "statement"),
            maximum=item.maximum,
            cant_tell=scale.cant_tell is not None,
            mirrored=item.kind == "pair" and item.side == "left",
        ),
    )


def _ownership_columns(instrument: Instrument, item: Item, *, owners: tuple[str, ...]) -> tuple[Column, ...]:
    acceptance = tuple(option.key for option in instrument.scales[item.scale].options)
    return (
        Column(key=f"{item.key}_today", item=item.key, options=owners, kind="owner"),
        Column(key=f"{item.key}_should", item=item.key, options=owners, kind="owner"),
        Column(key=f"{item.key}_accept", item=item.key, options=acceptance, kind="acceptance"),
    )


def _constructs(rules: Sequence[ConstructRule], columns: tuple[Column, ...]) -> tuple[Construct, ...]:
    reverse = {column.key: column.reverse for column in columns}
    return tuple(
        Construct(
            key=rule.key,
            columns=rule.columns,
            reverse=tuple(reverse[column] for column in rule.columns),
            minimum_valid=rule.minimum_valid,
            of=rule.of,
        )
        for rule in rules
    )
