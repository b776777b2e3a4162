"""Where an organization stands among others, as a report may say it: rounded, dated, naming nobody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from scoring.benchmarks import Band

State = Literal["stands", "few", "waiting", "due", "apart"]


@dataclass(frozen=True)
class Standing:
    """One score among the others'.

    band        a quarter; None where the organizations do not differ beyond the error of their scores.
    percentile  in steps of five, 5 to 95; None below twenty others.
    """

    score: str
    band: Band | None = None
    percentile: int | None = None


@dataclass(frozen=True)
class Place:
    """An organization in the installation's portfolio.

    state   stands   there is a benchmark, for the scores of which something can be told
            few      fewer others than a benchmark needs, or too many of them of one owner
            waiting  so little has changed since the last portfolio that it would tell of single organizations
            due      the next report that is built makes a new portfolio; said on a page, never in a report
            apart    the organization takes no part
    others  how many others it is measured against, or would be; 0 if it takes no part.
    on      the day of the portfolio; None without one.
    """

    state: State
    others: int = 0
    on: dt.date | None = None
    standings: tuple[Standing, ...] = ()
