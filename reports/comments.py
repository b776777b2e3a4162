"""The comments of a wave that may be printed, by what each closing added."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.comments import Batch, comments_of_versions
from scoring.published import PublicComment
from scoring.versions import PEOPLE, Release
from surveys import queries
from surveys.models import Wave


def comments_of(wave: Wave, *, seed: int) -> tuple[PublicComment, ...]:
    """Shuffled comments of the versions that are shown; none of a wave that has no version yet."""
    return comments_of_versions(_batches(wave), minimum_group=wave.minimum_group, seed=seed)


def _batches(wave: Wave) -> Iterator[Batch]:
    """What each published version added; comments of one that was held back come with the next."""
    versions = queries.published_versions(wave)
    if not versions:
        return
    written = queries.comments(wave)
    shown = Release.model_validate(versions[-1].release)
    alone = {wave.function_keys[unit[0]] for unit in shown.units if len(unit) == 1}
    after, before = 0, dict.fromkeys(wave.function_keys, 0)
    for version in versions:
        sizes = _answers(wave, Release.model_validate(version.release))
        yield Batch(
            comments=[
                (function if function in alone else "", text)
                for function, text, number in written
                if number is not None and after < number <= version.number
            ],
            sizes={key: sizes[key] - before[key] for key in sizes},
        )
        after, before = version.number, sizes


def _answers(wave: Wave, release: Release) -> dict[str, int]:
    counts = (sum(cells) for cells in release.cells[PEOPLE])
    return dict(zip(wave.function_keys, counts, strict=True))
