"""Mails to colleagues. One that cannot be sent is said on the page, and never holds the page up for long."""

from __future__ import annotations

import logging
from email.utils import formataddr, parseaddr
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from organizations.models import MemberInvitation, Organization

log = logging.getLogger(__name__)


def send_invitation(invitation: MemberInvitation, *, address: str) -> bool:
    """Send the link to the person invited; False where the mail server did not take the mail."""
    context = {"invitation": invitation, "organization": invitation.organization, "address": address}
    message = EmailMessage(
        subject=_line(f"{invitation.organization.name} invites you to cxassess"),
        body=render_to_string("organizations/mail/invitation.txt", context),
        from_email=sender(invitation.organization),
        to=[invitation.email],
    )
    if invitation.invited_by is not None:
        message.reply_to = [invitation.invited_by.email]
    return hand_over(message)


def send_notice(organization: Organization, *, to: str, subject: str, body: str) -> bool:
    """Tell a member something about their organization."""
    message = EmailMessage(subject=_line(subject), body=body, from_email=sender(organization), to=[to])
    return hand_over(message)


def sender(organization: Organization) -> str:
    """The installation's address under the client's name."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((_line(organization.name), address))


def hand_over(message: EmailMessage) -> bool:
    """Give a message to the mail server; False, with a line in the log, where it is away or refuses."""
    try:
        message.send()
    except (SMTPException, OSError) as error:
        # The address stays out of the log.
        log.warning("a mail was not taken: %s", type(error).__name__)
        return False
    return True


def _line(text: str) -> str:
    """On one line: a header with a line break in it would be several."""
    return " ".join(text.split())
