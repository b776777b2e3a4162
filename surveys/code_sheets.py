"""Sheets of paper with a code each, for people without e-mail: made, and made anew before the launch."""

from __future__ import annotations

from typing import NamedTuple

from surveys import actions
from surveys.codes import new_code, token_of_code
from surveys.models import Invitation, InvitationState, Wave
from surveys.tokens import token_hash


class Sheet(NamedTuple):
    """A code as it is printed and the token it stands for, this once, and for whom it is."""

    code: str
    token: str
    function: str
    level: str


def _fresh(function: str, level: str) -> Sheet:
    # A code is stretched slowly on the way to its token, so that is done once for each.
    code = new_code()
    return Sheet(code, token_of_code(code), function, level)


def make(wave: Wave, *, function: str, level: str, people: int) -> list[Sheet]:
    """So many sheets for a function and level; call it with the wave held. Raises AnswerRefused."""
    actions.check_group(wave, function=function, level=level)
    sheets = [_fresh(function, level) for _sheet in range(people)]
    Invitation.objects.bulk_create(
        Invitation(wave=wave, function=function, level=level, token_hash=token_hash(sheet.token))
        for sheet in sheets
    )
    return sheets


def make_anew(wave: Wave) -> list[Sheet]:
    """New codes for all who have one; those made before open nothing.

    Call it with the wave held and not launched: later, those not used would be seen.
    """
    coded = Invitation.objects.filter(wave=wave, email="", state=InvitationState.INVITED)
    rows = list(coded.order_by("function", "level", "pk"))
    sheets = [_fresh(row.function, row.level) for row in rows]
    for row, sheet in zip(rows, sheets, strict=True):
        row.token_hash = token_hash(sheet.token)
    Invitation.objects.bulk_update(rows, ["token_hash"])
    return sheets
