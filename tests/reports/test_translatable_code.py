"""What the code of a report says in English, it says where an extractor of texts finds it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from reports import calendars
from tests.reports import pseudo

ROOT = Path(calendars.__file__).parent
MODULES = sorted(
    [
        *ROOT.glob("composing/*.py"),
        *ROOT.glob("triggers/*.py"),
        *(ROOT / f"{name}.py" for name in ("compose", "findings", "reading", "selection", "wording")),
    ]
)
EVERY = pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.stem}")

PROSE = re.compile(r"[^\W\d_]{2,}[,;:.]? [^\W\d_]|^[A-Z][a-z]{2,}$")
"""Two words, or one with a capital."""

GLUE = re.compile(r"\s[^\W\d_]{2,}|[^\W\d_]{2,}\s")
"""A word between two blanks of an f-string."""

KEYS = {
    "CX lead", "CX budget", "no orphan", "weakest MO", "no variance", "too few", "not yet tellable",
    "not compared", "Hit",
}  # fmt: skip
"""States, gates and types by the names that the code gives them."""

CITATION = re.compile(r"^[A-Z][\w-]+(?: & [A-Z][\w-]+| et al\.)?(?: \d{4}|, [A-Z]\.)")


def texts(node: ast.AST, *, glued: bool = False) -> Iterator[tuple[int, str]]:
    """The literal texts below a node that stand in no call of gettext, no error and no docstring."""
    if isinstance(node, ast.Raise) or _is_docstring(node) or _is_marked(node):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if (GLUE if glued else PROSE).search(node.value):
            yield node.lineno, node.value
        return
    for child in ast.iter_child_nodes(node):
        yield from texts(child, glued=isinstance(node, ast.JoinedStr))


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_marked(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in pseudo.MARKS


def prose(source: str) -> list[str]:
    found = texts(ast.parse(source))
    return [f"{line}: {text}" for line, text in found if text not in KEYS and not CITATION.match(text)]


@EVERY
def test_no_sentence_stands_outside_of_a_translation(path: Path) -> None:
    assert prose(path.read_text(encoding="utf-8")) == []


def test_a_sentence_outside_of_a_translation_is_found() -> None:
    assert prose("x = 'Nobody answered.'") == ["1: Nobody answered."]
    assert prose("x = f'{a} below {b}'") == ["1:  below "]
    assert prose("x = _('{a} below {b}').format(a=a)\nx = f'gap:{key}'\nraise ValueError('not so')") == []


@EVERY
def test_a_text_is_not_translated_within_another_where_no_extractor_looks(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = [each for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for each in ast.walk(node)]
    assert [each.lineno for each in inside if isinstance(each, ast.Call) and _is_marked(each)] == []


def test_messages_are_whole_and_name_their_blanks() -> None:
    messages = pseudo.messages()
    assert len(messages) > 500
    assert [each for each in messages if each != each.strip()] == ["; "]
    assert [each for each in messages if "{}" in each or re.search(r"%(\(|[sd]\b)", each)] == []
