"""What the sentences under `must` and `must_not` of an expected.json mean, as questions to the results.

A sentence that no pattern knows raises: a requirement that is not understood is not met.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from scoring.results import Results, StageOwnership

Meaning = Callable[..., bool]
MEANINGS: list[tuple[re.Pattern[str], Meaning]] = []

STATE_WORDS = {"orphan": "orphaned", "contested": "contested", "diffuse": "diffuse"}
FLAG_WORDS = {"refused": "refused", "overclaim": "overclaimed"}


def holds(sentence: str, results: Results) -> bool:
    """Whether a sentence is true of the results; LookupError for one that nobody taught us."""
    for pattern, meaning in MEANINGS:
        if match := pattern.fullmatch(sentence):
            return meaning(results, *match.groups())
    raise LookupError(f"nobody knows what {sentence!r} means")


def means(pattern: str) -> Callable[[Meaning], Meaning]:
    def learn(meaning: Meaning) -> Meaning:
        MEANINGS.append((re.compile(pattern), meaning))
        return meaning

    return learn


def journey(results: Results) -> dict[str, StageOwnership]:
    return {key: stage for key, stage in results.ownership.items() if key != "whole"}


def flagged(results: Results, kind: str) -> set[tuple[str, str]]:
    """(stage, function) with a flag of that kind."""
    return {
        (key, flag.function) for key, s in journey(results).items() for flag in s.flags if flag.kind == kind
    }


def score(results: Results, construct: str) -> float:
    estimate = results.scores[construct].organization
    if estimate is None:
        raise LookupError(f"{construct} has no score")
    return estimate.value


def clear(results: Results, construct: str | None = None) -> list[tuple[str, float]]:
    """(unit, points) of the clear gaps, on one construct or all."""
    return [
        (g.unit, g.points) for g in results.gaps if g.state == "clear" and construct in (None, g.construct)
    ]


@means(r"stage (\d)")
def _stage(results: Results, stage: str) -> bool:
    return results.maturity.stage == int(stage)


@means(r"index (?:says )?(\d), stage (\d)")
def _index_and_stage(results: Results, index_stage: str, stage: str) -> bool:
    return (results.maturity.index_stage, results.maturity.stage) == (int(index_stage), int(stage))


@means(r"gate fails ([A-Z]+)((?: & [A-Z]+)*)")
def _gates_fail(results: Results, first: str, others: str) -> bool:
    failing = {
        gate.construct for gate in results.maturity.gates if gate.key in results.maturity.unmet_of_next
    }
    return {first, *re.findall(r"[A-Z]+", others)} <= failing


@means(r"held by (\w+) only")
def _held_by_one(results: Results, word: str) -> bool:
    keys = results.maturity.unmet_of_next
    wanted = "no orphan" if word == "orphan" else f"{word}>="
    return results.maturity.held_by_gates and len(keys) == 1 and keys[0].startswith(wanted)


@means(r"([a-z]+) (owned|contested|diffuse|orphaned|leaning|unknown)")
def _state(results: Results, stage: str, state: str) -> bool:
    return journey(results)[stage].state == state


@means(r"(?:>=|other )(\d) stages owned")
def _stages_owned(results: Results, count: str) -> bool:
    return sum(stage.state == "owned" for stage in journey(results).values()) >= int(count)


@means(r"([a-z]+) refuses ([a-z]+)")
def _refuses(results: Results, function: str, stage: str) -> bool:
    return (stage, function) in flagged(results, "refused")


@means(r"([a-z]+) overclaims ([a-z]+)")
def _overclaims(results: Results, function: str, stage: str) -> bool:
    return (stage, function) in flagged(results, "overclaimed")


@means(r"overclaim by ([a-z]+)")
def _overclaims_anywhere(results: Results, function: str) -> bool:
    return any(who == function for _, who in flagged(results, "overclaimed"))


@means(r"([a-z]+) owns ([a-z]+), no refusal")
def _owns(results: Results, function: str, stage: str) -> bool:
    there = journey(results)[stage]
    return there.state == "owned" and there.top == function and not there.refused


@means(r"([a-z]+) (above|below) rest (?:on )?([A-Z]+)")
def _against_the_rest(results: Results, function: str, side: str, construct: str) -> bool:
    sign = 1 if side == "above" else -1
    return any(unit == function and sign * points > 0 for unit, points in clear(results, construct))


@means(r"any other function clear on ([A-Z]+)")
def _another_function(results: Results, construct: str) -> bool:
    return len(clear(results, construct)) > 1


@means(r">(\d) clear gaps?")
def _more_clear_gaps(results: Results, count: str) -> bool:
    return len(clear(results)) > int(count)


@means(r">(\d) clear gaps? of non-exec")
def _more_clear_gaps_of_others(results: Results, count: str) -> bool:
    return sum(unit != "executive" for unit, _ in clear(results)) > int(count)


@means(r"leader-frontline ([A-Z]+) >=(\d+) & z>1\.96")
def _level_gap(results: Results, construct: str, points: str) -> bool:
    gap = next(gap for gap in results.level_gaps if gap.construct == construct)
    return gap.points >= float(points) and gap.p < 0.05


@means(r"no level gap ([A-Z/]+) >=(\d+)")
def _no_level_gap(results: Results, constructs: str, points: str) -> bool:
    named = constructs.split("/")
    return all(abs(g.points) < float(points) for g in results.level_gaps if g.construct in named)


@means(r"level gap ?>=(\d+)")
def _any_level_gap(results: Results, points: str) -> bool:
    return any(abs(gap.points) >= float(points) for gap in results.level_gaps)


@means(r"perception gap ?(<|>=)(\d+)")
def _perception_gap(results: Results, sign: str, points: str) -> bool:
    if results.perception_gap is None:
        return False
    size = abs(results.perception_gap)
    return size < float(points) if sign == "<" else size >= float(points)


@means(r"([A-Z]+)-([A-Z]+)>=(\d+)")
def _difference(results: Results, one: str, other: str, points: str) -> bool:
    return score(results, one) - score(results, other) >= float(points)


@means(r"pulse lowest on CP(\d),CP(\d)")
def _pulse_lowest(results: Results, one: str, other: str) -> bool:
    if results.mirror is None:
        return False
    said = {row.key[-1]: row.customers.value for row in results.mirror.rows}
    lowest = sorted(said, key=lambda key: said[key])[:2]
    return set(lowest) == {one, other}


@means(
    r"((?:orphan|contested|diffuse|refused|overclaim)(?:/(?:orphan|contested|diffuse|refused|overclaim))*)"
)
def _any_of(results: Results, words: str) -> bool:
    found = {stage.state for stage in journey(results).values()}
    found |= {flag.kind for stage in journey(results).values() for flag in stage.flags}
    return any((STATE_WORDS | FLAG_WORDS)[word] in found for word in words.split("/"))
