"""What is imported to answer a page, and what only when a wave is evaluated."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("scipy.stats", "scipy.optimize")
ASKED = f"import sys, scoring.privacy; print([name for name in {HEAVY!r} if name in sys.modules])"


def test_the_engine_is_imported_without_what_takes_seconds_to_load() -> None:
    said = subprocess.run([sys.executable, "-c", ASKED], check=True, capture_output=True, text=True).stdout
    assert said.strip() == "[]"
