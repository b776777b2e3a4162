"""Findings on the stage and what holds it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from reports.composing.found import Found, Order
from reports.composing.punctuation import clauses, labelled
from reports.composing.ranges import range_of
from reports.reading import Reading
from reports.wording import count, in_percent, join, number, sentence, sentences
from scoring.published import PublicEstimate, PublicGate, PublicMaturity

FIRM, LEANING = 80, 60
TOP_STAGE = 5


# --- The stage --------------------------------------------------------------------------------------


def maturity_findings(reading: Reading) -> Iterator[Found]:
    gates, stage = reading.unmet(), reading.stage
    if not gates or stage is None:
        return
    # Translators: {gates} is a list of what is asked for, with what was found in parentheses.
    unmet = ngettext(
        "{count} prerequisite of Stage {stage} is not met: {gates}",
        "{count} prerequisites of Stage {stage} are not met: {gates}",
        len(gates),
    )
    yield Found(
        id=f"unmet:{stage + 1}:{'+'.join(gate.key for gate in gates)}",
        state="unmet",
        topic="maturity",
        order=Order.UNMET,
        subject=reading.words.maturity_stage(stage + 1),
        sentence=sentence(
            unmet.format(
                count=count(len(gates)),
                stage=stage + 1,
                gates=join(gate_phrase(gate, reading=reading) for gate in gates),
            )
        ),
        evidence=sentence(clauses(_gate_evidence(gate, reading=reading) for gate in gates)),
        so_what=held_sentence(reading),
    )


def _gate_evidence(gate: PublicGate, *, reading: Reading) -> str:
    """What was found, with the interval of a score of the whole organization."""
    found = labelled(reading.words.gate(gate.key), gate_value(gate, reading=reading))
    estimate = gate_estimate(gate, reading=reading)
    if estimate is None:
        return found
    return f"{found}, {range_of(estimate)}, {reading.words.answers(estimate.n)}"


def gate_estimate(gate: PublicGate, *, reading: Reading) -> PublicEstimate | None:
    """The score a gate rests on, where it is one of the whole organization."""
    if gate.kind != "score" or gate.construct is None or gate.key.startswith("weakest"):
        return None
    return reading.estimate(gate.construct)


def held_sentence(reading: Reading) -> str:
    """Why the stage is what it is, when the average alone would say otherwise."""
    maturity, gates = reading.published.maturity, reading.unmet()
    if maturity.stage == TOP_STAGE:
        return _("Every prerequisite of every stage is met.")
    if maturity.held_by_gates and maturity.index_stage and gates:
        held = ngettext(
            "The average would suggest Stage {index}; {count} prerequisite that is not met holds it at "
            "Stage {stage}.",
            "The average would suggest Stage {index}; {count} prerequisites that are not met hold it at "
            "Stage {stage}.",
            len(gates),
        )
        return held.format(index=maturity.index_stage, count=count(len(gates)), stage=maturity.stage)
    if not gates:
        return _("Every prerequisite of the next stage is met; the average has yet to follow.")
    if all(gate.certainty == "uncertain" for gate in gates):
        return _("What is not met is within the margin of error: the next wave may already show it met.")
    return _("A stage is reached when each of its prerequisites holds; no average makes up for one.")


# --- Prerequisites ----------------------------------------------------------------------------------


def gate_phrase(gate: PublicGate, *, reading: Reading) -> str:
    """A prerequisite that is not met, inside a sentence, with what was found."""
    if gate.kind == "score" and gate.key.startswith("weakest"):
        return f"{_weakest()} ({_against(gate)})"
    if gate.kind == "score" and gate.construct:
        return f"{reading.words.construct(gate.construct)} ({_against(gate)})"
    if gate.kind == "ownership":
        return _ownership_phrase(gate, reading=reading)
    if gate.kind == "fact":
        return _fact_phrase(gate)
    return _pulse_phrase(gate)


def _weakest() -> str:
    # Translators: what is asked for, in a list.
    return _("the weakest function's market orientation")


def _fact_phrase(gate: PublicGate) -> str:
    return {
        "CX lead": _("an executive named to lead customer experience"),
        "CX budget": _("a budget for customer experience with a named owner"),
    }.get(gate.key, gate.key)


def _against(gate: PublicGate) -> str:
    """What was found at a score that is asked for."""
    if gate.value is None:
        found = _("too few answers, {cut} asked")
    elif gate.value >= gate.cut:
        found = _("just under the {cut} asked")
    else:
        found = _("{value}, with {cut} asked")
    return found.format(value=gate.value, cut=number(gate.cut))


def _ownership_phrase(gate: PublicGate, *, reading: Reading) -> str:
    if "orphan" in gate.key:
        return f"{_no_orphans(gate)} ({_orphans(reading)})"
    asked = _("{count} stages owned and accepted").format(count=count(int(gate.cut)))
    return f"{asked} ({_owned(gate)})"


def _no_orphans(gate: PublicGate) -> str:
    if not gate.cut:
        return _("an owner for every stage")
    return _("an owner for all but {count} stages").format(count=count(int(gate.cut)))


def _orphans(reading: Reading) -> str:
    orphans = [stage.stage for stage in reading.stages_in("orphaned")]
    if not orphans:
        return pgettext("prerequisite", "not known")
    # Translators: after "an owner for every stage".
    ownerless = npgettext("prerequisite", "{stages} has none", "{stages} have none", len(orphans))
    return ownerless.format(stages=reading.words.stages(orphans))


def _owned(gate: PublicGate) -> str:
    if gate.value is None:
        return pgettext("prerequisite", "not known")
    if not gate.value:
        # Translators: after "six stages owned and accepted".
        return pgettext("prerequisite", "none is")
    # Translators: after "six stages owned and accepted".
    found = npgettext("prerequisite", "{count} is", "{count} are", gate.value)
    return found.format(count=count(gate.value))


def _pulse_phrase(gate: PublicGate) -> str:
    if gate.status == "unverified":
        return _("the customers' own word (they were not asked)")
    if "gap" in gate.key:
        within = _("staff and customers within {cut} points ({found} apart)")
        return within.format(cut=number(gate.cut), found=gate.value)
    own = _("the customers' own view")
    return f"{own} ({_against(gate)})"


def gate_value(gate: PublicGate, *, reading: Reading) -> str:
    """What was found at a gate, as the checklist prints it."""
    if gate.status == "unverified" or gate.value is None:
        if gate.kind in ("pulse", "fact"):
            return pgettext("prerequisite", "not asked")
        return pgettext("prerequisite", "not known")
    if gate.kind == "fact":
        return pgettext("prerequisite", "yes") if gate.value else pgettext("prerequisite", "no")
    if gate.kind == "ownership":
        return _owned_value(gate, reading=reading)
    if gate.status == "unmet" and gate.value >= gate.cut and "gap" not in gate.key:
        return _("just under {cut}").format(cut=number(gate.cut))
    return number(gate.value)


def _owned_value(gate: PublicGate, *, reading: Reading) -> str:
    if "orphan" in gate.key:
        orphans = [stage.stage for stage in reading.stages_in("orphaned")]
        return reading.words.stages(orphans) if orphans else pgettext("stages without an owner", "none")
    return _("{part} of {whole}").format(part=gate.value, whole=len(reading.journey))


# --- How sure the stage is --------------------------------------------------------------------------


def stage_words(maturity: PublicMaturity) -> str:
    """The stage as surely as it is known: "Stage 2", "Stage 2, leaning 3", "between Stage 2 and Stage 3"."""
    if maturity.stage is None:
        return _("no stage yet")
    if between := _between(maturity):
        return _("between Stage {low} and Stage {high}").format(low=between[0], high=between[1])
    if leaning := _leaning(maturity):
        return _("Stage {stage}, leaning {other}").format(stage=maturity.stage, other=leaning)
    return _("Stage {stage}").format(stage=maturity.stage)


def _rest(maturity: PublicMaturity) -> dict[int, int]:
    """The other stages that come out when the answers are drawn anew, with how often."""
    likely = maturity.probability
    return {other: share for other, share in likely.items() if other != maturity.stage and share > 0}


def _leaning(maturity: PublicMaturity) -> int | None:
    """The stage to which the answers lean beside the one they give; None where that one is firm."""
    rest = _rest(maturity)
    if maturity.stage is None or not rest or maturity.probability.get(maturity.stage, 0) >= FIRM:
        return None
    return _second(rest)


def _second(rest: Mapping[int, int]) -> int:
    """The stage that comes out most often of these; of equals the lower."""
    return max(rest, key=lambda key: (rest[key], -key))


def _between(maturity: PublicMaturity) -> tuple[int, int] | None:
    """The two stages the answers leave open, the lower first; None where they are surer of one."""
    stage, rest = maturity.stage, _rest(maturity)
    if stage is None or not rest or maturity.probability.get(stage, 0) >= LEANING:
        return None
    low, high = sorted((stage, _second(rest)))
    return low, high


def stage_certainty(maturity: PublicMaturity) -> str:
    """How often the stage comes out when the answers are drawn anew."""
    if maturity.stage is None or not maturity.probability:
        return ""
    share = maturity.probability.get(maturity.stage, 0)
    if share >= 100:
        always = _("drawn anew a thousand times, the answers always give Stage {stage}")
        return always.format(stage=maturity.stage)
    often = _("drawn anew a thousand times, the answers give Stage {stage} in {share}")
    return often.format(stage=maturity.stage, share=in_percent(share))


def stage_sentence(reading: Reading) -> str:
    """The lede of the stage: its words, what it means, how many things stand before the next."""
    maturity = reading.published.maturity
    if maturity.stage is None:
        return _("Too few answers to place the organization on the scale.")
    words = reading.words
    if between := _between(maturity):
        # Translators: both are a stage with its name: "Stage 2, Aiming".
        either = _("Between {low}, and {high}.")
        return either.format(low=words.maturity_stage(between[0]), high=words.maturity_stage(between[1]))
    named = stage_words(maturity) if _leaning(maturity) else words.maturity_stage(maturity.stage)
    return sentences([named, words.maturity_sentence(maturity.stage)])
