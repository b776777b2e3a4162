"""What may leave of the votes: who answers for a stage, who claims it and who would take it on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from math import floor

from scoring.ballots import WHOLE
from scoring.consistency import SharedMap
from scoring.ownership import Acceptance, ClaimAccept, SelfNaming, StageOwnership, ownership_index
from scoring.published import (
    Answer,
    MapReading,
    PublicAcceptance,
    PublicClaim,
    PublicSelfNaming,
    PublicSharedMap,
    PublicStage,
)
from scoring.reliability import Reading
from scoring.rounding import (
    SHARE_HIGH,
    n_band,
    off_the_ends,
    round_score,
    round_share,
    share_of_unit,
    whole,
)
from scoring.units import LEAST_FOR_SHARES, LEAST_GROUP


def public_stage(stage: StageOwnership) -> PublicStage:
    """Shares from ten votes on, states and flags from the minimum group on.

    Where every unit votes as one, what is told stays off the ends: 100% over all units is 100% of each.
    """
    told, should_told = stage.n >= LEAST_FOR_SHARES, stage.n_should >= LEAST_FOR_SHARES
    today = partial(_share_of_votes, n=stage.n, clipped=stage.unanimous or stage.voters == 1)
    alike = stage.unanimous_should or stage.voters_should == 1
    should = partial(_share_of_votes, n=stage.n_should, clipped=alike)
    top, second = today(stage.top_share), today(stage.second_share)
    moves = any(flag.kind == "should_move" for flag in stage.flags)
    # Where units vote as one it would say so, and with how many voices.
    spread = stage.effective_owners if told and not stage.unanimous else None
    return PublicStage(
        stage=stage.stage,
        shares=_shares_told(stage.shares, today),
        should=_shares_told(stage.should, should),
        dk=_share_of_votes(stage.dk, n=stage.n, clipped=stage.voters == 1),
        top=stage.top,
        top_share=top,
        # Of few votes the second may be one person's; it is named where it makes the state.
        second=stage.second if told or stage.state == "contested" else None,
        second_share=second,
        margin=None if top is None or second is None else round(top - second, 2),
        state=stage.state,
        flags=stage.flags,
        should_top=stage.should_top if should_told or moves else None,
        should_share=should(stage.should_share),
        effective_owners=None if spread is None else round(spread, 1),
        consensus=None if spread is None else round_share(stage.consensus or 0.0, stage.n),
        self_naming={key: _public_self_naming(said) for key, said in stage.self_naming.items()},
        acceptance={key: _public_acceptance(said) for key, said in stage.acceptance.items()},
        probability=_public_probability(stage.probability, told=told),
        n=n_band(stage.n) if stage.n >= LEAST_GROUP else "",
    )


def _share_of_votes(value: float | None, *, n: int, clipped: bool) -> float | None:
    """None below ten votes; off the ends if they are the votes of one unit, or of units of one mind."""
    if value is None or n < LEAST_FOR_SHARES:
        return None
    rounded = round_share(value, n)
    return off_the_ends(rounded) if clipped else rounded


def _shares_told(values: Mapping[str, float], share: Callable[[float], float | None]) -> dict[str, float]:
    return {key: rounded for key, value in values.items() if (rounded := share(value)) is not None}


def _public_probability(probability: Mapping[str, float], *, told: bool) -> dict[str, int]:
    """State -> percent. Draws are seeded, so exact percents of few votes would give away the votes:
    where shares are withheld, steps of twenty say how sure the state is and no more.
    """
    if told:
        return {state: round_score(100 * p) for state, p in probability.items()}
    return {state: steps for state, p in probability.items() if (steps := 20 * floor(5 * p))}


def _public_self_naming(said: SelfNaming) -> PublicSelfNaming:
    """Its own share and the others', both or neither: with the votes of all, one of them tells the other."""
    told = said.n >= LEAST_FOR_SHARES and (said.others is None or said.n_others >= LEAST_FOR_SHARES)
    others = _of_others(said) if told else None
    own = share_of_unit(said.own, said.n) if told else None
    return PublicSelfNaming(own=own, others=others, n=n_band(said.n))


def _of_others(said: SelfNaming) -> float | None:
    """Off the ends like any unit's share if the others are one unit, and never all of them."""
    if said.others is None:
        return None
    rounded = round_share(said.others, said.n_others)
    return off_the_ends(rounded) if said.voters_others == 1 else min(SHARE_HIGH, rounded)


def _public_acceptance(said: Acceptance) -> PublicAcceptance:
    answer: Answer = "yes" if said.share >= 0.60 else "no" if said.share < 0.40 else "part"
    return PublicAcceptance(share=share_of_unit(said.share, said.n), answer=answer, n=n_band(said.n))


def public_claim(said: ClaimAccept) -> PublicClaim:
    claim, accept = share_of_unit(said.claim, said.n), share_of_unit(said.accept, said.n)
    gap = None if claim is None or accept is None else round(claim - accept, 2)
    return PublicClaim(claim=claim, accept=accept, gap=gap)


def public_index(ownership: Mapping[str, StageOwnership]) -> int | None:
    """The index of shares and acceptance as they are printed: of the exact ones their ends could be had.

    None if fewer than ten people's acceptance were all that it adds to the shares that are told.
    """
    journey = {key: stage for key, stage in ownership.items() if key != WHOLE}
    enough = all(stage.n >= LEAST_FOR_SHARES for stage in journey.values() if stage.n)
    untold = {
        stage.top: said.n
        for stage in journey.values()
        if (said := stage.acceptance.get(stage.top or "")) and said.n < LEAST_FOR_SHARES
    }
    hides = not untold or sum(untold.values()) >= LEAST_FOR_SHARES
    printed = {key: _off_the_ends(stage) for key, stage in journey.items()}
    return whole(ownership_index(printed)) if enough and hides else None


def _off_the_ends(stage: StageOwnership) -> StageOwnership:
    alike = stage.unanimous or stage.voters == 1
    return replace(
        stage,
        top_share=off_the_ends(stage.top_share) if alike else stage.top_share,
        acceptance={
            key: replace(said, share=off_the_ends(said.share)) for key, said in stage.acceptance.items()
        },
    )


def public_shared_map(found: SharedMap | None) -> PublicSharedMap | None:
    """One number over the votes of all stages, from ten votes a stage on.

    It counts the units whose votes make the shares and no others, so nothing can be taken from it about those
    whose votes are too few; and it is never printed as 1, which would say that every stage is unanimous.
    """
    if found is None or found.n < LEAST_FOR_SHARES:
        return None
    words: Mapping[Reading, MapReading] = {"firm": "firm", "tentative": "tentative", "none": "no"}
    return PublicSharedMap(
        alpha=round(min(SHARE_HIGH, found.alpha), 2), reading=words[found.reading], n=n_band(found.n)
    )
