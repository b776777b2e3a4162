"""The one page customers see, in their language: the brand's name in it, four statements with their scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from scoring.instrument import CANT_TELL_TEXT, Item
from surveys.models import Wave
from surveys.pulse_errors import NotAnOption, NothingPicked
from surveys.queries import instrument_of

BRAND = "{brand}"


@dataclass(frozen=True)
class PulseSheet:
    """title, intro: texts with the brand's name. cards: for `components/scale.html`, with the picks."""

    title: str
    intro: str
    cards: tuple[dict[str, Any], ...]


def pulse_sheet(wave: Wave, *, brand: str, language: str, picked: Mapping[str, str]) -> PulseSheet:
    """The page; `picked` are text values by column that stand checked. The texts are plain, not HTML."""
    pulse = instrument_of(wave).pulse

    def said(text: Mapping[str, str]) -> str:
        return text[language].replace(BRAND, brand)

    return PulseSheet(
        title=said(pulse.title),
        intro=said(pulse.intro),
        cards=tuple(
            _card(wave, item, text=said(item.text or {}), language=language, picked=picked.get(item.key, ""))
            for item in pulse.items
        ),
    )


def _card(wave: Wave, item: Item, *, text: str, language: str, picked: str) -> dict[str, Any]:
    scale = instrument_of(wave).scales[item.scale]
    steps = [(option.key, option.label[language]) for option in scale.options]
    # The scale words this for somebody at work; a customer has no place to tell from.
    aside = [(CANT_TELL_TEXT, _("I can’t tell"))] if scale.cant_tell else []
    field = {
        "column": item.key,
        "steps": [_choice(*step, picked=picked) for step in steps],
        "asides": [_choice(*step, picked=picked) for step in aside],
    }
    return {"key": item.key, "text": text, "fields": [field]}


def _choice(value: str, label: str, *, picked: str) -> dict[str, str]:
    return {"value": value, "label": label, "checked": " checked" if str(value) == picked else ""}


def read_answers(wave: Wave, posted: Mapping[str, str]) -> dict[str, str]:
    """What was picked, by column; nothing else is looked at. Raises NotAnOption and NothingPicked."""
    found = {}
    for column in instrument_of(wave).pulse_codebook().columns:
        value = posted.get(column.key, "")
        if value not in column.codes:
            raise NotAnOption
        found[column.key] = value
    if not any(found.values()):
        raise NothingPicked
    return found
