"""What changed since the wave before, in sentences and findings.

A change is told only where it is reliable. What stayed within five points has held; of the rest nobody can
tell yet, which is not the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.composing.found import Found, Order
from reports.reading import Reading
from reports.wording import (
    count,
    in_percent,
    join,
    number,
    percent,
    sentence,
    sentences,
    signed,
    signed_interval,
    some,
)
from scoring.published import PublicChange, PublicOwnershipChange, PublicTrend, PublicUnitChange


def change_findings(reading: Reading) -> Iterator[Found]:
    trend = reading.published.trend
    for change in reliable(trend.changes) if trend else ():
        yield Found(
            id=f"change:{change.construct}",
            state="reliable",
            topic="change",
            order=Order.CHANGE,
            subject=reading.words.construct_label(change.construct),
            sentence=sentence(_moved(change, reading)),
            evidence=_evidence(change, units=len(trend.units) if trend else 0),
            so_what="",
            weight=abs(change.points),
        )


def _evidence(change: PublicChange, *, units: int) -> str:
    """The size of a change, how sure it is, and over whom it was taken."""
    if change.construct == "PUL":
        said = _("Change {points} points, {share} interval {interval}, over all customers who answered.")
    elif change.construct == "LEV":
        said = _("Change {points} points, {share} interval {interval}, over leaders and managers.")
    else:
        said = ngettext(
            "Change {points} points, {share} interval {interval}, over {count} unit that both waves show.",
            "Change {points} points, {share} interval {interval}, over {count} units that both waves show.",
            units,
        )
    return said.format(
        points=signed(change.points),
        share=percent(0.95),
        interval=signed_interval(change.low, change.high),
        count=count(units),
    )


def _moved(change: PublicChange, reading: Reading) -> str:
    """A clause: "the brand promise rose from 40 to 52"."""
    if change.points > 0:
        said = _("{score} rose from {before} to {after}")
    else:
        said = _("{score} fell from {before} to {after}")
    name = reading.words.construct(change.construct)
    return said.format(score=name, before=number(change.before), after=number(change.after))


def reliable(changes: Sequence[PublicChange]) -> list[PublicChange]:
    """Changes that may be claimed, widest first."""
    found = [change for change in changes if change.state == "reliable"]
    return sorted(found, key=lambda change: (-abs(change.points), change.construct))


def change_sentence(reading: Reading) -> str:
    """What moved and what held, in a sentence or two."""
    trend = reading.published.trend
    if trend is None:
        return ""
    return sentences([_moved_sentence(trend, reading), _held_sentence(trend), stage_change_sentence(reading)])


def _moved_sentence(trend: PublicTrend, reading: Reading) -> str:
    told = [_moved(change, reading) for change in reliable(trend.changes)]
    if not told:
        # Translators: {wave} is the name of the wave before, such as "2025".
        said = _("Since {wave}, no score has moved so far that it can be told.")
        return said.format(wave=reading.earlier)
    # Translators: {changes} lists whole clauses ("A rose from 40 to 52, B fell …"): best put after a colon.
    return _("Since {wave}, {changes}.").format(wave=reading.earlier, changes=some(told))


def _held_sentence(trend: PublicTrend) -> str:
    held = sum(change.state == "stable" for change in trend.changes)
    untold = sum(change.state == "not yet tellable" for change in trend.changes)
    return join(part for part in (_held(held), _untold(untold)) if part)


def _held(held: int) -> str:
    if not held:
        return ""
    said = ngettext("{count} score held within five points", "{count} scores held within five points", held)
    return said.format(count=count(held))


def _untold(untold: int) -> str:
    if not untold:
        return ""
    # Translators: a clause on scores: of so many, whether they changed cannot be told yet.
    said = ngettext("of {count} it cannot be told yet", "of {count} it cannot be told yet", untold)
    return said.format(count=count(untold))


def stage_change_sentence(reading: Reading) -> str:
    """A direction only where four of five repeated draws have it."""
    trend, words = reading.published.trend, reading.words
    stage = trend.stage if trend else None
    if stage is None:
        return ""
    return _stage_said(stage.said).format(
        before=words.maturity_stage(stage.before),
        after=words.maturity_stage(stage.after),
        share="" if stage.chance is None else in_percent(stage.chance),
    )


def _stage_said(said: str) -> str:
    # Translators: {before} and {after} read "Stage 2, Aiming".
    if said == "risen":
        return _("The stage has risen from {before} to {after}, in {share} of repeated draws.")
    if said == "fallen":
        return _("The stage has fallen from {before} to {after}, in {share} of repeated draws.")
    if said == "held":
        return _("The stage is still {after}, in {share} of repeated draws.")
    return _("Whether the stage has changed cannot be told yet: it was {before} and is {after}.")


def reliable_units(reading: Reading) -> list[PublicUnitChange]:
    trend = reading.published.trend
    found = [change for change in trend.unit_changes if change.state == "reliable"] if trend else []
    return sorted(found, key=lambda one: (-abs(one.points), one.unit, one.construct))


def units_sentence(reading: Reading) -> str:
    """How many functions moved on how many scores, and how many comparisons there were."""
    trend = reading.published.trend
    if trend is None or not trend.unit_changes:
        return _("No score of a single function is shown in both waves.")
    found = reliable_units(reading)
    total = len(trend.unit_changes)
    if not found:
        said = _("None of the {total} comparisons of single functions is reliable.")
        return said.format(total=total)
    said = ngettext(
        "{count} of {total} comparisons of single functions are reliable: {functions}.",
        "{count} of {total} comparisons of single functions are reliable: {functions}.",
        len(found),
    )
    names = reading.words.functions(dict.fromkeys(one.unit for one in found))
    return said.format(count=len(found), total=total, functions=names)


def ownership_sentence(reading: Reading) -> str:
    """What changed about who answers, in words: "renewal was orphaned and is owned"."""
    trend = reading.published.trend
    if trend is None or not trend.ownership:
        return _("Who answers for the stages cannot be compared.")
    changed = [one for one in trend.ownership if one.said == "changed"]
    untold = sum(one.said == "not yet tellable" for one in trend.ownership)
    if changed:
        said = sentence(join(_changed(one, reading) for one in changed))
    else:
        said = _("No stage has changed hands as far as can be told.")
    return sentences([said, _untold_rows(untold)])


def _untold_rows(untold: int) -> str:
    if not untold:
        return ""
    said = ngettext("Of {count} row it cannot be told yet.", "Of {count} rows it cannot be told yet.", untold)
    return said.format(count=count(untold))


def _changed(one: PublicOwnershipChange, reading: Reading) -> str:
    words = reading.words
    # Translators: a clause in a list of such: "renewal was orphaned and is owned"; the states are labels.
    said = _("{stage} was {before} and is {after}")
    return said.format(
        stage=words.stage(one.stage), before=words.state(one.before), after=words.state(one.after)
    )


def dropped_sentence(reading: Reading) -> str:
    """Which units only one wave shows, and that they are in no number of the comparison."""
    trend, words = reading.published.trend, reading.words
    alone = [*trend.only_before, *trend.only_after] if trend else []
    if not alone:
        return ""
    said = ngettext(
        "{functions} is shown in one of the two waves only, and in no number of this comparison.",
        "{functions} are shown in one of the two waves only, and in no number of this comparison.",
        len(alone),
    )
    return sentence(said.format(functions=words.functions(dict.fromkeys(alone))))


def rules() -> tuple[str, ...]:
    """How changes are judged, and what they do not say."""
    judged = _(
        "Both waves are taken over the functions that both show, each weighing the same. A change is "
        "reliable from five points on, when it is larger than 1.96 standard errors and stays so with all "
        "scores judged together; a score has held when the {share} interval of its change lies within five "
        "points. Of the rest it cannot be told yet."
    ).format(share=percent(0.9))
    anonymous = _(
        "Waves are anonymous: nobody is followed from one to the next, and the people of a function may be "
        "others. A change is of the organization, and nothing here says what it came from."
    )
    return (judged, anonymous)
