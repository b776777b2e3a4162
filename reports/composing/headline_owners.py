"""Leads of the headline on who answers for the customer; each ends its own sentence."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.composing.emphasis import Spans, marked, plain
from reports.composing.owned import names, settled
from reports.reading import Reading
from reports.wording import count
from scoring.published import PublicStage

MANY_CONSTRUCTS = 3
NAMED_STAGES = 3


def _few(stages: Sequence[PublicStage], *, named: str, counted: str) -> str:
    """The wording that names up to three stages, or the one that counts more: a headline is no list."""
    return named if len(stages) <= NAMED_STAGES else counted


def _about(stages: Sequence[PublicStage], *, reading: Reading) -> dict[str, str]:
    """The blanks of both wordings."""
    return {
        "stages": reading.words.stages(names(stages)),
        "count": count(len(stages)),
        "total": count(len(reading.journey)),
    }


def rest_of_the_map(reading: Reading) -> str:
    """What follows a lead on the map: how many stages have an owner who accepts."""
    owned, total = len(settled(reading)), len(reading.journey)
    if not total:
        return "."
    if not owned:
        # Translators: ends a sentence that says who answers for which stages.
        return _(", and no stage has an owner who accepts it.")
    # Translators: ends a sentence that says who answers for which stages.
    some = ngettext(
        "; {count} of the {total} stages has an owner who accepts.",
        "; {count} of the {total} stages have an owner who accepts.",
        owned,
    )
    return some.format(count=count(owned), total=count(total))


def orphaned(reading: Reading) -> Spans:
    stages = reading.likely("orphaned")
    if not stages:
        return ()
    maturity = reading.published.maturity
    if [gate.key for gate in reading.unmet()] == ["no orphan"] and maturity.held_by_gates:
        return _held_by_orphans(stages, reading=reading)
    nobody = _few(
        stages,
        named=ngettext("**Nobody answers for {stages}**", "**Nobody answers for {stages}**", len(stages)),
        counted=_("**Nobody answers for {count} of the {total} stages**"),
    )
    return *marked(nobody, **_about(stages, reading=reading)), plain(rest_of_the_map(reading))


def _held_by_orphans(stages: Sequence[PublicStage], *, reading: Reading) -> Spans:
    maturity = reading.published.maturity
    held = _few(
        stages,
        named=ngettext(
            "**Nobody answers for {stages}**: {count} ownerless stage holds a Stage {index} average at "
            "Stage {stage}.",
            "**Nobody answers for {stages}**: {count} ownerless stages hold a Stage {index} average at "
            "Stage {stage}.",
            len(stages),
        ),
        counted=_(
            "**Nobody answers for {count} of the {total} stages**: {count} ownerless stages hold a Stage "
            "{index} average at Stage {stage}."
        ),
    )
    blanks = _about(stages, reading=reading)
    return marked(held, **blanks, index=maturity.index_stage, stage=maturity.stage)


def refused_often(reading: Reading) -> Spans:
    refused = reading.flagged("refused")
    function, stages = next(iter(refused.items()), ("", []))
    if len(stages) < 2:
        return ()
    return marked(
        _(
            "{count} of the {total} stages are given to {function}, **and {function} would not take them "
            "on**."
        ),
        count=count(len(stages)),
        total=count(len(reading.journey)),
        function=reading.words.function(function),
    )


def alone(reading: Reading) -> Spans:
    """One function names itself where others do not, and describes another company than they do."""
    for function, stages in reading.flagged("overclaimed").items():
        above = [gap for gap in reading.clear_gaps(unit=function) if gap.points > 0]
        if len(stages) >= 2 and len(above) >= MANY_CONSTRUCTS:
            return _carrier(function, stages, reading=reading)
    return ()


def _carrier(function: str, stages: Sequence[PublicStage], *, reading: Reading) -> Spans:
    name = reading.words.function(function)
    shared = [stage for stage in stages if stage.state == "diffuse"]
    said = _belongs_to_all(shared) if shared else _unseen(stages)
    return marked(said, function=name, **_about(shared or stages, reading=reading))


def _unseen(stages: Sequence[PublicStage]) -> str:
    return _few(
        stages,
        named=_(
            "{function} believes that it carries the customer. **On {stages} the others do not see it so**."
        ),
        counted=_(
            "{function} believes that it carries the customer. **On {count} of the {total} stages the others "
            "do not see it so**."
        ),
    )


def _belongs_to_all(stages: Sequence[PublicStage]) -> str:
    return _few(
        stages,
        named=ngettext(
            "{function} believes that it carries the customer. **To everyone else, {stages} belongs to all "
            "and so to no one**.",
            "{function} believes that it carries the customer. **To everyone else, {stages} belong to all "
            "and so to no one**.",
            len(stages),
        ),
        counted=_(
            "{function} believes that it carries the customer. **To everyone else, {count} of the {total} "
            "stages belong to all and so to no one**."
        ),
    )


def diffuse(reading: Reading) -> Spans:
    stages = reading.likely("diffuse")
    if not stages:
        return ()
    everyones = _few(
        stages,
        named=ngettext(
            "**{stages} belongs to everyone, and so to no one**",
            "**{stages} belong to everyone, and so to no one**",
            len(stages),
        ),
        counted=_("**{count} of the {total} stages belong to everyone, and so to no one**"),
    )
    return *marked(everyones, **_about(stages, reading=reading)), plain(rest_of_the_map(reading))


def refused_once(reading: Reading) -> Spans:
    for function, stages in reading.flagged("refused").items():
        return marked(
            _("{stages} is given to {function}, **and {function} would not take it on**."),
            stages=reading.words.stages(names(stages)),
            function=reading.words.function(function),
        )
    return ()


def contested(reading: Reading) -> Spans:
    stages = reading.likely("contested")
    if not stages:
        return ()
    twice = _few(
        stages,
        named=ngettext(
            "**{stages} has two owners, depending on who is asked**",
            "**{stages} have two owners, depending on who is asked**",
            len(stages),
        ),
        counted=_("**{count} of the {total} stages have two owners, depending on who is asked**"),
    )
    return *marked(twice, **_about(stages, reading=reading)), plain(rest_of_the_map(reading))


def overclaimed(reading: Reading) -> Spans:
    for function, stages in reading.flagged("overclaimed").items():
        believed = _few(
            stages,
            named=ngettext(
                "{function} sees itself as answering for {stages}; **few elsewhere see it so**.",
                "{function} sees itself as answering for {stages}; **few elsewhere see it so**.",
                len(stages),
            ),
            counted=_(
                "{function} sees itself as answering for {count} of the {total} stages; **few elsewhere see "
                "it so**."
            ),
        )
        name = reading.words.function(function)
        return marked(believed, function=name, **_about(stages, reading=reading))
    return ()


def unowned(reading: Reading) -> Spans:
    """No stage is disputed, and fewer than three in four have an owner who accepts."""
    owned, total = len(settled(reading)), len(reading.journey)
    if owned * 4 >= total * 3:
        return ()
    if not owned:
        return marked(_("**No stage has a settled owner**; no function sees a clearly different company."))
    some = ngettext(
        "**{count} of the {total} stages has a settled owner**; no function sees a clearly different "
        "company.",
        "**{count} of the {total} stages have a settled owner**; no function sees a clearly different "
        "company.",
        owned,
    )
    return marked(some, count=count(owned), total=count(total))
