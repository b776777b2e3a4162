"""What members' pages of waves share: finding one, holding one, refusing what its state does not allow."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from cxassess.errors import CxError, NotFound
from organizations.doors import membership
from organizations.models import Role
from surveys.errors import WaveNotReady
from surveys.models import OpenLink, Wave, WaveState
from surveys.questionnaire import named_functions


def wave_of(wave_id: int) -> Wave:
    """The wave of the organization in scope; NotFound alike for a foreign and a missing one."""
    found: Wave | None = Wave.objects.select_related("assessment", "organization").filter(pk=wave_id).first()
    if found is None:
        raise NotFound
    return found


def held(wave_id: int) -> Wave:
    """The wave, kept from changing state until the transaction ends; refuses one that is closed."""
    wave: Wave | None = Wave.objects.select_for_update(no_key=True).filter(pk=wave_id).first()
    if wave is None:
        raise NotFound
    refuse_closed(wave)
    return wave


def held_draft(wave_id: int) -> Wave:
    """Like `held`, for what freezes at launch."""
    wave = held(wave_id)
    refuse_launched(wave)
    return wave


def refuse_closed(wave: Wave) -> None:
    if wave.state == WaveState.CLOSED:
        raise CxError(
            "This wave is closed; what it asked and knew stays as it is.", code="wave_state", status=409
        )


def refuse_launched(wave: Wave) -> None:
    if wave.state != WaveState.DRAFT:
        raise WaveNotReady("This wave has been launched; its set-up stays as it is.")


def language_of(wave: Wave) -> str:
    """The reader's language where the wave is asked in it, else the wave's first."""
    language = get_language()
    return language if language in wave.languages else str(wave.languages[0])


def address_of(request: HttpRequest, token: str) -> str:
    """The whole address of a personal or an open link."""
    return request.build_absolute_uri(reverse("surveys:start", args=(token,)))


def links_of(request: HttpRequest, wave: Wave) -> list[tuple[str, str]]:
    """Name of the function and whole address of every open link, for those who may hand them out."""
    if not membership(request).may(Role.ANALYST):
        return []
    tokens = {link.function or "": link.token for link in OpenLink.objects.filter(wave=wave)}
    names = [("", "Everybody"), *named_functions(wave)]
    return [(name, address_of(request, tokens[key])) for key, name in names if key in tokens]
