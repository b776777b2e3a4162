"""/metrics: how the installation does, in the text format that Prometheus and its kin read.

Closed unless CXASSESS_METRICS_TOKEN is set. Nothing of one organization, wave or person is told, and no
number that moves when somebody answers: neither submissions nor mails waiting nor requests of respondents
(`metrics_requests`), because whoever asks every few seconds would know when people answer and how many have.
Of mail it is told when a round is in trouble, which a round is whether or not anybody is to be written to.
"""

from __future__ import annotations

import datetime as dt
import logging
import platform
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, wraps
from itertools import accumulate
from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.db.models import Avg, Count, F, Max, Min, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cxassess import metrics_beats
from cxassess.health import broker_is_ready
from cxassess.metrics_counts import BOUNDS, Key, counts
from organizations import hook_models
from reports.formats_models import OPEN, FormatFile
from reports.models import LIVE, Report, State
from surveys.mail_models import MailRound
from surveys.mailing_rounds import UNFINISHED

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
DAY = dt.timedelta(days=1)
LATE = dt.timedelta(minutes=30)
"""How long after it was due a round of mail that is not through counts as in trouble."""

LABELS = ("route", "method", "status")
"""Of a counted request, in the order of its key."""

Labels = Mapping[str, str]
Sample = tuple[str, Labels, float]
log = logging.getLogger(__name__)


# --- Whom it is for ----------------------------------------------------------------------------------------


def operator(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """view(request) for whoever holds the installation's token; for everybody else there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        token = settings.METRICS_TOKEN
        # Compared also where none is set, so that the time does not tell which it is.
        same = constant_time_compare(given.strip(), token)
        if not (token and same and scheme.lower() == "bearer"):
            raise Http404
        return view(request)

    guarded.audience = "operator"  # type: ignore[attr-defined]
    return guarded


@never_cache
@operator
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    return HttpResponse("".join(lines()), content_type=CONTENT_TYPE)


# --- What is told ------------------------------------------------------------------------------------------


def lines() -> Iterator[str]:
    yield from family("build_info", "gauge", "What runs here.", [("", build_info(), 1)])
    yield from of_requests(counts.read())
    yield from of_database()
    yield from family("broker_up", "gauge", "Whether the broker answers.", [one(broker_is_ready())])
    yield from of_workers()


@cache
def build_info() -> dict[str, str]:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    return {
        "version": str(project["version"]),
        "python": platform.python_version(),
        "database": connection.vendor,
    }


def of_requests(read: Mapping[Key, list[float]]) -> Iterator[str]:
    """Every route that is counted, and the codes of the errors."""
    routes = [key for key in sorted(read) if key[0] == "request"]
    samples = [
        sample for key in routes for sample in histogram(dict(zip(LABELS, key[1:], strict=True)), read[key])
    ]
    text = "Seconds by route, of everything but pages of people who answer."
    yield from family("request_seconds", "histogram", text, samples)
    errors = [("", {"code": key[1]}, sum(read[key][:-1])) for key in sorted(read) if key[0] == "error"]
    yield from family("errors_total", "counter", "Answers of 400 and more, by code.", errors)


def histogram(labels: Labels, numbers: list[float]) -> Iterator[Sample]:
    """Each bucket holds those below it as well; the last one is of all."""
    sums = list(accumulate(numbers[:-1]))
    for bound, number in zip([*map(str, BOUNDS), "+Inf"], sums, strict=True):
        yield "_bucket", {**labels, "le": bound}, number
    yield "_count", labels, sums[-1]
    yield "_sum", labels, numbers[-1]


def of_database() -> Iterator[str]:
    """Five queries; when the database does not answer, that alone."""
    try:
        told = [*of_reports(), *of_queues()]
    except Error:
        log.exception("the database does not answer")
        told = []
    yield from family("database_up", "gauge", "Whether the database answers.", [one(bool(told))])
    yield from told


def of_reports() -> Iterator[str]:
    lately = Report.every_org.filter(state=State.READY, finished_at__gte=timezone.now() - DAY)
    took = F("finished_at") - F("created_at")
    found = lately.aggregate(mean=Avg(took), longest=Max(took))
    values = [("", {"of": name}, seconds(found[name])) for name in ("mean", "longest")]
    text = "Seconds from asking for a report to having it, over the last 24 hours."
    yield from family("report_seconds", "gauge", text, values)


def of_queues() -> Iterator[str]:
    """What waits for a worker or is being done by one, and for how long the oldest has."""
    reports = reports_by_state()
    states = [("", {"state": str(state)}, reports[state][0]) for state in State.values]
    yield from family("reports", "gauge", "Reports that are stored, by state.", states)
    live = [reports[state] for state in LIVE]
    waiting = {"reports": (sum(number for number, _ in live), max(age for _, age in live))}
    waiting |= {name: depth(rows, since=since) for name, (rows, since) in queues().items()}
    numbers = [("", {"queue": name}, found[0]) for name, found in waiting.items()]
    ages = [("", {"queue": name}, found[1]) for name, found in waiting.items()]
    yield from family("queue_depth", "gauge", "What waits or is being done, by queue.", numbers)
    yield from family("queue_oldest_seconds", "gauge", "Age of the oldest of it, 0 when there is none.", ages)


def reports_by_state() -> dict[str, tuple[float, float]]:
    """How many, and the age of the oldest in seconds."""
    rows = Report.every_org.order_by().values_list("state").annotate(Count("pk"), Min("created_at"))
    found = {state: (float(number), seconds(timezone.now() - oldest)) for state, number, oldest in rows}
    return {state: found.get(state, (0.0, 0.0)) for state in State.values}


def queues() -> dict[str, tuple[QuerySet[Any], str]]:
    """By name: the rows, and the column that says since when."""
    now = timezone.now()
    at_once = Q(retry_at__isnull=True) | Q(retry_at__lte=now)
    hooks = hook_models.HookDelivery.every_org.filter(
        at_once, state__in=hook_models.LIVE, endpoint__state=hook_models.HookState.ACTIVE
    )
    due = MailRound.every_org.filter(state__in=UNFINISHED).exclude(wave__mail_plan__paused=True)
    in_trouble = due.filter(Q(trouble__gt=0) | Q(due_at__lt=now - LATE))
    return {
        "files": (FormatFile.every_org.filter(state__in=OPEN), "set__asked_at"),
        "webhooks": (hooks, "asked_at"),
        "mail_rounds_in_trouble": (in_trouble, "due_at"),
    }


def depth(rows: QuerySet[Any], *, since: str) -> tuple[float, float]:
    """How many, and for how many seconds the oldest of them has been there."""
    found = rows.order_by().aggregate(number=Count("pk"), oldest=Min(since))
    oldest = found["oldest"]
    return float(found["number"]), seconds(timezone.now() - oldest) if oldest else 0.0


def of_workers() -> Iterator[str]:
    heard = metrics_beats.workers()
    beats: list[Sample] = [("", {"worker": name}, at) for name, at in sorted(heard.items())]
    text = "When each worker was last alive, in seconds of Unix time."
    yield from family("worker_last_beat_timestamp_seconds", "gauge", text, beats)
    rang = metrics_beats.clock()
    text = "When a worker last did what the clock rings for twice a minute."
    samples: list[Sample] = [("", {}, rang)] if rang else []
    yield from family("clock_last_ring_timestamp_seconds", "gauge", text, samples)
    yield from family("now_timestamp_seconds", "gauge", "The time here.", [("", {}, time.time())])


# --- How it is written -------------------------------------------------------------------------------------


def one(holds: bool) -> Sample:
    return "", {}, float(holds)


def seconds(span: dt.timedelta | None) -> float:
    return max(0.0, span.total_seconds()) if span else 0.0


def family(name: str, kind: str, text: str, samples: Iterable[Sample]) -> Iterator[str]:
    """One metric with its help; nothing when it has no samples."""
    head = f"# HELP cxassess_{name} {text}\n# TYPE cxassess_{name} {kind}\n"
    for suffix, labels, value in samples:
        yield f"{head}cxassess_{name}{suffix}{written(labels)} {value!r}\n"
        head = ""


def written(labels: Labels) -> str:
    inner = ",".join(f'{name}="{escaped(text)}"' for name, text in labels.items())
    return f"{{{inner}}}" if labels else ""


def escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
