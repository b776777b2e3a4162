"""Assessments, their waves, and the answers: those being given, which belong to a person, and those given.

A `Draft` belongs to one person for an hour; a `Submission` belongs to nobody. Nothing in a submission, a
comment or a customer's answer leads back: a random id, the group it is counted in, the day, and the answers.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cxassess.errors import Conflict
from organizations.scope import OrganizationOwned
from scoring.instrument import FULL

MINIMUM_GROUP = 5
LARGEST_MINIMUM_GROUP = 10


def default_languages() -> list[str]:
    return ["en"]


class Market(models.TextChoices):
    B2B = "b2b", "businesses"
    B2C = "b2c", "consumers"
    BOTH = "both", "businesses and consumers"


class Assessment(OrganizationOwned):
    """What an organization wants to know, asked once or in several waves."""

    name = models.CharField(max_length=200)
    market = models.CharField(max_length=10, choices=Market, default=Market.B2B)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="assessment_name_once"),
            models.UniqueConstraint(fields=["organization", "id"], name="assessment_of_organization"),
            models.CheckConstraint(condition=Q(market__in=Market.values), name="assessment_market_known"),
        ]

    def __str__(self) -> str:
        return self.name


class WaveState(models.TextChoices):
    """A wave is set up, then answered, then closed and reported; a closed one may be opened again."""

    DRAFT = "draft", "being set up"
    OPEN = "open", "open"
    CLOSED = "closed", "closed"


class Wave(OrganizationOwned):
    """One round of answers, pinned to the instrument version it is answered with.

    form           full, or the key of a shorter form of the instrument.
    functions      [{"key", "name", "headcount"}] in frozen order; the place is the code in submissions.
    minimum_group  nothing is published for fewer people; 5 to 10, never lowered once the wave is open.
    facts          the sponsor's fact sheet, by key of the instrument's facts.
    closes_on      last day for answers; it ends when it ends in `time_zone`, the client's.
    time_zone      name in the IANA database, such as Europe/Berlin.
    median_s       median of the seconds people took, found at the first close and kept from then on: the
                   measure of haste for whoever answers later; null before, and for too few people.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="waves")
    name = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=WaveState, default=WaveState.DRAFT)
    instrument_key = models.CharField(max_length=60)
    instrument_version = models.CharField(max_length=10)
    form = models.CharField(max_length=40, default=FULL)
    functions = models.JSONField(default=list)
    minimum_group = models.PositiveSmallIntegerField(default=MINIMUM_GROUP)
    facts = models.JSONField(default=dict, blank=True)
    languages = models.JSONField(default=default_languages)
    asks = models.CharField("who asks", max_length=300, blank=True)
    sees = models.CharField("who sees the outcome", max_length=300, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    time_zone = models.CharField(max_length=60, default="UTC")
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    median_s = models.FloatField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    FROZEN = (
        "assessment_id",
        "instrument_key",
        "instrument_version",
        "form",
        "functions",
        "minimum_group",
    )
    """What respondents were promised stays as it was at the opening; a database trigger says the same."""

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "name"], name="wave_name_once"),
            models.UniqueConstraint(fields=["organization", "id"], name="wave_of_organization"),
            models.CheckConstraint(condition=Q(state__in=WaveState.values), name="wave_state_known"),
            models.CheckConstraint(
                condition=Q(minimum_group__gte=MINIMUM_GROUP, minimum_group__lte=LARGEST_MINIMUM_GROUP),
                name="wave_minimum_group_5_to_10",
            ),
            models.CheckConstraint(
                condition=Q(state=WaveState.CLOSED, closed_at__isnull=False)
                | (~Q(state=WaveState.CLOSED) & Q(closed_at__isnull=True)),
                name="wave_closed_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._refuse_changes_once_open()
        self.check_minimum_group()
        super().save(*args, **kwargs)

    @property
    def function_keys(self) -> tuple[str, ...]:
        """Keys of the functions asked, in code order."""
        return tuple(function["key"] for function in self.functions)

    @property
    def headcounts(self) -> dict[str, int]:
        """People in each function, whether they answered or not."""
        return {function["key"]: function["headcount"] for function in self.functions}

    @property
    def is_open(self) -> bool:
        return self.state == WaveState.OPEN

    @property
    def zone(self) -> ZoneInfo:
        """The clock by which the wave's days begin and end."""
        return ZoneInfo(self.time_zone)

    def today(self) -> date:
        """The day it is now where the client is."""
        return timezone.localdate(timezone=self.zone)

    @property
    def is_over(self) -> bool:
        """Whether its last day has ended; never without a last day."""
        return self.closes_on is not None and self.closes_on < self.today()

    def check_minimum_group(self) -> None:
        """Fail closed: refuse anything but a whole number, and one below the installation's while set up.

        A wave that is open keeps what its respondents were promised, whatever the installation says later.
        """
        is_promised = not self._state.adding and self.state != WaveState.DRAFT
        k, least = self.minimum_group, MINIMUM_GROUP if is_promised else settings.MINIMUM_GROUP
        if type(k) is not int or not least <= k <= LARGEST_MINIMUM_GROUP:
            raise Conflict(
                f"The smallest group shown is a whole number from {least} to {LARGEST_MINIMUM_GROUP}.",
                code="minimum_group",
                details={"field": "minimum_group"},
            )

    def function_name(self, key: str) -> str:
        """What people call the function; KeyError if the wave does not ask it."""
        names: dict[str, str] = {function["key"]: function["name"] for function in self.functions}
        return names[key]

    def _refuse_changes_once_open(self) -> None:
        stored = self._stored()
        if stored is None or stored.state == WaveState.DRAFT:
            return
        order = list(WaveState)
        if order.index(WaveState(self.state)) < order.index(WaveState(stored.state)):
            self._refuse_step_back(stored)
        for name in self.FROZEN:
            if getattr(self, name) != getattr(stored, name):
                raise Conflict(f"The wave is {stored.state}; its {_in_words(name)} can no longer change.")
        if stored.median_s not in (None, self.median_s):
            raise Conflict("The median that answers were judged by can no longer change.")

    def _refuse_step_back(self, stored: Wave) -> None:
        """A wave moves forward, but for one step back once what it published is kept: from closed to open."""
        kept = WaveVersion.every_org.filter(wave=stored, closed_at=stored.closed_at)
        if not (stored.state == WaveState.CLOSED and self.state == WaveState.OPEN and kept.exists()):
            raise Conflict("A wave moves forward only; it is opened again from its page.")

    def _stored(self) -> Wave | None:
        try:
            return Wave.every_org.get(pk=self.pk) if self.pk else None
        except ObjectDoesNotExist:
            return None


def _in_words(field: str) -> str:
    return field.removesuffix("_id").replace("_", " ")


class Level(models.TextChoices):
    """Where a person stands; the order is the code order of submissions."""

    LEADER = "leader", "leader"
    MANAGER = "manager", "manager"
    CONTRIBUTOR = "contributor", "contributor"


class InvitationState(models.TextChoices):
    INVITED = "invited", "invited"
    STARTED = "started", "started"
    SUBMITTED = "submitted", "submitted"


class Invitation(OrganizationOwned):
    """A person asked by name; gone when the wave closes. The link itself is only in their mail.

    language  in which they are written to and greeted, "" for the wave's first in mails and for what their
              browser asks for on the page.

    Once the wave is open nobody is moved: whoever could move one person out of a function and look before
    and after would learn what that person said. A database trigger says the same.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="invitations")
    function = models.CharField(max_length=40)
    level = models.CharField(max_length=12, choices=Level, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=12, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=InvitationState, default=InvitationState.INVITED)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "email"], condition=~Q(email=""), name="invitation_once_per_address"
            ),
            models.CheckConstraint(
                condition=Q(state__in=InvitationState.values), name="invitation_state_known"
            ),
            models.CheckConstraint(condition=Q(level__in=["", *Level.values]), name="invitation_level_known"),
            models.UniqueConstraint(fields=["organization", "id"], name="invitation_of_organization"),
        ]

    FROZEN = ("wave_id", "function", "level")

    def __str__(self) -> str:
        return f"invitation to {self.function}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        changed = kwargs.get("update_fields")
        if changed is None or {"wave", "function", "level", *self.FROZEN} & set(changed):
            self._refuse_moves()
        super().save(*args, **kwargs)

    def _refuse_moves(self) -> None:
        if self._state.adding:
            return
        stored = Invitation.every_org.select_related("wave").get(pk=self.pk)
        moved = any(getattr(self, name) != getattr(stored, name) for name in self.FROZEN)
        if moved and stored.wave.state != WaveState.DRAFT:
            raise Conflict("The wave has begun; nobody is moved to another function or level.")


class OpenLink(OrganizationOwned):
    """One link for a function, or for all (`function` is null); readable, because it hangs on a wall."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="open_links")
    function = models.CharField(max_length=40, null=True, blank=True)
    token = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "function"], name="open_link_once_per_function"),
            models.UniqueConstraint(
                fields=["wave"], condition=Q(function__isnull=True), name="open_link_once_for_all"
            ),
            models.UniqueConstraint(fields=["organization", "id"], name="open_link_of_organization"),
        ]

    def __str__(self) -> str:
        return f"open link to {self.function or 'all functions'}"


class Draft(OrganizationOwned):
    """Answers while a person gives them; deleted in the transaction that submits them.

    token_hash    of the personal link with which the person resumes.
    answers       {column key: text value} as the codebook knows them.
    page_seconds  {page key: seconds spent on it in all visits}, null where the time of a visit is not known;
                  a time of day is not kept.
    visits        [[visit, number, seconds]]: of the pages as browsers loaded them, the number of the latest
                  save and the seconds told so far, the latest visit last.
    seed          of the order in which shuffled pages show their items to this person.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="drafts")
    invitation = models.OneToOneField(Invitation, null=True, on_delete=models.CASCADE, related_name="draft")
    open_link = models.ForeignKey(OpenLink, null=True, on_delete=models.CASCADE, related_name="drafts")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    function = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=12, choices=Level, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    comment = models.TextField(blank=True)
    page = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=12, default="en")
    seed = models.PositiveIntegerField(default=0)
    page_seconds = models.JSONField(default=dict, blank=True)
    visits = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(invitation__isnull=True, open_link__isnull=False)
                | Q(invitation__isnull=False, open_link__isnull=True),
                name="draft_by_one_link",
            ),
            models.CheckConstraint(condition=Q(level__in=["", *Level.values]), name="draft_level_known"),
        ]

    def __str__(self) -> str:
        return "draft"


class Answered(OrganizationOwned):
    """What all given answers share: a random id and the day. No person, no time, no order.

    version  number of the closing that first counted them; null while the wave is open, and in a wave that
             came in closed and was never opened again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Rows are found by wave; an index on the organization would only slow a million of them down.
    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        related_name="+",
        editable=False,
        db_index=False,
    )
    day = models.DateField(default=timezone.localdate, editable=False)
    version = models.PositiveSmallIntegerField(null=True, editable=False)

    class Meta:
        abstract = True


class Submission(Answered):
    """The answers of somebody: one byte a column, in the column order of the wave's codebook.

    function    place in the wave's frozen list of functions.
    level       place in leader, manager, contributor.
    duration_s  seconds taken, until the wave closes; null after that, and if not known.
    attention   quality flags of which only display and time can tell (`scoring.blocks`); null if nothing is.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="submissions", db_index=False)
    function = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField()
    answers = models.BinaryField()
    duration_s = models.PositiveIntegerField(null=True)
    attention = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["wave", "id"], name="submission_of_wave")]
        constraints = [
            models.CheckConstraint(condition=Q(level__lt=len(Level)), name="submission_level_known"),
            models.CheckConstraint(condition=Q(function__lt=200), name="submission_function_known"),
            models.CheckConstraint(condition=Q(attention__lt=16), name="submission_attention_known"),
        ]

    def __str__(self) -> str:
        return "submission"


class Comment(Answered):
    """Words somebody added; nothing leads to their answers."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="comments")
    function = models.PositiveSmallIntegerField()
    text = models.TextField()

    def __str__(self) -> str:
        return "comment"


class PulseSubmission(Answered):
    """The answers of a customer: one byte a column of the instrument's pulse codebook."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="pulse", db_index=False)
    answers = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["wave", "id"], name="pulse_of_wave")]

    def __str__(self) -> str:
        return "customer's answers"


class WaveVersion(OrganizationOwned):
    """What one closing of a wave counted and published; never changed, and kept as long as the answers.

    number         1 for the first closing.
    minimum_group  the wave's smallest group at that closing.
    published      whether its report may be shown; the last published version is the one that is.
    release        cell sizes, reporting units, published sets and what was left out (`scoring.versions`).
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField()
    minimum_group = models.PositiveSmallIntegerField()
    published = models.BooleanField()
    release = models.JSONField()

    class Meta:
        ordering = ["wave", "number"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "number"], name="wave_version_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="wave_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


# Subjects of their own, found with the others.
from surveys.list_models import KeptList as KeptList  # noqa: E402
from surveys.mail_models import Message as Message  # noqa: E402
from surveys.monitor_models import Stock as Stock  # noqa: E402
from surveys.pulse_models import PulseCode as PulseCode  # noqa: E402
