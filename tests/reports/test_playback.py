"""Whoever was asked reads page one where the sponsor agreed before the launch: no more, and not longer."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cxassess.errors import Conflict
from organizations.scope import org_scope
from reports import playback
from reports.builds import build_now
from reports.models import Playback
from surveys import actions
from surveys.models import Wave
from tests import builders
from tests.surveys.fieldwork import a_wave, an_organization, begun, full_page, invited

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave() -> Iterator[Wave]:
    with org_scope(an_organization()):
        yield a_wave(opened=False, languages=["en", "de"])


def agreed(wave: Wave) -> Playback:
    made = playback.agree(wave)
    actions.open_wave(wave)
    return made


def closed_with_answers(wave: Wave) -> None:
    """Everybody of two functions says the same; then the wave closes and its report is built."""
    from surveys.questionnaire import questionnaire_of

    for function in ("sales", "service"):
        for _person in range(6):
            draft, _token = begun(wave, function=function)
            for sheet in questionnaire_of(draft).sheets:
                values = {key: value for key, value in full_page(sheet).items() if not key.startswith("OWN")}
                actions.save_answers(draft, values)
            actions.submit(draft)
    actions.close_wave(wave)
    build_now(Wave.objects.get(pk=wave.pk))


# --- Agreed before the launch -------------------------------------------------------------------------------


def test_an_analyst_agrees_and_takes_it_back_while_the_wave_is_set_up(client: Client, wave: Wave) -> None:
    client.force_login(builders.ann(wave.organization))
    address = reverse("outcome:settle", args=[wave.organization.slug, wave.pk])
    client.post(address, {"wanted": "yes"})
    assert playback.playback_of(wave) is not None
    client.post(address, {"wanted": "no"})
    assert playback.playback_of(wave) is None


def test_once_a_wave_is_open_nothing_more_is_agreed(wave: Wave) -> None:
    actions.open_wave(wave)
    with pytest.raises(Conflict):
        playback.agree(wave)
    with pytest.raises(Conflict):
        Playback.objects.create(wave=wave, key="k")
    with pytest.raises(DatabaseError), transaction.atomic():
        Playback.objects.bulk_create([Playback(wave=wave, key="k")])


def test_what_was_agreed_stays_as_it_was(wave: Wave) -> None:
    row = agreed(wave)
    with pytest.raises(Conflict):
        playback.disagree(wave)
    for change in ({"days": 30}, {"key": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Playback.objects.filter(pk=row.pk).update(**change)


def test_a_stop_is_for_good(client: Client, wave: Wave) -> None:
    row = agreed(wave)
    playback.stop(row)
    with pytest.raises(DatabaseError), transaction.atomic():
        Playback.objects.filter(pk=row.pk).update(stopped_at=None)
    assert client.get(f"/outcome/{row.key}/").status_code == 404


# --- Said beforehand ----------------------------------------------------------------------------------------


def test_the_first_screen_says_so_and_only_then(client: Client, wave: Wave) -> None:
    row = agreed(wave)
    assert "everybody who was asked can read page one" in client.get(f"/r/{invited(wave)}/").text
    playback.stop(row)
    assert "everybody who was asked" not in client.get(f"/r/{invited(wave)}/").text


def test_the_page_after_sending_names_the_same_address_for_everybody(client: Client, wave: Wave) -> None:
    row = agreed(wave)
    address = f"http://testserver/outcome/{row.key}/"
    for _person in range(2):
        _draft, token = begun(wave)
        thanks = client.post(f"/r/{token}/send/", follow=True)
        assert thanks.redirect_chain == [(f"/outcome/{row.key}/thanks/?in=en", 302)]
        assert (thanks.context["outcome"], address in thanks.text) == (address, True)
        assert address in client.get(f"/r/{token}/").text
    assert client.cookies == {}


def test_before_the_report_the_address_says_when_to_come_back(client: Client, wave: Wave) -> None:
    row = agreed(wave)
    page = client.get(f"/outcome/{row.key}/", headers={"accept-language": "de"})
    assert (page.status_code, "Das Ergebnis ist noch nicht da." in page.text) == (200, True)


# --- What is shown ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_page_one_is_shown_and_nothing_of_the_others(client: Client, wave: Wave) -> None:
    row = agreed(wave)
    closed_with_answers(wave)
    page = client.get(f"/outcome/{row.key}/")
    assert (page.status_code, page.text.count('<section class="report-page')) == (200, 1)
    assert 'id="page-one"' in page.text
    assert f"/o/{wave.organization.slug}/" not in page.text
    assert [page.headers[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")] == [
        "private, no-store",
        "noindex, nofollow",
        "same-origin",
    ]
    assert page.cookies == {}


@pytest.mark.slow
def test_every_link_on_it_leads_somewhere_on_it(client: Client, wave: Wave) -> None:
    import re

    row = agreed(wave)
    closed_with_answers(wave)
    text = client.get(f"/outcome/{row.key}/").text
    anchors = set(re.findall(r'id="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) - anchors == set()


@pytest.mark.slow
def test_it_is_over_when_its_days_have_passed(client: Client, wave: Wave, monkeypatch: Any) -> None:
    row = agreed(wave)
    closed_with_answers(wave)
    today = timezone.localdate()
    for days, status in ((row.days, 200), (row.days + 1, 404)):
        later = today + datetime.timedelta(days=days)
        monkeypatch.setattr(
            timezone, "localdate", lambda value=None, later=later: later if value is None else today
        )
        assert client.get(f"/outcome/{row.key}/").status_code == status


def test_a_key_that_opens_nothing_looks_like_one_that_was_stopped(client: Client, wave: Wave) -> None:
    row = agreed(wave)
    playback.stop(row)
    answers = [client.get(f"/outcome/{key}/") for key in (row.key, "A" * 43, "no-key")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({answer.content for answer in answers}) == 1
