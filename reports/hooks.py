"""What reports tell by webhook: that one is ready, by id and by whose it is, and nothing of what it says."""

from __future__ import annotations

from django.urls import reverse

from organizations.hook_events import announce
from organizations.hook_kinds import Kind, register
from reports.models import Report

READY = Kind("report.ready", "a report is ready")


def tell_ready(report: Report) -> None:
    """Call it inside the transaction that makes the report ready, or finds again that it is."""
    wave = report.wave
    told = {
        "report": {"id": report.pk},
        "wave": {"id": wave.pk, "name": wave.name, "assessment": wave.assessment.name},
    }
    announce(READY, data=told, path=reverse("reports:show", args=[wave.organization.slug, report.pk]))


def hold() -> None:
    register(READY)
