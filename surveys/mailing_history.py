"""What may be told of a wave's mail: whom it invited is known, whom it reminds tells who has not answered.

Of reminders only a band is told, the same for nobody and for nine, at once when one begins, and nothing that
moves after that. Of invitations all is told but who needed none: somebody who has begun already.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from surveys.bounces import Failing, failing
from surveys.mail_models import Kind, MailRound, RoundState
from surveys.mailing_rounds import not_yet_invited
from surveys.models import Invitation, Wave, WaveState

BANDS = ((50, "50 or more"), (20, "20 to 49"), (10, "10 to 19"))
FEW = "fewer than ten"
COUNTED = ("written", "sent", "refused", "uncertain")


def band(number: int) -> str:
    """How many, as it may be said of people who have not answered."""
    return next((words for least, words in BANDS if number >= least), FEW)


def told(kind: str, number: int) -> str:
    """How many a round is for, as it may be told."""
    return band(number) if kind == Kind.REMINDER else str(number)


@dataclass(frozen=True)
class Line:
    """One round as it may be shown.

    at                  when it began or is planned, by the client's clock.
    written             how many it was for; "" before it begins.
    sent                of an invitation: sent, or not needed because the person has begun already.
    refused, uncertain  "" where not told.
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
    is_reminder = row.kind == Kind.REMINDER
    counts = _reminder_counts(row, wave) if is_reminder else _invitation_counts(row)
    has_left = is_reminder and row.state == RoundState.RUNNING
    return Line(
        kind=row.kind,
        number=row.number,
        state=RoundState.DONE if has_left else row.state,
        # Without its zone: a template would put an aware time into that of the server.
        at=(row.started_at or row.due_at).astimezone(wave.zone).replace(tzinfo=None),
        **counts,
    )


def _invitation_counts(row: MailRound) -> dict[str, str]:
    """Nothing before the round is over: how fast it moves would tell how many needed no mail."""
    if row.started_at is None:
        return dict.fromkeys(COUNTED, "")
    if row.state == RoundState.RUNNING:
        return dict.fromkeys(COUNTED, "") | {"written": str(row.written)}
    not_needed = row.dropped if row.state == RoundState.DONE else 0
    return {name: str(getattr(row, name)) for name in COUNTED} | {"sent": str(row.sent + not_needed)}


def _reminder_counts(row: MailRound, wave: Wave) -> dict[str, str]:
    if row.started_at is None:
        return dict.fromkeys(COUNTED, "")
    told = band(row.written)
    if wave.state != WaveState.CLOSED:
        return {"written": told, "sent": told, "refused": "", "uncertain": ""}
    return {"written": told} | {name: band(getattr(row, name)) for name in COUNTED[1:]}


@dataclass(frozen=True)
class Standing:
    """How far the invitations of a wave are.

    with_address  people typed in with an e-mail address.
    waiting       of them, those to whom nothing was ever sent.
    failing       addresses that the invitation did not reach, so that they can be put right.
    """

    with_address: int
    waiting: int
    failing: list[Failing]

    @property
    def refused(self) -> list[str]:
        """The addresses alone."""
        return [one.address for one in self.failing]


def standing(wave: Wave) -> Standing:
    people = Invitation.objects.filter(wave=wave).exclude(email="")
    return Standing(
        with_address=people.count(),
        waiting=not_yet_invited(wave).count(),
        failing=failing(wave),
    )
