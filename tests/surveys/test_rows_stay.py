"""Answers given through links never leave as rows: few may read them, and what those hand on is folded."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from cxassess.env import BASE_DIR
from organizations.scope import org_scope
from reports.builds import build_now
from reports.shelf import rendered
from surveys.models import Submission
from tests.reports.staging import closed_wave

APPS = ("cxassess", "organizations", "surveys", "reports")
ROWS = {"Submission", "PulseSubmission", "Comment"}
BLOCKS = {"answer_blocks", "pulse_blocks"}


def modules() -> Iterator[Path]:
    for app in APPS:
        yield from (file for file in (BASE_DIR / app).rglob("*.py") if "migrations" not in file.parts)


def names_in(file: Path) -> set[str]:
    """Every name, attribute and text in a module: a model can be had from Django's registry by its name."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    texts = {str(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return names | texts | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def who_mentions(wanted: set[str]) -> set[str]:
    return {str(file.relative_to(BASE_DIR)) for file in modules() if names_in(file) & wanted}


def test_few_modules_can_name_a_row_of_answers() -> None:
    assert who_mentions(ROWS) == {
        "surveys/actions.py",
        "surveys/queries.py",
        "surveys/scattering.py",
        "surveys/storing.py",
    }


def test_blocks_of_answers_go_to_the_fold_and_nowhere_else() -> None:
    assert who_mentions(BLOCKS) == {"reports/evidence.py", "surveys/versions.py"}


@pytest.mark.django_db
@pytest.mark.parametrize("fmt", ["html", "json"])
def test_no_format_carries_the_id_of_a_submission(fmt: str) -> None:
    wave = closed_wave()
    with org_scope(wave.organization_id):
        content = rendered(build_now(wave), fmt)
        ids = {str(key) for key in Submission.objects.values_list("pk", flat=True)}
    assert not [key for key in ids if key.encode() in content]
