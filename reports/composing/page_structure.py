"""How the organization is built around customers, as its sponsor states it: profile, measures, levers."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.composing.cascade import cascade_section
from reports.composing.levers import levers_section
from reports.composing.orientation_figures import research
from reports.composing.sheet import has_notes, is_filled, line, other_lines, remarked, rests_on, row
from reports.composing.story import UNNUMBERED, Story
from reports.composing.table import table
from reports.documents import Page, Section, Table
from reports.reading import Reading
from reports.wording import some

NOT_FILLED_IN = gettext_noop(
    "Nobody filled in the sponsor's sheet. It takes the sponsor ten minutes and shows where structure, "
    "budget and measures stand beside what people answer; without it, prerequisites that rest on it cannot "
    "be told."
)
ATTRIBUTED = gettext_noop("The sponsor's statement, not an answer.")

GROUPS = (
    ("lead", gettext_noop("Who leads"), ("cx_lead", "cx_lead_rank", "marketing_and_service_one_leader")),
    (
        "built",
        gettext_noop("How it is built"),
        ("structure", "sales_marketing_operations", "journey_map_made_by"),
    ),
    ("forum", gettext_noop("Where functions meet"), ("forum", "forum_decides", "forum_roles")),
    ("budget", gettext_noop("Whose money"), ("cx_budget", "cx_budget_owner", "cx_budget_steered_by")),
    (
        "systems",
        gettext_noop("Systems and customers"),
        ("customer_record_systems", "content_systems", "co_creation_evidence"),
    ),
)
"""The lines of the sheet by what they are about: key, title, lines."""


def structure_page(story: Story) -> Page:
    reading = story.reading
    return Page(
        key="structure",
        number=UNNUMBERED,
        title=_("Structure"),
        question=_("How is the organization built around its customers?"),
        lede=structure_sentence(reading),
        sections=(
            *sheet_sections(reading),
            *_chain(story),
            *_levers(story),
            *research("structure", reading=reading),
        ),
    )


def structure_sentence(reading: Reading) -> str:
    """Which lines of the sheet call for a look."""
    if not is_filled(reading):
        return _("The sponsor's sheet was not filled in.")
    noted = remarked(reading)
    if not noted:
        return _("Nothing in what the sponsor stated calls for a remark.")
    # Translators: a line of the sponsor's sheet, quoted in a list.
    lines = some([_("“{line}”").format(line=line(reading, key)) for key in noted])
    return _("Of what the sponsor stated, there is something to note on {lines}.").format(lines=lines)


def sheet_sections(reading: Reading) -> tuple[Section, ...]:
    """What the sponsor stated, group by group; one section that says so where nothing was."""
    if not is_filled(reading):
        return (Section(key="sheet", title=_("What the sponsor stated"), paragraphs=(_(NOT_FILLED_IN),)),)
    groups = [*GROUPS, *_others(reading)]
    return tuple(
        Section(
            key=f"sheet_{key}",
            title=_(title),
            note=_(ATTRIBUTED) if key == GROUPS[0][0] else "",
            table=_table(reading, key=key, title=_(title), lines=lines),
            paragraphs=_paragraphs(reading, lines, first=key == GROUPS[0][0]),
        )
        for key, title, lines in groups
    )


def _others(reading: Reading) -> list[tuple[str, str, tuple[str, ...]]]:
    """Lines that an instrument of one's own adds."""
    lines = tuple(other_lines(reading))
    return [("more", gettext_noop("Further lines"), lines)] if lines else []


def _table(reading: Reading, *, key: str, title: str, lines: tuple[str, ...]) -> Table:
    return table(
        f"sheet_{key}",
        # Translators: {title} is a heading: "Who leads, as the sponsor stated it."
        _("{title}, as the sponsor stated it.").format(title=title),
        # Translators: columns: a line of the sponsor's sheet, what was stated there, what to note of it.
        (("line", _("Line")), ("stated", _("Stated")), ("remark", _("To note"))),
        [row(reading, each) for each in lines],
    )


def _paragraphs(reading: Reading, lines: tuple[str, ...], *, first: bool) -> tuple[str, ...]:
    """What the lines rest on; before the first of them, how to read the sheet."""
    notes = tuple(said for each in lines if (said := rests_on(reading, each)))
    return (*_how_to_read(reading), *notes) if first else notes


def _how_to_read(reading: Reading) -> tuple[str, ...]:
    formed = _(
        "These lines describe; they are not answers to a scale, and no total is made of them. “Not stated” "
        "means that the line was left open."
    )
    return (formed,) if has_notes(reading) else (formed, _("No line carries a note on what it rests on."))


def _levers(story: Story) -> tuple[Section, ...]:
    section = levers_section(story)
    return (section,) if section else ()


def _chain(story: Story) -> tuple[Section, ...]:
    section = cascade_section(story.reading, findings=story.findings("structure"))
    return (section,) if section else ()
