"""How the invented second waves came about: `python -m demo.second_waves.draw` writes them again.

Each function answers anew, drawn from the answers of its own first wave, a part of which come from
colleagues. What an organization has worked on since is then moved up by one step, with a chance that
stands below.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
FIRST = HERE.parent / "organizations"
FOLDER = "torchlight-systems"
WAVE = "2026, second wave"
SEED = 20261122

Row = dict[str, str]

OTHERWISE = 0.25
"""How often somebody answers as a colleague did."""

RAISED = {"SHARE": 0.75, "VIEW": 0.6, "RESP": 0.35}
REVERSED = ("VIEW3", "SHARE3", "RESP3")
STAYED_AWAY = {"hr": 4}
"""Answers of functions that took less part: too few to be shown by themselves."""

RENEWAL = ("OWN7_today", "OWN7_should", "OWN7_accept")
RENEWAL_GIVEN_TO, GIVEN = "service", 0.85


def people(rows: Sequence[Row], dice: random.Random) -> Iterator[Row]:
    """The second wave's people, in the shuffled order in which an import comes."""
    drawn = []
    for function in sorted({row["function"] for row in rows}):
        ours = [row for row in rows if row["function"] == function]
        for row in ours[: STAYED_AWAY.get(function, len(ours))]:
            drawn.append(worked_on(answered_anew(row, ours, dice), dice))
    dice.shuffle(drawn)
    return iter(drawn)


def answered_anew(row: Row, colleagues: Sequence[Row], dice: random.Random) -> Row:
    """Somebody of the same function and level."""
    alike = [other for other in colleagues if other["level"] == row["level"]]
    like = dice.choice(alike)
    fixed = ("function", "level", "tenure", "duration_s")
    return {
        key: like[key] if key in fixed or dice.random() > OTHERWISE else dice.choice(alike)[key]
        for key in like
    }


def worked_on(row: Row, dice: random.Random) -> Row:
    """What was done about it shows in some answers, and renewal has an owner."""
    moved = {key: raised(key, value, dice) for key, value in row.items()}
    if dice.random() < GIVEN:
        accepts = "already" if row["function"] == RENEWAL_GIVEN_TO else "would_not"
        moved |= dict(zip(RENEWAL, (RENEWAL_GIVEN_TO, RENEWAL_GIVEN_TO, accepts), strict=True))
    return moved


def raised(column: str, value: str, dice: random.Random) -> str:
    chance = RAISED.get(column.rstrip("0123456789"), 0.0)
    if not value.isdigit() or dice.random() >= chance:
        return value
    step = -1 if column in REVERSED else 1
    return str(min(5, max(1, int(value) + step)))


def customers(rows: Sequence[Row], dice: random.Random) -> list[Row]:
    return [{key: dice.choice(rows)[key] for key in rows[0]} for _row in rows]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def draw(folder: str = FOLDER, *, into: Path = HERE) -> None:
    """Write the second wave of an organization below `into`."""
    dice = random.Random(SEED)
    first, second = FIRST / folder, into / folder
    second.mkdir(parents=True, exist_ok=True)
    write(second / "responses.csv", list(people(read(first / "responses.csv"), dice)))
    write(second / "pulse.csv", customers(read(first / "pulse.csv"), dice))
    set_up = json.loads((first / "assessment.json").read_text(encoding="utf-8")) | {"wave": WAVE}
    text = json.dumps(set_up, indent=2, ensure_ascii=False) + "\n"
    (second / "assessment.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    draw()
