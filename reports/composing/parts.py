"""What functions can see of a customer, and which part each of them plays."""

from __future__ import annotations

from reports.composing.table import table
from reports.documents import Align, Section, Table
from reports.reading import Reading
from reports.wording import join, percent, sentence, terms
from scoring.published import PublicChoices

ORGANIZATION = "organization"
PLAYS_FROM = 0.5
"""A function plays a part when at least half of its own people say so."""

SILO = ("1", "2")
"""Options of the question on access that end at one's own team."""

PARTS = ("decide", "shape", "supply", "deliver")


def parts_sections(reading: Reading) -> tuple[Section, ...]:
    """Access and roles; nothing where no ten people answered, or all answered alike."""
    found = (_access(reading), _roles(reading))
    return tuple(section for section in found if section)


def _access(reading: Reading) -> Section | None:
    together = reading.published.choices.get("ACC", {}).get(ORGANIZATION)
    if together is None:
        return None
    silo = sum(together.shares[key] for key in SILO)
    return Section(
        key="access",
        title="What people can see of a customer",
        note="Shares of one function are shown from ten answers on.",
        lede=sentence(
            f"for {percent(silo)}, every function weighing the same, what they see of a customer ends at "
            f"their own team; {percent(together.shares['5'])} have a complete view"
        ),
        table=_shares_table(reading, "ACC", kind="access", sums=SILO),
    )


def _roles(reading: Reading) -> Section | None:
    if not reading.published.choices.get("ECO"):
        return None
    return Section(
        key="roles",
        title="Which part each function plays",
        note="Up to two answers each, given by a function's own people.",
        lede=_roles_sentence(reading),
        table=_shares_table(reading, "ECO", kind="roles"),
    )


def _roles_sentence(reading: Reading) -> str:
    """Parts that no function shown claims to play, or that each is played."""
    roles = terms(reading.words.language)["roles"]
    groups = reading.published.choices["ECO"]
    units = [found for key, found in groups.items() if key != ORGANIZATION]
    vacant = [part for part in PARTS if not any(found.shares[part] >= PLAYS_FROM for found in units)]
    if not vacant:
        return "Each of the four parts is played by at least one of the functions shown."
    return sentence(
        f"of the functions shown, none mainly {join((roles[part] for part in vacant), last='or')}"
    )


def _shares_table(reading: Reading, column: str, *, kind: str, sums: tuple[str, ...] = ()) -> Table:
    options = dict(terms(reading.words.language)[kind])
    groups = reading.published.choices[column]
    labels = {key: label.capitalize() for key, label in options.items()}
    labels |= {"own": "Own team at most"} if sums else {}
    shares: list[tuple[str, str, Align]] = [(key, label, "right") for key, label in labels.items()]
    return table(
        kind,
        "Share of the people who chose each answer.",
        [("unit", "Function"), *shares, ("n", "Answers", "right")],
        [
            _shares_row(key, found, reading=reading, options=options, sums=sums)
            for key, found in groups.items()
        ],
    )


def _shares_row(
    key: str, found: PublicChoices, *, reading: Reading, options: dict[str, str], sums: tuple[str, ...]
) -> list[str]:
    name = "All, each function weighing the same" if key == ORGANIZATION else reading.words.label(key)
    added = [percent(sum(found.shares[option] for option in sums))] if sums else []
    return [name, *(percent(found.shares[option]) for option in options), *added, found.n]
