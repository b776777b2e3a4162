"""What of allauth differs here: nobody opens an account for themselves, and a password alone proves less."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from cxassess.errors import CxError
from organizations.models import User
from organizations.second_factor import has_second_factor

log = logging.getLogger(__name__)


class MailNotSent(CxError):
    code = "mail_not_sent"
    status = 503
    sentence = "The mail could not be sent just now. Please try again in a few minutes."


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send what the person waits for; MailNotSent where the mail server is away."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            log.warning("a mail was not taken: %s", type(error).__name__)
            raise MailNotSent from error

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Tell somebody what was changed about their account; the change stands without the mail."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except MailNotSent:
            log.warning("somebody was not told of a change to their account")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are given by an owner, never taken."""
        return False

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """How somebody signed in shows once more who they are: never by a password where there is more.

        Otherwise whoever has found out a password and sits at an open session could switch the rest off.
        """
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if not has_second_factor(user):
            return methods
        strong = [method for method in methods if method["url"] != reverse("account_reauthenticate")]
        return sorted(strong, key=lambda method: method["url"] != reverse("mfa_reauthenticate_webauthn"))
