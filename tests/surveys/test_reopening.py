"""A wave that is opened again: nothing it hid comes out, and nothing it said is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from organizations.models import AuditEntry
from organizations.scope import org_scope
from reports.builds import ReportUnderWay, build_now
from reports.evidence import collect
from reports.models import Report, State
from reports.queries import latest_ready
from surveys import actions, versions
from surveys.errors import WaveNotReady
from surveys.models import Comment, Invitation, OpenLink, Submission, Wave, WaveState, WaveVersion
from tests import builders
from tests.reports.staging import answer, closed_wave, open_wave

pytestmark = pytest.mark.django_db

PEOPLE = {"executive": 3, "sales": 20, "marketing": 12, "service": 24}


def reopened(wave: Wave) -> Wave:
    """Opened again once its report stands."""
    with org_scope(wave.organization_id):
        builders.published(build_now(wave))
        Report.objects.exclude(state=State.READY).delete()
        again: Wave = actions.reopen_wave(wave)
    return again


def closed_again(wave: Wave, more: Mapping[str, int]) -> Wave:
    """Opened again, answered by so many people more, and closed."""
    open_again = reopened(wave)
    with org_scope(wave.organization_id):
        answer(open_again, more, seed=99)
        closed: Wave = actions.close_wave(open_again)
    return closed


def released(wave: Wave) -> list[tuple[int, bool]]:
    with org_scope(wave.organization_id):
        return [(version.number, version.published) for version in WaveVersion.objects.filter(wave=wave)]


def refused_by_the_database(change: Any) -> bool:
    try:
        with transaction.atomic():
            change()
    except IntegrityError:
        return True
    return False


# --- Closing ------------------------------------------------------------------------------------------------


def test_every_closing_keeps_a_version_with_what_was_counted_and_shown() -> None:
    wave = closed_wave(people=PEOPLE)
    with org_scope(wave.organization_id):
        version = WaveVersion.objects.get(wave=wave)
    assert (version.number, version.published, version.minimum_group) == (1, True, 5)
    assert version.closed_at == wave.closed_at
    people = version.release["cells"]["people"]
    assert [sum(cells) for cells in people] == list(PEOPLE.values())
    assert sorted(map(sorted, version.release["units"])) == [[0, 2], [1], [3]]


def test_answers_belong_to_the_closing_that_first_counted_them() -> None:
    wave = closed_again(closed_wave(people=PEOPLE), {"sales": 6})
    with org_scope(wave.organization_id):
        counted = [Submission.objects.filter(wave=wave, version=number).count() for number in (1, 2, None)]
    assert counted == [59, 6, 0]


def test_while_a_wave_is_open_nothing_is_counted() -> None:
    wave = open_wave(people=PEOPLE)
    with org_scope(wave.organization_id):
        assert set(Submission.objects.values_list("version", flat=True)) == {None}
        assert not WaveVersion.objects.exists()


# --- Opening again ------------------------------------------------------------------------------------------


def test_a_closed_wave_takes_answers_again_until_it_is_closed_by_hand() -> None:
    wave = reopened(closed_wave(people=PEOPLE))
    assert (wave.state, wave.closed_at, wave.closes_on) == (WaveState.OPEN, None, None)
    actions.check_open(wave)


def test_old_links_do_not_open_a_wave_again() -> None:
    wave = open_wave(people=PEOPLE)
    with org_scope(wave.organization_id):
        tokens = {actions.create_open_link(wave, function=key).token for key in ("", "sales")}
        actions.create_invitations(wave, people=[actions.Invitee("sales", "manager", "ann@example.com")])
        wave = actions.close_wave(wave)
    reopened(wave)
    with org_scope(wave.organization_id):
        links = {link.function: link.token for link in OpenLink.objects.filter(wave=wave)}
        assert Invitation.objects.count() == 0
    assert set(links) == {None, "sales"}
    assert set(links.values()) & tokens == set()


@pytest.mark.parametrize("state", ["draft", "open"])
def test_only_a_closed_wave_is_opened_again(state: str) -> None:
    wave = open_wave()
    if state == "draft":
        with org_scope(wave.organization_id):
            wave = Wave.objects.create(
                assessment=wave.assessment, name="next", instrument_key="x", instrument_version="1.0"
            )
    with org_scope(wave.organization_id), pytest.raises(WaveNotReady, match="Only a closed wave"):
        actions.reopen_wave(wave)


def test_a_wave_waits_for_its_report_before_it_is_opened_again() -> None:
    wave = closed_wave()
    with org_scope(wave.organization_id), pytest.raises(ReportUnderWay):
        actions.reopen_wave(wave)
    assert Wave.every_org.get(pk=wave.pk).state == WaveState.CLOSED


def test_a_wave_that_came_in_closed_gets_its_first_version_when_it_is_opened_again() -> None:
    wave = builders.imported_wave()
    assert released(wave) == []
    before = collected(wave)
    assert closed_again(wave, {}).state == WaveState.CLOSED
    assert released(wave) == [(1, True), (2, True)]
    assert collected(wave).published == before.published


def test_the_report_of_the_first_closing_stays_while_people_answer_again(client: Client) -> None:
    wave = reopened(closed_wave(people=PEOPLE))
    client.force_login(builders.max_(wave.organization))
    with org_scope(wave.organization_id):
        report = latest_ready(wave)
    shown = client.get(f"/o/{wave.organization.slug}/reports/{report.pk}/")
    assert shown.status_code == 200
    page = client.get(f"/o/{wave.organization.slug}/waves/{wave.pk}/").content.decode()
    assert "This wave was opened again. Its report is still that of" in page


# --- Closing again ------------------------------------------------------------------------------------------


def collected(wave: Wave) -> Any:
    with org_scope(wave.organization_id):
        return collect(Wave.objects.get(pk=wave.pk))


@pytest.mark.parametrize("more", [{"sales": 5}, {"sales": 6, "service": 5}, {}])
def test_a_new_version_takes_over_where_every_changed_unit_gained_five(more: dict[str, int]) -> None:
    wave = closed_again(closed_wave(people=PEOPLE), more)
    assert released(wave) == [(1, True), (2, True)]
    assert collected(wave).published.n == 59 + sum(more.values())


@pytest.mark.parametrize("more", [{"sales": 1}, {"sales": 4}, {"sales": 30, "executive": 1}])
def test_a_version_that_would_tell_of_few_is_not_shown_and_the_old_one_stays(more: dict[str, int]) -> None:
    wave = closed_wave(people=PEOPLE)
    before = collected(wave)
    wave = closed_again(wave, more)
    assert released(wave) == [(1, True), (2, False)]
    assert collected(wave) == before
    with org_scope(wave.organization_id):
        assert build_now(wave).fingerprint == before.fingerprint
        assert Report.objects.filter(wave=wave, state=State.READY).count() == 1


def test_later_answers_count_as_soon_as_there_are_enough_of_them() -> None:
    """Three and three are six more than what was shown, though neither closing alone was enough."""
    wave = closed_again(closed_again(closed_wave(people=PEOPLE), {"sales": 3}), {"sales": 3})
    assert released(wave) == [(1, True), (2, False), (3, True)]
    assert collected(wave).published.n == 65


def test_the_page_says_what_happened_and_what_to_do(client: Client) -> None:
    wave = closed_again(closed_wave(people=PEOPLE), {"sales": 2})
    client.force_login(builders.ann(wave.organization))
    page = client.get(f"/o/{wave.organization.slug}/waves/{wave.pk}/").content.decode()
    assert "Answers that came later are kept and not shown" in page
    assert "fewer than 5 people answered after that" in page
    assert "Collect more answers, 5 or more in every function that answers, and close the wave again." in page
    with org_scope(wave.organization_id):
        assert versions.held_back(closed_again(wave, {"sales": 3})) == ""


@pytest.mark.parametrize(("more", "leads_to"), [(2, "waves/{}/"), (6, "waves/{}/report/progress/")])
def test_who_closes_again_is_led_to_the_reason_or_to_the_new_report(
    client: Client, more: int, leads_to: str
) -> None:
    wave = reopened(closed_wave(people=PEOPLE))
    with org_scope(wave.organization_id):
        answer(wave, {"sales": more}, seed=4)
    client.force_login(builders.ann(wave.organization))
    address = f"/o/{wave.organization.slug}/waves/{wave.pk}/close/"
    assert "gained 5 or more" in client.get(address).content.decode()
    assert client.post(address)["Location"] == f"/o/{wave.organization.slug}/" + leads_to.format(wave.pk)


def test_functions_and_headcounts_stay_as_they_were_when_a_wave_is_opened_again() -> None:
    wave = reopened(closed_wave(people=PEOPLE))
    with org_scope(wave.organization_id):
        fewer = Wave.objects.filter(pk=wave.pk)
        assert refused_by_the_database(lambda: fewer.update(functions=wave.functions[:2]))
        assert refused_by_the_database(lambda: fewer.update(minimum_group=7))


# --- What the database keeps ----------------------------------------------------------------------------


def test_a_version_is_neither_changed_nor_deleted_while_its_answers_are_there() -> None:
    wave = closed_wave(people=PEOPLE)
    with org_scope(wave.organization_id):
        rows = WaveVersion.objects.filter(wave=wave)
        assert refused_by_the_database(lambda: rows.update(published=False))
        assert refused_by_the_database(lambda: rows.update(release={}))
        assert refused_by_the_database(rows.delete)


def test_an_answer_does_not_move_to_another_version() -> None:
    wave = closed_wave(people=PEOPLE)
    with org_scope(wave.organization_id):
        rows = Submission.objects.filter(wave=wave)
        for version in (2, None):
            assert refused_by_the_database(lambda version=version: rows.update(version=version))


def test_a_wave_whose_version_is_not_kept_is_not_opened_again_by_hand() -> None:
    wave = builders.imported_wave()
    with org_scope(wave.organization_id):
        rows = Wave.objects.filter(pk=wave.pk)
        assert refused_by_the_database(lambda: rows.update(state="open", closed_at=None))
        assert refused_by_the_database(lambda: rows.update(state="draft", closed_at=None))


def test_a_version_goes_with_its_wave() -> None:
    wave = closed_again(closed_wave(people=PEOPLE), {"sales": 6})
    with org_scope(wave.organization_id):
        Wave.objects.get(pk=wave.pk).delete()
        connection.check_constraints()
        assert not WaveVersion.objects.exists()


# --- Who may --------------------------------------------------------------------------------------------


def test_an_analyst_opens_a_wave_again_after_reading_what_that_means(client: Client) -> None:
    wave = closed_wave(people=PEOPLE)
    with org_scope(wave.organization_id):
        build_now(wave)
        Report.objects.exclude(state=State.READY).delete()
    address = f"/o/{wave.organization.slug}/waves/{wave.pk}/reopen/"
    client.force_login(builders.ann(wave.organization))
    asked = client.get(address)
    assert "only if every function that gained answers gained 5 or more" in asked.content.decode()
    assert Wave.every_org.get(pk=wave.pk).state == WaveState.CLOSED
    assert client.post(address).status_code == 302
    assert Wave.every_org.get(pk=wave.pk).state == WaveState.OPEN
    with org_scope(wave.organization_id):
        assert [entry.action for entry in AuditEntry.objects.all()][-1] == "reopened"
    assert client.get(address).status_code == 409


def test_a_reader_does_not_open_a_wave_again(client: Client) -> None:
    wave = closed_wave(people=PEOPLE)
    client.force_login(builders.max_(wave.organization))
    assert client.post(f"/o/{wave.organization.slug}/waves/{wave.pk}/reopen/").status_code == 403
    assert Wave.every_org.get(pk=wave.pk).state == WaveState.CLOSED


def test_comments_are_counted_by_version_too() -> None:
    wave = open_wave(people=PEOPLE)
    with org_scope(wave.organization_id):
        Comment.objects.create(wave=wave, function=1, text="first")
        wave = actions.close_wave(wave)
    wave = reopened(wave)
    with org_scope(wave.organization_id):
        Comment.objects.create(wave=wave, function=1, text="second")
        actions.close_wave(wave)
        assert dict(Comment.objects.values_list("text", "version")) == {"first": 1, "second": 2}
