"""What becomes of answers when they are sent, and of everything else when the wave closes."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, models
from django.test import Client
from django.utils import timezone

from cxassess.errors import CxError
from organizations.scope import org_scope
from surveys import actions
from surveys.attention import Visit
from surveys.errors import AlreadySent, WaveClosed, WaveNotReady
from surveys.models import (
    Comment,
    Draft,
    Invitation,
    InvitationState,
    OpenLink,
    Submission,
    Wave,
    WaveState,
)
from surveys.queries import codebook_of
from surveys.signals import wave_closed
from tests.surveys.fieldwork import a_wave, an_organization, begun, invited


@pytest.fixture
def organization(db: None) -> Any:
    organization = an_organization()
    with org_scope(organization):
        yield organization


@pytest.fixture
def wave(organization: Any) -> Wave:
    return a_wave()


def answered(wave: Wave, **answers: str) -> Draft:
    draft, _token = begun(wave)
    return actions.save_answers(draft, answers)


# --- Sending ----------------------------------------------------------------------------------------------


def test_sent_answers_can_be_read_as_given_with_skipped_apart_from_not_asked(wave: Wave) -> None:
    actions.submit(answered(wave, VIEW1="4", VIEW2="dk", OWN1_today="shared"))
    read = codebook_of(wave).decode(bytes(Submission.objects.get().answers))
    assert {key: read[key] for key in ("VIEW1", "VIEW2", "VIEW3", "OWN1_today", "OWN1_should")} == {
        "VIEW1": "4",
        "VIEW2": "dk",
        "VIEW3": "",
        "OWN1_today": "shared",
        "OWN1_should": "shared",
    }
    assert "LV1" not in read


def test_a_submission_says_its_group_and_its_day_and_no_more(wave: Wave) -> None:
    actions.submit(answered(wave, VIEW1="4"))
    submission = Submission.objects.get()
    assert (submission.function, submission.level, submission.day) == (1, 2, timezone.localdate())
    assert {field.name for field in Submission._meta.get_fields()} == {
        "id",
        "organization",
        "wave",
        "function",
        "level",
        "answers",
        "duration_s",
        "attention",
        "day",
        "version",
    }
    assert submission.version is None


def test_nothing_of_a_respondent_has_a_time_finer_than_the_day() -> None:
    fine = [
        f"{model.__name__}.{field.name}"
        for model in (Submission, Comment, Draft, Invitation, OpenLink)
        for field in model._meta.get_fields()
        if isinstance(field, models.DateTimeField | models.TimeField)
    ]
    assert fine == []


def test_the_draft_is_gone_and_the_invitation_only_knows_that_it_was_used(wave: Wave) -> None:
    actions.submit(answered(wave, VIEW1="4"))
    assert Draft.objects.count() == 0
    assert Invitation.objects.get().state == InvitationState.SUBMITTED


def test_a_comment_lies_apart_under_an_id_of_its_own(wave: Wave) -> None:
    draft, _token = begun(wave)
    actions.submit(actions.save_answers(draft, {}, comment="Ask the drivers."))
    comment = Comment.objects.get()
    assert (comment.text, comment.function) == ("Ask the drivers.", 1)
    assert comment.pk != Submission.objects.get().pk


def test_a_comment_of_blanks_is_none(wave: Wave) -> None:
    draft, _token = begun(wave)
    actions.submit(actions.save_answers(draft, {}, comment=" \n "))
    assert Comment.objects.count() == 0


def test_time_spent_is_kept_coarsely(wave: Wave) -> None:
    draft, _token = begun(wave)
    actions.save_answers(draft, {}, visit=Visit("you", frozenset(), seconds=331))
    actions.submit(actions.save_answers(draft, {}, visit=Visit("knowing", frozenset(), seconds=113)))
    assert Submission.objects.get().duration_s == 440


def test_ids_do_not_follow_the_order_in_which_people_sent(wave: Wave) -> None:
    sent: list[Any] = []
    for _person in range(12):
        actions.submit(answered(wave, VIEW1="3"))
        sent += set(Submission.objects.values_list("pk", flat=True)) - set(sent)
    assert sent != sorted(sent)
    assert {pk.version for pk in sent} == {4}


def test_sending_twice_counts_once(wave: Wave) -> None:
    draft = answered(wave, VIEW1="4")
    actions.submit(draft)
    with pytest.raises(AlreadySent):
        actions.submit(draft)
    assert Submission.objects.count() == 1


def test_who_has_sent_cannot_begin_again(wave: Wave, client: Client) -> None:
    _draft, token = begun(wave)
    assert client.post(f"/r/{token}/send/").status_code == 302
    assert b"Thank you" in client.get(f"/r/{token}/").content
    assert client.post(f"/r/{token}/1/", {"TENURE": "2_5y"}).status_code == 409
    assert client.post(f"/r/{token}/send/").status_code == 409
    with pytest.raises(AlreadySent):
        actions.begin_invited(Invitation.objects.get())
    assert (Submission.objects.count(), Draft.objects.count()) == (1, 0)


# --- At the same time -------------------------------------------------------------------------------------


def at_once(organization: Any, *sentences: Callable[[], Any]) -> list[str]:
    """Say all sentences in threads that start together; what each came to: done, or the code of its error."""
    outcomes: list[str] = []
    together = threading.Barrier(len(sentences))

    def say(sentence: Callable[[], Any]) -> None:
        together.wait()
        try:
            with org_scope(organization):
                sentence()
            outcomes.append("done")
        except CxError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=say, args=(sentence,)) for sentence in sentences]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_two_simultaneous_sends_make_exactly_one_submission() -> None:
    organization = an_organization()
    with org_scope(organization):
        for round_ in range(5):
            draft = answered(a_wave(name=str(round_)), VIEW1="4")
            outcomes = at_once(organization, *[lambda draft=draft: actions.submit(draft)] * 4)
            assert outcomes == ["already_sent"] * 3 + ["done"]
        assert Submission.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_answers_saved_at_once_are_both_kept() -> None:
    organization = an_organization()
    with org_scope(organization):
        draft, _token = begun(a_wave())
        saves = [lambda n=n: actions.save_answers(draft, {f"VIEW{n}": "3"}) for n in (1, 2, 3)]
        assert at_once(organization, *saves) == ["done"] * 3
        assert Draft.objects.get().answers == {"VIEW1": "3", "VIEW2": "3", "VIEW3": "3"}


@pytest.mark.django_db(transaction=True)
def test_an_invitation_begun_twice_at_once_has_one_draft() -> None:
    organization = an_organization()
    with org_scope(organization):
        invited(a_wave())
        invitation = Invitation.objects.get()
        begins = [lambda: actions.begin_invited(invitation)] * 3
        assert at_once(organization, *begins) == ["done"] * 3
        assert Draft.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_send_during_the_close_either_counts_or_is_refused() -> None:
    organization = an_organization()
    with org_scope(organization):
        for round_ in range(5):
            wave = a_wave(name=str(round_))
            draft = answered(wave, VIEW1="4")
            outcomes = at_once(
                organization,
                lambda draft=draft: actions.submit(draft),
                lambda wave=wave: actions.close_wave(wave),
            )
            sent = Submission.objects.filter(wave=wave).count()
            assert outcomes == (["done", "done"] if sent else ["done", "wave_closed"])


# --- Closing ----------------------------------------------------------------------------------------------


def test_closing_destroys_unsent_drafts_and_every_personal_link(wave: Wave) -> None:
    begun(wave)
    invited(wave)
    actions.submit(answered(wave, VIEW1="4"))
    closed = actions.close_wave(wave)
    assert (closed.state, Draft.objects.count(), Invitation.objects.count()) == (WaveState.CLOSED, 0, 0)
    assert Submission.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_after_the_close_neither_place_nor_transaction_leads_from_answers_to_comments_or_people() -> None:
    organization = an_organization()
    with org_scope(organization):
        wave = a_wave()
        sent = [sent_with_comment(wave, f"{n:02}") for n in range(12)]
        assert [row[0] for row in on_disk("surveys_submission", "id")] == sent
        actions.close_wave(wave)
        submissions, comments = on_disk("surveys_submission", "id"), on_disk("surveys_comment", "text")
    assert sorted(row[0] for row in submissions) == sorted(sent)
    assert [row[0] for row in submissions] != sent
    assert [row[0] for row in comments] != sorted(row[0] for row in comments)
    assert len({row[1] for row in [*submissions, *comments]}) == 1


def sent_with_comment(wave: Wave, text: str) -> Any:
    """Send a draft with a comment; the id of its submission."""
    draft, _token = begun(wave)
    before = set(Submission.objects.values_list("pk", flat=True))
    actions.submit(actions.save_answers(draft, {"VIEW1": "3"}, comment=text))
    return (set(Submission.objects.values_list("pk", flat=True)) - before).pop()


def on_disk(table: str, column: str) -> list[tuple[Any, str]]:
    """A column and the number of the writing transaction, in the order in which rows lie."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column}, xmin::text FROM {table} ORDER BY ctid")
        return list(cursor.fetchall())


def test_who_asks_for_a_report_hears_of_the_close_inside_its_transaction(wave: Wave) -> None:
    heard: list[tuple[Any, bool]] = []

    def hear(sender: Any, wave: Wave, **kwargs: Any) -> None:
        heard.append((wave.pk, connection.in_atomic_block))

    wave_closed.connect(hear)
    try:
        actions.close_wave(wave)
    finally:
        wave_closed.disconnect(hear)
    assert heard == [(wave.pk, True)]


def test_after_the_close_nothing_can_be_saved_or_sent(wave: Wave, client: Client) -> None:
    draft, token = begun(wave)
    actions.close_wave(wave)
    with pytest.raises(WaveClosed):
        actions.save_answers(draft, {"VIEW1": "3"})
    with pytest.raises(WaveClosed):
        actions.submit(draft)
    assert client.get(f"/r/{token}/").status_code == 404
    assert Submission.objects.count() == 0


def test_an_open_link_of_a_closed_wave_says_that_it_is_over(wave: Wave, client: Client) -> None:
    link = actions.create_open_link(wave)
    actions.close_wave(wave)
    assert client.get(f"/r/{link.token}/").status_code == 410
    assert client.post(f"/r/{link.token}/", {"function": "sales", "level": "leader"}).status_code == 410
    with pytest.raises(WaveClosed):
        actions.begin_open(OpenLink.objects.get(), function="sales", level="leader")


def test_a_wave_opens_once_and_closes_once(wave: Wave) -> None:
    with pytest.raises(WaveNotReady):
        actions.open_wave(wave)
    actions.close_wave(wave)
    with pytest.raises(WaveNotReady):
        actions.close_wave(wave)


# --- Links ------------------------------------------------------------------------------------------------


def test_a_personal_token_is_never_stored(wave: Wave) -> None:
    token = invited(wave)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM surveys_invitation t")
        assert token not in cursor.fetchone()[0]


def test_a_list_with_one_unknown_department_is_refused_whole(wave: Wave) -> None:
    people = [actions.Invitee("sales", "leader"), actions.Invitee("moon", "leader")]
    with pytest.raises(CxError, match="'moon' is not one of this wave’s departments"):
        actions.create_invitations(wave, people=people)
    assert Invitation.objects.count() == 0


def test_a_department_has_one_open_link(wave: Wave) -> None:
    assert actions.create_open_link(wave).pk == actions.create_open_link(wave).pk
    assert actions.create_open_link(wave, function="sales").function == "sales"


def test_the_day_is_the_only_time_of_a_submission(wave: Wave) -> None:
    actions.submit(answered(wave, VIEW1="4"))
    assert type(Submission.objects.get().day) is datetime.date
