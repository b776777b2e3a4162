"""What of allauth differs here: nobody opens an account for themselves, and a password alone proves less."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from organizations.models import User
from organizations.second_factor import has_second_factor


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
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
