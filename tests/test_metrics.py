"""What /metrics tells whoever runs the installation, and what it must never tell anybody."""

from __future__ import annotations

import datetime as dt
import os
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cxassess import env, metrics, metrics_beats, metrics_requests
from cxassess.metrics_counts import BOUNDS, Counts
from organizations.models import Organization
from organizations.scope import org_scope
from reports.builds import build_now, request_report
from surveys import actions, mailing_rounds
from surveys.mail_models import Kind, MailRound
from tests import builders, services
from tests.reports.staging import closed_wave
from tests.surveys.fieldwork import a_wave, an_organization, begun

TOKEN = "a-token-for-the-tests-of-metrics"
SAMPLE = re.compile(r'cxassess_\w+(\{(\w+="(\\.|[^"\\])*",?)*\})? -?[0-9.e+-]+')


@pytest.fixture
def northwind(transactional_db: None) -> Any:
    cache.clear()
    organization = an_organization()
    with org_scope(organization):
        yield organization


@pytest.fixture
def scrape(settings: Any) -> Any:
    settings.METRICS_TOKEN = TOKEN

    def asked(client: Client | None = None) -> dict[str, float]:
        answer = (client or Client()).get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        return parsed(answer.content.decode())

    return asked


def parsed(text: str) -> dict[str, float]:
    """Each sample of the text format by its name and labels; a line that is neither is a mistake."""
    samples = [line for line in text.splitlines() if not line.startswith("# ")]
    assert [line for line in samples if not SAMPLE.fullmatch(line)] == []
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in samples)}


# --- Who may ask --------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "Bearer ü"])
def test_without_the_token_there_is_no_such_page(client: Client, settings: Any, given: str) -> None:
    settings.METRICS_TOKEN = TOKEN
    refused = client.get("/metrics", headers={"Authorization": given})
    missing = client.get("/metrick")
    assert (refused.status_code, refused.content) == (404, missing.content)


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer None"])
def test_an_installation_that_sets_no_token_tells_nobody(client: Client, given: str) -> None:
    assert client.get("/metrics", headers={"Authorization": given}).status_code == 404


@pytest.mark.parametrize("token", ["short", "with a blank in the middle of it", "ü" * 30])
def test_a_token_that_can_be_guessed_stops_the_start_and_is_not_repeated(token: str) -> None:
    with pytest.raises(env.ImproperlyConfigured, match="CXASSESS_METRICS_TOKEN") as caught:
        env.read({"CXASSESS_METRICS_TOKEN": token})
    assert token not in str(caught.value)


# --- What is told -------------------------------------------------------------------------------------------


def test_a_report_that_waits_and_one_that_is_ready_are_told(northwind: Organization, scrape: Any) -> None:
    build_now(closed_wave(of=northwind))
    waiting = request_report(closed_wave(of=northwind))
    type(waiting).objects.update(created_at=timezone.now() - dt.timedelta(minutes=7))
    told = scrape()
    assert told['cxassess_reports{state="ready"}'] >= 1
    assert told['cxassess_queue_depth{queue="reports"}'] >= 1
    assert told['cxassess_queue_oldest_seconds{queue="reports"}'] == pytest.approx(420, abs=60)
    assert told['cxassess_report_seconds{of="longest"}'] > 0


def test_everything_is_told_in_five_queries(northwind: Organization, scrape: Any) -> None:
    with CaptureQueriesContext(connection) as asked:
        scrape()
    assert len(asked) <= 5


def test_a_broker_that_is_away_is_told(northwind: Organization, scrape: Any, monkeypatch: Any) -> None:
    assert scrape()["cxassess_broker_up"] == 1
    services.use_broker(monkeypatch, services.DEAF_BROKER)
    assert scrape()["cxassess_broker_up"] == 0


def test_a_database_that_is_away_is_told_and_nothing_is_made_up_of_it(
    northwind: Organization, scrape: Any
) -> None:
    with connection.execute_wrapper(gone):
        told = scrape()
    assert told["cxassess_database_up"] == 0
    assert not [name for name in told if "queue" in name]


def gone(*args: Any) -> Any:
    from django.db import OperationalError

    raise OperationalError("the server closed the connection")


def test_a_worker_that_beats_and_the_clock_that_rings_are_told(northwind: Organization, scrape: Any) -> None:
    metrics_beats.note_worker("worker@one")
    metrics_beats.note_worker("worker@two")
    metrics_beats.clock_rings(task=type("Sweep", (), {"name": metrics_beats.RUNG_BY}))
    told, now = scrape(), timezone.now().timestamp()
    beats = [value for name, value in told.items() if "worker@one" in name or "worker@two" in name]
    assert [*beats, told["cxassess_clock_last_ring_timestamp_seconds"]] == pytest.approx([now] * 3, abs=30)


def test_a_member_s_page_is_counted_by_the_name_of_its_route(northwind: Organization, scrape: Any) -> None:
    name = 'cxassess_request_seconds_count{route="organizations:me",method="GET",status="2xx"}'
    before = scrape().get(name, 0)
    client = Client()
    client.force_login(builders.ann(northwind))
    client.get("/account/")
    assert scrape()[name] == before + 1


def test_an_error_is_counted_by_its_code(northwind: Organization, scrape: Any) -> None:
    client = Client()
    client.force_login(builders.sam())
    names = [f'cxassess_errors_total{{code="{code}"}}' for code in ("not_found", "not_authenticated")]
    before = scrape()
    client.get(f"/o/{northwind.slug}/")
    client.get(f"/api/v1/organizations/{northwind.slug}/")
    told = scrape()
    assert [told[name] - before.get(name, 0) for name in names] == [1, 1]


# --- What is never told -------------------------------------------------------------------------------------


def without_the_time(told: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in told.items() if "now_timestamp" not in name}


def test_polling_before_and_after_somebody_answers_tells_nothing(
    northwind: Organization, scrape: Any
) -> None:
    """From the first page to the last, mistyped links and forms that are refused included."""
    wave = a_wave()
    token = actions.create_invitations(wave, people=[actions.Invitee("legal", "leader", "a@example.com")])[0]
    before = without_the_time(scrape())
    client = Client()
    for path in (f"/r/{token}/", f"/r/{token}x/", "/static/css/tokens.css", "/favicon.ico", "/r/code/"):
        client.get(path).close()
    client.post(f"/r/{token}/", {"level": "leader"}, follow=True)
    client.post(f"/r/{token}/1/", {"nonsense": "1"})
    actions.submit(begun(wave, function="legal", level="leader")[0])
    assert without_the_time(scrape()) == before


def test_polling_tells_nothing_of_a_customer(northwind: Organization, scrape: Any) -> None:
    before = without_the_time(scrape())
    Client().get("/c/no-such-link/")
    Client().get("/outcome/no-such-key/")
    assert without_the_time(scrape()) == before


@pytest.mark.parametrize("people", [1, 9])
def test_of_mail_only_a_round_in_trouble_is_told_whoever_is_to_be_written_to(
    northwind: Organization, scrape: Any, people: int
) -> None:
    wave = a_wave()
    names = [actions.Invitee("legal", "leader", f"{number}@example.com") for number in range(people)]
    actions.create_invitations(wave, people=names)
    mailing_rounds.plan_round(wave, kind=Kind.INVITATION, origin="https://cx.example.com/")
    depth = 'cxassess_queue_depth{queue="mail_rounds_in_trouble"}'
    assert scrape()[depth] == 0
    MailRound.objects.update(trouble=1)
    assert scrape()[depth] == 1


def test_our_own_failure_on_a_respondent_s_page_is_told_without_its_route() -> None:
    counted = Counts()
    request = RequestFactory().get("/r/a-key-that-nobody-may-see/")
    fails = metrics_requests.CountedRequests(lambda _: HttpResponse(status=500), into=counted)
    fails(request)
    assert set(counted.read()) == {("request", "outside", "GET", "5xx"), ("error", "http_500")}


def test_no_sample_names_an_organization_a_wave_or_a_person(northwind: Organization, scrape: Any) -> None:
    wave = a_wave()
    client = Client()
    client.force_login(builders.ann(northwind))
    client.get(f"/o/{northwind.slug}/waves/{wave.pk}/")
    # Names of routes and codes of errors are ours, and those of other tests are counted as well.
    told = re.sub('(route|code)="[^"]*"', "", " ".join(scrape()).lower())
    assert northwind.slug not in told
    assert not re.search(r"ann@|organization=|wave=|\br/|submission|participa", told)


# --- Several processes --------------------------------------------------------------------------------------


def in_a_child(work: Any) -> None:
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def observe_five(counted: Counts) -> None:
    for _ in range(5):
        counted.observe(("request", "home"), 0.3)


def test_what_several_processes_count_is_added_up() -> None:
    counted = Counts(slots=4)
    counted.observe(("request", "home"), 0.003)
    for _ in range(2):
        in_a_child(lambda: observe_five(counted))
    numbers = counted.read()[("request", "home")]
    assert (sum(numbers[:-1]), numbers[-1]) == (11, pytest.approx(3.003))


def test_processes_that_come_and_go_take_no_more_room_and_lose_no_count() -> None:
    """Two slots: one is ours, and the other is handed from each child to the next."""
    counted = Counts(slots=2)
    counted.observe(("request", "home"))
    for _ in range(6):
        in_a_child(lambda: counted.observe(("request", "home")))
    assert sum(counted.read()[("request", "home")][:-1]) == 7


def test_a_key_that_has_no_room_stops_nothing() -> None:
    counted = Counts(rows=2)
    for name in ("one", "two", "three", "x" * 200):
        counted.observe((name,))
    assert set(counted.read()) == {("one",), ("two",)}


def test_a_bucket_holds_what_took_as_long_as_its_bound_or_less() -> None:
    counted = Counts()
    for seconds in (0.005, 0.0051, 99):
        counted.observe(("a",), seconds)
    samples = {labels["le"]: number for _, labels, number in _buckets(counted.read()[("a",)])}
    assert [samples[bound] for bound in ("0.005", "0.01", "10.0", "+Inf")] == [1, 2, 2, 3]
    assert len(samples) == len(BOUNDS) + 1


def _buckets(numbers: list[float]) -> Any:
    return [sample for sample in metrics.histogram({}, numbers) if sample[0] == "_bucket"]
