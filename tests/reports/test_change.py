"""A second wave's report says what moved, what held and what cannot be told, and a first wave's does not."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from cxassess.env import BASE_DIR
from demo.second_waves import draw
from organizations.scope import org_scope
from reports.adopted_models import AdoptedAction
from reports.compose import compose
from reports.documents import ChangeFigure, ReportDocument
from reports.earlier import earlier_wave
from reports.evidence import Evidence, collect
from reports.renderers import RENDERERS
from surveys.actions import reopen_wave
from surveys.importing import import_assessment
from surveys.models import Wave
from tests import builders

SECOND_WAVES = BASE_DIR / "demo" / "second_waves"
FOLDER = "torchlight-systems"

pytestmark = pytest.mark.django_db


def two_waves() -> tuple[Wave, Wave]:
    return builders.imported_wave(FOLDER), import_assessment(SECOND_WAVES / FOLDER).wave


def evidence_of(wave: Wave) -> Evidence:
    with org_scope(wave.organization_id):
        return collect(wave)


@pytest.fixture
def second() -> ReportDocument:
    return compose(evidence_of(two_waves()[1]))


def test_a_first_wave_has_nothing_to_look_back_to() -> None:
    first, _second = two_waves()
    document = compose(evidence_of(first))

    assert "change" not in [page.key for page in document.pages]
    assert document.results["change"] is None


def test_the_page_says_what_moved_what_held_and_what_cannot_be_told(second: ReportDocument) -> None:
    page = second.page("change")
    scores = page.sections[0]
    readings = {row[0]: row[-1] for row in scores.table.rows} if scores.table else {}

    assert (readings["Shared facts"], readings["Elevating"]) == ("reliable", "held")
    assert readings["Wanting the change"] == "not yet tellable"
    assert {finding.id for finding in scores.findings} == {
        "change:SHARE",
        "change:VIEW",
        "change:RESP",
        "change:MO",
    }


def test_page_one_mentions_it_in_a_sentence(second: ReportDocument) -> None:
    said = second.page("one").lede

    assert "Since 2026, sharing what customers say rose from 46 to 62" in said
    assert said.split("evidence. ")[1] == second.page("change").lede


def test_the_numbers_are_the_same_in_picture_table_sentence_and_export(second: ReportDocument) -> None:
    scores = second.page("change").sections[0]
    assert isinstance(scores.figure, ChangeFigure)
    assert scores.table is not None
    drawn = [(row.label, str(row.before), str(row.after)) for row in scores.figure.rows]

    assert drawn == [row[:3] for row in scores.table.rows]
    exported = {one["construct"]: one for one in second.results["change"]["changes"]}
    assert (exported["SHARE"]["before"], exported["SHARE"]["after"]) == (46, 62)
    for finding in scores.findings:
        one = exported[finding.id.removeprefix("change:")]
        assert f"from {one['before']} to {one['after']}" in finding.sentence


def test_a_function_shown_in_one_wave_only_is_named_and_in_no_number(second: ReportDocument) -> None:
    said = " ".join(second.page("change").sections[0].paragraphs)

    assert "HR" in said
    assert "shown in one of the two waves only" in said
    assert "hr" not in second.results["change"]["units"]


def test_what_changed_about_who_answers_is_said_in_words(second: ReportDocument) -> None:
    owners = next(section for section in second.page("change").sections if section.key == "owners")

    assert owners.lede.startswith("Renewal was diffuse and is owned.")


@pytest.mark.parametrize("form", ["html", "json", "pdf"])
def test_every_format_has_the_page(second: ReportDocument, form: str) -> None:
    content = RENDERERS[form](second)

    assert len(content) > 100_000
    if form != "pdf":
        assert "What has moved since 2026?" in content.decode()


def test_the_picture_says_reliable_by_a_mark_and_not_by_color_alone(second: ReportDocument) -> None:
    text = re.sub(r"\s+", " ", RENDERERS["html"](second).decode())

    assert "46 → 62 (+16)*" in text
    assert "* beside the line, where the change is reliable" in text


def test_beside_each_adopted_action_stands_what_its_number_did() -> None:
    first, second = two_waves()
    measures = ("score:SHARE", "score:AE", "score:HEART", "owned", "orphaned", "whole", "fact:cx_budget", "")
    with org_scope(first.organization_id):
        for at, measure in enumerate(measures):
            AdoptedAction.objects.create(wave=first, title=f"Action {at}", measure=measure, owner="Ivy Ames")
    document = compose(evidence_of(second))
    section = next(one for one in document.page("change").sections if one.key == "adopted")
    assert section.table is not None

    assert [row[2:] for row in section.table.rows] == [
        ("Shared facts", "moved 46 → 62", "reliable"),
        ("Elevating", "from 49 → 49", "held"),
        ("Wanting the change", "from 51 → 50", "not yet tellable"),
        ("Stages owned", "5 → 6 of 8", "changed"),
        ("Stages without an owner", "0 → 0 of 8", "held"),
        ("The whole experience", "orphaned → orphaned", "held"),
        ("–", "–", "not compared"),
        ("–", "–", "not compared"),
    ]
    assert "Ivy Ames" not in document.model_dump_json()


def test_what_is_done_about_an_action_later_is_in_the_next_building_of_the_report() -> None:
    first, second = two_waves()
    with org_scope(first.organization_id):
        action = AdoptedAction.objects.create(wave=first, title="Cards", measure="score:RESP")
    before = evidence_of(second)
    AdoptedAction.every_org.filter(pk=action.pk).update(status="done")
    after = evidence_of(second)

    assert [one.status for one in (*before.adopted, *after.adopted)] == ["open", "done"]
    assert before.fingerprint != after.fingerprint


def test_a_wave_that_takes_answers_again_is_looked_back_to_as_it_was_published() -> None:
    first, second = two_waves()
    before = evidence_of(second).published.trend
    with org_scope(first.organization_id):
        reopen_wave(first)
        assert earlier_wave(second) == first

    assert evidence_of(second).published.trend == before


def test_only_a_wave_of_the_same_assessment_is_looked_back_to(tmp_path: Path) -> None:
    first = builders.imported_wave(FOLDER)
    shutil.copytree(SECOND_WAVES / FOLDER, tmp_path / FOLDER)
    file = tmp_path / FOLDER / "assessment.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"assessment": "Another"}))
    second = import_assessment(tmp_path / FOLDER).wave

    with org_scope(second.organization_id):
        assert second.organization == first.organization
        assert earlier_wave(second) is None


def test_the_invented_second_wave_is_what_its_script_draws(tmp_path: Path) -> None:
    draw.draw(into=tmp_path)

    for file in sorted((SECOND_WAVES / FOLDER).iterdir()):
        assert (tmp_path / FOLDER / file.name).read_bytes() == file.read_bytes(), file.name
