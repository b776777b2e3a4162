"""What each function mainly contributes to the customer's experience, and what is expected of it.

The expectation comes from the literature and is a starting point for talk, not a rule: a function that makes
another contribution, and none that is expected of it, is worth a question to all, not a mark against it.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from reports.composing.found import Found, Order
from reports.composing.punctuation import clauses, labelled
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
    ("full", gettext_noop("picked by half or more, and expected")),
    ("half", gettext_noop("picked by half or more, not expected")),
    ("open", gettext_noop("expected, picked by fewer than half")),
)
STATES = {
    "fits": gettext_noop("as expected"),
    "misplaced": gettext_noop("other than expected"),
    "mixed": gettext_noop("in part as expected"),
    "untold": gettext_noop("cannot be told"),
}


def contributions_section(reading: Reading, *, findings: tuple[Finding, ...] = ()) -> Section | None:
    """Functions by contributions; None where no function's contribution may be shown."""
    roles = told(reading)
    if not roles:
        return None
    return Section(
        key="contributions",
        title=_("What each function contributes"),
        note=_("Up to two answers each, from a function's own people; shares are shown from ten answers on."),
        lede=contributions_sentence(reading),
        findings=findings,
        figure=_grid(reading, roles=roles),
        table=_table(reading, roles=roles),
        paragraphs=(_(EXPECTED),),
    )


EXPECTED = gettext_noop(
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
        return _("Too few functions are shown to say which contribution is missing.")
    empty = vacant(reading)
    if not empty:
        return _("Each of the four contributions is mainly made by at least one of the functions shown.")
    # Translators: {answers} quotes answers: "decides the direction or delivers to customers". Where that
    # cannot stand within the sentence, put it after a colon: "Of the functions shown, none mainly: …".
    said = _("Of the functions shown, none mainly {answers}.")
    if len(missed(reading)) < len(empty):
        # Translators: {answers} quotes answers, as in the message before.
        said = _("Of the functions shown, none mainly {answers}; a function that is not shown may.")
    return said.format(answers=join((_quoted(part, reading=reading) for part in empty), last="or"))


def _quoted(part: str, *, reading: Reading) -> str:
    """An answer as it stands within a sentence: English needs no quotation marks around it."""
    # Translators: an answer such as "decides the direction" within a sentence; add quotation marks.
    return pgettext("an answer within a sentence", "{answer}").format(answer=contribution(reading, part))


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
        # Translators: {picked} and {expected} name contributions: "deciding the direction".
        sentence=_(
            "Most people in {function} see its contribution in {picked}; few see it in {expected}, where the "
            "others could count on it."
        ).format(function=name, picked=picked, expected=expected),
        evidence=sentence(f"{_picks(role, reading=reading)}, {reading.words.answers(role.n)}"),
        so_what=ngettext(
            "What {function} is asked and equipped to contribute may not have been said yet.",
            "What {function} are asked and equipped to contribute may not have been said yet.",
            reading.words.number(role.unit),
        ).format(function=name),
        weight=1 - (role.fit or 0.0),
    )


def _picks(role: PublicRole, *, reading: Reading) -> str:
    """The shares behind a misplaced role, or only their bounds where they may not be shown."""
    name = reading.words.label(role.unit)
    if not role.shares:
        said = _("{function}: half or more pick another contribution, fewer than {share} an expected one")
        return said.format(function=name, share=percent(0.3))
    keys = dict.fromkeys((*role.main, *role.expected))
    picks = [
        f"{contribution(reading, key, form='noun')} {percent(role.shares.get(key, 0.0))}" for key in keys
    ]
    return labelled(name, ", ".join(picks))


VACANT = {
    "decide": gettext_noop("No function shown mainly decides the direction."),
    "shape": gettext_noop("No function shown mainly shapes how others deliver."),
    "supply": gettext_noop("No function shown mainly supplies facts and analysis."),
    "deliver": gettext_noop("No function shown mainly delivers to customers."),
}


def _vacant(part: str, *, reading: Reading) -> Found:
    return Found(
        id=f"vacant:{part}",
        state="vacant",
        topic="roles",
        order=Order.VACANT,
        subject=start(contribution(reading, part, form="noun")),
        sentence=_(VACANT[part]),
        evidence=sentence(_nearest(part, reading=reading)),
        so_what=_("A part that no function counts as its own is played by chance, or not at all."),
    )


def _nearest(part: str, *, reading: Reading) -> str:
    """The function that comes closest, where its share may be shown."""
    shown = [role for role in told(reading) if role.shares]
    functions = len(told(reading))
    among = ngettext(
        "fewer than half in each of {count} functions",
        "fewer than half in each of {count} functions",
        functions,
    ).format(count=count(functions))
    if not shown:
        return among
    nearest = max(shown, key=lambda role: (role.shares.get(part, 0.0), role.unit))
    most = _("most in {function}, {share}").format(
        function=reading.words.function(nearest.unit), share=percent(nearest.shares.get(part, 0.0))
    )
    return clauses([among, most])


# --- Picture and table ------------------------------------------------------------------------------


def _grid(reading: Reading, *, roles: list[PublicRole]) -> Grid:
    options = terms(reading.words.language)["roles"]
    return Grid(
        columns=tuple(HeatColumn(key=key, label=start(str(label))) for key, label in options.items()),
        rows=tuple(
            GridRow(
                label=reading.words.label(role.unit),
                n_band=role.n,
                cells=tuple(_cell(role, key) for key in options),
            )
            for role in roles
        ),
        legend=tuple((mark, _(text)) for mark, text in LEGEND),
    )


def _cell(role: PublicRole, key: str) -> GridCell:
    if key in role.main:
        if key in role.expected:
            return GridCell(text=_("as expected"), mark="full")
        return GridCell(text=_("not expected"), mark="half")
    return GridCell(text=_("not picked"), mark="open") if key in role.expected else GridCell(text="")


def _table(reading: Reading, *, roles: list[PublicRole]) -> Table:
    options = terms(reading.words.language)["roles"]
    columns: list[tuple[str, str, Align]] = [
        (key, start(str(label)), "right") for key, label in options.items()
    ]
    return table(
        "contributions",
        _("Share of a function's people who pick each contribution; * marks what is expected of it."),
        [
            ("unit", _("Function")),
            *columns,
            # Translators: column: the share of people who pick a contribution expected of their function.
            ("fit", _("Picks an expected one"), "right"),
            ("state", _("Contribution")),
            ("n", _("Answers"), "right"),
        ],
        [_row(role, reading=reading, options=tuple(options)) for role in roles],
    )


def _row(role: PublicRole, *, reading: Reading, options: tuple[str, ...]) -> list[str]:
    shares = [f"{_share(role, key)}{'*' if key in role.expected else ''}" for key in options]
    state = _(STATES[role.state]) if role.expected else _("nothing expected")
    return [reading.words.label(role.unit), *shares, percent(role.fit, missing=DASH), state, role.n]


def _share(role: PublicRole, key: str) -> str:
    """A share, or only whether half of the function or more pick it where the share may not be shown."""
    if role.shares:
        return percent(role.shares.get(key, 0.0))
    return _("half or more") if key in role.main else _("under half")
