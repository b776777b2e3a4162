"""Who answered, what is hidden, and what the numbers cannot say."""

from __future__ import annotations

from reports.documents import Participation, Section
from reports.renderers.pptx.fitting import cut, height, size_of_all
from reports.renderers.pptx.source import BODY, Source, rows_of, where
from reports.renderers.pptx.tables import of_table, place, split
from reports.renderers.pptx.writing import para, text_box

TABLE, GAP = 7.3, 0.5
SIZES = (16, 15, 14, 13, 12, 11, 10)


def participation(source: Source) -> None:
    """How many answered, function by function, in bands."""
    found = source.showing(Participation)
    if not found:
        return
    page, section, _ = found
    title = section.lede or page.lede or section.title
    said = (*rows_of(section.table), *section.paragraphs, where(page, section))
    x, y, width, room = BODY
    if section.table is None:
        slide = source.slide(section=section.title, title=title, said=said)
        _texts(slide, section.paragraphs, (x, y, width, room))
        return
    block = of_table(
        section.table,
        keys=("unit", "headcount", "n", "rate", "shown"),
        width=TABLE,
        shares=(2.6, 0.9, 1.0, 1.3, 1.7),
    )
    for part in split(block, room=room, size=9):
        slide = source.slide(section=section.title, title=title, said=said)
        place(slide, part, (x, y, TABLE, room), name="Who answered", words=section.table.caption)
        _texts(slide, section.paragraphs, (x + TABLE + GAP, y, width - TABLE - GAP, room))


def confidentiality(source: Source) -> None:
    """What is hidden and why on the left, what the data cannot say on the right."""
    page = source.page("method")
    if not page:
        return
    found = {section.key: section for section in page.sections}
    sections = [found[key] for key in ("privacy", "limits") if key in found]
    if not sections:
        return
    slide = source.slide(
        section=page.title,
        title=f"No group below {source.document.minimum_group} is shown",
        said=tuple(line for each in sections for line in rows_of(each.table)),
    )
    x, y, width, room = BODY
    across = (width - GAP * (len(sections) - 1)) / len(sections)
    for at, section in enumerate(sections):
        left = x + at * (across + GAP)
        text_box(
            slide,
            (left, y, across, 0.35),
            [para(section.title, 16, color="accent", bold=True)],
            name=section.title,
        )
        _texts(slide, _said(section), (left, y + 0.45, across, room - 0.45))


def _said(section: Section) -> tuple[str, ...]:
    return (section.lede, *section.paragraphs) if section.lede else section.paragraphs


def _texts(slide: object, texts: tuple[str, ...], box: tuple[float, float, float, float]) -> None:
    """Paragraphs in the largest size in which all fit; what does not fit even in the smallest is cut."""
    _, _, width, room = box
    after = 8 / 72
    size = size_of_all(texts, width=width, height=room, sizes=SIZES, gap=after)
    whole = sum(height(text, width=width, size=size) + after for text in texts) <= room + after
    each = room / max(len(texts), 1) - after
    said = texts if whole else tuple(cut(text, width=width, height=each, size=size) for text in texts)
    if said:
        text_box(slide, box, [para(text, size, after=8) for text in said], name="Text")  # type: ignore[arg-type]
