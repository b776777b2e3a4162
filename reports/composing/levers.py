"""The levers: what leaders and managers say is practiced with customers and across functions."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.composing import pictures, tables_scores
from reports.composing.story import Story
from reports.documents import Section
from reports.reading import Reading, estimate_text
from reports.wording import sentences

GROUPS = ("COCREATE", "BRIDGE")
PRACTICES = ("LV1", "LV2", "LV3", "LV4", "LV5", "LV6", "LV7")
CAPTION = gettext_noop(
    "Practices that involve customers or cross departments, as leaders and managers see them; 0 not done, 33 "
    "ad hoc, 67 regular in places, 100 built in."
)


def levers_section(story: Story) -> Section | None:
    """Both groups and the seven practices; None where too few leaders and managers answered."""
    reading = story.reading
    figure = pictures.bars((*GROUPS, *PRACTICES), reading=reading)
    if figure is None:
        return None
    return Section(
        key="levers",
        title=_("Levers"),
        note=_("Asked of leaders and managers: what is practiced, from not done to built in."),
        lede=levers_sentence(reading),
        figure=figure,
        table=tables_scores.score_table(
            (*GROUPS, *PRACTICES), key="levers", caption=_(CAPTION), reading=reading
        ),
    )


def levers_sentence(reading: Reading) -> str:
    """Both groups, and the practices furthest along and least so where they lie apart beyond chance."""
    stands = _("{construct} stands at {score}")
    shown = [
        stands.format(construct=reading.words.construct(key), score=value)
        for key in GROUPS
        if (value := reading.value(key)) is not None
    ]
    return sentences([", ".join(shown), _ends(reading)])


def _ends(reading: Reading) -> str:
    shown = {key: found for key in PRACTICES if (found := reading.estimate(key)) is not None}
    if len(shown) < len(PRACTICES):
        return ""
    high = max(shown, key=lambda key: shown[key].value)
    low = min(shown, key=lambda key: shown[key].value)
    if shown[high].low <= shown[low].high:
        return _("no practice stands clearly above another")
    ends = _("furthest along is {first} ({most}), least so {last} ({least})")
    return ends.format(
        first=reading.words.construct(high),
        most=estimate_text(shown[high]),
        last=reading.words.construct(low),
        least=estimate_text(shown[low]),
    )
