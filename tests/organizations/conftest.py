"""Signing in is tried many times here; how slowly a password is checked is Django's business, not ours."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _passwords_are_checked_fast(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
