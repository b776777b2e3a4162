"""People, organizations, and who belongs where."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from cxassess.errors import Conflict
from organizations.scope import OrganizationOwned


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person who signs in with an e-mail address; without a password only a door can let them in."""
        if not email:
            raise ValueError("a user needs an e-mail address")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. Respondents have none."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=150, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    """Sessions begun under an earlier number are over: raised when a second factor comes or goes."""

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_ignores_case")]

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.get_full_name()

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """What a session must carry to be this person's: it ends with the password and with the epoch."""
        salt, value = "organizations.User.session", f"{self.session_epoch}:{self.password}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()


SHORTEST_RETENTION, LONGEST_RETENTION = 3, 120
"""Months."""


class Organization(models.Model):
    """A client; everything measured belongs to exactly one.

    accent                  "#rrggbb" that can be read on every page color, "" for the house's own.
    logo_digest             of the picture in `Logo`, "" without one; its size in pixels stands beside it,
                            so that pages need not read the picture.
    requires_second_factor  members without one are asked to set it up before they see anything.
    retention_months        closed waves older than this are deleted after a notice; null keeps them.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    accent = models.CharField(max_length=7, blank=True)
    logo_digest = models.CharField(max_length=16, blank=True, editable=False)
    logo_width = models.PositiveSmallIntegerField(default=0, editable=False)
    logo_height = models.PositiveSmallIntegerField(default=0, editable=False)
    requires_second_factor = models.BooleanField(default=False)
    retention_months = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(retention_months__isnull=True)
                | Q(retention_months__gte=SHORTEST_RETENTION, retention_months__lte=LONGEST_RETENTION),
                name="organization_retention_3_to_120",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a member may do; each role may also do what the ones after it may."""

    OWNER = "owner", "Owner"
    ANALYST = "analyst", "Analyst"
    READER = "reader", "Reader"


class Member(OrganizationOwned):
    """A person's place in one organization."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.READER)
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "user"], name="one_membership_each"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="member_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    def may(self, role: Role) -> bool:
        """True when this member's role is `role` or stands above it."""
        ranks = list(Role)
        return ranks.index(Role(self.role)) <= ranks.index(role)


class MemberInvitation(OrganizationOwned):
    """A colleague asked to become a member. Gone once accepted or withdrawn, so each is used at most once.

    token_hash  of the key in the mail; sending again makes a new key and ends the one before.
    sent_at     when the mail server last took the mail; null when it has not.
    """

    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role, default=Role.READER)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    sends = models.PositiveSmallIntegerField(default=0, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["email", "id"]
        constraints = [
            models.UniqueConstraint("organization", Lower("email"), name="member_invitation_once_an_address"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="member_invitation_role_known"),
        ]

    def __str__(self) -> str:
        return f"invitation of a {self.get_role_display().lower()}"

    @property
    def has_expired(self) -> bool:
        return bool(self.expires_at <= timezone.now())


class Logo(OrganizationOwned):
    """The client's logo as we drew it again ourselves: a PNG without anything but its pixels."""

    image = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization"], name="one_logo_each")]

    def __str__(self) -> str:
        return "logo"


class RetentionNotice(OrganizationOwned):
    """What will be deleted on which day because the retention period of its organization is over.

    holder, object_id  what it is: the name of a holder in `organizations.retention` and the id there.
    told_at            when a mail about it was taken for an owner; null until then.
    """

    holder = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    label = models.CharField(max_length=320)
    due_on = models.DateField()
    told_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "holder", "object_id"], name="one_retention_notice_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.due_on}"


class Outcome(models.TextChoices):
    """What became of an attempt. What was rolled back left nothing but its line in the trail."""

    DONE = "done", "done"
    REFUSED = "refused", "refused"
    FAILED = "failed", "failed, rolled back"


class AuditEntry(OrganizationOwned):
    """One line of the audit trail: which member did what to which object, and when. Never changed again.

    Only members appear here. What respondents do is not recorded: a time beside a name would give them away.

    actor   null where nobody did it: the retention period ran out.
    detail  what changed, in words. Never a name or an address, which could then not be erased.
    """

    # The trail outlives the account it names, so the key is not enforced and nothing cascades into it.
    actor = models.ForeignKey(
        User, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    action = models.CharField(max_length=40)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.DONE)
    detail = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["organization", "-at"], name="audit_latest")]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.object_type} {self.object_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Conflict("An entry of the audit trail does not change.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Conflict("An entry of the audit trail stays.")


# Subjects of their own, found with the others.
from organizations import deck_template_models as deck_template_models  # noqa: E402
from organizations import hook_models as hook_models  # noqa: E402
from organizations import portfolio_models as portfolio_models  # noqa: E402
from organizations.token_models import AccessToken as AccessToken  # noqa: E402
from organizations.token_models import KeptAnswer as KeptAnswer  # noqa: E402
from organizations.token_models import Scope as Scope  # noqa: E402
