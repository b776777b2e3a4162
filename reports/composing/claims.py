"""Findings on who claims a stage beside another, and on where a stage should go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.composing.found import Found, Order
from reports.composing.table import table
from reports.documents import Section
from reports.reading import Reading
from reports.wording import MINUS, join, percent, plural, sentence
from scoring.published import PublicStage

AT_LEAST_HALF = "at least half"


def claim_findings(reading: Reading) -> Iterator[Found]:
    """Stages that two functions name for themselves, and stages that most would give to another function."""
    yield from _mutual(reading)
    yield from _moving(reading)


def _mutual(reading: Reading) -> Iterator[Found]:
    for functions, stages in _claimed(reading).items():
        words = reading.words
        where = words.stages([stage.stage for stage in stages])
        yield Found(
            id=f"mutual_claim:{'+'.join(functions)}:{'+'.join(stage.stage for stage in stages)}",
            state="mutual_claim",
            topic="ownership",
            order=Order.MUTUAL,
            subject=where,
            sentence=sentence(
                f"{words.functions(functions)} each see themselves as answering for {where}"
                if len(functions) > 1
                else f"{words.functions(functions)} and another function each name themselves for {where}"
            ),
            evidence=sentence("; ".join(_claims(stage, functions, reading=reading) for stage in stages)),
            so_what="Work is done twice where both act on their claim, and not at all where each waits.",
            weight=len(stages),
        )


def _claimed(reading: Reading) -> dict[tuple[str, ...], list[PublicStage]]:
    """The functions that claim the same stages, with the stages."""
    found: dict[tuple[str, ...], list[PublicStage]] = {}
    for stage in reading.journey:
        functions = tuple(sorted(flag.function for flag in stage.flags if flag.kind == "mutual_claim"))
        if functions:
            found.setdefault(functions, []).append(stage)
    return found


def _claims(stage: PublicStage, functions: Sequence[str], *, reading: Reading) -> str:
    words, where = reading.words, reading.words.stage(stage.stage)
    own = {key: naming.own for key in functions if (naming := stage.self_naming.get(key))}
    if len(own) < len(functions) or None in own.values():
        return f"{where}: at least half of the people in {words.functions(functions)} name their own function"
    shares = join(f"{percent(share)} in {words.function(key)}" for key, share in own.items())
    return f"{where}: people name their own function, {shares}"


def _moving(reading: Reading) -> Iterator[Found]:
    for function, stages in reading.flagged("should_move").items():
        words = reading.words
        where = words.stages([stage.stage for stage in stages])
        yield Found(
            id=f"should_move:{function}:{'+'.join(stage.stage for stage in stages)}",
            state="should_move",
            topic="ownership",
            order=Order.MOVING,
            subject=where,
            sentence=sentence(
                f"most would have {where} answered for by {words.function(function)}, which is not "
                "named most today"
            ),
            evidence=sentence("; ".join(_moves(stage, function, reading=reading) for stage in stages)),
            so_what=plural(
                len(stages),
                "People agree on where the stage belongs more than on where it is.",
                "People agree on where these stages belong more than on where they are.",
            ),
            weight=len(stages),
        )


def _moves(stage: PublicStage, function: str, *, reading: Reading) -> str:
    words, where = reading.words, reading.words.stage(stage.stage)
    if stage.should_share is None:
        return f"{where}: at least half of the votes for what should be name {words.function(function)}"
    should = f"{percent(stage.should_share)} say that {words.function(function)} should answer"
    if not stage.top or stage.top_share is None:
        return f"{where}: {should}"
    return f"{where}: {should}, {percent(stage.top_share)} that {words.function(stage.top)} does today"


def mutual_section(reading: Reading) -> Section | None:
    """The claims of functions that claim the same stage, side by side; None where no two do."""
    rows = [
        (reading.words.stage_row(stage.stage), *_claim_row(stage, functions, reading=reading))
        for functions, stages in _claimed(reading).items()
        for stage in stages
    ]
    if not rows:
        return None
    return Section(
        key="mutual",
        title="Claimed twice",
        note="Stages that two functions name for themselves.",
        table=table(
            "mutual",
            "How many of a function's own people name it, function by function.",
            (("stage", "Stage"), ("functions", "Functions"), ("own", "Own people who name it")),
            rows,
        ),
    )


def map_section(reading: Reading) -> Section | None:
    """Whether people carry one map of who answers; None where it is not published."""
    found = reading.published.shared_map
    if found is None:
        return None
    return Section(
        key="shared_map",
        title="One map in people's heads?",
        note="How far people name the same function for the same stage, beyond luck.",
        lede=sentence(MAPS[found.reading]),
        table=table(
            "shared_map",
            "Krippendorff's α over the stages of the journey and everybody who named somebody.",
            (("what", "What"), ("value", "Found", "right")),
            [
                ("α, at most 1; 0 as by luck", f"{found.alpha:.2f}".replace("-", MINUS)),
                (
                    "Read as",
                    {"firm": "one map", "tentative": "one map in part", "no": "no one map"}[found.reading],
                ),
                ("Answers", found.n),
            ],
        ),
    )


def consensus_section(reading: Reading) -> Section | None:
    """How widely the votes of each stage are spread; None where no stage may show it."""
    told = [stage for stage in reading.journey if stage.effective_owners is not None]
    if not told:
        return None
    return Section(
        key="consensus",
        title="How many owners the votes amount to",
        note="Described for completeness; the state of a stage does not rest on it.",
        table=table(
            "consensus",
            "One owner named by all is 1; consensus is 100% then, and 0% where all are named alike.",
            (
                ("stage", "Stage"),
                ("owners", "Effective owners", "right"),
                ("consensus", "Consensus", "right"),
            ),
            [
                (
                    reading.words.stage_row(stage.stage),
                    f"{stage.effective_owners:.1f}",
                    percent(stage.consensus),
                )
                for stage in told
            ],
        ),
    )


MAPS = {
    "firm": "people carry one map of who answers for what",
    "tentative": "people carry one map of who answers for what in part",
    "no": "people do not carry one map: whom they name for a stage differs from person to person",
}
"""From 0.80 on the map is one, from 0.667 on in part (Krippendorff)."""


def _claim_row(stage: PublicStage, functions: Sequence[str], *, reading: Reading) -> tuple[str, str]:
    own = [stage.self_naming[key].own if key in stage.self_naming else None for key in functions]
    shares = [AT_LEAST_HALF if share is None else percent(share) for share in own]
    return join(reading.words.label(key) for key in functions), join(shares)
