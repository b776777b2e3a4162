"""What the workers do about webhooks: deliver one, look every half minute for those that wait, tidy up."""

from __future__ import annotations

from celery import shared_task

from organizations import hook_deliveries
from organizations.scope import org_scope


@shared_task(name=hook_deliveries.TASK, ignore_result=True)
def deliver_webhook(organization_id: int, delivery_id: int) -> None:
    """Deliver it if it is still to be delivered; told twice, it is sent once."""
    with org_scope(organization_id):
        row = hook_deliveries.claim(delivery_id)
        if row is not None:
            hook_deliveries.attempt(row)


@shared_task(name="organizations.tasks.sweep_webhooks", ignore_result=True)
def sweep_webhooks() -> int:
    """Every thirty seconds, by the beat."""
    return hook_deliveries.sweep()


@shared_task(name="organizations.tasks.tidy_webhooks", ignore_result=True)
def tidy_webhooks() -> None:
    """Every hour, by the beat."""
    hook_deliveries.tidy()
