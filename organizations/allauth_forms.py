"""Forms of allauth that are stricter here."""

from __future__ import annotations

from allauth.account.forms import ResetPasswordForm

from organizations.models import User
from organizations.people import is_address_of


class OwnAddressResetForm(ResetPasswordForm):  # type: ignore[misc]
    """Sends a link to a new password only where the address is known to be the account's.

    An address that somebody typed into their account and never confirmed belongs to somebody else, who would
    otherwise be led by a mail of ours into the account of a stranger.
    """

    users: list[User]

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users = [user for user in self.users if _belongs(user, email)]
        return email


def _belongs(user: User, email: str) -> bool:
    return user.email.lower() == email.lower() or is_address_of(user, email)
