"""Evidence is what may be said about a wave, and its fingerprint tells one evidence from another."""

from __future__ import annotations

import dataclasses
import json

import pytest
from pydantic_core import to_json

from organizations.scope import org_scope
from reports import evidence
from scoring.blocks import DISPLAYED, LONG, SPEED
from scoring.tally import Tally
from surveys.models import Submission, Wave
from surveys.queries import BLOCK
from tests.reports.staging import answer, closed_wave, open_wave

pytestmark = pytest.mark.django_db


def collected(wave: Wave) -> evidence.Evidence:
    with org_scope(wave.organization_id):
        return evidence.collect(wave)


def test_evidence_carries_the_set_up_and_what_may_be_published() -> None:
    wave = closed_wave(customers=20)
    found = collected(wave)
    assert (found.wave, found.market, found.minimum_group) == ("2026", "b2b", 5)
    assert found.instrument == "cx-ownership-maturity 1.0"
    assert found.function_names["sales"] == "Sales"
    assert found.closed_on == wave.closed_at.date()


def test_evidence_holds_no_tally_and_no_answers() -> None:
    found = collected(closed_wave())
    values = [getattr(found, field.name) for field in dataclasses.fields(found)]
    assert not [value for value in values if isinstance(value, Tally | bytes)]


def test_what_is_published_has_a_place_in_json_without_nan() -> None:
    spoken = to_json(collected(closed_wave(customers=20)).published, inf_nan_mode="constants").decode()
    assert not {"NaN", "Infinity"} & set(spoken.replace(":", " ").replace(",", " ").split())


def test_the_same_answers_give_the_same_fingerprint_in_any_order() -> None:
    wave = closed_wave()
    first = collected(wave).fingerprint
    with org_scope(wave.organization_id):
        rows = list(Submission.objects.filter(wave=wave))
        Submission.objects.filter(wave=wave).delete()
        for row in reversed(rows):
            row.pk = None
        Submission.objects.bulk_create(
            Submission(
                wave=wave, function=r.function, level=r.level, answers=bytes(r.answers), version=r.version
            )
            for r in rows
        )
    assert collected(wave).fingerprint == first


def test_other_answers_give_another_fingerprint() -> None:
    wave = open_wave()
    first = collected(wave).fingerprint
    with org_scope(wave.organization_id):
        answer(wave, {"service": 6}, seed=8)
    assert collected(wave).fingerprint != first


@pytest.mark.parametrize(
    "change", [{"facts": {"cx_budget": "none"}}, {"name": "Spring"}], ids=lambda change: next(iter(change))
)
def test_another_set_up_gives_another_fingerprint(change: dict[str, object]) -> None:
    wave = open_wave()
    first = collected(wave).fingerprint
    for name, value in change.items():
        setattr(wave, name, value)
    assert collected(wave).fingerprint != first


def test_the_fingerprint_says_nothing_about_answers_that_are_hidden() -> None:
    """Two pooled people trade their functions: nothing published changes, so neither does the fingerprint."""
    wave = open_wave(people={"executive": 4, "marketing": 4, "service": 24, "sales": 20})
    first = collected(wave)
    with org_scope(wave.organization_id):
        one = Submission.objects.filter(wave=wave, function=0, level=2).first()
        other = Submission.objects.filter(wave=wave, function=2, level=2).first()
        Submission.objects.filter(pk=one.pk).update(answers=bytes(other.answers))
        Submission.objects.filter(pk=other.pk).update(answers=bytes(one.answers))
    second = collected(wave)
    assert [unit.key for unit in second.published.units if unit.pooled] == ["other:executive+marketing"]
    assert second.fingerprint == first.fingerprint


def marked(wave: Wave, *, function: str, attention: int) -> list[str]:
    """The units shown when one person of a function has these bits."""
    with org_scope(wave.organization_id):
        code = wave.function_keys.index(function)
        one = Submission.objects.filter(wave=wave, function=code).order_by("pk")[:1]
        Submission.objects.filter(pk__in=list(one.values_list("pk", flat=True))).update(attention=attention)
    return [unit.key for unit in collected(wave).published.units]


def test_who_did_not_attend_is_left_out_before_any_group_is_counted() -> None:
    """Marketing is five people; with one of them left out it is too few to be shown alone."""
    wave = open_wave(people={"executive": 6, "marketing": 5, "service": 24, "sales": 20})
    assert "marketing" in marked(wave, function="marketing", attention=DISPLAYED | SPEED)
    left_out = marked(wave, function="marketing", attention=DISPLAYED | SPEED | LONG)
    assert "marketing" not in left_out
    assert any("marketing" in key for key in left_out)


def test_progress_counts_blocks_and_ends_before_composing() -> None:
    wave = open_wave()
    heard: list[tuple[int, int]] = []
    with org_scope(wave.organization_id):
        evidence.sift_answers(wave, progress=lambda done, total: heard.append((done, total)))
    assert Submission.every_org.count() < BLOCK
    assert heard == [(0, 3), (1, 3)]


def test_facts_reach_the_evidence_as_the_sponsor_gave_them() -> None:
    wave = open_wave()
    wave.facts = {"metrics_cascade": {"ceo": 2}}
    assert json.loads(json.dumps(dict(collected(wave).facts))) == wave.facts
