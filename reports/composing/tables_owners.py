"""Tables of ownership: the votes, the owners, claim and acceptance."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from reports.composing.punctuation import clauses
from reports.composing.table import table
from reports.documents import Table
from reports.reading import Reading
from reports.wording import DASH, fixed, percent, signed, start
from scoring.published import PublicStage

REMARKS = {
    "should_move": gettext_noop("should move to {function}"),
    "refused": gettext_noop("{function} would not take it on"),
    "overclaimed": gettext_noop("{function} names itself, others do not"),
    "mutual_claim": gettext_noop("{function} names itself, and another does too"),
}


def ownership_table(reading: Reading) -> Table:
    stages = [*reading.journey, *([reading.whole] if reading.whole else [])]
    should = reading.asks_who_should
    return table(
        "ownership",
        _("Who is named for each stage, who should be, and whether the named function accepts.")
        if should
        else _("Who is named for each stage, and whether the named function accepts."),
        (
            ("stage", pgettext("part of the customer's journey", "Stage")),
            ("today", _("Named most today")),
            ("second", _("Named second")),
            ("none", _("Shared / nobody")),
            *((("should", _("Should be")),) if should else ()),
            ("accepts", _("Named function accepts")),
            ("state", pgettext("ownership of a stage", "State")),
            ("flags", _("Remarks")),
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
        *((_named(stage.should_top, stage.should_share, reading),) if reading.asks_who_should else ()),
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
    word = _acceptance_word(accepted.answer if accepted else "unknown")
    return word if accepted is None or accepted.share is None else f"{word}, {percent(accepted.share)}"


def _acceptance_word(answer: str) -> str:
    """Whether a function would answer for a stage it is named for."""
    return {
        "yes": pgettext("accepts", "yes"),
        "no": pgettext("accepts", "no"),
        "part": pgettext("accepts", "in part"),
        "unknown": pgettext("accepts", "not known"),
    }[answer]


def state_label(stage: PublicStage, *, reading: Reading) -> str:
    if stage.refused:
        return pgettext("ownership of a stage", "refused")
    return reading.words.state_likely(stage.state, stage.probability)


def _remarks(stage: PublicStage, *, reading: Reading) -> str:
    words = reading.words
    said = [_(REMARKS[flag.kind]).format(function=words.label(flag.function)) for flag in stage.flags]
    return start(clauses([*said, *_self_naming(stage, reading=reading)])) or DASH


def _self_naming(stage: PublicStage, *, reading: Reading) -> list[str]:
    """The two shares behind an overclaim, where they may be shown."""
    said = []
    for flag in stage.flags:
        naming = stage.self_naming.get(flag.function)
        if flag.kind == "overclaimed" and naming and naming.own is not None and naming.others is not None:
            shares = _("{own} of its own people, {others} of the others")
            said.append(shares.format(own=percent(naming.own), others=percent(naming.others)))
    return said


def _vote(stage: PublicStage, category: str) -> str:
    """A share of the votes; a category nobody chose has none, a stage with too few votes shows nothing."""
    return percent(stage.shares.get(category, 0.0) if stage.shares else None)


def votes_table(reading: Reading) -> Table:
    stages = reading.journey
    keys = [*reading.words.function_names, "shared", "nobody"]
    return table(
        "votes",
        _(
            "Share of the votes for today, every reporting unit weighing the same. The last two lines: the "
            "number of equal owners that would spread the votes as wide, and consensus, {all} when all name "
            "one and {none} when each is named alike; no state rests on them."
        ).format(all=percent(1), none=percent(0)),
        [
            ("named", pgettext("votes", "Named")),
            *((stage.stage, reading.words.stage_label(stage.stage), "right") for stage in stages),
        ],
        [
            *([reading.words.label(key), *(_vote(stage, key) for stage in stages)] for key in keys),
            [_("Cannot tell"), *(percent(stage.dk) for stage in stages)],
            [_("As many equal owners"), *(_equal_owners(stage) for stage in stages)],
            [_("Consensus"), *(percent(stage.consensus) for stage in stages)],
        ],
    )


def _equal_owners(stage: PublicStage) -> str:
    return DASH if stage.effective_owners is None else fixed(stage.effective_owners, places=1)


def claims_table(reading: Reading) -> Table:
    return table(
        "claims",
        _("How often a function names itself, and how far its own people would accept, over all stages."),
        (
            ("function", _("Function")),
            ("claim", _("Names itself"), "right"),
            ("accept", _("Would accept"), "right"),
            ("gap", _("Claim less acceptance, points"), "right"),
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
