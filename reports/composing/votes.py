"""The votes behind what is said of a stage, one line of evidence each."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reports.composing.punctuation import clauses, labelled
from reports.reading import Reading
from reports.wording import percent
from scoring.published import PublicStage

SMALL_ACCEPTANCE = 0.4
"""Below this share of its own people a function would not take a stage on."""


def likelihood(stage: PublicStage, *, reading: Reading) -> str:
    """How sure a state is, where it is not firm: "likely contested"."""
    text = reading.words.state_likely(stage.state, stage.probability)
    return "" if text == reading.words.state(stage.state) else text


def line(stage: PublicStage, *said: str, reading: Reading) -> str:
    """ "Renewal: 40% say …, likely diffuse": the stage, and what is said of it."""
    return labelled(reading.words.stage(stage.stage), ", ".join(part for part in said if part))


def votes_without_owner(stage: PublicStage, *, reading: Reading) -> str:
    """How many name nobody and how many several, beside the function named most."""
    if not stage.shares:
        return line(stage, _("too few votes to show their shares"), reading=reading)
    votes = _("{nobody} of the votes say nobody, {several} several with nobody leading").format(
        nobody=_share(stage, "nobody"), several=_share(stage, "shared")
    )
    said = clauses([votes, _named_most(stage, reading=reading)])
    return line(stage, said, likelihood(stage, reading=reading), reading=reading)


def _share(stage: PublicStage, category: str) -> str:
    return percent(stage.shares.get(category, 0.0))


def _named_most(stage: PublicStage, *, reading: Reading) -> str:
    if not stage.top or stage.top_share is None:
        return ""
    most = _("{function}, named most, has {share}")
    return most.format(function=reading.words.function(stage.top), share=percent(stage.top_share))


def several(stage: PublicStage, *, reading: Reading) -> str:
    """How many say that several functions answer for it."""
    said = (
        _("{share} say several functions, nobody leads").format(share=_share(stage, "shared"))
        if stage.shares
        else _("too few votes to say how many say several functions, nobody leads")
    )
    return line(stage, said, likelihood(stage, reading=reading), reading=reading)


def two_shares(stage: PublicStage, *, reading: Reading) -> str:
    """The two functions named for a contested stage, with their shares."""
    words = reading.words
    if stage.top_share is None:
        return line(stage, _("too few votes to show their shares"), reading=reading)
    return line(
        stage,
        f"{words.function(stage.top or '')} {percent(stage.top_share)}",
        f"{words.function(stage.second or '')} {percent(stage.second_share)}",
        likelihood(stage, reading=reading),
        reading=reading,
    )


def named_and_accepted(stage: PublicStage, function: str, *, reading: Reading) -> str:
    """How many name a function, and how many of its own people would take the stage on."""
    return line(
        stage,
        named_by(stage),
        _acceptance(stage, function),
        _("the naming not firm") if likelihood(stage, reading=reading) else "",
        reading=reading,
    )


def named_by(stage: PublicStage) -> str:
    if stage.top_share is None:
        return _("named most")
    return _("named by {share}").format(share=percent(stage.top_share))


def _acceptance(stage: PublicStage, function: str) -> str:
    accepted = stage.acceptance.get(function)
    if accepted is None or accepted.share is None:
        return _("acceptance below {share}").format(share=percent(SMALL_ACCEPTANCE))
    return _("acceptance {share}").format(share=percent(accepted.share))


def self_and_others(stage: PublicStage, function: str, *, reading: Reading) -> str:
    """How many of a function's own people name it, and how many of the others."""
    naming = stage.self_naming.get(function)
    if naming is None or naming.own is None or naming.others is None:
        hidden = _("at least half of its own people name it, fewer than {share} of the others")
        return line(stage, hidden.format(share=percent(0.3)), reading=reading)
    shown = _("{own} of its own people name it, {others} of the others")
    return line(stage, shown.format(own=percent(naming.own), others=percent(naming.others)), reading=reading)
