"""What may be told of a wave's mail: whom it invited is known, whom it reminds tells who has not answered.

Of reminders only a band is told, the same for nobody and for nine, and nothing that moves while one is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from surveys.mail_models import Kind, MailRound, Message, MessageState, RoundState
from surveys.mailing_rounds import not_yet_invited, sums
from surveys.models import Invitation, Wave

BANDS = ((50, "50 or more"), (20, "20 to 49"), (10, "10 to 19"))
FEW = "fewer than ten"


def band(number: int) -> str:
    """How many, as it may be said of people who have not answered."""
    return next((words for least, words in BANDS if number >= least), FEW)


@dataclass(frozen=True)
class Line:
    """One round as it may be shown.

    at                        when it began or is planned, by the client's clock.
    written                   how many it was for; "" before it begins.
    sent, refused, uncertain  what became of them; "" where not known yet.
    """

    kind: str
    number: int
    state: str
    at: datetime
    written: str
    sent: str
    refused: str
    uncertain: str

    @property
    def is_planned(self) -> bool:
        return self.state == RoundState.PLANNED

    @property
    def state_in_words(self) -> str:
        return str(RoundState(self.state).label)


def history(wave: Wave) -> list[Line]:
    """The wave's rounds of mail, first to last."""
    return [_line(row, wave) for row in MailRound.objects.filter(wave=wave)]


def _line(row: MailRound, wave: Wave) -> Line:
    counts = _counts(row)
    return Line(
        kind=row.kind,
        number=row.number,
        state=row.state,
        # Without its zone: a template would put an aware time into that of the server.
        at=(row.started_at or row.due_at).astimezone(wave.zone).replace(tzinfo=None),
        written=_told(row, row.written) if row.started_at else "",
        sent=_told(row, counts["sent"]) if counts else "",
        refused=_told(row, counts["refused"]) if counts else "",
        uncertain=_told(row, counts["uncertain"]) if counts else "",
    )


def _counts(row: MailRound) -> dict[str, int] | None:
    """What became of a round; of a reminder not before it is over, lest somebody watches it move."""
    if row.state in (RoundState.DONE, RoundState.ENDED):
        return {name: getattr(row, name) for name in ("sent", "refused", "uncertain")}
    is_watchable = row.state == RoundState.RUNNING and row.kind == Kind.INVITATION
    return sums(row) if is_watchable else None


def _told(row: MailRound, number: int) -> str:
    return str(number) if row.kind == Kind.INVITATION else band(number)


@dataclass(frozen=True)
class Standing:
    """How far the invitations of a wave are.

    with_address  people typed in with an e-mail address.
    waiting       of them, those to whom nothing was ever sent.
    refused       addresses that were refused at the invitation, so that they can be put right.
    """

    with_address: int
    waiting: int
    refused: list[str]


def standing(wave: Wave) -> Standing:
    people = Invitation.objects.filter(wave=wave).exclude(email="")
    refused = Message.objects.filter(wave=wave, kind=Kind.INVITATION, state=MessageState.REFUSED)
    addresses = refused.filter(invitation__isnull=False).values_list("invitation__email", flat=True)
    return Standing(
        with_address=people.count(),
        waiting=not_yet_invited(wave).count(),
        refused=sorted(address for address in addresses if address),
    )
