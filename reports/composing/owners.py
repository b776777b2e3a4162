"""Findings on who answers for the customer, and whether they accept it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.composing.claims import claim_findings
from reports.composing.found import Found, Order
from reports.composing.owned import names, owned_findings
from reports.composing.punctuation import clauses
from reports.composing.votes import (
    named_and_accepted,
    self_and_others,
    several,
    two_shares,
    votes_without_owner,
)
from reports.composing.whole import whole_findings
from reports.reading import Reading
from reports.wording import sentence
from scoring.published import PublicStage


def ownership_findings(reading: Reading) -> Iterator[Found]:
    yield from _orphaned(reading)
    yield from _refused(reading)
    yield from _diffuse(reading)
    yield from _contested(reading)
    yield from _overclaimed(reading)
    yield from claim_findings(reading)
    yield from whole_findings(reading)
    yield from owned_findings(reading)


def _id(kind: str, stages: Sequence[PublicStage]) -> str:
    return f"{kind}:{'+'.join(names(stages))}"


def _orphaned(reading: Reading) -> Iterator[Found]:
    stages = reading.stages_in("orphaned")
    if not stages:
        return
    where = reading.words.stages(names(stages))
    nobody = ngettext("nobody answers for {stages}", "nobody answers for {stages}", len(stages))
    yield Found(
        id=_id("orphaned", stages),
        state="orphaned",
        topic="ownership",
        order=Order.ORPHANED,
        subject=where,
        sentence=sentence(nobody.format(stages=where)),
        evidence=sentence(clauses(votes_without_owner(stage, reading=reading) for stage in stages)),
        so_what=ngettext(
            "What goes wrong there has no address.",
            "What goes wrong in these stages has no address.",
            len(stages),
        ),
        weight=len(stages),
    )


def _refused(reading: Reading) -> Iterator[Found]:
    for function, stages in reading.flagged("refused").items():
        yield _refusal(function, stages, reading=reading)


def _refusal(function: str, stages: Sequence[PublicStage], *, reading: Reading) -> Found:
    words = reading.words
    refusal = ngettext(
        "{function} is named for {stages}, and as things stand its own people would not take it on",
        "{function} is named for {stages}, and as things stand its own people would not take them on",
        len(stages),
    )
    return Found(
        id=_id(f"refused:{function}", stages),
        state="refused",
        topic="ownership",
        order=Order.REFUSED,
        subject=words.label(function),
        sentence=sentence(
            refusal.format(function=words.function(function), stages=words.stages(names(stages)))
        ),
        evidence=sentence(clauses(named_and_accepted(stage, function, reading=reading) for stage in stages)),
        so_what=ngettext(
            "On paper the stage has an owner; it does not count as owned.",
            "On paper these stages have an owner; they do not count as owned.",
            len(stages),
        ),
        weight=len(stages),
    )


def _diffuse(reading: Reading) -> Iterator[Found]:
    stages = reading.stages_in("diffuse")
    if not stages:
        return
    where = reading.words.stages(names(stages))
    shared = ngettext(
        "{stages} is said to belong to several functions, with nobody in the lead",
        "{stages} are said to belong to several functions, with nobody in the lead",
        len(stages),
    )
    yield Found(
        id=_id("diffuse", stages),
        state="diffuse",
        topic="ownership",
        order=Order.DIFFUSE,
        subject=where,
        sentence=sentence(shared.format(stages=where)),
        evidence=sentence(clauses(several(stage, reading=reading) for stage in stages)),
        so_what=_("A stage that everyone shares has nobody to ask when it goes wrong."),
        weight=len(stages),
    )


def _contested(reading: Reading) -> Iterator[Found]:
    stages = [stage for stage in reading.stages_in("contested") if stage.top and stage.second]
    if not stages:
        return
    yield Found(
        id=_id("contested", stages),
        state="contested",
        topic="ownership",
        order=Order.CONTESTED,
        subject=reading.words.stages(names(stages)),
        sentence=sentence(clauses(_two_names(stage, reading=reading) for stage in stages)),
        evidence=sentence(clauses(two_shares(stage, reading=reading) for stage in stages)),
        so_what=_("With two functions named, each can take the other for the owner."),
        weight=len(stages),
    )


def _two_names(stage: PublicStage, *, reading: Reading) -> str:
    words = reading.words
    return _("{stage} is given to {function} by some and to {second} by others").format(
        stage=words.stage(stage.stage),
        function=words.function(stage.top or ""),
        second=words.function(stage.second or ""),
    )


def _overclaimed(reading: Reading) -> Iterator[Found]:
    for function, stages in reading.flagged("overclaimed").items():
        words = reading.words
        alone = ngettext(
            "{function} sees itself as answering for {stages}; few elsewhere see it so",
            "{function} sees itself as answering for {stages}; few elsewhere see it so",
            len(stages),
        )
        yield Found(
            id=_id(f"overclaimed:{function}", stages),
            state="overclaimed",
            topic="ownership",
            order=Order.OVERCLAIMED,
            subject=words.label(function),
            sentence=sentence(
                alone.format(function=words.function(function), stages=words.stages(names(stages)))
            ),
            evidence=sentence(clauses(self_and_others(stage, function, reading=reading) for stage in stages)),
            so_what=_("Work that one function believes to be its own is not work the others count on."),
            weight=len(stages),
        )
