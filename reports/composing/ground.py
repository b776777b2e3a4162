"""Findings on the stage and what holds it back, on the clock, and on readiness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reports.composing.found import Found, Order
from reports.reading import Reading, estimate_text
from reports.wording import count, interval, join, number, percent, plural, points, sentence, start
from scoring.published import PublicEstimate, PublicGate, PublicMaturity

FIRM, LEANING = 80, 60
TOP_STAGE = 5


# --- The stage --------------------------------------------------------------------------------------


def maturity_findings(reading: Reading) -> Iterator[Found]:
    gates, stage = reading.unmet(), reading.stage
    if not gates or stage is None:
        return
    words = reading.words
    number_of = f"{count(len(gates))} {plural(len(gates), 'prerequisite', 'prerequisites')}"
    yield Found(
        id=f"unmet:{stage + 1}:{'+'.join(gate.key for gate in gates)}",
        state="unmet",
        topic="maturity",
        order=Order.UNMET,
        subject=words.maturity_stage(stage + 1),
        sentence=sentence(
            f"{number_of} of Stage {stage + 1} {plural(len(gates), 'is', 'are')} not met: "
            f"{join(gate_phrase(gate, reading=reading) for gate in gates)}"
        ),
        evidence=sentence("; ".join(_gate_evidence(gate, reading=reading) for gate in gates)),
        so_what=held_sentence(reading),
    )


def _gate_evidence(gate: PublicGate, *, reading: Reading) -> str:
    """What was found, with the interval of a score of the whole organization."""
    found = f"{reading.words.gate(gate.key)}: {gate_value(gate, reading=reading)}"
    estimate = gate_estimate(gate, reading=reading)
    if estimate is None:
        return found
    return f"{found}, interval {interval(estimate.low, estimate.high)}, {reading.words.answers(estimate.n)}"


def gate_estimate(gate: PublicGate, *, reading: Reading) -> PublicEstimate | None:
    """The score a gate rests on, where it is one of the whole organization."""
    if gate.kind != "score" or gate.construct is None or gate.key.startswith("weakest"):
        return None
    return reading.estimate(gate.construct)


def held_sentence(reading: Reading) -> str:
    """Why the stage is what it is, when the average alone would say otherwise."""
    maturity, gates = reading.published.maturity, reading.unmet()
    if maturity.stage == TOP_STAGE:
        return "Every prerequisite of every stage is met."
    if maturity.held_by_gates and maturity.index_stage and gates:
        these = plural(
            len(gates),
            "one prerequisite that is not met holds",
            f"{count(len(gates))} prerequisites that are not met hold",
        )
        return (
            f"The average would suggest Stage {maturity.index_stage}; {these} it at Stage {maturity.stage}."
        )
    if not gates:
        return "Every prerequisite of the next stage is met; the average has yet to follow."
    if all(gate.certainty == "uncertain" for gate in gates):
        return "What is not met is within the margin of error: the next wave may already show it met."
    return "A stage is reached when each of its prerequisites holds; no average makes up for one."


def gate_phrase(gate: PublicGate, *, reading: Reading) -> str:
    """A prerequisite that is not met, inside a sentence, with what was found."""
    words = reading.words
    if gate.kind == "score" and gate.key.startswith("weakest"):
        return f"the weakest function's market orientation ({_against(gate)})"
    if gate.kind == "score" and gate.construct:
        return f"{words.construct(gate.construct)} ({_against(gate)})"
    if gate.kind == "ownership":
        return _ownership_phrase(gate, reading=reading)
    if gate.kind == "fact":
        return {
            "CX lead": "an executive named to lead customer experience",
            "CX budget": "a budget for customer experience with a named owner",
        }.get(gate.key, gate.key)
    return _pulse_phrase(gate)


def _against(gate: PublicGate) -> str:
    if gate.value is None:
        return f"too few answers, {number(gate.cut)} asked"
    if gate.value >= gate.cut:
        return f"just under the {number(gate.cut)} asked"
    return f"{gate.value}, with {number(gate.cut)} asked"


def _ownership_phrase(gate: PublicGate, *, reading: Reading) -> str:
    if "orphan" in gate.key:
        orphans = [stage.stage for stage in reading.stages_in("orphaned")]
        has = plural(len(orphans), "has", "have")
        found = f"{reading.words.stages(orphans)} {has} none" if orphans else "not known"
        every = f"all but {count(int(gate.cut))} stages" if gate.cut else "every stage"
        return f"an owner for {every} ({found})"
    found = (
        f"{count(gate.value)} {plural(gate.value, 'is', 'are')}" if gate.value is not None else "not known"
    )
    return f"{count(int(gate.cut))} stages owned and accepted ({found})"


def _pulse_phrase(gate: PublicGate) -> str:
    if gate.status == "unverified":
        return "the customers' own word (they were not asked)"
    if "gap" in gate.key:
        return f"staff and customers within {number(gate.cut)} points ({gate.value} apart)"
    return f"the customers' own view ({_against(gate)})"


def gate_value(gate: PublicGate, *, reading: Reading) -> str:
    """What was found at a gate, as the checklist prints it."""
    if gate.status == "unverified" or gate.value is None:
        return "not asked" if gate.kind in ("pulse", "fact") else "not known"
    if gate.kind == "fact":
        return "yes" if gate.value else "no"
    if gate.kind == "ownership":
        return _owned_value(gate, reading=reading)
    if gate.status == "unmet" and gate.value >= gate.cut and "gap" not in gate.key:
        return f"just under {number(gate.cut)}"
    return number(gate.value)


def _owned_value(gate: PublicGate, *, reading: Reading) -> str:
    if "orphan" in gate.key:
        orphans = [stage.stage for stage in reading.stages_in("orphaned")]
        return reading.words.stages(orphans) if orphans else "none"
    return f"{gate.value} of {len(reading.journey)}"


def stage_words(maturity: PublicMaturity) -> str:
    """The stage as surely as it is known: "Stage 2", "Stage 2, leaning 3", "between Stage 2 and Stage 3"."""
    stage, likely = maturity.stage, maturity.probability
    if stage is None:
        return "no stage yet"
    rest = {other: share for other, share in likely.items() if other != stage and share > 0}
    if not rest or likely.get(stage, 0) >= FIRM:
        return f"Stage {stage}"
    if between := _between(maturity):
        return f"between Stage {between[0]} and Stage {between[1]}"
    return f"Stage {stage}, leaning {_second(rest)}"


def _second(rest: Mapping[int, int]) -> int:
    """The stage that comes out most often of these; of equals the lower."""
    return max(rest, key=lambda key: (rest[key], -key))


def _between(maturity: PublicMaturity) -> tuple[int, int] | None:
    """The two stages the answers leave open, the lower first; None where they are surer of one."""
    stage, likely = maturity.stage, maturity.probability
    rest = {other: share for other, share in likely.items() if other != stage and share > 0}
    if stage is None or not rest or likely.get(stage, 0) >= LEANING:
        return None
    low, high = sorted((stage, _second(rest)))
    return low, high


def stage_certainty(maturity: PublicMaturity) -> str:
    """How often the stage comes out when the answers are drawn anew."""
    if maturity.stage is None or not maturity.probability:
        return ""
    share = maturity.probability.get(maturity.stage, 0)
    if share >= 100:
        return f"drawn anew a thousand times, the answers always give Stage {maturity.stage}"
    return f"drawn anew a thousand times, the answers give Stage {maturity.stage} in {share}%"


def stage_sentence(reading: Reading) -> str:
    """The lede of the stage: its words, what it means, how many things stand before the next."""
    maturity = reading.published.maturity
    if maturity.stage is None:
        return "Too few answers to place the organization on the scale."
    words, stage = reading.words, start(stage_words(maturity))
    if between := _between(maturity):
        low, high = between
        return f"Between {words.maturity_stage(low)}, and {words.maturity_stage(high)}."
    named = stage if "," in stage else f"{stage}, {words.maturity(maturity.stage)}"
    return f"{named}. {words.maturity_sentence(maturity.stage)}"


# --- The clock --------------------------------------------------------------------------------------


def slow_touchpoints(reading: Reading) -> list[str]:
    """Touchpoints that are clearly short of their own target, the slower first."""
    found = [(key, getattr(reading.published.clock, key)) for key in ("physical", "campaign")]
    return [key for key, gap in found if gap is not None and gap.state == "clear" and gap.points < 0]


def clock_findings(reading: Reading) -> Iterator[Found]:
    slow = slow_touchpoints(reading)
    if not slow:
        return
    yield Found(
        id=f"clock:{'+'.join(slow)}",
        state="clear",
        topic="clock",
        order=Order.CLOCK,
        subject=join(reading.words.touchpoint(key) for key in slow),
        sentence=sentence("; ".join(_late(key, first=key == slow[0], reading=reading) for key in slow)),
        evidence=sentence("; ".join(_late_evidence(key, reading=reading) for key in slow)),
        so_what="Feedback that is answered late reaches customers who have stopped waiting for it.",
        weight=1.0,
    )


def _late(touchpoint: str, *, first: bool, reading: Reading) -> str:
    entries = reading.published.clock.entries
    actual, target = entries[f"{touchpoint}_actual"], entries[f"{touchpoint}_target"]
    name = reading.words.touchpoint(touchpoint, part="name")
    if first:
        return (
            f"{percent(actual.share)} say that customers see a change to {name} within fourteen days, "
            f"{percent(target.share)} that they should"
        )
    return f"for {name} it is {percent(actual.share)} and {percent(target.share)}"


def _late_evidence(touchpoint: str, *, reading: Reading) -> str:
    clock = reading.published.clock
    actual, gap = clock.entries[f"{touchpoint}_actual"], getattr(clock, touchpoint)
    low, high = percent(actual.low).rstrip("%"), percent(actual.high)
    return (
        f"{reading.words.touchpoint(touchpoint)}: interval {low}–{high}, "
        f"{points(gap.points)} short of the target, "
        f"{reading.words.answers(actual.n)}"
    )


# --- Readiness --------------------------------------------------------------------------------------


def readiness_findings(reading: Reading) -> Iterator[Found]:
    head, heart, feet = (reading.value(key) for key in ("HEAD", "HEART", "FEET"))
    if head is None:
        return
    if feet is not None and head - feet >= 25:
        yield _pattern(
            "head-feet",
            reading=reading,
            keys=("HEAD", "FEET"),
            text=f"agreement without movement: people see the reasons for change ({head}), "
            f"and little has changed yet in what they do ({feet})",
            so_what="More explaining adds little here; roles and routines are what has yet to move.",
        )
    if heart is not None and heart < 50 and head >= 62.5:
        yield _pattern(
            "you-mean-me",
            reading=reading,
            keys=("HEAD", "HEART"),
            text=f"people see the reasons for change ({head}) and do not yet see themselves in it ({heart})",
            so_what="The question behind it is “you mean me?”: what the change holds for one's own job.",
        )


def _pattern(name: str, *, reading: Reading, keys: tuple[str, str], text: str, so_what: str) -> Found:
    parts = []
    for key in keys:
        estimate = reading.estimate(key)
        assert estimate is not None, key
        label = reading.words.construct_label(key)
        parts.append(f"{label} {estimate_text(estimate)}, interval {interval(estimate.low, estimate.high)}")
    return Found(
        id=f"readiness:{name}",
        state="clear",
        topic="readiness",
        order=Order.READINESS,
        subject="Readiness",
        sentence=sentence(text),
        evidence=sentence("; ".join(parts)),
        so_what=so_what,
        weight=1.0,
    )
