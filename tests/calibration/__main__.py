"""`python -m tests.calibration [claim …]`: every table, or the named ones; ends with 1 if a figure fails."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from tests.calibration.alarms import false_alarms
from tests.calibration.anonymity import anonymity, of_reports
from tests.calibration.claims import Claim
from tests.calibration.coverage import coverage, few_units, misspecified, other_scales
from tests.calibration.owners import states_of_votes, sureness
from tests.calibration.shares import shares_covered
from tests.calibration.stages import certainty, index_covered

CLAIMS: dict[str, Callable[[], Claim]] = {
    "coverage": coverage,
    "scales": other_scales,
    "units": few_units,
    "misspecified": misspecified,
    "shares": shares_covered,
    "alarms": false_alarms,
    "states": states_of_votes,
    "sureness": sureness,
    "index": index_covered,
    "stages": certainty,
    "anonymity": anonymity,
    "reports": of_reports,
}


def main(names: list[str]) -> int:
    unknown = sorted(set(names) - set(CLAIMS))
    if unknown:
        print(f"There is no {unknown[0]!r}. There are: {', '.join(CLAIMS)}.", file=sys.stderr)
        return 2
    failed = [name for name in names or CLAIMS if not shown(name)]
    for name in failed:
        print(f"{name}: a figure lies outside of its band.", file=sys.stderr)
    return 1 if failed else 0


def shown(name: str) -> bool:
    """Print one table; whether all of its figures lie in their bands."""
    start = time.perf_counter()
    with threadpool_limits(limits=1, user_api="blas"):  # matrices are tiny: threads would only wait
        claim = CLAIMS[name]()
    print(f"{claim}\n  ({name}, {time.perf_counter() - start:.0f} s)\n", flush=True)
    return claim.holds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
