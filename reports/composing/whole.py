"""Who answers for the whole of a customer's time, from first contact to last."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from reports.composing.found import Found, Order
from reports.composing.votes import named_and_accepted, two_shares, votes_without_owner
from reports.reading import WHOLE, Reading
from reports.wording import sentence
from scoring.published import PublicStage

WITHOUT_OWNER = ("orphaned", "diffuse", "contested")


def whole_findings(reading: Reading) -> Iterator[Found]:
    stage = reading.whole
    if stage is None or not (stage.refused or stage.state in WITHOUT_OWNER):
        return
    kind = "refused" if stage.refused else stage.state
    yield Found(
        id=f"whole:{kind}",
        state=kind,
        topic="ownership",
        order=Order.WHOLE,
        subject=reading.words.stage_row(WHOLE),
        sentence=whole_sentence(reading),
        evidence=sentence(_whole_evidence(stage, reading=reading)),
        so_what=_("Owners of single stages have nobody to turn to where one stage ends and the next begins."),
    )


def whole_sentence(reading: Reading) -> str:
    """Who answers for the customer from first contact to last; empty when nobody was asked."""
    stage, words = reading.whole, reading.words
    if stage is None or stage.state == "unknown":
        return ""
    said = _refused(stage) if stage.refused else _said(stage)
    first, second = words.function(stage.top or ""), words.function(stage.second or "")
    return sentence(said.format(function=first, second=second))


def _said(stage: PublicStage) -> str:
    return {
        "orphaned": _("for the whole experience, from first contact to last, nobody answers"),
        "diffuse": _("the whole experience is said to belong to several functions, with nobody in the lead"),
        "contested": _("the whole experience is given to {function} by some and to {second} by others"),
        "leaning": _("for the whole experience most name {function}, short of a clear majority"),
        "owned": _("the whole experience is given to {function}"),
    }[stage.state]


def _refused(stage: PublicStage) -> str:
    """The same where the function named most would not take it on."""
    return {
        "orphaned": _(
            "for the whole experience, from first contact to last, nobody answers; as things stand "
            "{function}, named most, would not take it on"
        ),
        "diffuse": _(
            "the whole experience is said to belong to several functions, with nobody in the lead; as things "
            "stand {function}, named most, would not take it on"
        ),
        "contested": _(
            "the whole experience is given to {function} by some and to {second} by others; as things stand "
            "{function} would not take it on"
        ),
        "leaning": _(
            "for the whole experience most name {function}, short of a clear majority, and as things stand "
            "its own people would not take it on"
        ),
        "owned": _(
            "the whole experience is given to {function}, and as things stand its own people would not take "
            "it on"
        ),
    }[stage.state]


def _whole_evidence(stage: PublicStage, *, reading: Reading) -> str:
    if stage.refused:
        return named_and_accepted(stage, stage.top or "", reading=reading)
    if stage.state == "contested":
        return two_shares(stage, reading=reading)
    return votes_without_owner(stage, reading=reading)
