"""An organization drawn from a profile: the answers it gives, and what is true of its present members."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from scoring.codebook import FIRST_OPTION, LEVELS, Codebook
from scoring.intervals import FACTUAL_RELIABILITY
from scoring.maturity import ELEMENTS, Picture
from scoring.ownership import REFUSED_BELOW, REFUSED_TOP, STATES, states
from scoring.tally import AnswerBlock, Tally, fold
from tests.calibration.people import (
    FUNCTIONS,
    TRIPLES,
    Sizes,
    answered,
    block_of,
    codebook,
    some_cannot_tell,
    true_scores,
)
from tests.calibration.profiles import SCATTERED, STAGES, Profile
from tests.scoring.folders import instrument

Numbers = NDArray[np.float64]
Bytes = NDArray[np.uint8]

PERSON, CONSTRUCT = 6.0, 9.0
"""Standard deviations within a function: what a person brings to every construct, and to each by itself."""

UNTOLD = 0.04
FACETS = (*TRIPLES, "AE", "HEAD", "HEART", "FEET", "MIR", "COCREATE", "BRIDGE")
CUSTOMERS = 300

HOLDS = sqrt(FACTUAL_RELIABILITY)
"""How often a person who answers twice holds on to the same owner, instead of naming one as others do: a
share of such answers is then as reliable as the product takes a factual choice to be."""


@dataclass(frozen=True)
class Organization:
    """Answers of those who took part, and the same organization as it truly is."""

    tally: Tally
    pulse: Tally
    truth: Picture
    states: dict[str, str]


def draw_organization(profile: Profile, sizes: Sizes, *, rng: np.random.Generator) -> Organization:
    """Everybody in the organization, and the answers of some."""
    members, takes_part = sizes.members, sizes.responds
    levels = _levels(profile, sizes, rng=rng)
    attitudes = _attitudes(profile, members, levels, rng=rng)
    columns = {
        key: some_cannot_tell(codes, rate=UNTOLD, rng=rng)
        for key, codes in _statements(attitudes, levels, takes_part, rng=rng).items()
    }
    true_shares, votes = _votes(profile, members, takes_part, rng=rng)
    willing, accepted = _acceptance(profile, members, takes_part, rng=rng)
    block = block_of(columns | votes | accepted, functions=members[takes_part], levels=levels[takes_part])
    true_states, owned, orphaned = _ownership(true_shares, willing)
    pulse, customers = _customers(profile, rng=rng)
    truth = _truth(
        attitudes, members, levels, owned=owned, orphaned=orphaned, pulse=customers, profile=profile
    )
    return Organization(fold([block], codebook=codebook()), pulse, truth, true_states)


def draw_answers(profile: Profile, sizes: Sizes, *, rng: np.random.Generator) -> Tally:
    """Only the statements, of those who took part: enough for scores and gaps."""
    members, takes_part = sizes.members, sizes.responds
    levels = _levels(profile, sizes, rng=rng)
    attitudes = _attitudes(profile, members, levels, rng=rng)
    columns = _statements(attitudes, levels, takes_part, rng=rng)
    block = block_of(columns, functions=members[takes_part], levels=levels[takes_part])
    return fold([block], codebook=codebook())


def _levels(profile: Profile, sizes: Sizes, *, rng: np.random.Generator) -> Bytes:
    """One leader and a fifth of managers in every function; who takes part is no matter of rank."""
    found = []
    for function, size in zip(FUNCTIONS, sizes.headcounts, strict=True):
        codes = np.full(size, LEVELS.index("contributor"), dtype=np.uint8)
        codes[: 1 + round(size / 5)] = LEVELS.index("manager")
        codes[: size if profile.executives_lead and function == "executive" else 1] = LEVELS.index("leader")
        found.append(rng.permutation(codes))
    return np.concatenate(found)


def _attitudes(
    profile: Profile, members: NDArray[np.intp], levels: Bytes, *, rng: np.random.Generator
) -> dict[str, Numbers]:
    person = rng.normal(0.0, PERSON, len(members))
    found = {}
    for facet in FACETS:
        by_function = [profile.functions.get(key, {}).get(facet, 0.0) for key in FUNCTIONS]
        by_level = [profile.levels.get(key, {}).get(facet, 0.0) for key in LEVELS]
        center = profile.attitude(facet) + np.array(by_function)[members] + np.array(by_level)[levels]
        found[facet] = center + person + rng.normal(0.0, CONSTRUCT, len(members))
    return found


def _statements(
    attitudes: dict[str, Numbers], levels: Bytes, takes_part: NDArray[np.bool_], *, rng: np.random.Generator
) -> dict[str, Bytes]:
    book, leads = codebook(), levels[takes_part] < LEVELS.index("contributor")
    found = {}
    for facet, attitude in attitudes.items():
        for key in book.items_of(facet):
            codes = answered(attitude[takes_part], book.column(key), rng=rng)
            found[key] = np.where(leads, codes, 0).astype(np.uint8) if key.startswith("LV") else codes
    return found


def _votes(
    profile: Profile, members: NDArray[np.intp], takes_part: NDArray[np.bool_], *, rng: np.random.Generator
) -> tuple[dict[str, Numbers], dict[str, Bytes]]:
    """Stage -> true shares by function, (F, K), functions, then shared, then nobody; and the answers."""
    book = codebook()
    shares: dict[str, Numbers] = {}
    answers: dict[str, Bytes] = {}
    for stage, item in book.stages[: len(STAGES)]:
        chances = np.array([_chances(profile, book, stage, function) for function in FUNCTIONS])
        opinions = _choices(chances[members], rng=rng)
        held = rng.random(len(members)) < HOLDS
        said = np.where(held, opinions, _choices(chances[members], rng=rng))
        shares[stage] = np.array(
            [_held(opinions[members == at], chances[at]) for at in range(len(FUNCTIONS))]
        )
        codes = (FIRST_OPTION + said[takes_part]).astype(np.uint8)
        answers |= {f"{item}_today": some_cannot_tell(codes, rate=UNTOLD, rng=rng), f"{item}_should": codes}
    return shares, answers


def _held(opinions: NDArray[np.intp], chances: Numbers) -> Numbers:
    """What a group would answer on average: its opinions as far as they are held, else anybody's."""
    counts = np.bincount(opinions, minlength=len(chances)) / len(opinions)
    return HOLDS * counts + (1 - HOLDS) * chances


def _chances(profile: Profile, book: Codebook, stage: str, function: str) -> Numbers:
    """How often people of a function name each owner."""
    named = profile.owners_of(stage)
    options = book.column(f"{dict(book.stages)[stage]}_today").options
    chances = np.array([named.get(option, SCATTERED) for option in options])
    chances /= chances.sum()
    own = profile.claims.get(function, {}).get(stage)
    return chances if own is None else (1 - own) * chances + own * (np.array(options) == function)


def _choices(chances: Numbers, *, rng: np.random.Generator) -> NDArray[np.intp]:
    """One choice for each row of chances."""
    reached = np.cumsum(chances, axis=1)
    return np.asarray((rng.random((len(chances), 1)) * reached[:, -1:] > reached).sum(axis=1))


def _acceptance(
    profile: Profile, members: NDArray[np.intp], takes_part: NDArray[np.bool_], *, rng: np.random.Generator
) -> tuple[dict[str, Numbers], dict[str, Bytes]]:
    """Stage -> share of every function that would take it on, (F,); and the answers."""
    shares, answers = {}, {}
    for stage, item in codebook().stages[: len(STAGES)]:
        column = codebook().column(f"{item}_accept")
        yes, no = (FIRST_OPTION + column.options.index(key) for key in ("would", "would_not"))
        chances = np.array([_willing(profile, function, stage) for function in FUNCTIONS])
        opinions = rng.random(len(members)) < chances[members]
        said = np.where(
            rng.random(len(members)) < HOLDS, opinions, rng.random(len(members)) < chances[members]
        )
        counts = np.bincount(members, weights=opinions) / np.bincount(members)
        shares[stage] = HOLDS * counts + (1 - HOLDS) * chances
        answers[column.key] = np.where(said[takes_part], yes, no).astype(np.uint8)
    return shares, answers


def _willing(profile: Profile, function: str, stage: str) -> float:
    general = profile.acceptance.get(function, profile.accepting)
    return profile.acceptance.get(f"{function}/{stage}", general)


def _ownership(shares: dict[str, Numbers], willing: dict[str, Numbers]) -> tuple[dict[str, str], int, int]:
    """True state of every stage, how many are owned and not refused, and how many orphaned."""
    found, owned = {}, 0
    for stage, by_function in shares.items():
        votes = by_function.mean(axis=0)
        found[stage] = str(STATES[int(states(votes, 0.0))])
        top = int(np.argmax(votes[: len(FUNCTIONS)]))
        refused = votes[top] >= REFUSED_TOP and willing[stage][top] < REFUSED_BELOW
        owned += found[stage] == "owned" and not refused
    return found, owned, list(found.values()).count("orphaned")


def _customers(profile: Profile, *, rng: np.random.Generator) -> tuple[Tally, float]:
    """The pulse of three hundred customers, and the true mean of all that there are."""
    book = instrument().pulse_codebook()
    person = rng.normal(0.0, PERSON, CUSTOMERS)
    spread = rng.normal(0.0, CONSTRUCT, (4, CUSTOMERS))
    attitudes = [mean + person + each for mean, each in zip(profile.pulse, spread, strict=True)]
    answers = np.stack(
        [answered(a, c, rng=rng) for a, c in zip(attitudes, book.columns, strict=True)], axis=1
    )
    nobody = np.zeros(CUSTOMERS, dtype=np.uint8)
    grid = np.linspace(-4, 4, 401)
    weights = np.exp(-(grid**2) / 2) / np.exp(-(grid**2) / 2).sum()
    deviation = sqrt(PERSON**2 + CONSTRUCT**2)
    truth = np.mean([weights @ true_scores(mean + deviation * grid) for mean in profile.pulse])
    return fold([AnswerBlock(nobody, nobody, answers)], codebook=book), float(truth)


def _truth(
    attitudes: dict[str, Numbers],
    members: NDArray[np.intp],
    levels: Bytes,
    *,
    owned: int,
    orphaned: int,
    pulse: float,
    profile: Profile,
) -> Picture:
    """The organization as index and gates would see it if nothing were left to chance."""
    people = np.bincount(members)
    units = {
        key: np.bincount(members, weights=true_scores(attitude, options=_options(key))) / people
        for key, attitude in attitudes.items()
    }
    units["MO"] = np.mean([units[key] for key in ELEMENTS], axis=0)
    leads = levels < LEVELS.index("contributor")
    create, bridge = (
        float(true_scores(attitudes[key][leads], options=4).mean()) for key in ("COCREATE", "BRIDGE")
    )
    means = {key: np.array([float(row.mean())]) for key, row in units.items()}
    means |= {"COCREATE": np.array([create]), "LEV": np.array([(4 * create + 3 * bridge) / 7])}
    return Picture(
        means=means,
        weakest=np.array([float(units["MO"].min())]),
        owned=np.array([float(owned)]),
        orphaned=np.array([float(orphaned)]),
        pulse=np.array([pulse]),
        perception=means["MIR"] - pulse,
        facts=profile.facts,
    )


def _options(facet: str) -> int:
    return 4 if facet in ("AE", "COCREATE", "BRIDGE") else 5
