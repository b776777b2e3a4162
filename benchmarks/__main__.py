"""`python -m benchmarks [name …]`: every measurement, or the named ones, one after the other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
NOT_MEASUREMENTS = {"__init__", "__main__", "installation", "measuring", "walking"}


def measurements() -> list[str]:
    return sorted({path.stem for path in FOLDER.glob("*.py")} - NOT_MEASUREMENTS)


def run(name: str) -> bool:
    """Run one measurement; its own process, so that peak memory is its own."""
    print(f"\n{name}", flush=True)
    return subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=FOLDER.parent).returncode == 0


def main(names: list[str]) -> int:
    unknown = sorted(set(names) - set(measurements()))
    if unknown:
        print(
            f"There is no {unknown[0]!r}. There are: {', '.join(measurements())}.",
            file=sys.stderr,
        )
        return 2
    failed = [name for name in names or measurements() if not run(name)]
    for name in failed:
        print(f"{name} did not finish.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
