"""The client's own template for slides, as the renderer takes it."""

from __future__ import annotations

from dataclasses import fields

from organizations import deck_template
from organizations.deck_template_plan import Place as Planned
from organizations.deck_template_plan import plan
from organizations.models import Organization
from reports.renderers.template import Place, Template


def template_of(organization: Organization) -> Template | None:
    """None where the organization's decks stand on ours."""
    kept = deck_template.kept(organization)
    return None if kept is None else template_from(bytes(kept.file))


def template_from(content: bytes) -> Template:
    """A template that was checked, with the plan for it."""
    planned = plan(content)
    values = {each.name: getattr(planned, each.name) for each in fields(planned)}
    for name, value in values.items():
        if isinstance(value, Planned):
            values[name] = Place(value.index, value.box, value.size, value.is_upper)
    return Template(content=content, **values)
