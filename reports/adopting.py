"""What changes an adopted action, one business sentence each, each in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from cxassess.errors import Conflict, NotFound
from organizations.models import Member, Role, User
from organizations.tokens import key_hash, new_key
from reports import queries
from reports.adopted_models import AdoptedAction, AdoptedChange, CalendarFeed
from reports.catalog import catalog
from reports.documents import ActionItem, Actions, ReportDocument
from reports.models import Report
from surveys.models import Wave

CHANGEABLE = ("title", "text", "owner", "member", "due_on", "status", "note", "measure")


class AlreadyAdopted(Conflict):
    code = "already_adopted"
    sentence = "This action has been adopted already; it is on the page of actions."


def proposals(document: ReportDocument) -> Iterator[ActionItem]:
    """Every action a report proposes, once, in its order."""
    seen: set[str] = set()
    for page in document.pages:
        for section in page.sections if page.key == "actions" else ():
            for item in section.figure.rows if isinstance(section.figure, Actions) else ():
                if item.action_id not in seen:
                    seen.add(item.action_id)
                    yield item


def seen_by(member: Member) -> QuerySet[AdoptedAction]:
    """Actions that exist for a member.

    What was adopted from a report says in its words what was found. So readers see it for as long as a report
    of that wave is published to them; what was written here, always.
    """
    rows: QuerySet[AdoptedAction] = AdoptedAction.objects.select_related("wave__assessment", "member__user")
    if member.may(Role.ANALYST):
        return rows
    told = Report.objects.filter(queries.is_published(), wave=OuterRef("wave"))
    return rows.filter(Q(catalog_id="") | Exists(told))


@transaction.atomic
def adopt(wave: Wave, *, catalog_id: str, document: ReportDocument, by: User) -> AdoptedAction:
    """Adopt an action that the report of this wave proposes, in its words.

    Raises NotFound, AlreadyAdopted.
    """
    item = next((each for each in proposals(document) if each.action_id == catalog_id), None)
    if item is None:
        raise NotFound()
    values = {
        "title": item.title,
        "text": item.text,
        "moves": item.moves,
        "measure": _measure(catalog_id),
        "owner": item.owner[:120],
    }
    action: AdoptedAction
    action, is_new = AdoptedAction.objects.get_or_create(wave=wave, catalog_id=catalog_id, defaults=values)
    if not is_new:
        raise AlreadyAdopted()
    _note(action, by=by, detail="adopted from the report")
    return action


def _measure(catalog_id: str) -> str:
    """Which number the action is to move; "" for one that a later catalog no longer knows."""
    try:
        return catalog()[catalog_id].moves
    except KeyError:
        return ""


@transaction.atomic
def write(wave: Wave, *, values: Mapping[str, Any], by: User) -> AdoptedAction:
    """Adopt an action of the organization's own."""
    action: AdoptedAction = AdoptedAction.objects.create(wave=wave, **values)
    _note(action, by=by, detail="written")
    return action


@transaction.atomic
def change(action: AdoptedAction, *, values: Mapping[str, Any], by: User) -> AdoptedAction:
    """Change an action and say so in its history; nothing happens where nothing differs."""
    locked: AdoptedAction = AdoptedAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    changed = [name for name in CHANGEABLE if name in values and getattr(locked, name) != values[name]]
    if changed:
        for name in changed:
            setattr(locked, name, values[name])
        locked.save(update_fields=changed)
        words = ", ".join(name.removesuffix("_on") for name in changed)
        _note(locked, by=by, detail=f"changed: {words}")
    return locked


def _note(action: AdoptedAction, *, by: User, detail: str) -> None:
    AdoptedChange.objects.create(
        action=action, actor_id=by.pk, status=action.status, due_on=action.due_on, detail=detail
    )


# --- Calendar ---------------------------------------------------------------------------------------------


@transaction.atomic
def new_feed(member: Member) -> str:
    """A secret key for the member's calendar, this once; the one before no longer opens anything."""
    key = new_key()
    CalendarFeed.objects.update_or_create(member=member, defaults={"token_hash": key_hash(key)})
    return key


def revoke_feed(member: Member) -> None:
    CalendarFeed.objects.filter(member=member).delete()
