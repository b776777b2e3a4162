"""What waves tell by webhook: that they open and that they close, by id and name; nothing about answers."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from organizations.hook_events import announce
from organizations.hook_kinds import Kind, register
from surveys.models import Wave
from surveys.signals import wave_closed, wave_opened

OPENED = Kind("wave.opened", "a wave is opened, or opened again")
CLOSED = Kind("wave.closed", "a wave is closed")


def when_wave_opened(sender: object, *, wave: Wave, **kwargs: Any) -> None:
    _tell(OPENED, wave)


def when_wave_closed(sender: object, *, wave: Wave, **kwargs: Any) -> None:
    _tell(CLOSED, wave)


def _tell(kind: Kind, wave: Wave) -> None:
    told = {"id": wave.pk, "name": wave.name, "assessment": wave.assessment.name}
    announce(kind, data={"wave": told}, path=reverse("waves:wave", args=[wave.organization.slug, wave.pk]))


def hold() -> None:
    for kind in (OPENED, CLOSED):
        register(kind)
    wave_opened.connect(when_wave_opened, dispatch_uid="webhooks")
    wave_closed.connect(when_wave_closed, dispatch_uid="webhooks")
