"""Handing a mail to the mail server so that afterwards it is known whether the server has it.

Between the last byte of a message and the server's answer nobody can know; everywhere else one can. So the
conversation is led step by step here instead of by `sendmail`: what breaks before the message itself was sent
may be tried again, what breaks after that is uncertain and is not.
"""

from __future__ import annotations

import re
import smtplib
from enum import Enum
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

from cxassess.errors import TransientError

ANSWER_S = 60
"""Seconds a server has to say that it took a message: many look for viruses before they answer."""


class Outcome(Enum):
    """What became of one mail."""

    TAKEN = "taken"
    UNKNOWN_ADDRESS = "the address was refused for good"
    REFUSED = "the message was refused for good"
    LATER = "the server asks to try again later"
    UNCERTAIN = "the line broke before the server answered"


class ServerTrouble(TransientError):
    """The mail server cannot be used now, whatever the message; none was handed over."""


def is_usable(address: str) -> bool:
    """Whether an address can be written into a mail at all; a form lets more through than the standard."""
    try:
        sanitize_address(address, "utf-8")
    except (ValueError, UnicodeError):
        return False
    return True


class Postbox:
    """A connection to the mail server, opened when it is needed and closed at the end."""

    def __init__(self) -> None:
        self._backend: Any = get_connection(fail_silently=False)
        self._is_open = False
        self._has_worked = False

    def __enter__(self) -> Postbox:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def open(self) -> None:
        """Connect unless connected; raises ServerTrouble."""
        if self._is_open:
            return
        try:
            self._backend.open()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise ServerTrouble(f"no connection: {_said(error)}") from error
        self._is_open = True

    def close(self) -> None:
        self._is_open = False
        try:
            self._backend.close()
        except (smtplib.SMTPException, OSError):
            # A line that broke cannot be closed politely; what it carried has been judged already.
            self._backend.connection = None

    def hand_over(self, mail: EmailMultiAlternatives) -> Outcome:
        """Give the server one mail for one address. Raises ServerTrouble where it cannot have taken it."""
        if not isinstance(self._backend, EmailBackend):
            return self._print(mail)
        try:
            return self._converse(mail)
        except ServerTrouble:
            if not self._has_worked:
                raise
        # Servers end a connection after so many mails or so much silence; a fresh one tells if that was all.
        self._has_worked = False
        self.open()
        return self._converse(mail)

    def _converse(self, mail: EmailMultiAlternatives) -> Outcome:
        try:
            outcome = _converse(self._backend.connection, mail)
        except ServerTrouble:
            self.close()
            raise
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise ServerTrouble(_said(error)) from error
        if outcome is Outcome.UNCERTAIN:
            self.close()
        self._has_worked = outcome is not Outcome.UNCERTAIN
        return outcome

    def _print(self, mail: EmailMultiAlternatives) -> Outcome:
        """The console of the demo, or another of Django's backends, which only says yes or nothing."""
        return Outcome.TAKEN if self._backend.send_messages([mail]) == 1 else Outcome.UNCERTAIN


def _converse(smtp: Any, mail: EmailMultiAlternatives) -> Outcome:
    """MAIL, RCPT, DATA for one recipient (RFC 5321, 3.3)."""
    message: Any = mail.message()
    content = _quoted(message.as_bytes(linesep="\r\n"))
    smtp.ehlo_or_helo_if_needed()
    code, _reply = smtp.mail(sanitize_address(mail.from_email, "utf-8"))
    if code != 250:
        raise ServerTrouble(f"the sender is refused with {code}")
    code, _reply = smtp.rcpt(sanitize_address(mail.to[0], "utf-8"))
    if code not in (250, 251):
        return _refusal(smtp, code, for_good=Outcome.UNKNOWN_ADDRESS)
    code, _reply = smtp.docmd("DATA")
    if code != 354:
        return _refusal(smtp, code, for_good=Outcome.REFUSED)
    return _finish(smtp, content)


def _finish(smtp: smtplib.SMTP, content: bytes) -> Outcome:
    """Send the message itself; from its first byte on a broken line leaves it uncertain."""
    try:
        if smtp.sock is not None:
            smtp.sock.settimeout(max(ANSWER_S, smtp.sock.gettimeout() or 0))
        smtp.send(content)
        code, _reply = smtp.getreply()
    except (smtplib.SMTPException, OSError):
        return Outcome.UNCERTAIN
    if smtp.sock is not None:
        smtp.sock.settimeout(smtp.timeout)
    if code == 250:
        return Outcome.TAKEN
    return _judged(code, for_good=Outcome.REFUSED) if 400 <= code < 600 else Outcome.UNCERTAIN


def _refusal(smtp: smtplib.SMTP, code: int, *, for_good: Outcome) -> Outcome:
    if code == 421 or not 400 <= code < 600:
        raise ServerTrouble(f"the server stops with {code}")
    smtp.rset()
    return _judged(code, for_good=for_good)


def _judged(code: int, *, for_good: Outcome) -> Outcome:
    return for_good if code >= 500 else Outcome.LATER


def _quoted(content: bytes) -> bytes:
    """As it goes over the line: a leading dot doubled, a lone dot at the end (RFC 5321, 4.5.2)."""
    dotted = re.sub(rb"(?m)^\.", b"..", content)
    return dotted + (b"" if dotted.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _said(error: Exception) -> str:
    """What went wrong without what the server wrote: that can hold an address."""
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()
