"""What may leave of how the questions were answered, and of those who were left out because of it."""

from __future__ import annotations

from scoring.headlines import AnswerQuality, Change
from scoring.published import PublicQuality
from scoring.rounding import SHARE_HIGH, round_score, round_share
from scoring.units import LEAST_FOR_SHARES


def public_quality(found: AnswerQuality | None, k: int) -> PublicQuality | None:
    """How many were left out, and what would read otherwise with them; None where too few were kept.

    With a wave's exact n, how many answered at all would say how many of one to four were left out, so that
    is said only with the number itself. What a headline reads with everybody tells of the people left out by
    difference: only of the minimum group of them or more, on every side which the headline compares.
    """
    if found is None or found.received - found.excluded < k:
        return None
    few = 0 < found.excluded < k
    told = found.received >= LEAST_FOR_SHARES
    return PublicQuality(
        received=None if few else found.received,
        excluded=None if few else found.excluded,
        flags=_percents(found) if told else {},
        # Plus nothing, so that a slight lean to the other side is not −0.0.
        acquiescence=round(found.acquiescence, 1) + 0.0 if told and found.acquiescence is not None else None,
        changed={change.headline: _readings(change, k) for change in found.changed},
    )


def _percents(found: AnswerQuality) -> dict[str, int]:
    """Never all: that would say it of each of them."""
    n = found.received
    shares = {code: min(SHARE_HIGH, round_share(people / n, n)) for code, people in found.flags.items()}
    return {code: round_score(100 * share) for code, share in shares.items()}


def _readings(change: Change, k: int) -> tuple[str, str]:
    return change.reported, change.everybody if change.least >= k else ""
