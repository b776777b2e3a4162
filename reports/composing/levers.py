"""The levers: what leaders and managers say is practiced with customers and across functions."""

from __future__ import annotations

from reports.composing import pictures, tables_scores
from reports.composing.story import Story
from reports.documents import Section
from reports.reading import Reading, estimate_text
from reports.wording import sentence

GROUPS = ("COCREATE", "BRIDGE")
PRACTICES = ("LV1", "LV2", "LV3", "LV4", "LV5", "LV6", "LV7")
CAPTION = (
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
        title="Levers",
        note="Asked of leaders and managers: what is practiced, from not done to built in.",
        lede=levers_sentence(reading),
        figure=figure,
        table=tables_scores.score_table(
            (*GROUPS, *PRACTICES), key="levers", caption=CAPTION, reading=reading
        ),
    )


def levers_sentence(reading: Reading) -> str:
    """Both groups, and the practices furthest along and least so where they lie apart beyond chance."""
    said = [f"{reading.words.construct(key)} stands at {reading.value(key)}" for key in GROUPS]
    shown = [text for text, key in zip(said, GROUPS, strict=True) if reading.value(key) is not None]
    ends = _ends(reading)
    return " ".join(sentence(part) for part in (", ".join(shown), ends) if part)


def _ends(reading: Reading) -> str:
    shown = {key: found for key in PRACTICES if (found := reading.estimate(key)) is not None}
    if len(shown) < len(PRACTICES):
        return ""
    high = max(shown, key=lambda key: shown[key].value)
    low = min(shown, key=lambda key: shown[key].value)
    if shown[high].low <= shown[low].high:
        return "no practice stands clearly above another"
    name = reading.words.construct
    best, least = estimate_text(shown[high]), estimate_text(shown[low])
    return f"furthest along is {name(high)} ({best}), least so {name(low)} ({least})"
