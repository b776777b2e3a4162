"""Drawing a stored report: PDF and page, cold (first in a process), warm, and again.

"Warm" draws reports that differ from one another on every page, so that what a renderer remembers of the last
one helps it little; "again" draws the very same report. The yardstick is the plainest renderer, JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from benchmarks.installation import child, installation, made_up_wave, set_up
from benchmarks.measuring import best_of, peak_megabytes, seconds

PEOPLE = 180
ROUNDS = 10
FORMATS = ("json", "html", "pdf", "pptx", "docx", "xlsx", "csv")


def main() -> None:
    wave = made_up_wave(PEOPLE)
    build(wave)
    rows = [measured_apart(wave, fmt) for fmt in FORMATS]
    print(
        f"{'format':>10} {'cold s':>8} {'warm s':>8} {'again s':>8} {'ratio':>7}"
        f" {'kB':>7} {'pages':>6} {'peak MB':>8}"
    )
    for row in rows:
        ratio = row["warm"] / rows[0]["warm"]
        print(
            f"{row['format']:>10} {row['cold']:>8.3f} {row['warm']:>8.3f}"
            f" {row['again']:>8.3f} {ratio:>7.1f}"
            f" {row['bytes'] / 1000:>7.0f} {row['pages'] or '':>6} {row['peak']:>8.0f}"
        )


def build(wave: Any) -> None:
    from organizations.scope import org_scope
    from reports.builds import build_now

    with org_scope(wave.organization_id):
        build_now(wave)


def measured_apart(wave: Any, fmt: str) -> dict[str, Any]:
    """Each format in a process of its own, so that cold means cold and peak memory is its own."""
    command = child("benchmarks.render", "--wave", str(wave.pk), fmt)
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    row: dict[str, Any] = json.loads(output)
    return row


def measure(wave_id: int, fmt: str) -> dict[str, Any]:
    from reports.models import Report
    from reports.renderers import RENDERERS
    from reports.shelf import document_of

    document = document_of(Report.every_org.get(wave_id=wave_id, state="ready"))
    content: list[bytes] = []
    cold = seconds(lambda: content.append(RENDERERS[fmt](document)))
    others = iter([told_otherwise(document, number) for number in range(ROUNDS)])
    warm = best_of(ROUNDS, lambda: RENDERERS[fmt](next(others)))
    again = best_of(ROUNDS, lambda: RENDERERS[fmt](document))
    return {
        "format": fmt,
        "cold": cold,
        "warm": warm,
        "again": again,
        "bytes": len(content[0]),
        "pages": pages(content[0]) if fmt == "pdf" else 0,
        "peak": peak_megabytes(),
    }


def told_otherwise(document: Any, number: int) -> Any:
    """The same report of another organization, with another lede on every page."""
    pages = [page.model_copy(update={"lede": f"{page.lede} {number}"}) for page in document.pages]
    return document.model_copy(update={"organization": f"Acme {number}", "pages": tuple(pages)})


def pages(pdf: bytes) -> int:
    import io

    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(pdf)).pages)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--wave"]:
        set_up()
        print(json.dumps(measure(int(sys.argv[2]), sys.argv[3])))
    else:
        with installation():
            main()
