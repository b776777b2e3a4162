"""Everything a report may say about a wave: the answers folded, evaluated and made publishable.

The tally and the unrounded results live inside `collect` and end there. What leaves is the wave's set-up,
which the sponsor typed, and what `scoring.privacy.publish` let through.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from pydantic_core import to_json, to_jsonable_python

from reports.comments import comments_of
from reports.documents import FORMAT
from reports.earlier import adopted_after, earlier_wave
from reports.portfolio import place_of
from reports.portfolio_place import Place
from reports.reading import Adopted
from scoring.instrument import FULL, Instrument
from scoring.privacy import Published, publish
from scoring.publishing_trend import with_trend
from scoring.results import ENGINE, appraise
from scoring.sifting import Sifted, sift
from scoring.tally import AnswerBlock, Tally, fold
from scoring.versions import Release, withhold
from scoring.wave_trend import WaveEvidence, compare
from surveys import queries
from surveys.models import Wave, WaveVersion

Progress = Callable[[int, int], None]

STEPS_AFTER_FOLDING = 2  # compose and store


@dataclass(frozen=True)
class Evidence:
    """What `compose` reads, and nothing else.

    instrument_title  what the instrument calls itself, by language.
    functions       keys in the wave's frozen order, with `function_names` and `headcounts` by key.
    facts           the sponsor's fact sheet; empty when none was filled in.
    published       scores, gaps, ownership, stage: already suppressed, pooled and rounded.
    earlier         name of the wave before this one, and `earlier_closed_on`; "" for a first wave.
    adopted         actions adopted after that wave.
    left_out        columns that the wave's form of the instrument asked of nobody.
    asked_alike     whether the wave before asked the same form.
    portfolio       where the organization stands among others on the day the report was built.
    fingerprint     SHA-256 over all of the above. It covers published numbers only: a hash of hidden
                    cells would let a reader of the report test guesses about them.
    """

    organization: str
    wave: str
    market: str
    closed_on: dt.date | None
    instrument: str
    instrument_title: Mapping[str, str]
    minimum_group: int
    functions: tuple[str, ...]
    function_names: Mapping[str, str]
    headcounts: Mapping[str, int]
    facts: Mapping[str, Any]
    published: Published
    fingerprint: str
    earlier: str = ""
    earlier_closed_on: dt.date | None = None
    adopted: tuple[Adopted, ...] = ()
    left_out: frozenset[str] = frozenset()
    asked_alike: bool = True
    portfolio: Place | None = None


def unheard(done: int, total: int) -> None:
    """Progress that nobody listens to."""


def collect(wave: Wave, *, progress: Progress = unheard) -> Evidence:
    """Read the wave's answers block by block and return what may be said about them.

    progress  called as progress(done, total): blocks folded so far, and blocks plus the steps after folding.
    """
    earlier = earlier_wave(wave)
    folded = fold_wave(wave, progress=progress)
    published = publish(folded.results)
    if earlier is not None:
        before = fold_wave(earlier)
        published = with_trend(published, compare(before, folded), before=publish(before.results))
    published = replace(published, comments=comments_of(wave, seed=seed_of(wave)))
    setup = setup_of(wave, earlier=earlier) | {"portfolio": place_of(wave, published)}
    left_out = queries.instrument_of(wave).left_out
    return Evidence(
        **setup,
        published=published,
        fingerprint=fingerprint(setup, published),
        left_out=left_out,
        asked_alike=earlier is None or queries.instrument_of(earlier).left_out == left_out,
    )


def fold_wave(wave: Wave, *, progress: Progress = unheard) -> WaveEvidence:
    """The shown version of a wave folded and evaluated. Not for readers, like its results."""
    version = queries.shown_version(wave)
    sifted = sift_answers(wave, version=version, progress=progress)
    pulse, facts, seed = fold_pulse(wave, version=version), wave.facts or None, seed_of(wave)
    results = appraise(
        sifted,
        codebook=queries.codebook_of(wave),
        headcounts=headcounts(wave),
        minimum_group=wave.minimum_group,
        facts=facts,
        pulse=pulse,
        seed=seed,
    )
    return WaveEvidence(kept=sifted.kept, pulse=pulse, results=results, facts=facts, seed=seed)


def sift_answers(wave: Wave, *, version: WaveVersion | None = None, progress: Progress = unheard) -> Sifted:
    """The wave's answers folded, those of people who plainly did not attend apart from the others'.

    version  only what it counted, without what it must not show beside the versions before it; None: all.
    """
    number = version.number if version else None
    total = ceil(queries.submission_count(wave, version=number) / queries.BLOCK) + STEPS_AFTER_FOLDING
    progress(0, total)
    blocks = counted(queries.answer_blocks(wave, version=number), progress=progress, total=total)
    sifted = sift(blocks, codebook=queries.codebook_of(wave))
    return without_withheld(sifted, version) if version else sifted


def without_withheld(sifted: Sifted, version: WaveVersion) -> Sifted:
    """Cells that would tell of few people beside an older version are out before anything is reckoned."""
    out = Release.model_validate(version.release).withheld
    if not out:
        return sifted
    return replace(sifted, kept=withhold(sifted.kept, out), excluded=withhold(sifted.excluded, out))


def counted(blocks: Iterable[AnswerBlock], *, progress: Progress, total: int) -> Iterator[AnswerBlock]:
    """The same blocks; each is reported as done when the next one is asked for."""
    for done, block in enumerate(blocks, start=1):
        yield block
        progress(min(done, total), total)


def fold_pulse(wave: Wave, *, version: WaveVersion | None = None) -> Tally | None:
    """The customers' answers that a version counted (None: all); None when no customer answered."""
    codebook = queries.instrument_of(wave).pulse_codebook()
    number = version.number if version else None
    pulse = fold(queries.pulse_blocks(wave, version=number), codebook=codebook)
    return pulse if pulse.n else None


def seed_of(wave: Wave) -> int:
    """Seed of the draws: the same for the same assessment and wave, so equal evidence gives equal bytes."""
    named = f"{wave.assessment.name}\0{wave.name}".encode()
    return int.from_bytes(hashlib.sha256(named).digest()[:4], "big")


def headcounts(wave: Wave) -> dict[str, int]:
    return {function["key"]: function["headcount"] for function in wave.functions}


def setup_of(wave: Wave, *, earlier: Wave | None = None) -> dict[str, Any]:
    """The fields of Evidence that were typed, not answered."""
    instrument = queries.instrument_of(wave)
    return {
        "organization": wave.organization.name,
        "wave": wave.name,
        "market": wave.assessment.market,
        "closed_on": closed_on(wave),
        "instrument": " ".join((instrument.key, instrument.version, *_shorter(instrument))),
        "instrument_title": dict(instrument.title),
        "minimum_group": wave.minimum_group,
        "functions": tuple(function["key"] for function in wave.functions),
        "function_names": {function["key"]: function["name"] for function in wave.functions},
        "headcounts": headcounts(wave),
        "facts": dict(wave.facts or {}),
        "earlier": earlier.name if earlier else "",
        "earlier_closed_on": closed_on(earlier) if earlier else None,
        "adopted": adopted_after(earlier) if earlier else (),
    }


def _shorter(instrument: Instrument) -> tuple[str, ...]:
    """The name of a form that does not ask everything."""
    return () if instrument.form == FULL else (instrument.form,)


def closed_on(wave: Wave) -> dt.date | None:
    """The day on which the version that is shown was closed."""
    version = queries.shown_version(wave)
    moment = version.closed_at if version else wave.closed_at
    return moment.date() if moment else None


def fingerprint(setup: Mapping[str, Any], published: Published) -> str:
    """Equal for equal evidence under the same engine and document format, and for nothing else."""
    makers = {"engine": ENGINE, "format": FORMAT}
    spoken = json.dumps(to_jsonable_python([makers, dict(setup)]), sort_keys=True)
    return hashlib.sha256(spoken.encode() + b"\n" + to_json(published)).hexdigest()
