"""Time and display, while somebody answers and afterwards: what is counted, what stays, what is gone."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from cxassess.errors import Conflict
from organizations.scope import org_scope
from scoring.blocks import DISPLAYED, FLAT, LONG, SPEED
from surveys import actions, forms, queries
from surveys.attention import MOST_VISITS, Visit, attention_of, seconds_of
from surveys.models import Draft, Submission, Wave, WaveState
from surveys.questionnaire import Card, questionnaire_of
from surveys.rendering import card_order
from surveys.scattering import scatter_answers
from tests.surveys.fieldwork import a_wave, an_organization, begun, page_number
from tests.surveys.test_reopening import reopened

pytestmark = pytest.mark.django_db

NAME, OTHER = "0123456789abcdef", "fedcba9876543210"
JSON = {"Accept": "application/json"}
NOW = 1_800_000_000


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "time", SimpleNamespace(time=lambda: NOW + 0.5))


@pytest.fixture
def wave() -> Any:
    with org_scope(an_organization()):
        yield a_wave()


class Person:
    """Somebody with a browser: sends pages whole, and with JavaScript each answer as it is given."""

    def __init__(self, wave: Wave) -> None:
        self.draft, self.token = begun(wave)
        self.client = Client()

    def send(self, column: str, value: str = "3", *, after: object, **more: object) -> None:
        """The form of the page that asks a column, so many seconds after it was drawn."""
        answer = self._post(column, {column: value, "go": "next", **more}, after=after)
        assert answer.status_code == 303

    def save(self, column: str, value: str = "3", *, after: object, **more: object) -> list[str]:
        """One answer, sent by a script; the columns the server says it has dealt with."""
        answer = self._post(column, {column: value, **more}, after=after, headers=JSON)
        assert answer.status_code == 200
        return list(answer.json()["saved"])

    def _post(self, column: str, fields: dict[str, Any], *, after: object, **how: Any) -> Any:
        opened = {"opened": str(NOW - after) if isinstance(after, int) else after}
        number = page_number(self.draft, column)
        return self.client.post(f"/r/{self.token}/{number}/", {**fields, **opened}, **how)

    @property
    def now(self) -> Draft:
        return Draft.objects.get(pk=self.draft.pk)

    def seconds(self, page: str = "knowing") -> Any:
        return self.now.page_seconds.get(page, "never seen")


# --- What a page's time is ------------------------------------------------------------------------------


def test_a_page_visited_twice_adds_its_seconds(wave: Wave) -> None:
    ann = Person(wave)
    ann.send("VIEW1", after=40)
    ann.send("MSG1", after=25)
    ann.send("VIEW1", after=7)
    assert ann.now.page_seconds == {"knowing": 47, "answering": 25}


def test_answers_saved_as_they_are_given_do_not_count_their_time_again(wave: Wave) -> None:
    ann = Person(wave)
    for number, after in enumerate((8, 15, 15, 30), start=1):
        ann.save("VIEW1", after=after, visit=NAME, number=number)
    ann.send("VIEW1", after=33, visit=NAME, number=5)
    assert ann.seconds() == 33
    assert seconds_of(ann.now) == 33


def test_who_leaves_without_sending_the_page_keeps_the_time_until_the_last_answer(wave: Wave) -> None:
    """Coming back to a page that is answered already, and going on at once, is no haste."""
    ann = Person(wave)
    ann.save("VIEW1", after=50, visit=NAME, number=1)
    ann.send("VIEW1", after=3, visit=OTHER, number=1)
    assert ann.seconds() == 53
    assert not attention_of(ann.now) & SPEED


def test_without_javascript_a_page_left_unsent_keeps_neither_answers_nor_time(wave: Wave) -> None:
    ann = Person(wave)
    ann.client.get(f"/r/{ann.token}/2/")
    assert (ann.seconds(), ann.now.answers) == ("never seen", {})
    ann.send("VIEW1", after=31)
    assert ann.seconds() == 31


@pytest.mark.parametrize("opened", ["", "yesterday", "-5", "9" * 12, "١٢"])
def test_a_time_that_nobody_can_read_is_not_known_from_then_on(wave: Wave, opened: str) -> None:
    ann = Person(wave)
    ann.send("VIEW1", after=opened)
    ann.send("VIEW1", after=20)
    assert ann.seconds() is None


def test_a_script_that_does_not_say_which_visit_it_is_tells_no_time(wave: Wave) -> None:
    ann = Person(wave)
    ann.save("VIEW1", after=20)
    assert ann.seconds() is None


@pytest.mark.parametrize("odd", [{"visit": "<script>"}, {"visit": NAME}, {"visit": NAME, "number": "-1"}])
def test_a_visit_that_no_page_of_ours_names_is_none(wave: Wave, odd: dict[str, str]) -> None:
    ann = Person(wave)
    ann.send("VIEW1", after=20, **odd)
    assert (ann.seconds(), ann.now.visits) == (20, [])


def test_answers_given_in_a_time_not_known_do_not_make_their_page_a_hasty_one(wave: Wave) -> None:
    ann = Person(wave)
    actions.save_answers(ann.draft, {"VIEW1": "3"})
    ann.send("VIEW1", after=1)
    assert ann.seconds() is None
    assert seconds_of(ann.now) is None


def test_who_was_away_for_hours_counts_ten_minutes(wave: Wave) -> None:
    ann = Person(wave)
    ann.send("VIEW1", after=7200)
    assert ann.seconds() == 600


# --- What comes late ------------------------------------------------------------------------------------


def test_an_answer_that_was_overtaken_on_its_way_changes_nothing(wave: Wave) -> None:
    ann = Person(wave)
    ann.save("VIEW1", "2", after=5, visit=NAME, number=1)
    ann.send("VIEW1", "5", after=9, visit=NAME, number=3)
    before = ann.now
    ann.save("VIEW1", "4", after=7, visit=NAME, number=2)
    ann.save("VIEW1", "2", after=5, visit=NAME, number=1)
    assert ann.now.answers == {"VIEW1": "5"}
    assert (ann.now.page_seconds, ann.now.visits, ann.now.page) == (
        before.page_seconds,
        before.visits,
        before.page,
    )


def test_it_stays_overtaken_when_the_next_page_has_sent_something(wave: Wave) -> None:
    ann = Person(wave)
    ann.send("VIEW1", "5", after=9, visit=NAME, number=2)
    ann.save("MSG1", "1", after=2, visit=OTHER, number=1)
    ann.save("VIEW1", "4", after=7, visit=NAME, number=1)
    assert ann.now.answers == {"VIEW1": "5", "MSG1": "1"}


def test_what_arrives_twice_counts_once(wave: Wave) -> None:
    ann = Person(wave)
    ann.save("VIEW1", "2", after=9, visit=NAME, number=1)
    ann.save("VIEW1", "5", after=3, visit=OTHER, number=1)
    ann.save("VIEW1", "2", after=9, visit=NAME, number=1)
    assert ann.now.answers == {"VIEW1": "5"}


def test_another_window_counts_for_itself(wave: Wave) -> None:
    ann = Person(wave)
    ann.save("VIEW1", "2", after=9, visit=NAME, number=7)
    ann.save("VIEW1", "5", after=3, visit=OTHER, number=1)
    assert ann.now.answers == {"VIEW1": "5"}


def test_a_form_without_javascript_counts_however_often_it_is_sent(wave: Wave) -> None:
    ann = Person(wave)
    for value in ("1", "2", "3"):
        ann.send("VIEW1", value, after=9)
    assert ann.now.answers == {"VIEW1": "3"}


def test_a_draft_remembers_a_few_visits_however_many_there_are(wave: Wave) -> None:
    draft, _token = begun(wave)
    for at in range(MOST_VISITS + 9):
        visit = Visit("knowing", frozenset(), name=f"{at:08x}", number=1, seconds=1)
        draft = actions.save_answers(draft, {}, visit=visit)
    assert [name for name, *_ in draft.visits] == [f"{at:08x}" for at in range(9, MOST_VISITS + 9)]


# --- What is left when answers are sent -----------------------------------------------------------------


def timed(draft: Draft, *, fast: int, unknown: int = 0) -> Draft:
    """A draft that spent ten seconds an item on every page but the first few."""
    sheets = questionnaire_of(draft).sheets
    draft.page_seconds = {
        sheet.key: None if at < unknown else (1 if at < unknown + fast else 10) * len(sheet.cards)
        for at, sheet in enumerate(sheets)
    }
    return draft


def test_under_two_seconds_an_item_on_half_of_the_pages_is_speed(wave: Wave) -> None:
    draft, _token = begun(wave)
    assert len(questionnaire_of(draft).sheets) == 14
    assert attention_of(timed(draft, fast=7)) & SPEED
    assert not attention_of(timed(draft, fast=6)) & SPEED


def test_a_page_whose_time_is_not_known_does_not_count(wave: Wave) -> None:
    draft, _token = begun(wave)
    assert attention_of(timed(draft, fast=2, unknown=10)) & SPEED
    assert not attention_of(timed(draft, fast=1, unknown=10)) & SPEED
    assert not attention_of(timed(draft, fast=0, unknown=14)) & SPEED


def battery(draft: Draft) -> list[str]:
    """Statements on how often something happens, in the order in which this person sees them."""
    sheets = [sheet for sheet in questionnaire_of(draft).sheets if sheet.key in ("knowing", "answering")]
    return [key for sheet in sheets for key in card_order(sheet, seed=draft.seed)]


def test_a_long_string_is_one_as_this_person_saw_it(wave: Wave) -> None:
    draft, _token = begun(wave)
    seen = battery(draft)
    draft.answers = {key: "4" if at < 10 else str(1 + at % 3) for at, key in enumerate(seen)}
    assert attention_of(draft) == DISPLAYED | LONG
    in_print = sorted(seen, key=list(queries.codebook_of(wave).places).index)
    draft.answers = {key: "4" if at < 10 else str(1 + at % 3) for at, key in enumerate(in_print)}
    assert attention_of(draft) == DISPLAYED


def test_can_t_tell_and_nothing_at_all_are_no_string(wave: Wave) -> None:
    draft, _token = begun(wave)
    draft.answers = dict.fromkeys(battery(draft), "dk")
    assert attention_of(draft) == DISPLAYED
    draft.answers = {}
    assert attention_of(draft) == DISPLAYED


def pairs(draft: Draft) -> list[Card]:
    return [card for sheet in questionnaire_of(draft).sheets for card in sheet.cards if card.layout == "pair"]


def test_every_pair_at_one_place_of_the_screen_is_flat(wave: Wave) -> None:
    draft, _token = begun(wave)
    draft.answers = {card.key: card.field.steps[1].value for card in pairs(draft)}
    assert attention_of(draft) == DISPLAYED | FLAT
    draft.answers = {card.key: "2" for card in pairs(draft)}
    assert attention_of(draft) == DISPLAYED


def test_what_the_screen_shows_of_pairs_is_what_sifting_reads_from_the_bytes(wave: Wave) -> None:
    draft, _token = begun(wave)
    book = queries.codebook_of(wave)
    for card in pairs(draft):
        column = book.column(card.key)
        options = column.options[::-1] if column.mirrored else column.options
        assert tuple(choice.value for choice in card.field.steps) == options


def test_the_bits_go_into_the_submission_and_the_times_of_pages_nowhere(wave: Wave) -> None:
    draft, _token = begun(wave)
    timed(draft, fast=9).save()
    actions.submit(draft)
    sent = Submission.objects.get()
    assert sent.attention == DISPLAYED | SPEED
    assert sent.duration_s == round(sum(draft.page_seconds.values()), -1)
    assert Draft.objects.count() == 0


def test_a_total_is_known_if_the_time_of_every_answered_page_is(wave: Wave) -> None:
    ann = Person(wave)
    assert seconds_of(ann.now) is None
    ann.send("VIEW1", after=40)
    assert seconds_of(ann.now) == 40
    actions.save_answers(ann.draft, {"MSG1": "3"})
    assert seconds_of(ann.now) is None


def test_who_sends_within_a_breath_has_a_total_of_nothing_rather_than_none(wave: Wave) -> None:
    ann = Person(wave)
    ann.send("VIEW1", after=2)
    actions.submit(ann.draft)
    assert Submission.objects.get().duration_s == 0


def test_blocks_carry_the_bits_and_none_for_who_has_none(wave: Wave) -> None:
    for function, attention in enumerate((None, DISPLAYED | FLAT, SPEED)):
        sent(wave, function=function, attention=attention)
    (block,) = queries.answer_blocks(wave)
    assert dict(zip(block.functions.tolist(), block.attention.tolist(), strict=True)) == {0: 0, 1: 12, 2: 1}


@pytest.mark.parametrize("attention", [-1, 16, 255])
def test_the_database_refuses_bits_that_mean_nothing(wave: Wave, attention: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        sent(wave, attention=attention)


# --- What is left when the wave closes ------------------------------------------------------------------


def sent(wave: Wave, *, seconds: int | None = None, **fields: Any) -> Submission:
    answers = bytes(queries.codebook_of(wave).width)
    given = {"wave": wave, "function": 0, "level": 2, "answers": answers, "duration_s": seconds}
    submission: Submission = Submission.objects.create(**(given | fields))
    return submission


def bits_of(wave: Wave) -> dict[Any, int | None]:
    return dict(Submission.objects.filter(wave=wave).values_list("pk", "attention"))


def test_under_a_third_of_the_median_is_speed_once_the_wave_is_closed(wave: Wave) -> None:
    slow = [sent(wave, seconds=seconds, attention=DISPLAYED) for seconds in (600, 600, 610, 900)]
    hasty = sent(wave, seconds=190, attention=DISPLAYED | FLAT)
    at_border = sent(wave, seconds=200, attention=DISPLAYED)
    unknown = sent(wave, attention=DISPLAYED)
    actions.close_wave(wave)
    expected = dict.fromkeys([one.pk for one in (*slow, at_border, unknown)], DISPLAYED)
    assert bits_of(wave) == expected | {hasty.pk: DISPLAYED | FLAT | SPEED}
    assert Wave.objects.get(pk=wave.pk).median_s == 600


def test_haste_on_pages_stays_for_who_took_long_in_all(wave: Wave) -> None:
    quick = sent(wave, seconds=900, attention=DISPLAYED | SPEED)
    for _person in range(5):
        sent(wave, seconds=600, attention=DISPLAYED)
    actions.close_wave(wave)
    assert bits_of(wave)[quick.pk] == DISPLAYED | SPEED


def test_too_few_people_have_no_median_and_nobody_is_hasty_beside_them(wave: Wave) -> None:
    for seconds in (10, 600, 600, 600):
        sent(wave, seconds=seconds, attention=DISPLAYED)
    actions.close_wave(wave)
    assert set(bits_of(wave).values()) == {DISPLAYED}
    assert Wave.objects.get(pk=wave.pk).median_s is None


def test_who_answers_later_is_judged_by_their_own_median_and_by_the_first(wave: Wave) -> None:
    judged = sent(wave, attention=DISPLAYED)
    wave.median_s = 900
    later = {
        seconds: sent(wave, seconds=seconds, attention=DISPLAYED) for seconds in (290, 310, 320, 330, 340)
    }
    scatter_answers(wave, version=1)
    found = bits_of(wave)
    assert [found[later[seconds].pk] for seconds in (290, 310)] == [DISPLAYED | SPEED, DISPLAYED]
    assert found[judged.pk] == DISPLAYED
    assert wave.median_s == 900


def test_a_wave_that_is_opened_again_keeps_its_first_median_and_its_judgments(wave: Wave) -> None:
    hasty = sent(wave, seconds=190, attention=DISPLAYED)
    for _person in range(5):
        sent(wave, seconds=600, attention=DISPLAYED)
    again = reopened(actions.close_wave(wave))
    later = {seconds: sent(again, seconds=seconds, attention=DISPLAYED) for seconds in (190, 210)}
    actions.close_wave(again)
    found = bits_of(wave)
    assert [found[one.pk] for one in (hasty, later[190], later[210])] == [9, 9, 8]
    assert Wave.objects.get(pk=wave.pk).median_s == 600
    assert not Submission.objects.filter(duration_s__isnull=False).exists()


def test_a_later_median_counts_where_it_is_the_larger(wave: Wave) -> None:
    wave.median_s = 300
    later = {seconds: sent(wave, seconds=seconds) for seconds in (190, 600, 600, 610, 620)}
    scatter_answers(wave, version=1)
    assert bits_of(wave)[later[190].pk] == SPEED
    assert wave.median_s == 300


def test_after_the_close_no_time_of_a_page_or_a_person_is_in_any_table(wave: Wave) -> None:
    totals = (4210, 4330, 4450, 4590, 4690, 4810)
    for total in totals:
        draft, _token = begun(wave)
        actions.save_answers(draft, {"VIEW1": "3"}, visit=Visit("knowing", frozenset(), NAME, 1, total - 60))
        actions.save_answers(draft, {"MSG1": "3"}, visit=Visit("answering", frozenset(), OTHER, 1, 60))
        actions.submit(draft)
    begun(wave)
    told = {str(seconds) for total in totals for seconds in (total, total - 60)}
    assert told & everything_stored() == {str(total) for total in totals}
    actions.close_wave(wave)
    assert told & everything_stored() == set()


def everything_stored() -> set[str]:
    """Every value of every table as text, of lists and mappings every number in them."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT row_to_json(t)::text FROM {connection.ops.quote_name(table)} t")
            for (row,) in cursor.fetchall():
                found.update(row.translate(str.maketrans('{}[]:,"', " " * 7)).split())
    return found


# --- The median is kept ---------------------------------------------------------------------------------


def closed_with_median(wave: Wave) -> Wave:
    for _person in range(5):
        sent(wave, seconds=600)
    return actions.close_wave(wave)


@pytest.mark.parametrize("other", [None, 10.0])
def test_a_median_that_answers_were_judged_by_does_not_change(wave: Wave, other: float | None) -> None:
    closed = closed_with_median(wave)
    with pytest.raises(IntegrityError), transaction.atomic():
        Wave.objects.filter(pk=closed.pk).update(median_s=other)
    closed.median_s = other
    with pytest.raises(Conflict, match="median"):
        closed.save()


# --- Waves closed before there were bits ----------------------------------------------------------------


def test_waves_closed_earlier_are_judged_by_what_is_there_and_lose_their_times(wave: Wave) -> None:
    hasty = sent(wave, seconds=100)
    others = [sent(wave, seconds=600) for _person in range(4)]
    unknown = sent(wave)
    Wave.objects.filter(pk=wave.pk).update(state=WaveState.CLOSED, closed_at=timezone.now())
    import_module("surveys.migrations.0003_attention").judge_closed_waves(apps, None)
    assert bits_of(wave) == {hasty.pk: SPEED, unknown.pk: None} | dict.fromkeys([o.pk for o in others], 0)
    assert not Submission.objects.filter(duration_s__isnull=False).exists()
    assert Wave.objects.get(pk=wave.pk).median_s == 600


def test_a_wave_that_is_still_answered_keeps_its_times_until_it_closes(wave: Wave) -> None:
    sent(wave, seconds=600)
    import_module("surveys.migrations.0003_attention").judge_closed_waves(apps, None)
    assert Submission.objects.get().duration_s == 600
