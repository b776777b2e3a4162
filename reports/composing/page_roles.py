"""What each function contributes, and who can see the customer."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.composing.access import access_section
from reports.composing.contributions import contributions_section
from reports.composing.nothing import nothing
from reports.composing.orientation_figures import research
from reports.composing.story import UNNUMBERED, Story
from reports.documents import Page, Section
from reports.reading import Reading

QUESTION = gettext_noop(
    "What does each function contribute to the customer's experience, and who can see the customer?"
)
TOO_FEW = gettext_noop("Too few answers to say what functions contribute or can see.")


def roles_page(story: Story) -> Page:
    reading = story.reading
    made = (
        contributions_section(reading, findings=story.findings("roles")),
        access_section(reading, findings=story.findings("access")),
    )
    sections = tuple(section for section in made if section)
    return Page(
        key="roles",
        number=UNNUMBERED,
        title=_("Roles"),
        question=_(QUESTION),
        lede=sections[0].lede if sections else _(TOO_FEW),
        sections=(
            *(sections or (_nothing(reading),)),
            *research("roles", reading=reading),
        ),
    )


def _nothing(reading: Reading) -> Section:
    return nothing(
        "contributions", title=_("What each function contributes"), reading=reading, asks=_(NEXT), alone=True
    )


NEXT = gettext_noop(
    "Both questions take one answer of ten people in a function: what it mainly contributes, and how much of "
    "a customer its people can see."
)
