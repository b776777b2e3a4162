"""Findings on what functions cannot see: said once where most of them share a blind spot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.composing.found import Found, Order
from reports.composing.table import table
from reports.documents import Table
from reports.reading import Reading
from reports.wording import count, join, percent, sentence, some
from scoring.published import PublicVisibility

SHARED_BY = 3
"""From so many functions, and half of all, a blind spot belongs to the organization."""


def visibility_findings(reading: Reading) -> Iterator[Found]:
    shared = shared_blind_spots(reading)
    if shared:
        yield _shared(shared, reading=reading)
    rest = [gap for gap in reading.published.visibility if gap.construct not in shared]
    for unit in dict.fromkeys(gap.unit for gap in rest):
        yield _own([gap for gap in rest if gap.unit == unit], reading=reading)


def shared_blind_spots(reading: Reading) -> dict[str, list[str]]:
    """Construct → the functions that cannot see it, for those that most cannot see."""
    units: dict[str, list[str]] = {}
    for gap in reading.published.visibility:
        units.setdefault(gap.construct, []).append(gap.unit)
    least = max(SHARED_BY, (len(reading.published.units) + 1) // 2)
    return {construct: blind for construct, blind in units.items() if len(blind) >= least}


def _shared(shared: dict[str, list[str]], *, reading: Reading) -> Found:
    words, total = reading.words, len(reading.published.units)
    what = some([words.construct(key) for key in shared])
    everyone = all(len(blind) == total for blind in shared.values())
    return Found(
        id=f"visibility:shared:{'+'.join(shared)}",
        state="visibility",
        topic="orientation",
        order=Order.VISIBILITY,
        subject="The whole organization",
        sentence=sentence(f"no function can see {what}" if everyone else f"most functions cannot see {what}"),
        evidence=sentence(_shared_evidence(shared, reading=reading)),
        so_what="What nobody can see nobody can steer; these scores rest on the few who could tell.",
        weight=len(shared) * total,
    )


def _shared_evidence(shared: dict[str, list[str]], *, reading: Reading) -> str:
    """Scores with equally many blind functions stand together: "One view and Evidence: eight of eight …"."""
    together: dict[int, list[str]] = {}
    for key, blind in shared.items():
        together.setdefault(len(blind), []).append(reading.words.construct_label(key))
    total = count(len(reading.published.units))
    return "; ".join(
        f"{join(labels)}: {count(blind)} of {total} reporting units" for blind, labels in together.items()
    )


def _own(blind: Sequence[PublicVisibility], *, reading: Reading) -> Found:
    words, unit = reading.words, blind[0].unit
    what = join(words.construct(gap.construct) for gap in blind)
    shares = [f"{words.construct_label(gap.construct)} {dk_rate(gap)}" for gap in blind]
    return Found(
        id=f"visibility:{unit}:{'+'.join(gap.construct for gap in blind)}",
        state="visibility",
        topic="orientation",
        order=Order.VISIBILITY,
        subject=words.label(unit),
        sentence=sentence(f"{words.function(unit)} cannot see {what}"),
        evidence=sentence(f"“can't tell” among its answers: {'; '.join(shares)}"),
        so_what="Where a function cannot see, it cannot help; this is a gap in access, not in will.",
        weight=len(blind),
    )


def dk_rate(gap: PublicVisibility) -> str:
    """The share of "can't tell", or only that it reaches the limit where the share may not be shown."""
    return "at least 40%" if gap.dk_rate is None else percent(gap.dk_rate)


def visibility_table(reading: Reading) -> Table | None:
    gaps, words = reading.published.visibility, reading.words
    if not gaps:
        return None
    return table(
        "visibility",
        "Where at least 40% of a function's answers are “can't tell”.",
        (
            ("unit", "Function"),
            ("construct", "Score"),
            ("rate", "Can't tell", "right"),
            ("n", "Answers", "right"),
        ),
        [(words.label(gap.unit), words.construct_label(gap.construct), dk_rate(gap), gap.n) for gap in gaps],
    )
