"""A whole report: from the answers in PostgreSQL to the stored document.

`python -m benchmarks.build [PEOPLE …]`, by default 1,000, 10,000 and 100,000. The yardstick is what the
database needs to hand over the same bytes, once, as one value (`string_agg`).
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from benchmarks.installation import child, installation, made_up_wave, set_up
from benchmarks.measuring import best_of, peak_megabytes, seconds

SIZES = (1_000, 10_000, 100_000)
ROUNDS = 3
READ = "SELECT string_agg(answers, ''::bytea) FROM surveys_submission WHERE wave_id = %s"


def main(sizes: list[int]) -> None:
    rows = [(people, measured_apart(people)) for people in sizes]
    print(f"{'answers':>10} {'build s':>9} {'read s':>9} {'ratio':>7} {'peak MB':>8} {'of it answers':>14}")
    for people, row in rows:
        print(
            f"{people:>10,} {row['build']:>9.3f} {row['read']:>9.3f} {row['build'] / row['read']:>7.1f}"
            f" {row['peak']:>8.0f} {row['grown']:>14.0f}"
        )
    (few, first), (many, last) = rows[0], rows[-1]
    if many > few:
        print(
            f"{many / few:,.0f} times the answers take {last['build'] / first['build']:.1f} times the seconds"
            f" and {last['peak'] / first['peak']:.2f} times the memory."
        )


def measured_apart(people: int) -> dict[str, float]:
    wave = made_up_wave(people)
    output = subprocess.run(
        child("benchmarks.build", "--wave", str(wave.pk)), check=True, capture_output=True, text=True
    ).stdout
    row: dict[str, float] = json.loads(output)
    return row


def measure(wave_id: int) -> dict[str, float]:
    """Seconds of a build and of the bare read, the peak of this process, and what of it the build added."""
    from organizations.scope import org_scope
    from surveys.models import Wave

    wave = Wave.every_org.select_related("assessment", "organization").get(pk=wave_id)
    with org_scope(wave.organization_id):
        warm_up(wave)
        before = peak_megabytes()
        build = min(build_once(wave) for _ in range(ROUNDS))
        peak = peak_megabytes()
    return {"build": build, "read": best_of(ROUNDS, lambda: read(wave)), "peak": peak, "grown": peak - before}


def warm_up(wave: Any) -> None:
    """Imports, the instrument and the connection: what a worker pays once."""
    from reports import builds  # noqa: F401
    from surveys.queries import codebook_of, submission_count

    codebook_of(wave)
    submission_count(wave)


def build_once(wave: Any) -> float:
    from reports.builds import build_now
    from reports.models import Report

    Report.objects.filter(wave=wave).delete()
    return seconds(lambda: build_now(wave))


def read(wave: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(READ, [wave.pk])
        cursor.fetchone()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--wave"]:
        set_up()
        print(json.dumps(measure(int(sys.argv[2]))))
    else:
        with installation():
            main([int(text.replace(",", "")) for text in sys.argv[1:]] or list(SIZES))
