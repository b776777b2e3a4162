"""Comments on their way from the answering pages into the report."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from organizations.scope import org_scope
from reports.builds import build_now
from reports.evidence import collect
from reports.models import Report, State
from scoring.published import PublicComment
from surveys import actions
from surveys.models import Comment, Wave
from tests.reports.staging import answer, open_wave

pytestmark = pytest.mark.django_db

PEOPLE = {"executive": 3, "sales": 20, "marketing": 12, "service": 24}


def commented(wave: Wave, counts: Mapping[str, int], *, when: str = "") -> None:
    Comment.objects.bulk_create(
        Comment(wave=wave, function=wave.function_keys.index(key), text=f"{key} says {when}{at}")
        for key, n in counts.items()
        for at in range(n)
    )


def closed(counts: Mapping[str, int]) -> Wave:
    wave = open_wave(people=PEOPLE)
    with org_scope(wave.organization_id):
        commented(wave, counts)
        found: Wave = actions.close_wave(wave)
    return found


def printed(wave: Wave) -> tuple[PublicComment, ...]:
    with org_scope(wave.organization_id):
        return collect(Wave.objects.get(pk=wave.pk)).published.comments


def test_nine_comments_stay_in_the_database() -> None:
    assert printed(closed({"sales": 9})) == ()


def test_ten_are_printed_with_their_function_where_ten_of_it_wrote() -> None:
    found = printed(closed({"sales": 12, "service": 10}))
    assert {comment.function for comment in found} == {"sales", "service"}
    assert len(found) == 22


def test_a_pooled_function_is_not_printed_beside_a_comment() -> None:
    """Executives are too few; with marketing they are one unit."""
    assert {comment.function for comment in printed(closed({"sales": 10, "marketing": 12}))} == {"sales", ""}


def test_storing_comments_in_another_order_changes_no_byte_of_the_report() -> None:
    wave = closed({"sales": 12, "service": 10})
    before = printed(wave)
    with org_scope(wave.organization_id):
        rows = list(Comment.objects.values_list("function", "text", "version"))
        Comment.objects.all().delete()
        Comment.objects.bulk_create(
            Comment(wave=wave, function=f, text=t, version=v) for f, t, v in reversed(rows)
        )
    assert printed(wave) == before


@pytest.mark.parametrize(("more", "count"), [(9, 12), (10, 22)])
def test_comments_that_came_after_opening_again_are_printed_from_ten_on(more: int, count: int) -> None:
    wave = closed({"sales": 12})
    with org_scope(wave.organization_id):
        build_now(wave)
        Report.objects.exclude(state=State.READY).delete()
        again = actions.reopen_wave(wave)
        answer(again, {"sales": 12}, seed=5)
        commented(again, {"sales": more}, when="later ")
        actions.close_wave(again)
    assert len(printed(wave)) == count
