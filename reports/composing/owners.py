"""Findings on who answers for the customer, and whether they accept it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.composing.claims import claim_findings
from reports.composing.found import Found, Order
from reports.reading import WHOLE, Reading
from reports.wording import LIKELY, count, percent, plural, sentence, start
from scoring.published import PublicStage


def ownership_findings(reading: Reading) -> Iterator[Found]:
    yield from _orphaned(reading)
    yield from _refused(reading)
    yield from _diffuse(reading)
    yield from _contested(reading)
    yield from _overclaimed(reading)
    yield from claim_findings(reading)
    yield from _whole(reading)
    yield from _owned(reading)


def names(stages: Sequence[PublicStage]) -> list[str]:
    return [stage.stage for stage in stages]


def _id(kind: str, stages: Sequence[PublicStage]) -> str:
    return f"{kind}:{'+'.join(names(stages))}"


def _share(stage: PublicStage, category: str) -> str:
    return percent(stage.shares.get(category, 0.0)) if stage.shares else "too few votes to say how many"


def likelihood(stage: PublicStage, *, reading: Reading) -> str:
    """How sure a state is, where it is not firm: ", likely contested"."""
    text = reading.words.state_likely(stage.state, stage.probability)
    return "" if text == reading.words.state(stage.state) else f", {text}"


def _orphaned(reading: Reading) -> Iterator[Found]:
    stages = reading.stages_in("orphaned")
    if not stages:
        return
    words = reading.words
    where = words.stages(names(stages))
    yield Found(
        id=_id("orphaned", stages),
        state="orphaned",
        topic="ownership",
        order=Order.ORPHANED,
        subject=where,
        sentence=sentence(f"nobody answers for {where}"),
        evidence=sentence("; ".join(_votes_without_owner(stage, reading=reading) for stage in stages)),
        so_what=f"What goes wrong {plural(len(stages), 'there', 'in these stages')} has no address.",
        weight=len(stages),
    )


def _votes_without_owner(stage: PublicStage, *, reading: Reading) -> str:
    named = (
        f"; {reading.words.function(stage.top)}, named most, has {percent(stage.top_share)}"
        if stage.top and stage.top_share is not None
        else ""
    )
    if not stage.shares:
        return f"{reading.words.stage(stage.stage)}: too few votes to show their shares"
    return (
        f"{reading.words.stage(stage.stage)}: {_share(stage, 'nobody')} of the votes say nobody, "
        f"{_share(stage, 'shared')} several with nobody leading{named}{likelihood(stage, reading=reading)}"
    )


def _refused(reading: Reading) -> Iterator[Found]:
    for function, stages in reading.flagged("refused").items():
        yield _refusal(function, stages, reading=reading)


def _refusal(function: str, stages: Sequence[PublicStage], *, reading: Reading) -> Found:
    words = reading.words
    where, them = words.stages(names(stages)), plural(len(stages), "it", "them")
    return Found(
        id=_id(f"refused:{function}", stages),
        state="refused",
        topic="ownership",
        order=Order.REFUSED,
        subject=words.label(function),
        sentence=sentence(
            f"{words.function(function)} is named for {where}, and as things stand "
            f"its own people would not take {them} on"
        ),
        evidence=sentence(
            "; ".join(_named_and_accepted(stage, function, reading=reading) for stage in stages)
        ),
        so_what=plural(
            len(stages),
            "On paper the stage has an owner; it does not count as owned.",
            "On paper these stages have an owner; they do not count as owned.",
        ),
        weight=len(stages),
    )


def _named_and_accepted(stage: PublicStage, function: str, *, reading: Reading) -> str:
    accepted = stage.acceptance.get(function)
    share = accepted.share if accepted else None
    own = f"acceptance {percent(share)}" if share is not None else "acceptance below 40%"
    named = f"named by {percent(stage.top_share)}" if stage.top_share is not None else "named most"
    unsure = ", the naming not firm" if likelihood(stage, reading=reading) else ""
    return f"{reading.words.stage(stage.stage)}: {named}, {own}{unsure}"


def _diffuse(reading: Reading) -> Iterator[Found]:
    stages = reading.stages_in("diffuse")
    if not stages:
        return
    words = reading.words
    where = words.stages(names(stages))
    yield Found(
        id=_id("diffuse", stages),
        state="diffuse",
        topic="ownership",
        order=Order.DIFFUSE,
        subject=where,
        sentence=sentence(
            f"{where} {plural(len(stages), 'is', 'are')} said to belong to several functions, "
            "with nobody in the lead"
        ),
        evidence=sentence(
            "; ".join(
                f"{words.stage(stage.stage)}: {_share(stage, 'shared')} say several functions, nobody leads"
                f"{likelihood(stage, reading=reading)}"
                for stage in stages
            )
        ),
        so_what="A stage that everyone shares has nobody to ask when it goes wrong.",
        weight=len(stages),
    )


def _contested(reading: Reading) -> Iterator[Found]:
    stages = [stage for stage in reading.stages_in("contested") if stage.top and stage.second]
    if not stages:
        return
    words = reading.words
    where = words.stages(names(stages))
    yield Found(
        id=_id("contested", stages),
        state="contested",
        topic="ownership",
        order=Order.CONTESTED,
        subject=where,
        sentence=sentence("; ".join(_two_names(stage, reading=reading) for stage in stages)),
        evidence=sentence("; ".join(_two_shares(stage, reading=reading) for stage in stages)),
        so_what="With two functions named, each can take the other for the owner.",
        weight=len(stages),
    )


def _two_names(stage: PublicStage, *, reading: Reading) -> str:
    words = reading.words
    first, second = words.function(stage.top or ""), words.function(stage.second or "")
    return f"{words.stage(stage.stage)} is given to {first} by some and to {second} by others"


def _two_shares(stage: PublicStage, *, reading: Reading) -> str:
    words = reading.words
    if stage.top_share is None:
        return f"{words.stage(stage.stage)}: too few votes to show their shares"
    return (
        f"{words.stage(stage.stage)}: {words.function(stage.top or '')} {percent(stage.top_share)}, "
        f"{words.function(stage.second or '')} {percent(stage.second_share)}"
        f"{likelihood(stage, reading=reading)}"
    )


def _overclaimed(reading: Reading) -> Iterator[Found]:
    for function, stages in reading.flagged("overclaimed").items():
        words = reading.words
        yield Found(
            id=_id(f"overclaimed:{function}", stages),
            state="overclaimed",
            topic="ownership",
            order=Order.OVERCLAIMED,
            subject=words.label(function),
            sentence=sentence(
                f"{words.function(function)} sees itself as answering for {words.stages(names(stages))}; "
                "few elsewhere see it so"
            ),
            evidence=sentence(
                "; ".join(_self_and_others(stage, function, reading=reading) for stage in stages)
            ),
            so_what="Work that one function believes to be its own is not work the others count on.",
            weight=len(stages),
        )


def _self_and_others(stage: PublicStage, function: str, *, reading: Reading) -> str:
    naming = stage.self_naming.get(function)
    where = reading.words.stage(stage.stage)
    if naming is None or naming.own is None or naming.others is None:
        return f"{where}: at least half of its own people name it, fewer than 30% of the others"
    return f"{where}: {percent(naming.own)} of its own people name it, {percent(naming.others)} of the others"


def _owned(reading: Reading) -> Iterator[Found]:
    """The stages that have an owner who accepts: what is in order is a finding too."""
    stages = settled(reading)
    if not stages:
        return
    every = len(stages) == len(reading.journey)
    where = "every stage" if every else reading.words.stages(names(stages))
    has = plural(1 if every else len(stages), "has", "have")
    yield Found(
        id=_id("owned", stages),
        state="owned",
        topic="ownership",
        order=Order.OWNED,
        subject=start(where),
        sentence=sentence(f"{where} {has} one owner who accepts it{equipped(reading)}"),
        evidence=sentence("; ".join(_held(stage, reading=reading) for stage in stages)),
        so_what="Whoever meets a question there knows whom to ask.",
        weight=len(stages),
    )


def _held(stage: PublicStage, *, reading: Reading) -> str:
    """Who is named, by how many, and how many of its own people accept, where shares may be shown."""
    words, accepted = reading.words, stage.acceptance.get(stage.top or "")
    named = f"{words.stage(stage.stage)}: {words.function(stage.top or '')}"
    share = (
        f" {percent(stage.top_share)}" if stage.top_share is not None else ", too few votes to show shares"
    )
    own = f", acceptance {percent(accepted.share)}" if accepted and accepted.share is not None else ""
    return f"{named}{share}{own}"


def _whole(reading: Reading) -> Iterator[Found]:
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
        so_what="Owners of single stages have nobody to turn to where one stage ends and the next begins.",
    )


WITHOUT_OWNER = ("orphaned", "diffuse", "contested")


def whole_sentence(reading: Reading) -> str:
    """Who answers for the customer from first contact to last; empty when nobody was asked."""
    stage, words = reading.whole, reading.words
    if stage is None or stage.state == "unknown":
        return ""
    first, second = words.function(stage.top or ""), words.function(stage.second or "")
    said = {
        "orphaned": "for the whole experience, from first contact to last, nobody answers",
        "diffuse": "the whole experience is said to belong to several functions, with nobody in the lead",
        "contested": f"the whole experience is given to {first} by some and to {second} by others",
        "leaning": f"for the whole experience most name {first}, short of a clear majority",
        "owned": f"the whole experience is given to {first}",
    }[stage.state]
    return sentence(
        f"{said}, and as things stand its own people would not take it on" if stage.refused else said
    )


def _whole_evidence(stage: PublicStage, *, reading: Reading) -> str:
    if stage.refused:
        return _named_and_accepted(stage, stage.top or "", reading=reading)
    if stage.state == "contested":
        return _two_shares(stage, reading=reading)
    return _votes_without_owner(stage, reading=reading)


def owned_sentence(reading: Reading) -> str:
    """How many stages have one owner who accepts: the first sentence of the report."""
    total, owned = len(reading.journey), len(settled(reading))
    if not total:
        return "Too few could tell who answers for the customer."
    if owned == total:
        return f"Every one of the {count(total)} stages has one owner who accepts it{equipped(reading)}."
    if not owned:
        return f"Not one of the {count(total)} stages has an owner who accepts it{_undecided(reading)}."
    has = plural(owned, "has", "have")
    many = f"{count(owned)} of the {count(total)} stages {has} one owner who accepts it"
    return start(f"{many}{equipped(reading)}{_undecided(reading)}.")


def settled(reading: Reading) -> list[PublicStage]:
    """Stages owned and accepted in most repeated draws: a sentence counts no other."""
    return [stage for stage in reading.owned() if stage.probability.get(stage.state, 100) >= LIKELY]


def _undecided(reading: Reading) -> str:
    """Stages that are owned as the answers are, and as often something else when they are drawn anew."""
    open_ = len(reading.owned()) - len(settled(reading))
    if not open_:
        return ""
    return f"; for {count(open_)}{' more' if settled(reading) else ''} the answers leave it undecided"


def equipped(reading: Reading) -> str:
    """How many of the owned stages would be accepted only with the means: the ½ on the map, in words."""
    owned = settled(reading)
    partly = sum(_accepts_in_part(stage) for stage in owned)
    if not partly:
        return ""
    many = "all" if partly == len(owned) > 1 else count(partly)
    return ", if equipped for it" if len(owned) == 1 else f", {many} of them only if equipped"


def _accepts_in_part(stage: PublicStage) -> bool:
    accepted = stage.acceptance.get(stage.top or "")
    return accepted is not None and accepted.answer == "part"
