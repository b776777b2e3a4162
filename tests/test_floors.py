"""The floors and house rules that a machine can check, so that nobody has to remember them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from importlinter.cli import lint_imports

from cxassess.env import BASE_DIR

# A report that is downloaded as one file carries its style along; no server sends a policy for it.
DOWNLOADED = BASE_DIR / "templates/reports/standalone.html"
TEMPLATES = sorted(set((BASE_DIR / "templates").rglob("*.html")) - {DOWNLOADED})
# What goes out as a mail is no page: mail programs know neither our style sheets nor our policy.
PAGES = [path for path in TEMPLATES if path.parent.name != "mail"]
STYLES = sorted((BASE_DIR / "static").rglob("*.css"))


def imported(package: str, *, target: str) -> set[str]:
    """Submodules of `target` that any file of `package` names in an import, at any depth of nesting."""
    files = (BASE_DIR / package).rglob("*.py")
    return {name for path in files for name in names_in(path) if name.split(".")[0] == target}


def names_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and "." in node.module:
            yield node.module
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.slow
def test_every_import_goes_down_a_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BASE_DIR)
    assert lint_imports(no_cache=True) == 0


def test_reports_never_read_more_of_surveys_than_models_queries_and_the_closing_bell() -> None:
    assert imported("reports", target="surveys") <= {"surveys.models", "surveys.queries", "surveys.signals"}


def test_surveys_know_the_instrument_and_the_shape_of_answers_but_no_statistics() -> None:
    assert imported("surveys", target="scoring") <= {
        "scoring.blocks",
        "scoring.codebook",
        "scoring.instrument",
        "scoring.quality",
        "scoring.sifting",
        "scoring.tally",
        "scoring.versions",
        "scoring.watched",
    }


def test_the_core_is_pure() -> None:
    outside = {"django", "celery", "cxassess", "organizations", "surveys", "reports", "random", "time"}
    assert {name for package in outside for name in imported("scoring", target=package)} == set()


@pytest.mark.parametrize("path", [p for p in STYLES if p.name != "tokens.css"], ids=lambda path: path.name)
def test_only_the_tokens_hold_colors(path: Path) -> None:
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|oklab|lab)a?\(", path.read_text()) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(BASE_DIR / "templates")))
def test_no_template_holds_an_inline_script_or_style(path: Path) -> None:
    inline = r"<style|<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|\sstyle=|\son[a-z]+="
    assert re.findall(inline, path.read_text()) == []


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
