"""Access tokens: keys with which a member's programs come in, and what each was answered in the last day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from organizations.models import Member
from organizations.scope import OrganizationOwned


class Scope(models.TextChoices):
    """What a token is for. A scope allows nothing that the role of its maker does not."""

    ORGANIZATION_READ = "organization:read", "read members, invitations, looks, webhooks and the audit trail"
    ORGANIZATION_WRITE = "organization:write", "change members, invitations, looks, rules and webhooks"
    WAVES_READ = "waves:read", "read assessments, waves, participation and mail"
    WAVES_WRITE = "waves:write", "set up, launch, fill and close waves, and write to people"
    REPORTS_READ = "reports:read", "read reports and adopted actions"
    REPORTS_WRITE = "reports:write", "ask for reports and change adopted actions"


class AccessToken(OrganizationOwned):
    """One program's key to one organization; gone with the membership of whoever made it.

    prefix        the first part of the key, by which people tell their tokens apart; it opens nothing.
    token_hash    of the whole key, which was shown once and is stored nowhere.
    scopes        values of `Scope`.
    last_used_on  a day and nothing finer: a token is no diary of the person behind it.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="access_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="access_token_expires"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        """Revoked, or past its day."""
        return self.revoked_at is not None or self.expires_at <= timezone.now()

    def is_for(self, scope: Scope) -> bool:
        return scope.value in self.scopes


class KeptAnswer(OrganizationOwned):
    """What a request with an idempotency key was answered, so that asking again does nothing again.

    key_hash     of the idempotency key.
    fingerprint  SHA-256 of method, address and body.
    answer       status, type and body, encrypted under the token and the idempotency key: who holds the
                 database alone reads no link that was shown once.
    """

    token = models.ForeignKey(AccessToken, on_delete=models.CASCADE, related_name="kept_answers")
    key_hash = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    answer = models.BinaryField(default=bytes)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "key_hash"], name="kept_answer_once"),
        ]

    def __str__(self) -> str:
        return "kept answer"
