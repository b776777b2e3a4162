"""The client's own template for slides: taken when it holds all rules, handed out, removed."""

from __future__ import annotations

import hashlib
import io
import zipfile

from django.db import transaction

from organizations.deck_template_models import DeckTemplate
from organizations.deck_template_package import Damaged, Package, TemplateRefused
from organizations.deck_template_plan import Plan, plan
from organizations.deck_template_writing import written_anew
from organizations.models import Organization
from organizations.scope import org_scope

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def checked(data: bytes) -> tuple[bytes, Plan]:
    """The template as it is kept, and how decks stand on it; raises TemplateRefused with the rule."""
    try:
        content = written_anew(Package(data))
        found = plan(content)
        _try(content, found)
    except TemplateRefused:
        raise
    except (ValueError, TypeError, LookupError, AttributeError, zipfile.BadZipFile) as error:
        # What a file raises whose parts are XML, but not what the format says.
        raise Damaged from error
    return content, found


def _try(content: bytes, found: Plan) -> None:
    """Set a slide on each layout that decks use: what the library cannot open is refused today, not later."""
    # Imported by whoever hands in a template, not by every page.
    from pptx import Presentation

    deck = Presentation(io.BytesIO(content))
    layouts = deck.slide_masters[found.master].slide_layouts
    for number in (found.cover, found.page):
        slide = deck.slides.add_slide(layouts[number])
        slide.shapes.title.text_frame.text = "Title"
    deck.save(io.BytesIO())


def kept(organization: Organization) -> DeckTemplate | None:
    with org_scope(organization):
        found: DeckTemplate | None = DeckTemplate.objects.first()
    return found


def digest_of(organization: Organization) -> str:
    """Changes with the template; "" without one."""
    with org_scope(organization):
        return DeckTemplate.objects.values_list("digest", flat=True).first() or ""


@transaction.atomic
def take(organization: Organization, data: bytes) -> DeckTemplate:
    """Take a file in the place of the one before; raises TemplateRefused."""
    content, _plan = checked(data)
    digest = hashlib.sha256(content).hexdigest()[:16]
    DeckTemplate.objects.all().delete()
    taken: DeckTemplate = DeckTemplate.objects.create(organization=organization, file=content, digest=digest)
    return taken


def remove(organization: Organization) -> bool:
    """Whether there was one."""
    with org_scope(organization):
        return bool(DeckTemplate.objects.all().delete()[0])
