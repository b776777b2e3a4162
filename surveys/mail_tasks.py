"""What the workers do about mail: send a round, and look every half minute for rounds that wait."""

from __future__ import annotations

from celery import shared_task

from organizations.scope import org_scope
from surveys import mailing


@shared_task(name=mailing.TASK, ignore_result=True)
def send_round(organization_id: int, round_id: int) -> None:
    """Send what may be sent of a round; delivered twice, each message leaves once."""
    with org_scope(organization_id):
        row = mailing.claim(round_id)
        if row is not None:
            mailing.send(row)


@shared_task(name="surveys.tasks.sweep_mail", ignore_result=True)
def sweep_mail() -> int:
    """Every thirty seconds, by the beat."""
    return mailing.sweep()
