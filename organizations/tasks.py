"""What happens about people and clients without anybody asking."""

from __future__ import annotations

from celery import shared_task
from django.core.management import call_command
from django.db.models import Q
from django.utils import timezone

from organizations import hook_tasks, retention
from organizations.access_tokens import forget_answers
from organizations.models import MemberInvitation, Organization, RetentionNotice

__all__ = ["clear_away", "hook_tasks", "keep_retention"]


@shared_task(name="organizations.tasks.clear_away", ignore_result=True)
def clear_away() -> None:
    """Every hour, by the beat: invitations nobody accepted, what programs were told, sessions, retention."""
    MemberInvitation.every_org.filter(expires_at__lte=timezone.now()).delete()
    forget_answers()
    call_command("clearsessions")
    announced = RetentionNotice.every_org.values("organization")
    concerned = Organization.objects.filter(Q(retention_months__isnull=False) | Q(pk__in=announced))
    for organization_id in concerned.values_list("pk", flat=True):
        keep_retention.delay(organization_id)


@shared_task(name="organizations.tasks.keep_retention", ignore_result=True)
def keep_retention(organization_id: int) -> None:
    """Announce and delete what is over in one organization; a failure stops no other."""
    organization = Organization.objects.filter(pk=organization_id).first()
    if organization is not None:
        retention.keep(organization, today=timezone.localdate())
