"""What a customer can be told when an answer is not taken."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from cxassess.errors import Conflict, CxError
from surveys.errors import UnknownLink


class UnknownPulse(UnknownLink):
    """A link that never was or is mistyped."""

    code = "unknown_pulse"
    sentence = _("This link does not lead anywhere.")


class PulseNotOpenYet(CxError):
    code = "pulse_not_open_yet"
    status = 403
    sentence = _("This has not opened yet.")


class PulseClosed(CxError):
    code = "pulse_closed"
    status = 410
    sentence = _("This has closed. Thank you for coming by.")


class CodeNeeded(CxError):
    code = "code_needed"
    status = 403
    sentence = _("Here it takes a link of your own.")


class CodeUnknown(Conflict):
    """Used, mistyped, destroyed at the close, of another wave: all answer alike."""

    code = "code_unknown"
    sentence = _("This link has been used already, or it is not complete.")


class TooLarge(CxError):
    code = "too_large"
    status = 413
    sentence = _("That is more than this page asks for.")


class TryAgain(CxError):
    """An answer that may be sent again as it stands; the page keeps what was picked."""

    status = 400


class NothingPicked(TryAgain):
    code = "nothing_picked"
    sentence = _("Pick an answer to at least one of the statements.")


class NotAnOption(TryAgain):
    code = "not_an_option"
    sentence = _("One of the answers is none of those on this page. Please pick again.")


class TooQuick(TryAgain):
    code = "too_quick"
    sentence = _("That was quicker than anybody reads. Please look at your answers again, then send them.")


class TooOld(TryAgain):
    code = "too_old"
    sentence = _("The page was open for a long time. Your answers are still here: please send them again.")


class FilledTrap(TryAgain):
    code = "filled_trap"
    sentence = _(
        "A field that people do not see was filled in, perhaps by your browser. It is empty again: please "
        "send your answers once more."
    )


class TooMany(TryAgain):
    code = "too_many_answers"
    status = 429
    sentence = _("Many answers came from your network just now. Please send yours again in ten minutes.")


class StillSending(TryAgain):
    code = "still_sending"
    status = 409
    sentence = _("Your answers are on their way. Send them again in a moment; they count once.")
