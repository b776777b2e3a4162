"""The stages that have an owner who accepts: counted, named, and how many of them only with the means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.composing.found import Found, Order
from reports.composing.punctuation import clauses, labelled
from reports.reading import Reading
from reports.wording import LIKELY, count, percent, sentence, start
from scoring.published import PublicStage


def names(stages: Sequence[PublicStage]) -> list[str]:
    return [stage.stage for stage in stages]


def settled(reading: Reading) -> list[PublicStage]:
    """Stages owned and accepted in most repeated draws: a sentence counts no other."""
    return [stage for stage in reading.owned() if stage.probability.get(stage.state, 100) >= LIKELY]


# --- With which means -------------------------------------------------------------------------------


def partly(reading: Reading) -> int:
    """How many of the owned stages would be accepted only with the means: the ½ on the map."""
    return sum(_accepts_in_part(stage) for stage in settled(reading))


def takes_means(reading: Reading) -> bool:
    return partly(reading) > 0


def _accepts_in_part(stage: PublicStage) -> bool:
    accepted = stage.acceptance.get(stage.top or "")
    return accepted is not None and accepted.answer == "part"


def _by_means(reading: Reading, *, none: str, it: str, all_: str, some: str) -> str:
    """The wording for how many owned stages need the means: none, the only one there is, all, or some."""
    owned, needing = len(settled(reading)), partly(reading)
    if not needing:
        return none
    if owned == 1:
        return it
    return all_ if needing == owned else some


# --- The first sentence of the report ---------------------------------------------------------------


def owned_sentence(reading: Reading) -> str:
    """How many stages have one owner who accepts it, and on how many the answers leave it open."""
    total, owned = len(reading.journey), len(settled(reading))
    if not total:
        return _("Too few could tell who answers for the customer.")
    if owned == total:
        said = _every(reading)
    elif owned:
        said = _many(reading)
    else:
        said = _("not one of the {total} stages has an owner who accepts it")
    filled = said.format(count=count(owned), total=count(total), partly=count(partly(reading)))
    return sentence(clauses([filled, _undecided(reading)]))


def _every(reading: Reading) -> str:
    return _by_means(
        reading,
        none=_("every one of the {total} stages has one owner who accepts it"),
        it=_("every one of the {total} stages has one owner who accepts it, if equipped for it"),
        all_=_("every one of the {total} stages has one owner who accepts it, all of them only if equipped"),
        some=_(
            "every one of the {total} stages has one owner who accepts it, {partly} of them only if equipped"
        ),
    )


def _many(reading: Reading) -> str:
    return _by_means(
        reading,
        none=ngettext(
            "{count} of the {total} stages has one owner who accepts it",
            "{count} of the {total} stages have one owner who accepts it",
            len(settled(reading)),
        ),
        it=_("{count} of the {total} stages has one owner who accepts it, if equipped for it"),
        all_=_("{count} of the {total} stages have one owner who accepts it, all of them only if equipped"),
        some=_(
            "{count} of the {total} stages have one owner who accepts it, {partly} of them only if equipped"
        ),
    )


def _undecided(reading: Reading) -> str:
    """Stages that are owned as the answers are, and as often something else when they are drawn anew."""
    open_ = len(reading.owned()) - len(settled(reading))
    if not open_:
        return ""
    if settled(reading):
        # Translators: {count} further stages of the journey, beside those that have an owner.
        more = ngettext(
            "for {count} more the answers leave it undecided",
            "for {count} more the answers leave it undecided",
            open_,
        )
        return more.format(count=count(open_))
    # Translators: {count} stages of the journey.
    some = ngettext(
        "for {count} the answers leave it undecided", "for {count} the answers leave it undecided", open_
    )
    return some.format(count=count(open_))


# --- The finding ------------------------------------------------------------------------------------


def owned_findings(reading: Reading) -> Iterator[Found]:
    """The stages that have an owner who accepts: what is in order is a finding too."""
    stages = settled(reading)
    if not stages:
        return
    every = len(stages) == len(reading.journey)
    where = reading.words.stages(names(stages))
    said = _every_stage(reading) if every else _these_stages(reading)
    yield Found(
        id=f"owned:{'+'.join(names(stages))}",
        state="owned",
        topic="ownership",
        order=Order.OWNED,
        subject=_("Every stage") if every else start(where),
        sentence=sentence(said.format(stages=where, partly=count(partly(reading)))),
        evidence=sentence(clauses(_held(stage, reading=reading) for stage in stages)),
        so_what=_("Whoever meets a question there knows whom to ask."),
        weight=len(stages),
    )


def _every_stage(reading: Reading) -> str:
    return _by_means(
        reading,
        none=_("every stage has one owner who accepts it"),
        it=_("every stage has one owner who accepts it, if equipped for it"),
        all_=_("every stage has one owner who accepts it, all of them only if equipped"),
        some=_("every stage has one owner who accepts it, {partly} of them only if equipped"),
    )


def _these_stages(reading: Reading) -> str:
    return _by_means(
        reading,
        none=ngettext(
            "{stages} has one owner who accepts it",
            "{stages} have one owner who accepts it",
            len(settled(reading)),
        ),
        it=_("{stages} has one owner who accepts it, if equipped for it"),
        all_=_("{stages} have one owner who accepts it, all of them only if equipped"),
        some=_("{stages} have one owner who accepts it, {partly} of them only if equipped"),
    )


def _held(stage: PublicStage, *, reading: Reading) -> str:
    """Who is named, by how many, and how many of its own people accept, where shares may be shown."""
    words, accepted = reading.words, stage.acceptance.get(stage.top or "")
    name = words.function(stage.top or "")
    if stage.top_share is None:
        shown = [name, _("too few votes to show shares")]
    else:
        shown = [f"{name} {percent(stage.top_share)}"]
    if accepted and accepted.share is not None:
        shown.append(_("acceptance {share}").format(share=percent(accepted.share)))
    return labelled(words.stage(stage.stage), ", ".join(shown))
