"""What a respondent can be told when something does not work."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from cxassess.errors import Conflict, CxError, NotFound


class UnknownLink(NotFound):
    """A link that never was, is mistyped, was sent already or erased at close: all answer alike."""

    code = "unknown_link"
    sentence = _("This link does not open a questionnaire.")


class NotOpenYet(CxError):
    code = "not_open_yet"
    status = 403
    sentence = _("This questionnaire has not opened yet.")


class WaveClosed(CxError):
    code = "wave_closed"
    status = 410
    sentence = _("This questionnaire has closed. Answers can no longer be given or changed.")


class AlreadySent(Conflict):
    code = "already_sent"
    sentence = _("These answers have been sent already.")


class AnswerRefused(CxError):
    """An answer the questionnaire does not know; details name the item and the rule."""

    code = "answer_refused"
    status = 400

    def __init__(self, *, item: str, rule: str) -> None:
        super().__init__(f"{item}: {rule}", details={"item": item, "rule": rule})


class WaveNotReady(Conflict):
    """A wave that cannot do this in its present state."""

    code = "wave_state"


class TooManyGuesses(CxError):
    code = "too_many_guesses"
    status = 429
    sentence = _("Too many unknown links were tried from here. Wait a minute, then open your link again.")


class NotBegun(Conflict):
    code = "not_begun"
    sentence = _("Nothing has been begun with this link yet. Open its first screen and begin there.")


class NoSuchPage(NotFound):
    code = "no_such_page"
    sentence = _("This questionnaire has no such page.")
