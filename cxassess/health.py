"""Two questions a supervisor asks: is the process alive, and may it be sent traffic?"""

from __future__ import annotations

import logging

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from cxassess.celery import app

log = logging.getLogger(__name__)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Alive: touches nothing outside the process, so an outage elsewhere never gets it killed."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready: the database answers and is migrated, and the broker takes messages; 503 names what does not."""
    checks = {"database": database_is_ready(), "broker": broker_is_ready()}
    ready = all(checks.values())
    words = {name: "ok" if fine else "not ready" for name, fine in checks.items()}
    return JsonResponse({"status": "ok" if ready else "not ready", **words}, status=200 if ready else 503)


def database_is_ready() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        log.exception("the database does not answer")
        return False


def broker_is_ready() -> bool:
    try:
        with app.connection_for_write(connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
        return True
    except (OperationalError, OSError):
        log.exception("the broker does not answer")
        return False
