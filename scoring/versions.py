"""A wave that was opened again: whether its new version may be published, and what is left out of it.

Every closing of a wave makes a version of it, and who reads the new one knows the old one too. What the new
one adds is then given away as a difference: it has to be nobody, or the minimum group and more. For reporting
units, and for everybody, that decides over the version as a whole. For each single score, of which fewer can
tell, it decides over that score of that unit; such a cell is taken out of the tally, so that no statistic can
read what must not be shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from scoring.choices import BY_UNIT, TOGETHER
from scoring.codebook import FIRST_OPTION, NOT_ANSWERED, Codebook
from scoring.lattice import audited, gives_away
from scoring.tally import Tally
from scoring.units import LEAST_FOR_SHARES, Unit, reporting_units

PEOPLE, DRIVERS, SEEN = "people", "drivers", "seen"
SCORE, ROWS, ANSWERS, OFFERED = "score:", "rows:", "answers:", "offered:"

Counts = NDArray[np.int64]
"""Usable answers by function × (leaders and managers, front line), shape (F, 2)."""

Which = Literal["all", "lead", "front"]
COLUMNS: dict[Which, list[int]] = {"all": [0, 1], "lead": [0], "front": [1]}

Short = Literal["", "few", "apart"]
"""Why a version stays unpublished: a changed cell gained too few, or the versions together tell of few."""


class PublishedSet(BaseModel):
    """People of some functions, of one level or of all."""

    model_config = ConfigDict(frozen=True)

    functions: tuple[int, ...]
    which: Which = "all"


class Withheld(BaseModel):
    """Functions whose answers to a variable are not counted, and whether levels are merged in the rest."""

    model_config = ConfigDict(frozen=True)

    functions: tuple[int, ...] = ()
    levels: bool = False


class Release(BaseModel):
    """What one closing of a wave published; kept for as long as the wave, and read by every later closing.

    cells     variable -> usable answers, by function × (leaders and managers, front line).
    units     functions of each reporting unit.
    sets      variable -> sets of people of whom it was published; empty for a version that was not.
    withheld  variable -> what is left out of this version.
    short     empty if the version is published, else why it is not.
    """

    model_config = ConfigDict(frozen=True)

    cells: dict[str, list[list[int]]]
    units: tuple[tuple[int, ...], ...]
    sets: dict[str, tuple[PublishedSet, ...]] = {}
    withheld: dict[str, Withheld] = {}
    customers: int = 0
    short: Short = ""

    @property
    def published(self) -> bool:
        return self.short == ""

    def counts(self, variable: str, *, functions: int) -> Counts:
        """Usable answers of a variable; none of one that this version did not know."""
        return np.array(self.cells.get(variable) or np.zeros((functions, 2)), dtype=np.int64)


def release(
    kept: Tally, *, minimum_group: int, customers: int = 0, earlier: Sequence[Release] = ()
) -> Release:
    """Decide over a wave that is being closed.

    kept       everybody who has answered up to now and is not left out for how they answered.
    customers  how many customers have answered up to now.
    earlier    versions of the wave that are published, oldest first.
    """
    sizes = dict(zip(kept.codebook.functions, map(int, kept.sizes.sum(axis=1)), strict=True))
    units = [_codes(kept.codebook, unit) for unit in reporting_units(sizes, {}, minimum_group)]
    counts = counts_of(kept)
    plain = Release(
        cells={key: table.tolist() for key, table in counts.items()}, units=tuple(units), customers=customers
    )
    short = _why_short(plain, earlier, minimum_group=minimum_group)
    if short:
        return plain.model_copy(update={"short": short})
    sets, withheld = {}, {}
    for variable, table in counts.items():
        bench = _Bench(variable, table, units, _kind(kept.codebook, variable), earlier, minimum_group)
        sets[variable], withheld[variable] = bench.decide()
    return plain.model_copy(
        update={"sets": sets, "withheld": {key: out for key, out in withheld.items() if out != Withheld()}}
    )


def _codes(codebook: Codebook, unit: Unit) -> tuple[int, ...]:
    return tuple(sorted(codebook.functions.index(key) for key in unit.functions))


def counts_of(kept: Tally) -> dict[str, Counts]:
    """How many answers each published number rests on, by variable."""
    p = len(kept.plan.scales)
    known = {PEOPLE: kept.sizes, SEEN: kept.sizes}
    known |= {SCORE + key: kept.products[:, :, p + at, p + at] for key, at in kept.plan.index.items()}
    known |= {ROWS + key: table[:, :, -1, -1] for key, table in kept.items.items()}
    for column, table in kept.histograms.items():
        known[ANSWERS + column] = table[:, :, FIRST_OPTION:].sum(axis=2)
        # Of items of a score only "can't tell" is told beside the score; SEEN is what that rests on.
        if column not in _items(kept):
            known[OFFERED + column] = table[:, :, NOT_ANSWERED:].sum(axis=2)
    if kept.drivers.shape[-1]:
        known[DRIVERS] = kept.drivers[:, :, -1, -1]
    return {key: np.stack([table[:, :-1].sum(axis=1), table[:, -1]], axis=1) for key, table in known.items()}


def _items(kept: Tally) -> set[str]:
    several = [construct for construct in kept.codebook.constructs if len(construct.columns) > 1]
    return {column for construct in several for column in construct.columns}


# --- The version as a whole -------------------------------------------------------------------------------


def _why_short(now: Release, earlier: Sequence[Release], *, minimum_group: int) -> Short:
    """Whether every changed unit, and everybody, gained the minimum, and the versions hide the rest."""
    if not earlier:
        return ""
    last = earlier[-1]
    functions = len(now.cells[PEOPLE])
    before = last.counts(PEOPLE, functions=functions)
    gained = now.counts(PEOPLE, functions=functions) - before
    gains = [int(gained[list(unit)].sum()) for unit in now.units if unit in last.units]
    # Of fewer than the minimum nothing was said, so whatever is said now is said for the first time.
    gains += [int(gained.sum())] if before.sum() >= minimum_group else []
    gains += [now.customers - last.customers] if last.customers >= minimum_group else []
    if any(_few(gain, minimum_group) for gain in gains):
        return "few"
    layers = _layers([*earlier, now], PEOPLE, functions)
    sets = [_units_over(release, at, layers) for at, release in enumerate([*earlier, now])]
    return "apart" if gives_away(np.vstack(sets), layers.ravel(), minimum_group) else ""


def _few(gain: int, minimum_group: int) -> bool:
    """Nobody is no change; fewer than before cannot be, so it counts as too few."""
    return gain < 0 or 0 < gain < minimum_group


def _layers(releases: Sequence[Release], variable: str, functions: int) -> Counts:
    """What each version added, shape (versions, F, 2); never below 0, so that a set stays a sum of atoms."""
    totals = [release.counts(variable, functions=functions) for release in releases]
    return np.diff(np.array([np.zeros((functions, 2), dtype=np.int64), *totals]), axis=0).clip(0)


def _units_over(release: Release, at: int, layers: Counts) -> NDArray[np.uint8]:
    return _rows([PublishedSet(functions=unit) for unit in release.units], at, layers)


def _rows(sets: Sequence[PublishedSet], at: int, layers: Counts) -> NDArray[np.uint8]:
    """The sets of version `at` over the atoms version × function × level, one row each."""
    rows = np.zeros((len(sets), *layers.shape), dtype=np.uint8)
    for row, one in zip(rows, sets, strict=True):
        row[np.ix_(range(at + 1), list(one.functions), COLUMNS[one.which])] = 1
    return rows.reshape(len(sets), layers.size)


# --- One variable -----------------------------------------------------------------------------------------

Kind = Literal["units", "together", "leads"]


def _kind(codebook: Codebook, variable: str) -> Kind:
    """Whether a variable is told by unit, of everybody at once, or of all leaders and managers at once."""
    name, _, key = variable.partition(":")
    if variable == DRIVERS or key in TOGETHER:
        return "together"
    if not key:
        return "units"
    columns = [key] if name + ":" in (ANSWERS, OFFERED) else codebook.items_of(key)
    return "leads" if {codebook.column(each).item for each in columns} <= codebook.leads_only else "units"


class _Bench:
    """One variable of a version that is about to be published."""

    def __init__(
        self,
        variable: str,
        counts: Counts,
        units: Sequence[tuple[int, ...]],
        kind: Kind,
        earlier: Sequence[Release],
        minimum_group: int,
    ) -> None:
        self.variable, self.counts, self.units, self.kind = variable, counts, units, kind
        self.k = minimum_group
        # What a unit adds to shares that are told of it is itself told as shares, so it has to be ten.
        by_unit = variable == SEEN or variable.partition(":")[2] in BY_UNIT
        self.least_gain = max(minimum_group, LEAST_FOR_SHARES) if by_unit else minimum_group
        here = Release(cells={variable: counts.tolist()}, units=tuple(units))
        self.layers = _layers([*earlier, here], variable, len(counts))
        self.told = [
            (one, each.counts(variable, functions=len(counts)))
            for each in earlier
            for one in each.sets.get(variable, ())
        ]
        told = [_rows(each.sets.get(variable, ()), at, self.layers) for at, each in enumerate(earlier)]
        self.before = np.vstack([*told, np.zeros((0, self.layers.size), dtype=np.uint8)])

    def decide(self) -> tuple[tuple[PublishedSet, ...], Withheld]:
        """The sets that are published, and what is withheld so that no other one is."""
        wanted = [one for one in self._wanted() if self._size(one) >= self.k]
        shown = self._audited([one for one in wanted if not self._gains_few(one)])
        functions = sorted(code for one in wanted if one not in shown for code in one.functions)
        levels = self._levels(shown) if self._by_level else ()
        if not self.told:
            return (*shown, *levels), Withheld()
        return (*shown, *levels), Withheld(functions=tuple(functions), levels=self._by_level and not levels)

    @property
    def _by_level(self) -> bool:
        return self.kind == "units" and self.variable.startswith(SCORE)

    def _wanted(self) -> Iterator[PublishedSet]:
        if self.kind == "units":
            yield from (PublishedSet(functions=unit) for unit in self.units)
            return
        everybody = tuple(range(len(self.counts)))
        yield PublishedSet(functions=everybody, which="all" if self.kind == "together" else "lead")

    def _levels(self, shown: Sequence[PublishedSet]) -> tuple[PublishedSet, ...]:
        """Both levels of the units shown, or none: a gap between them needs both."""
        everybody = tuple(sorted(code for one in shown for code in one.functions))
        pair = [PublishedSet(functions=everybody, which=which) for which in ("lead", "front")]
        if min(map(self._size, pair)) < self.k or any(map(self._gains_few, pair)):
            return ()
        given = np.vstack([self.before, self._over(shown)])
        return tuple(pair) if audited(self._over(pair), self._atoms, self.k, before=given).all() else ()

    def _audited(self, sets: list[PublishedSet]) -> list[PublishedSet]:
        stays = audited(self._over(sets), self._atoms, self.k, before=self.before)
        return [one for one, stay in zip(sets, stays, strict=True) if stay]

    def _over(self, sets: Sequence[PublishedSet]) -> NDArray[np.uint8]:
        return _rows(sets, len(self.layers) - 1, self.layers)

    @property
    def _atoms(self) -> Counts:
        return self.layers.ravel()

    def _size(self, one: PublishedSet) -> int:
        return _people(self.counts, one)

    def _gains_few(self, one: PublishedSet) -> bool:
        """Whether the set was published before, and a mean of it now would be of a few people more."""
        sizes = [_people(counts, one) for known, counts in self.told if known == one]
        return any(_few(self._size(one) - size, self.least_gain) for size in sizes)


def _people(counts: Counts, one: PublishedSet) -> int:
    return int(counts[np.ix_(list(one.functions), COLUMNS[one.which])].sum())


# --- Leaving out --------------------------------------------------------------------------------------------


def withhold(tally: Tally, withheld: Mapping[str, Withheld]) -> Tally:
    """The tally without the answers that this version must not count: as if nobody had given them.

    Where levels may not be told apart, all usable answers of the variable count as the front line's.
    """
    parts = replace(
        tally,
        histograms={key: table.copy() for key, table in tally.histograms.items()},
        products=tally.products.copy(),
        items={key: table.copy() for key, table in tally.items.items()},
        drivers=tally.drivers.copy(),
    )
    for variable, out in withheld.items():
        _leave_out(parts, variable, out)
    return parts


def _leave_out(tally: Tally, variable: str, out: Withheld) -> None:
    name, _, key = variable.partition(":")
    codes = list(out.functions)
    if name + ":" == SCORE:
        _leave_out_score(tally, tally.plan.index[key], out)
    elif name + ":" == ROWS:
        _leave_out_items(tally, [key], codes)
    elif name + ":" in (ANSWERS, OFFERED):
        tally.histograms[key][codes] = 0
        _leave_out_items(tally, [each for each in tally.items if key in tally.codebook.items_of(each)], codes)
    elif variable == DRIVERS:
        tally.drivers[codes] = 0
    elif variable == SEEN:
        _leave_out_items(tally, list(tally.items), codes)


def _leave_out_items(tally: Tally, constructs: Sequence[str], codes: list[int]) -> None:
    """Complete rows of constructs, and the answers to their items, which are told together as agreement."""
    for construct in constructs:
        tally.items[construct][codes] = 0
        for column in tally.codebook.items_of(construct):
            if column in tally.histograms and column in _items(tally):
                tally.histograms[column][codes] = 0


def _leave_out_score(tally: Tally, at: int, out: Withheld) -> None:
    p = len(tally.plan.scales)
    for place in (at, p + at):
        for row in (tally.products[:, :, place, :], tally.products[:, :, :, place]):
            row[list(out.functions)] = 0
    if not out.levels:
        return
    # Sums, squares and number stay those of the unit; products with other scores have no level then either.
    for one, other in ((at, at), (at, p + at), (p + at, at), (p + at, p + at)):
        cell = tally.products[:, :, one, other]
        cell[:, -1] = cell.sum(axis=1)
        cell[:, :-1] = 0
