"""What each function mainly contributes to the customer's experience, and what is expected of it.

The expectation comes from the literature and is a starting point for talk, not a rule: a function that makes
another contribution, and none that is expected of it, is worth a question to all, not a mark against it.
"""

from __future__ import annotations

from collections.abc import Iterator

from reports.composing.found import Found, Order
from reports.composing.table import table
from reports.documents import Align, Finding, Grid, GridCell, GridRow, HeatColumn, Section, Table
from reports.reading import Reading
from reports.wording import DASH, count, join, percent, sentence, start, terms
from scoring.published import PublicRole

PARTS = ("decide", "shape", "supply", "deliver")
"""The contributions a customer's experience needs; "little or nothing" is an answer, not a part."""

LEAST_FUNCTIONS = 3
"""Functions to be shown before one says that none of them makes a contribution."""

LEGEND = (
    ("full", "picked by half or more, and expected"),
    ("half", "picked by half or more, not expected"),
    ("open", "expected, picked by fewer than half"),
)
STATES = {
    "fits": "as expected",
    "misplaced": "other than expected",
    "mixed": "in part as expected",
    "untold": "cannot be told",
}


def contributions_section(reading: Reading, *, findings: tuple[Finding, ...] = ()) -> Section | None:
    """Functions by contributions; None where no function's contribution may be shown."""
    roles = told(reading)
    if not roles:
        return None
    return Section(
        key="contributions",
        title="What each function contributes",
        note="Up to two answers each, from a function's own people; shares are shown from ten answers on.",
        lede=contributions_sentence(reading),
        findings=findings,
        figure=_grid(reading, roles=roles),
        table=_table(reading, roles=roles),
        paragraphs=(EXPECTED,),
    )


EXPECTED = (
    "What is expected follows the literature on customer experience: the executive team, marketing and sales "
    "decide; operations, IT and marketing shape how others deliver; finance and HR supply facts; sales, "
    "operations and service deliver, and service supplies facts as well. A company may have reasons to "
    "arrange it otherwise."
)


def told(reading: Reading) -> list[PublicRole]:
    """The units whose contribution may be shown, in the order of the tables."""
    roles = reading.published.roles
    if roles is None:
        return []
    found = [roles.units.get(unit.key) for unit in reading.published.units]
    return [role for role in found if role is not None and role.state != "untold"]


def contribution(reading: Reading, key: str, *, form: str = "verb") -> str:
    """A contribution inside a sentence: "decides the direction", or "deciding the direction"."""
    return str(terms(reading.words.language)["roles" if form == "verb" else "contributions"][key])


def vacant(reading: Reading) -> list[str]:
    """Contributions that no function shown mainly makes; none where too few functions are shown to say so."""
    roles = reading.published.roles
    if roles is None or len(told(reading)) < LEAST_FUNCTIONS:
        return []
    return [part for part in PARTS if part in roles.vacant]


def missed(reading: Reading) -> list[str]:
    """Vacant contributions of which a function is shown that is expected to make them: the rest may be made
    by functions that are not shown."""
    expected = {part for role in told(reading) for part in role.expected}
    return [part for part in vacant(reading) if part in expected]


def contributions_sentence(reading: Reading) -> str:
    """Whether each part has a function that mainly plays it."""
    if len(told(reading)) < LEAST_FUNCTIONS:
        return "Too few functions are shown to say which contribution is missing."
    empty = [contribution(reading, part) for part in vacant(reading)]
    if empty:
        unseen = len(missed(reading)) < len(empty)
        end = "; a function that is not shown may" if unseen else ""
        return sentence(f"of the functions shown, none mainly {join(empty, last='or')}{end}")
    return "Each of the four contributions is mainly made by at least one of the functions shown."


# --- Findings ---------------------------------------------------------------------------------------


def role_findings(reading: Reading) -> Iterator[Found]:
    """Functions that contribute something else than is expected of them, and contributions nobody makes."""
    yield from (_misplaced(role, reading=reading) for role in told(reading) if role.state == "misplaced")
    yield from (_vacant(part, reading=reading) for part in missed(reading))


def _misplaced(role: PublicRole, *, reading: Reading) -> Found:
    name = reading.words.function(role.unit)
    picked = join(contribution(reading, key, form="noun") for key in role.main)
    expected = join((contribution(reading, key, form="noun") for key in role.expected), last="or")
    return Found(
        id=f"misplaced:{role.unit}",
        state="misplaced",
        topic="roles",
        order=Order.MISPLACED,
        subject=reading.words.label(role.unit),
        sentence=sentence(
            f"most people in {name} see its contribution in {picked}; few see it in {expected}, where the "
            "others could count on it"
        ),
        evidence=sentence(f"{_picks(role, reading=reading)}, {reading.words.answers(role.n)}"),
        so_what=f"What {name} is asked and equipped to contribute may not have been said yet.",
        weight=1 - (role.fit or 0.0),
    )


def _picks(role: PublicRole, *, reading: Reading) -> str:
    """The shares behind a misplaced role, or only their bounds where they may not be shown."""
    name = reading.words.label(role.unit)
    if not role.shares:
        return f"{name}: half or more pick another contribution, fewer than 30% an expected one"
    keys = dict.fromkeys((*role.main, *role.expected))
    picks = [
        f"{contribution(reading, key, form='noun')} {percent(role.shares.get(key, 0.0))}" for key in keys
    ]
    return f"{name}: {', '.join(picks)}"


def _vacant(part: str, *, reading: Reading) -> Found:
    return Found(
        id=f"vacant:{part}",
        state="vacant",
        topic="roles",
        order=Order.VACANT,
        subject=start(contribution(reading, part, form="noun")),
        sentence=sentence(f"no function shown mainly {contribution(reading, part)}"),
        evidence=sentence(_nearest(part, reading=reading)),
        so_what="A part that no function counts as its own is played by chance, or not at all.",
    )


def _nearest(part: str, *, reading: Reading) -> str:
    """The function that comes closest, where its share may be shown."""
    shown = [role for role in told(reading) if role.shares]
    among = f"fewer than half in each of {count(len(told(reading)))} functions"
    if not shown:
        return among
    nearest = max(shown, key=lambda role: (role.shares.get(part, 0.0), role.unit))
    share = percent(nearest.shares.get(part, 0.0))
    return f"{among}; most in {reading.words.function(nearest.unit)}, {share}"


# --- Picture and table ------------------------------------------------------------------------------


def _grid(reading: Reading, *, roles: list[PublicRole]) -> Grid:
    options = terms(reading.words.language)["roles"]
    return Grid(
        columns=tuple(HeatColumn(key=key, label=str(label).capitalize()) for key, label in options.items()),
        rows=tuple(
            GridRow(
                label=reading.words.label(role.unit),
                n_band=role.n,
                cells=tuple(_cell(role, key) for key in options),
            )
            for role in roles
        ),
        legend=LEGEND,
    )


def _cell(role: PublicRole, key: str) -> GridCell:
    if key in role.main:
        if key in role.expected:
            return GridCell(text="as expected", mark="full")
        return GridCell(text="not expected", mark="half")
    return GridCell(text="not picked", mark="open") if key in role.expected else GridCell(text="")


def _table(reading: Reading, *, roles: list[PublicRole]) -> Table:
    options = terms(reading.words.language)["roles"]
    columns: list[tuple[str, str, Align]] = [
        (key, str(label).capitalize(), "right") for key, label in options.items()
    ]
    return table(
        "contributions",
        "Share of a function's people who pick each contribution; * marks what is expected of it.",
        [
            ("unit", "Function"),
            *columns,
            ("fit", "Picks an expected one", "right"),
            ("state", "Contribution"),
            ("n", "Answers", "right"),
        ],
        [_row(role, reading=reading, options=tuple(options)) for role in roles],
    )


def _row(role: PublicRole, *, reading: Reading, options: tuple[str, ...]) -> list[str]:
    shares = [f"{_share(role, key)}{'*' if key in role.expected else ''}" for key in options]
    state = STATES[role.state] if role.expected else "nothing expected"
    return [reading.words.label(role.unit), *shares, percent(role.fit, missing=DASH), state, role.n]


def _share(role: PublicRole, key: str) -> str:
    """A share, or only whether half of the function or more pick it where the share may not be shown."""
    if role.shares:
        return percent(role.shares.get(key, 0.0))
    return "half or more" if key in role.main else "under half"
