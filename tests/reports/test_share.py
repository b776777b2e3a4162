"""A share link opens one published report for who has no account, until its day at the longest."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from typing import Any

import pytest
from django.core import signing
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organizations import branding
from organizations.models import AuditEntry, User
from organizations.scope import org_scope
from organizations.tokens import counted
from reports import publishing, share, shelf
from reports.builds import build_now
from reports.models import Report, ShareLink, ShareOpening
from reports.renderers import RENDERERS
from tests import builders
from tests.reports.staging import closed_wave

pytestmark = pytest.mark.django_db

PASSWORD = "four words in a row"


@pytest.fixture
def report() -> Iterator[Report]:
    cache.clear()
    wave = closed_wave()
    with org_scope(wave.organization_id):
        Report.objects.all().delete()
        yield builders.published(build_now(wave))


@pytest.fixture
def ann(report: Report) -> User:
    return builders.ann(report.organization)


@pytest.fixture
def guest() -> Client:
    """The browser of somebody without an account."""
    return Client(headers={"accept": "text/html"})


def key_for(report: Report, ann: User, **changed: Any) -> str:
    values = {
        "name": "Board",
        "last_day": timezone.localdate() + dt.timedelta(days=30),
        "languages": ["en"],
        "formats": ["pdf", "json"],
    }
    return share.share(report, by=ann, **(values | changed))[1]


def page(key: str) -> str:
    return f"/s/{key}/"


def file(key: str, form: str) -> str:
    return f"/s/{key}/report.{form}"


def everything(key: str) -> list[str]:
    return [page(key), *(file(key, form) for form in RENDERERS), f"/s/{key}/brand.css", f"/s/{key}/logo.png"]


def by_hand(user: User, report: Report, **typed: Any) -> tuple[Client, Any]:
    """Ann's browser, and what it gets for a link that she makes in it."""
    client = Client(headers={"accept": "text/html"})
    client.force_login(user)
    values = {"name": "Board", "last_day": (timezone.localdate() + dt.timedelta(days=9)).isoformat()}
    address = reverse("reports:share", args=(report.organization.slug, report.pk))
    return client, client.post(address, values | {"formats": ["pdf"], "languages": ["en"]} | typed)


# --- What a link opens ------------------------------------------------------------------------------------


def test_a_guest_reads_what_readers_read(guest: Client, report: Report, ann: User) -> None:
    shown = guest.get(page(key_for(report, ann))).text
    body = shelf.page(report).decode()

    assert re.findall(r'<div class="report".*</footer>\s*</div>', shown, re.S) == re.findall(
        r'<div class="report".*</footer>\s*</div>', body, re.S
    )
    assert f"/o/{report.organization.slug}/" not in shown


def test_a_guest_takes_the_files_the_link_was_made_for_and_no_others(
    guest: Client, report: Report, ann: User
) -> None:
    key = key_for(report, ann, formats=["pdf", "json"])
    answers = {form: guest.get(file(key, form)) for form in RENDERERS}

    assert {form for form, answer in answers.items() if answer.status_code == 200} == {"pdf", "json"}
    assert {answer.status_code for answer in answers.values()} == {200, 404}
    assert answers["json"].content == shelf.rendered(report, "json")


def test_a_guest_sees_the_client_s_looks(guest: Client, report: Report, ann: User) -> None:
    branding.set_accent(report.organization, "#7a1f3d")
    key = key_for(report, ann)

    assert f"/s/{key}/brand.css" in guest.get(page(key)).text
    assert "#7a1f3d" in guest.get(f"/s/{key}/brand.css").text


def test_nothing_of_it_is_kept_found_or_passed_on(guest: Client, report: Report, ann: User) -> None:
    key = key_for(report, ann)
    for path in (page(key), file(key, "pdf"), f"/s/{key}/brand.css", page("A" * 43)):
        headers = guest.get(path).headers
        assert [headers[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")] == [
            "private, no-store",
            "noindex, nofollow",
            "same-origin",
        ]


def test_without_a_password_a_guest_gets_no_cookie(guest: Client, report: Report, ann: User) -> None:
    guest.get(page(key_for(report, ann)))

    assert guest.cookies == {}


def test_a_link_for_one_report_opens_no_other(guest: Client, report: Report, ann: User) -> None:
    key = key_for(report, ann)
    Report.objects.filter(pk=report.pk).update(fingerprint="0" * 64)
    newer = builders.published(build_now(report.wave))

    assert guest.get(file(key, "json")).content == shelf.rendered(report, "json")
    assert newer.pk != report.pk


# --- When it opens nothing --------------------------------------------------------------------------------


def all_the_same(guest: Client, keys: list[str]) -> bool:
    """Whether these keys answer alike on every address, with as many questions to the database."""
    seen = []
    for key in keys:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answers = [guest.get(path) for path in everything(key)]
        cache.clear()
        # Each request has a number of its own; it is drawn and says nothing.
        headers = [dict(answer.headers) | {"X-Request-ID": ""} for answer in answers]
        seen.append(([(a.status_code, a.content) for a in answers], headers, len(queries)))
    return all(one == seen[0] for one in seen) and {status for status, _ in seen[0][0]} == {404}


def test_expired_revoked_withdrawn_and_unknown_links_answer_alike(
    guest: Client, report: Report, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    expired = key_for(report, ann, last_day=timezone.localdate())
    revoked, withdrawn = key_for(report, ann), key_for(report, ann)
    share.revoke(share.opened_by(revoked), by=ann)
    publishing.withdraw(report, by=ann)
    later = timezone.now() + dt.timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert all_the_same(guest, [expired, revoked, withdrawn, "A" * 43, "no-key"])


def test_it_opens_to_the_end_of_its_last_day(
    guest: Client, report: Report, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = key_for(report, ann, last_day=timezone.localdate())
    end = share.opened_by(key).expires_at
    for moment, status in ((end - dt.timedelta(seconds=1), 200), (end, 404)):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        assert guest.get(page(key)).status_code == status


def test_what_is_published_again_brings_no_link_back(guest: Client, report: Report, ann: User) -> None:
    key = key_for(report, ann)
    publishing.withdraw(report, by=ann)
    publishing.publish(report, by=ann)

    assert guest.get(page(key)).status_code == 404


def test_a_link_goes_on_when_who_made_it_leaves(guest: Client, report: Report, ann: User) -> None:
    key = key_for(report, ann)
    ann.delete()

    assert guest.get(page(key)).status_code == 200
    assert ShareLink.objects.get().made_by is None


def test_who_guesses_keys_is_slowed_down(guest: Client, report: Report, ann: User) -> None:
    key = key_for(report, ann)
    answers = [guest.get(page(f"{number:043}")).status_code for number in range(31)]

    assert (answers[:30], answers[30]) == ([404] * 30, 429)
    assert guest.get(page(key)).status_code == 200


def test_the_database_knows_neither_key_nor_password(report: Report, ann: User) -> None:
    key = key_for(report, ann, password=PASSWORD)
    stored = str(ShareLink.objects.values().get())

    assert key not in stored
    assert PASSWORD not in stored


@pytest.mark.parametrize(
    "change", [{"expires_at": "2100-01-01T00:00Z"}, {"password": ""}, {"formats": ["csv"]}]
)
def test_the_database_keeps_a_link_as_it_was_made(report: Report, ann: User, change: dict[str, Any]) -> None:
    key_for(report, ann, password=PASSWORD)
    with pytest.raises(DatabaseError), transaction.atomic():
        ShareLink.every_org.update(**change)


def test_a_revoked_link_is_not_brought_back(report: Report, ann: User) -> None:
    share.revoke(share.opened_by(key_for(report, ann)), by=ann)
    with pytest.raises(DatabaseError), transaction.atomic():
        ShareLink.every_org.update(revoked_at=None)


# --- With a password --------------------------------------------------------------------------------------


def give(guest: Client, key: str, password: str) -> Any:
    return guest.post(f"/s/{key}/password/", {"password": password})


def test_nothing_is_shown_before_the_password(guest: Client, report: Report, ann: User) -> None:
    branding.set_accent(report.organization, "#7a1f3d")
    key = key_for(report, ann, password=PASSWORD)

    for path in everything(key):
        assert guest.get(path).headers["Location"] == f"/s/{key}/password/"
    assert report.organization.name not in guest.get(f"/s/{key}/password/").text


def test_a_german_browser_is_asked_and_refused_in_german(guest: Client, report: Report, ann: User) -> None:
    ways_in, german = f"/s/{key_for(report, ann, password=PASSWORD)}/password/", {"accept-language": "de"}

    asked = guest.get(ways_in, headers=german).text
    assert '<html lang="de"' in asked
    assert "Dieser Link fragt nach einem Passwort." in asked
    refused = guest.post(ways_in, {"password": "another one"}, headers=german).text
    assert "Das ist nicht das Passwort dieses Links." in refused
    assert "Dieser Link öffnet nichts." in guest.get("/s/unknown/", headers=german).text


def test_a_german_report_says_in_german_that_it_was_shared(guest: Client, report: Report, ann: User) -> None:
    key = key_for(report, ann, languages=["en", "de"], last_day=dt.date(2027, 3, 1))
    shown = guest.get(page(key), {"language": "de"}).text
    assert "Dieser Bericht wurde mit Ihnen geteilt. Er ist hier bis 1. März 2027 lesbar." in shown


def test_the_password_lets_this_browser_in_to_page_and_files(
    guest: Client, report: Report, ann: User
) -> None:
    key = key_for(report, ann, password=PASSWORD)
    assert give(guest, key, PASSWORD).headers["Location"] == page(key)

    assert [guest.get(path).status_code for path in (page(key), file(key, "pdf"))] == [200, 200]
    assert Client().get(page(key)).status_code == 302
    cookie = guest.cookies["share"]
    assert (cookie["path"], cookie["max-age"], cookie["httponly"]) == (page(key), "", True)


def test_a_password_for_one_link_opens_no_other(guest: Client, report: Report, ann: User) -> None:
    mine, other = (key_for(report, ann, password=PASSWORD) for _ in range(2))
    give(guest, mine, PASSWORD)
    stolen = Client(headers={"cookie": f"share={guest.cookies['share'].value}"})

    assert stolen.get(page(mine)).status_code == 200
    assert stolen.get(page(other)).status_code == 302


def test_what_a_browser_carries_is_good_for_twelve_hours(report: Report, ann: User) -> None:
    link = share.opened_by(key_for(report, ann, password=PASSWORD))
    carried = share.pass_for(link)

    assert share.is_let_in(link, carried)
    assert not share.is_let_in(link, carried[:-1] + ("A" if carried[-1] != "A" else "B"))
    with pytest.MonkeyPatch.context() as patch:
        now = signing.time.time()
        patch.setattr(signing.time, "time", lambda: now + share.LET_IN_S + 1)
        assert not share.is_let_in(link, carried)


def test_wrong_passwords_are_refused_counted_and_slowed_down(
    guest: Client, report: Report, ann: User
) -> None:
    key = key_for(report, ann, password=PASSWORD)
    answers = [give(guest, key, f"guess {number}").status_code for number in range(share.TRIES + 1)]

    assert answers == [403] * share.TRIES + [429]
    assert give(guest, key, PASSWORD).status_code == 429
    assert ShareOpening.objects.get().what == "password"
    assert ShareOpening.objects.get().times == share.TRIES


def test_many_addresses_together_are_slowed_down_as_well(guest: Client, report: Report, ann: User) -> None:
    link = share.opened_by(key_for(report, ann, password=PASSWORD))
    for _try in range(share.ALL_TRIES):
        counted(f"share-password:{link.pk}", seconds=share.ALL_TRIES_S)
    with pytest.raises(share.TooManyPasswords):
        share.check(link, PASSWORD, address="2001:db8::ffff")


# --- How it was used --------------------------------------------------------------------------------------


def test_its_use_is_counted_by_day_and_by_what_and_nothing_else_is_kept(
    guest: Client, report: Report, ann: User
) -> None:
    key = key_for(report, ann)
    for path in (page(key), page(key), file(key, "pdf"), file(key, "xlsx")):
        guest.get(path, headers={"user-agent": "Very special browser"}, REMOTE_ADDR="192.0.2.77")
    guest.head(page(key))

    rows = ShareOpening.objects.values_list("day", "what", "times")
    assert list(rows.order_by("what")) == [
        (timezone.localdate(), "page", 2),
        (timezone.localdate(), "pdf", 1),
    ]
    assert {field.name for field in ShareOpening._meta.fields} == {
        "id",
        "organization",
        "link",
        "day",
        "what",
        "times",
    }


def test_an_analyst_sees_how_a_link_was_used(guest: Client, report: Report, ann: User) -> None:
    guest.get(page(key_for(report, ann)))
    client = Client(headers={"accept": "text/html"})
    client.force_login(ann)
    link = ShareLink.objects.get()
    shown = client.get(reverse("reports:share_link", args=(report.organization.slug, report.pk, link.pk)))

    assert [(one.what, one.times) for one, _label in shown.context["openings"]] == [("page", 1)]


# --- Making and revoking ----------------------------------------------------------------------------------


def test_an_analyst_makes_a_link_and_sees_its_address_once(guest: Client, report: Report, ann: User) -> None:
    client, made = by_hand(ann, report)
    address = made.context["address"]

    assert guest.get(address).status_code == 200
    assert made.headers["Cache-Control"] == "private, no-store"
    readers = client.get(reverse("reports:readers", args=(report.organization.slug, report.pk))).text
    assert "Board" in readers
    assert address not in readers


def test_making_and_revoking_are_in_the_trail_without_what_was_typed(report: Report, ann: User) -> None:
    client, _made = by_hand(ann, report, name="For Dr. Meyer")
    link = ShareLink.objects.get()
    for _twice in range(2):
        client.post(reverse("reports:revoke_share", args=(report.organization.slug, report.pk, link.pk)))

    lines = AuditEntry.objects.filter(object_type="sharelink").order_by("pk")
    assert [line.action for line in lines] == ["made a share link", "revoked a share link"]
    assert "Meyer" not in "".join(line.detail for line in lines)


@pytest.mark.parametrize(
    "typed",
    [
        {"last_day": ""},
        {"last_day": "2020-01-01"},
        {"last_day": (dt.date.today() + dt.timedelta(days=800)).isoformat()},
        {"name": ""},
        {"password": "short"},
        {"formats": ["exe"]},
    ],
)
def test_a_link_without_an_end_a_name_or_with_a_poor_password_is_not_made(
    report: Report, ann: User, typed: dict[str, Any]
) -> None:
    _client, answer = by_hand(ann, report, **typed)

    assert (answer.status_code, ShareLink.objects.count()) == (400, 0)


def test_only_what_readers_see_is_shared(report: Report, ann: User) -> None:
    publishing.withdraw(report, by=ann)
    _client, answer = by_hand(ann, report)

    assert (answer.status_code, ShareLink.objects.count()) == (409, 0)


def test_a_reader_neither_makes_nor_sees_links(report: Report, ann: User) -> None:
    key_for(report, ann)
    max_, answer = by_hand(builders.max_(report.organization), report)

    assert answer.status_code == 403
    assert (
        "Board" not in max_.get(reverse("reports:readers", args=(report.organization.slug, report.pk))).text
    )


def test_a_link_of_another_report_is_not_reached_through_this_one(report: Report, ann: User) -> None:
    key_for(report, ann)
    Report.objects.filter(pk=report.pk).update(fingerprint="0" * 64)
    newer = build_now(report.wave)
    client = Client(headers={"accept": "text/html"})
    client.force_login(ann)
    args = (report.organization.slug, newer.pk, ShareLink.objects.get().pk)

    assert client.get(reverse("reports:share_link", args=args)).status_code == 404
    assert client.post(reverse("reports:revoke_share", args=args)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_link_that_is_made_while_the_report_is_withdrawn_does_not_outlive_it(
    report: Report, ann: User
) -> None:
    def withdraw() -> None:
        with closing(connection), org_scope(report.organization_id):
            publishing.withdraw(report, by=ann)

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            key_for(report, ann)
            withdrawn = other.submit(withdraw)
            wait([withdrawn], timeout=0.5)  # it has to wait for the link, or is done at once
        withdrawn.result(timeout=10)

    assert not ShareLink.objects.filter(revoked_at=None).exists()


def test_a_file_in_another_language_is_named_like_on_the_report_s_own_page(
    guest: Client, report: Report, ann: User
) -> None:
    german = file(key_for(report, ann, languages=["en", "de"]), "json") + "?language=de"

    assert "-report-de.json" in guest.get(german)["Content-Disposition"]
