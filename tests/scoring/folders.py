"""An organization's folder, read as a statistician would: rows through the codebook, folded, evaluated."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from scoring.instrument import Codebook, Instrument
from scoring.results import Results, evaluate
from scoring.tally import AnswerBlock, Tally, fold

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(path.parent for path in (ROOT / "demo" / "organizations").glob("*/expected.json"))
BESIDE_THE_ROW = {"function", "level", "duration_s"}


@dataclass(frozen=True)
class Folder:
    """One organization: its set-up, what a report must say of it, and its tallies."""

    setup: dict[str, Any]
    expected: dict[str, Any]
    codebook: Codebook
    tally: Tally
    pulse: Tally

    @property
    def headcounts(self) -> dict[str, int]:
        return {key: row["headcount"] for key, row in self.setup["functions"].items()}

    def evaluate(self, **changes: Any) -> Results:
        """Evaluate as set up, with some arguments of `evaluate` changed."""
        arguments: dict[str, Any] = {
            "codebook": self.codebook,
            "headcounts": self.headcounts,
            "minimum_group": self.setup["minimum_group"],
            "facts": self.setup["facts"],
            "pulse": self.pulse,
            "seed": 1,
        }
        return evaluate(self.tally, **(arguments | changes))


@cache
def instrument() -> Instrument:
    path = ROOT / "surveys" / "instruments" / "cx-ownership-maturity" / "1.0.yaml"
    return Instrument.from_yaml(path.read_text(encoding="utf-8"), source=path.name)


@cache
def folder(path: Path) -> Folder:
    """Read a folder once."""
    setup = json.loads((path / "assessment.json").read_text(encoding="utf-8"))
    codebook = Codebook.of(instrument(), functions=list(setup["functions"]))
    customers = instrument().pulse_codebook()
    return Folder(
        setup=setup,
        expected=json.loads((path / "expected.json").read_text(encoding="utf-8")),
        codebook=codebook,
        tally=fold([block_of(list(_rows(path / "responses.csv")), codebook)], codebook=codebook),
        pulse=fold([pulse_block(list(_rows(path / "pulse.csv")), customers)], codebook=customers),
    )


@cache
def results(path: Path) -> Results:
    """Evaluate a folder once."""
    return folder(path).evaluate()


def block_of(rows: list[dict[str, str]], codebook: Codebook) -> AnswerBlock:
    """Rows of responses.csv as packed answers."""
    return AnswerBlock(
        functions=np.array([codebook.functions.index(row["function"]) for row in rows], dtype=np.uint8),
        levels=np.array([codebook.levels.index(row["level"]) for row in rows], dtype=np.uint8),
        answers=np.array([_packed(row, codebook) for row in rows], dtype=np.uint8).reshape(
            -1, codebook.width
        ),
    )


def pulse_block(rows: list[dict[str, str]], codebook: Codebook) -> AnswerBlock:
    """Rows of pulse.csv as packed answers."""
    nobody = np.zeros(len(rows), dtype=np.uint8)
    answers = np.array([list(codebook.encode(row)) for row in rows], dtype=np.uint8)
    return AnswerBlock(functions=nobody, levels=nobody, answers=answers.reshape(-1, codebook.width))


def _packed(row: dict[str, str], codebook: Codebook) -> list[int]:
    asked = codebook.asked(row["function"], row["level"])
    answers = {_column(key): value for key, value in row.items() if key not in BESIDE_THE_ROW}
    return list(codebook.encode({key: v for key, v in answers.items() if asked[codebook.index(key)]}))


def _column(name: str) -> str:
    return "TENURE" if name == "tenure" else name


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
