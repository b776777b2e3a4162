"""How long 1,000,000 rows take to import into PostgreSQL, and how much memory.

`python -m benchmarks.import_rows [ROWS]`. The yardstick is csv.reader alone over the same file.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.installation import child, installation, set_up
from benchmarks.measuring import peak_megabytes, seconds

ROWS = 1_000_000
MODEL = Path(__file__).resolve().parent.parent / "demo" / "organizations" / "evenkeel-logistics"


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as name, installation():
        folder = Path(name)
        write_folder(folder, rows=rows)
        alone = seconds(lambda: read_with_csv(folder / "responses.csv"))
        found = measured_apart(folder)
    taken = found["seconds"]
    print(f"import of {rows:,} rows: {taken:.1f} s, {rows / taken:,.0f} rows a second")
    print(f"csv.reader alone: {alone:.1f} s, ratio {taken / alone:.1f}")
    print(
        f"peak memory: {found['peak']:.0f} MB, {found['peak'] - found['before']:.0f} MB of it for the import"
    )


def write_folder(folder: Path, *, rows: int) -> None:
    """A folder whose rows repeat those of the model organization."""
    assessment = json.loads((MODEL / "assessment.json").read_text())
    (folder / "assessment.json").write_text(json.dumps(assessment | {"organization": "Made up"}))
    header, *body = (MODEL / "responses.csv").read_text().splitlines(keepends=True)
    with (folder / "responses.csv").open("w") as file:
        file.write(header)
        for start in range(0, rows, len(body)):
            file.writelines(body[: rows - start])


def read_with_csv(file: Path) -> None:
    with file.open(newline="", encoding="utf-8") as stream:
        for _ in csv.reader(stream):
            pass


def measured_apart(folder: Path) -> dict[str, float]:
    command = child("benchmarks.import_rows", "--folder", str(folder))
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(said)
    return found


def import_here(folder: Path) -> None:
    """Import in this process and say how it went."""
    set_up()
    from surveys.importing import import_assessment

    before = peak_megabytes()
    taken = seconds(lambda: import_assessment(folder))
    print(json.dumps({"seconds": taken, "before": before, "peak": peak_megabytes()}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--folder"]:
        import_here(Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else ROWS)
