"""Findings on seeing the reasons for a change, wanting it, and acting on it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from reports.composing.found import Found, Order
from reports.composing.punctuation import clauses
from reports.composing.ranges import range_of
from reports.reading import Reading, estimate_text
from reports.wording import sentence


def readiness_findings(reading: Reading) -> Iterator[Found]:
    head, heart, feet = (reading.value(key) for key in ("HEAD", "HEART", "FEET"))
    if head is None:
        return
    if feet is not None and head - feet >= 25:
        yield _pattern(
            "head-feet",
            reading=reading,
            keys=("HEAD", "FEET"),
            text=_(
                "agreement without movement: people see the reasons for change ({head}), and little has "
                "changed yet in what they do ({feet})"
            ).format(head=head, feet=feet),
            so_what=_("More explaining adds little here; roles and routines are what has yet to move."),
        )
    if heart is not None and heart < 50 and head >= 62.5:
        yield _pattern(
            "you-mean-me",
            reading=reading,
            keys=("HEAD", "HEART"),
            text=_(
                "people see the reasons for change ({head}) and do not yet see themselves in it ({heart})"
            ).format(head=head, heart=heart),
            so_what=_("The question behind it is “you mean me?”: what the change holds for one's own job."),
        )


def _pattern(name: str, *, reading: Reading, keys: tuple[str, str], text: str, so_what: str) -> Found:
    return Found(
        id=f"readiness:{name}",
        state="clear",
        topic="readiness",
        order=Order.READINESS,
        subject=_("Readiness"),
        sentence=sentence(text),
        evidence=sentence(clauses(_evidence(key, reading=reading) for key in keys)),
        so_what=so_what,
        weight=1.0,
    )


def _evidence(key: str, *, reading: Reading) -> str:
    estimate = reading.estimate(key)
    assert estimate is not None, key
    return f"{reading.words.construct_label(key)} {estimate_text(estimate)}, {range_of(estimate)}"
