"""The stages without an owner who accepts, in one count."""

from __future__ import annotations

from django.utils.translation import npgettext

from reports.reading import Reading
from reports.wording import LIKELY, count, sentence
from scoring.published import PublicStage

UNSETTLED = ("contested", "diffuse", "orphaned", "leaning", "unknown")
"""States without one owner who is surely named, in the order in which they are counted."""


def is_likely(stage: PublicStage) -> bool:
    """Whether the state comes out in most draws; below that no sentence may settle on it."""
    return stage.probability.get(stage.state, 100) >= LIKELY


def unsettled_sentence(reading: Reading) -> str:
    """The rest of the map in one count: what is not owned and accepted. A refused stage counts as refused
    whatever else it is, as on the map."""
    open_ = [stage for stage in reading.journey if not stage.refused]
    sure = [stage for stage in open_ if is_likely(stage)]
    doubtful = [stage for stage in open_ if not is_likely(stage)]
    amounts = {
        "refused": len(reading.journey) - len(open_),
        **{state: len(reading.stages_in(state, among=sure)) for state in UNSETTLED},
        "undecided": len(reading.stages_in(*UNSETTLED, among=doubtful)),
    }
    said = [_so_many(state, amount) for state, amount in amounts.items() if amount]
    return sentence(", ".join(said)) if said else ""


def _so_many(state: str, amount: int) -> str:
    """How many stages are in this state: "three are contested"."""
    clauses = {
        "refused": npgettext(
            "stages of the journey in a list",
            "{count} is refused by the function named",
            "{count} are refused by the function named",
            amount,
        ),
        "contested": npgettext(
            "stages of the journey in a list", "{count} is contested", "{count} are contested", amount
        ),
        "diffuse": npgettext(
            "stages of the journey in a list",
            "{count} is shared with nobody leading",
            "{count} are shared with nobody leading",
            amount,
        ),
        "orphaned": npgettext(
            "stages of the journey in a list", "{count} has no owner", "{count} have no owner", amount
        ),
        "leaning": npgettext(
            "stages of the journey in a list",
            "{count} leans to one function",
            "{count} lean to one function",
            amount,
        ),
        "unknown": npgettext(
            "stages of the journey in a list", "{count} cannot be told", "{count} cannot be told", amount
        ),
        "undecided": npgettext(
            "stages of the journey in a list",
            "{count} is undecided between two states",
            "{count} are undecided between two states",
            amount,
        ),
    }
    return clauses[state].format(count=count(amount))
