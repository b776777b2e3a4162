"""Tables of ownership: the votes, the owners, claim and acceptance."""

from __future__ import annotations

from reports.composing.table import table
from reports.documents import Table
from reports.reading import Reading
from reports.wording import DASH, percent, signed, start
from scoring.published import PublicStage


def ownership_table(reading: Reading) -> Table:
    stages = [*reading.journey, *([reading.whole] if reading.whole else [])]
    return table(
        "ownership",
        "Who is named for each stage, who should be, and whether the named function accepts.",
        (
            ("stage", "Stage"),
            ("today", "Named most today"),
            ("second", "Named second"),
            ("none", "Shared / nobody"),
            ("should", "Should be"),
            ("accepts", "Named function accepts"),
            ("state", "State"),
            ("flags", "Remarks"),
        ),
        [_ownership_row(stage, reading=reading) for stage in stages],
    )


def _ownership_row(stage: PublicStage, *, reading: Reading) -> tuple[str, ...]:
    words = reading.words
    return (
        words.stage_row(stage.stage),
        _named(stage.top, stage.top_share, reading),
        _named(stage.second, stage.second_share, reading),
        f"{_vote(stage, 'shared')} / {_vote(stage, 'nobody')}" if stage.shares else DASH,
        _named(stage.should_top, stage.should_share, reading),
        acceptance_text(stage, stage.top),
        state_label(stage, reading=reading),
        _remarks(stage, reading=reading),
    )


def _named(key: str | None, share: float | None, reading: Reading) -> str:
    if not key:
        return DASH
    return reading.words.label(key) if share is None else f"{reading.words.label(key)} {percent(share)}"


def acceptance_text(stage: PublicStage, function: str | None) -> str:
    accepted = stage.acceptance.get(function or "")
    if accepted is None:
        return "not known"
    word = {"yes": "yes", "no": "no", "part": "in part", "unknown": "not known"}[accepted.answer]
    return word if accepted.share is None else f"{word}, {percent(accepted.share)}"


def state_label(stage: PublicStage, *, reading: Reading) -> str:
    return "refused" if stage.refused else reading.words.state_likely(stage.state, stage.probability)


def _remarks(stage: PublicStage, *, reading: Reading) -> str:
    words = reading.words
    remarks = {
        "should_move": "should move to {}",
        "refused": "{} would not take it on",
        "overclaimed": "{} names itself, others do not",
        "mutual_claim": "{} names itself, and another does too",
    }
    said = [remarks[flag.kind].format(words.label(flag.function)) for flag in stage.flags]
    return start("; ".join([*said, *_self_naming(stage, reading=reading)])) or DASH


def _self_naming(stage: PublicStage, *, reading: Reading) -> list[str]:
    """The two shares behind an overclaim, where they may be shown."""
    said = []
    for flag in stage.flags:
        naming = stage.self_naming.get(flag.function)
        if flag.kind == "overclaimed" and naming and naming.own is not None and naming.others is not None:
            said.append(f"{percent(naming.own)} of its own people, {percent(naming.others)} of the others")
    return said


def _vote(stage: PublicStage, category: str) -> str:
    """A share of the votes; a category nobody chose has none, a stage with too few votes shows nothing."""
    return percent(stage.shares.get(category, 0.0) if stage.shares else None)


def votes_table(reading: Reading) -> Table:
    stages = reading.journey
    keys = [*reading.words.function_names, "shared", "nobody"]
    return table(
        "votes",
        "Share of the votes for today, every reporting unit weighing the same. The last two lines: the "
        "number of equal owners that would spread the votes as wide, and consensus, 100% when all name one "
        "and 0% when each is named alike; no state rests on them.",
        [
            ("named", "Named"),
            *((stage.stage, reading.words.stage_label(stage.stage), "right") for stage in stages),
        ],
        [
            *([reading.words.label(key), *(_vote(stage, key) for stage in stages)] for key in keys),
            ["Cannot tell", *(percent(stage.dk) for stage in stages)],
            ["As many equal owners", *(_equal_owners(stage) for stage in stages)],
            ["Consensus", *(percent(stage.consensus) for stage in stages)],
        ],
    )


def _equal_owners(stage: PublicStage) -> str:
    return DASH if stage.effective_owners is None else f"{stage.effective_owners:.1f}"


def claims_table(reading: Reading) -> Table:
    return table(
        "claims",
        "How often a function names itself, and how far its own people would accept, over all stages.",
        (
            ("function", "Function"),
            ("claim", "Names itself", "right"),
            ("accept", "Would accept", "right"),
            ("gap", "Claim less acceptance, points", "right"),
        ),
        [
            (
                reading.words.label(key),
                percent(claim.claim),
                percent(claim.accept),
                DASH if claim.gap is None else signed(round(100 * claim.gap)),
            )
            for key, claim in reading.published.claim_accept.items()
        ],
    )
