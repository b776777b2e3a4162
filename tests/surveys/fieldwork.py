"""A wave in the field, in the words of the tests: who is asked, with which link, and what they answer."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify

from organizations.models import Organization
from surveys import actions
from surveys.models import Assessment, Draft, Invitation, Wave
from surveys.questionnaire import Card, Sheet, questionnaire_of
from surveys.tokens import token_hash

FUNCTIONS = [
    {"key": "sales", "name": "Sales", "headcount": 12},
    {"key": "service", "name": "Service", "headcount": 30},
    {"key": "legal", "name": "Legal", "headcount": 7},
]
"""Legal has no module of its own."""


def an_organization(name: str = "Northwind") -> Organization:
    return Organization.objects.create(name=name, slug=slugify(name))


def a_wave(*, opened: bool = True, **fields: Any) -> Wave:
    """A wave of the organization in scope; every function has its headcount."""
    assessment, _ = Assessment.objects.get_or_create(name="Ownership")
    given = {
        "assessment": assessment,
        "name": "2026",
        "instrument_key": "cx-ownership-maturity",
        "instrument_version": "1.0",
        "functions": FUNCTIONS,
    }
    wave: Wave = Wave.objects.create(**(given | fields))
    return actions.open_wave(wave) if opened else wave


def invited(wave: Wave, *, function: str = "service", level: str = "contributor") -> str:
    """The token of a new personal link."""
    return actions.create_invitations(wave, people=[actions.Invitee(function, level)])[0]


def begun(wave: Wave, *, function: str = "service", level: str = "contributor") -> tuple[Draft, str]:
    """Somebody who has begun, and their token."""
    token = invited(wave, function=function, level=level)
    invitation = Invitation.objects.get(token_hash=token_hash(token))
    return actions.begin_invited(invitation), token


def page_number(draft: Draft, column: str) -> int:
    """The page on which this person is asked a column."""
    return next(sheet.number for sheet in questionnaire_of(draft).sheets if column in sheet.columns)


def full_page(sheet: Sheet) -> dict[str, Any]:
    """The form of one page with its first answer picked everywhere."""
    return {name: value for card in sheet.cards for name, value in _full_card(card).items()}


def _full_card(card: Card) -> dict[str, Any]:
    if card.layout != "ownership":
        return {card.key: card.field.steps[0].value}
    answers = {"today": "sales", "should": "stay", "accept": "would"}
    return {column: answers[column.rpartition("_")[2]] for column in card.columns}
