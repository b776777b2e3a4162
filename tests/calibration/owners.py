"""How often a stage of the journey is given the state that it truly has, and how sure the draws are of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.ownership import CREDIT, STATES, Ballot, stage_ownership, states
from scoring.ownership_draws import draw_stage
from scoring.units import Unit
from tests.calibration.claims import Claim, Line
from tests.calibration.organization import HOLDS
from tests.calibration.people import FUNCTIONS

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]

OWNERS = len(FUNCTIONS) + 2
"""Eight functions, several together, nobody."""

ANSWERS = (5, 12, 25)
WITHIN = 0.04
SURE = 0.80

CLEAR, WEAK, SPLIT = (0.70,), (0.55,), (0.42, 0.38)
TABLE = (
    ("owner with 70%", CLEAR, "owned", (1.00, 1.00, 1.00)),
    ("owner with 55%", WEAK, "owned", (0.78, 0.85, 0.93)),
    ("42 : 38", SPLIT, "contested", (0.80, 0.96, 0.99)),
)


def chances(*named: float) -> Numbers:
    """How often each owner is named: some functions as said, the rest of the votes spread over all others."""
    rest = (1 - sum(named)) / (OWNERS - len(named))
    return np.array([*named, *[rest] * (OWNERS - len(named))])


def units_of(answers: int, *, headcount: int = 0) -> list[Unit]:
    return [Unit(key, (key,), headcount, answers) for key in FUNCTIONS]


def ballot_of(today: Counts) -> Ballot:
    """Votes of every unit, (U, K), of which none cannot tell; nothing else was asked."""
    cannot_tell = np.zeros((len(today), 1), dtype=np.int64)
    votes = np.concatenate([today, cannot_tell], axis=1)
    return Ballot(FUNCTIONS, votes, np.zeros_like(votes), np.zeros((len(today), len(CREDIT)), dtype=np.int64))


def state_of(today: Counts, *, units: list[Unit]) -> str:
    return stage_ownership("buy", ballot_of(today), units=units, minimum_group=5).state


def how_often(named: tuple[float, ...], answers: int, *, runs: int, seed: int) -> dict[str, float]:
    """State -> share of organizations of eight units in which it comes out."""
    rng = np.random.default_rng([seed, answers, len(named)])
    votes = rng.multinomial(answers, chances(*named), size=(runs, len(FUNCTIONS)))
    found = [state_of(each, units=units_of(answers)) for each in votes]
    return {state: found.count(state) / runs for state in STATES}


def states_of_votes(*, runs: int = 1500, seed: int = 4) -> Claim:
    lines = []
    for what, named, state, expected in TABLE:
        for answers, share in zip(ANSWERS, expected, strict=True):
            found = how_often(named, answers, runs=runs, seed=seed)
            lines.append(_line(f"{what}: {state} at {answers} a unit", found[state], share))
            if (named, answers) == (SPLIT, 5):
                lines.append(_line(f"{what}: owned at {answers} a unit", found["owned"], 0.16))
    note = f"Eight units, {runs} organizations a row; votes that name no owner said are spread evenly."
    return Claim("State of a stage by its votes", note, tuple(lines))


def _line(what: str, found: float, share: float) -> Line:
    return Line(what, found, max(0.0, share - WITHIN), min(1.0, share + WITHIN))


# --- What the draws say of it -----------------------------------------------------------------------


@dataclass(frozen=True)
class Judged:
    """One stage: its true state, the state of its votes, and the probability that the draws give each."""

    truth: str
    seen: str
    probability: dict[str, float]

    @property
    def likeliest(self) -> tuple[str, float]:
        return max(self.probability.items(), key=lambda pair: pair[1])


def judge(answers: int, headcount: int, *, rng: np.random.Generator, draws: int) -> Judged:
    """One stage of any kind. What is true of it is what all members would answer on average."""
    by_unit = rng.dirichlet(60 * _any_stage(rng), size=len(FUNCTIONS))
    opinions = np.stack([rng.choice(OWNERS, size=headcount, p=p) for p in by_unit])
    again = np.stack([rng.choice(OWNERS, size=headcount, p=p) for p in by_unit])
    said = np.where(rng.random(opinions.shape) < HOLDS, opinions, again)[:, :answers]
    truth = (HOLDS * _counts(opinions) / headcount + (1 - HOLDS) * by_unit).mean(axis=0)
    ballot, units = ballot_of(_counts(said)), units_of(answers, headcount=headcount)
    drawn = draw_stage(ballot, units=units, minimum_group=5, draws=draws, rng=rng)
    state = str(STATES[int(states(truth, 0.0))])
    return Judged(state, state_of(_counts(said), units=units), drawn.probability)


def _any_stage(rng: np.random.Generator) -> Numbers:
    """Chances of a stage: somebody with 20–90%, a second with up to all of the rest, the others scattered."""
    first = rng.uniform(0.20, 0.90)
    second = rng.uniform(0.0, 1.0) * (1 - first)
    others = rng.dirichlet(np.ones(OWNERS - 2)) * (1 - first - second)
    places = rng.permutation(np.concatenate([[first, second], others]))
    return np.asarray(np.clip(places, 1e-4, None) / np.clip(places, 1e-4, None).sum())


def _counts(said: NDArray[np.intp]) -> Counts:
    return np.stack([np.bincount(row, minlength=OWNERS) for row in said])


def sureness(*, runs: int = 1000, draws: int = 400, seed: int = 5) -> Claim:
    """Are states that the draws are sure of right as often as they say?"""
    lines = []
    for headcount, answers in ((6, 5), (15, 12), (40, 25), (400, 25)):
        rng = np.random.default_rng([seed, headcount, answers])
        judged = [judge(answers, headcount, rng=rng, draws=draws) for _ in range(runs)]
        lines += _sureness(f"{answers} of {headcount} a unit", judged)
    note = f"Eight units, stages of every kind, {runs} a size; true is what all members answer on average."
    return Claim("Probability of a state", note, tuple(lines))


def _sureness(size: str, judged: list[Judged]) -> list[Line]:
    sure = [each for each in judged if each.likeliest[1] >= SURE]
    right = float(np.mean([each.likeliest[0] == each.truth for each in sure]))
    said = float(np.mean([each.probability.get("owned", 0.0) for each in judged]))
    true = float(np.mean([each.truth == "owned" for each in judged]))
    beside = {
        "said": float(np.mean([each.likeliest[1] for each in sure])),
        "how many sure": len(sure) / len(judged),
        "votes alone right": float(np.mean([each.seen == each.truth for each in judged])),
    }
    return [
        Line(f"{size}: sure states that are true", right, SURE, beside=beside),
        Line(f"{size}: mean P(owned)", said, true - WITHIN, true + WITHIN, beside={"said": true}),
    ]
