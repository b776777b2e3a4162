"""Findings on who claims a stage beside another, and on where a stage should go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from reports.composing.found import Found, Order
from reports.composing.punctuation import clauses
from reports.composing.table import table
from reports.documents import Section
from reports.reading import Reading
from reports.wording import fixed, join, percent, sentence
from scoring.published import PublicStage


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
                _mutual_claim(functions, stages=len(stages)).format(
                    functions=words.functions(functions), stages=where
                )
            ),
            evidence=sentence(clauses(_claims(stage, functions, reading=reading) for stage in stages)),
            so_what=_("Work is done twice where both act on their claim, and not at all where each waits."),
            weight=len(stages),
        )


def _mutual_claim(functions: Sequence[str], *, stages: int) -> str:
    if len(functions) > 1:
        return ngettext(
            "{functions} each see themselves as answering for {stages}",
            "{functions} each see themselves as answering for {stages}",
            stages,
        )
    # Translators: {functions} is one function here.
    return ngettext(
        "{functions} and another function each name themselves for {stages}",
        "{functions} and another function each name themselves for {stages}",
        stages,
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
        hidden = ngettext(
            "{stage}: at least half of the people in {functions} name their own function",
            "{stage}: at least half of the people in {functions} name their own function",
            len(functions),
        )
        return hidden.format(stage=where, functions=words.functions(functions))
    # Translators: how many people of a function name it: "62% in marketing".
    share = _("{share} in {function}")
    shares = join(
        share.format(share=percent(found), function=words.function(key)) for key, found in own.items()
    )
    # Translators: {shares} is a list such as "62% in marketing and 55% in sales".
    return _("{stage}: people name their own function, {shares}").format(stage=where, shares=shares)


def _moving(reading: Reading) -> Iterator[Found]:
    for function, stages in reading.flagged("should_move").items():
        words = reading.words
        where = words.stages([stage.stage for stage in stages])
        moving = ngettext(
            "most would have {stages} answered for by {function}, which is not named most today",
            "most would have {stages} answered for by {function}, which is not named most today",
            len(stages),
        )
        yield Found(
            id=f"should_move:{function}:{'+'.join(stage.stage for stage in stages)}",
            state="should_move",
            topic="ownership",
            order=Order.MOVING,
            subject=where,
            sentence=sentence(moving.format(stages=where, function=words.function(function))),
            evidence=sentence(clauses(_moves(stage, function, reading=reading) for stage in stages)),
            so_what=ngettext(
                "People agree on where the stage belongs more than on where it is.",
                "People agree on where these stages belong more than on where they are.",
                len(stages),
            ),
            weight=len(stages),
        )


def _moves(stage: PublicStage, function: str, *, reading: Reading) -> str:
    words = reading.words
    if stage.should_share is None:
        moves = _("{stage}: at least half of the votes for what should be name {function}")
    elif not stage.top or stage.top_share is None:
        moves = _("{stage}: {share} say that {function} should answer")
    else:
        moves = _("{stage}: {share} say that {function} should answer, {today} that {named} does today")
    return moves.format(
        stage=words.stage(stage.stage),
        function=words.function(function),
        share=percent(stage.should_share),
        named=words.function(stage.top or ""),
        today=percent(stage.top_share),
    )


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
        title=_("Claimed twice"),
        note=_("Stages that two functions name for themselves."),
        table=table(
            "mutual",
            _("How many of a function's own people name it, function by function."),
            (
                ("stage", pgettext("part of the customer's journey", "Stage")),
                ("functions", _("Functions")),
                ("own", _("Own people who name it")),
            ),
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
        title=_("One map in people's heads?"),
        note=_("How far people name the same function for the same stage, beyond luck."),
        lede=sentence(_(MAPS[found.reading])),
        table=table(
            "shared_map",
            _("Krippendorff's α over the stages of the journey and everybody who named somebody."),
            (("what", _("What")), ("value", _("Found"), "right")),
            [
                (_("α, at most 1; 0 as by luck"), fixed(found.alpha)),
                (_("Read as"), _(READ_AS[found.reading])),
                (_("Answers"), found.n),
            ],
        ),
    )


def consensus_section(reading: Reading) -> Section | None:
    """How widely the votes of each stage are spread; None where no stage may show it."""
    if all(stage.effective_owners is None for stage in reading.journey):
        return None
    return Section(
        key="consensus",
        title=_("How many owners the votes amount to"),
        note=_("Described for completeness; the state of a stage does not rest on it."),
        table=table(
            "consensus",
            _(
                "One owner named by all is 1; consensus is {all} then, and {none} where all are named alike."
            ).format(all=percent(1), none=percent(0)),
            (
                ("stage", pgettext("part of the customer's journey", "Stage")),
                ("owners", _("Effective owners"), "right"),
                ("consensus", _("Consensus"), "right"),
            ),
            [
                (
                    reading.words.stage_row(stage.stage),
                    fixed(stage.effective_owners, places=1),
                    percent(stage.consensus),
                )
                for stage in reading.journey
                if stage.effective_owners is not None
            ],
        ),
    )


MAPS = {
    "firm": gettext_noop("people carry one map of who answers for what"),
    "tentative": gettext_noop("people carry one map of who answers for what in part"),
    "no": gettext_noop(
        "people do not carry one map: whom they name for a stage differs from person to person"
    ),
}
"""From 0.80 on the map is one, from 0.667 on in part (Krippendorff)."""

READ_AS = {
    "firm": gettext_noop("one map"),
    "tentative": gettext_noop("one map in part"),
    "no": gettext_noop("no one map"),
}


def _claim_row(stage: PublicStage, functions: Sequence[str], *, reading: Reading) -> tuple[str, str]:
    own = [stage.self_naming[key].own if key in stage.self_naming else None for key in functions]
    shares = [_("at least half") if share is None else percent(share) for share in own]
    return join(reading.words.label(key) for key in functions), join(shares)
