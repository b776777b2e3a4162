"""Background work: one Celery application, configured from Django's settings."""

from __future__ import annotations

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cxassess.settings")

TRANSPORT_ALIASES["filesystem"] = "cxassess.broker:Transport"

app = Celery("cxassess")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
