"""Customers answer four statements: what they see, what is kept of it, and what is never kept."""

from __future__ import annotations

import datetime
import io
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from organizations.models import Organization
from organizations.scope import org_scope
from reports.models import Report
from surveys import actions, pulse, retention
from surveys.models import PulseSubmission, Wave
from surveys.pulse_models import PulseCode, PulseLink, PulseUpload
from tests.surveys.fieldwork import a_wave, an_organization
from tests.surveys.pulse_at import PICKS, address_of, key_at, said, send

LANGUAGES = ["en", "de", "fr", "es"]


@pytest.fixture(autouse=True)
def _nobody_was_here() -> None:
    cache.clear()


@pytest.fixture
def organization(db: None) -> Iterator[Organization]:
    organization = an_organization("Northwind & Sons")
    with org_scope(organization):
        yield organization


@pytest.fixture
def wave(organization: Organization) -> Wave:
    return a_wave(languages=LANGUAGES)


# --- The page ---------------------------------------------------------------------------------------------


def test_a_customer_reads_four_statements_about_the_brand_and_can_always_say_cannot_tell(
    client: Client, wave: Wave
) -> None:
    page = client.get(address_of(wave)).text
    assert "Four questions about Northwind &amp; Sons" in page
    assert page.count("<fieldset") == 4
    assert page.count("I can’t tell") == 4
    assert "{brand}" not in page


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "Vier Fragen zu"), ("fr", "Quatre questions sur"), ("es", "Cuatro preguntas sobre")],
)
def test_the_page_speaks_the_browsers_language_and_can_be_switched(
    client: Client, wave: Wave, language: str, words: str
) -> None:
    address = address_of(wave)
    page = client.get(address, headers={"accept-language": f"{language}-CH,{language};q=0.9"}).text
    assert f'<html lang="{language}"' in page
    assert words in page
    assert f'<html lang="{language}"' in client.get(f"{address}?in={language}").text
    assert "I can’t tell" not in page


def test_a_browser_of_another_language_gets_the_first_of_the_wave(client: Client, wave: Wave) -> None:
    assert '<html lang="en"' in client.get(address_of(wave), headers={"accept-language": "ja"}).text


def test_the_page_has_the_clients_looks_and_nothing_from_another_host(client: Client, wave: Wave) -> None:
    wave.organization.accent = "#7a1f3d"
    wave.organization.save()
    address = address_of(wave)
    page = client.get(address)
    assert f'href="{address}brand.css?' in page.text
    assert "--accent: #7a1f3d" in client.get(f"{address}brand.css").text
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert "<script" not in page.text
    assert client.get(f"{address}logo.png").status_code == 404


def test_what_a_customer_picked_is_kept_with_the_day_and_nothing_else(client: Client, wave: Wave) -> None:
    response = send(client, address_of(wave))
    assert response.status_code == 303
    thanks = client.get(response["Location"])
    assert (thanks.status_code, "Your answers are in" in thanks.text) == (200, True)
    assert said(wave) == [PICKS]
    row = PulseSubmission.objects.values().get()
    assert set(row) == {"id", "organization_id", "wave_id", "day", "version", "answers"}
    assert row["day"] == timezone.localdate()


def test_statements_may_be_left_open_but_not_all_of_them(client: Client, wave: Wave) -> None:
    address = address_of(wave)
    refused = send(client, address, {})
    assert (refused.status_code, "Pick an answer" in refused.text) == (400, True)
    assert send(client, address, {"PUL3": "1"}).status_code == 303
    assert said(wave) == [{"PUL1": "", "PUL2": "", "PUL3": "1", "PUL4": ""}]


def test_what_is_no_option_is_refused_and_what_was_picked_stays(client: Client, wave: Wave) -> None:
    refused = send(client, address_of(wave), PICKS | {"PUL1": "6"})
    assert refused.status_code == 400
    assert 'name="PUL3" value="5" checked' in refused.text
    assert said(wave) == []


def test_what_the_page_does_not_ask_is_not_kept(client: Client, wave: Wave) -> None:
    send(client, address_of(wave), {**PICKS, "VIEW1": "4", "comment": "I am Ann", "function": "sales"})
    assert said(wave) == [PICKS]


# --- Before and after -------------------------------------------------------------------------------------


def test_before_the_opening_a_customer_is_asked_to_come_back(client: Client, organization: Any) -> None:
    wave = a_wave(opened=False)
    address = address_of(wave)
    for asked in (client.get(address), client.post(address, PICKS)):
        assert (asked.status_code, "Please come back" in asked.text) == (403, True)
    assert said(wave) == []


def test_after_the_close_a_customer_is_thanked_and_nothing_is_taken(client: Client, wave: Wave) -> None:
    address = address_of(wave)
    key = key_at(client, address)
    actions.close_wave(wave)
    for asked in (client.get(address), send(client, address, key=key)):
        assert (asked.status_code, "Thank you for coming by" in asked.text) == (410, True)
    assert said(wave) == []


def test_after_the_last_day_nothing_is_taken(client: Client, wave: Wave) -> None:
    address = address_of(wave)
    Wave.objects.update(closes_on=timezone.localdate() - datetime.timedelta(days=2))
    assert client.get(address).status_code == 410


def test_links_that_never_were_answer_alike_and_end_soon(client: Client, wave: Wave) -> None:
    mistyped = address_of(wave)[:-2] + "a/"
    pages = [client.get(path) for path in ("/c/nothing/", f"/c/{'a' * 28}/", mistyped)]
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1
    assert [client.get("/c/nothing/").status_code for _guess in range(60)][-1] == 429
    assert client.get(address_of(wave)).status_code == 200


def test_a_wave_that_is_opened_again_takes_answers_at_the_same_link(client: Client, wave: Wave) -> None:
    address = address_of(wave)
    send(client, address)
    closed = actions.close_wave(wave)
    Report.objects.all().delete()  # a wave whose report is being built is not opened again
    again = actions.reopen_wave(closed)
    assert send(Client(), address).status_code == 303
    actions.close_wave(again)
    assert sorted(PulseSubmission.objects.values_list("version", flat=True)) == [1, 2]


def test_more_than_a_form_is_not_read(client: Client, wave: Wave) -> None:
    refused = client.post(address_of(wave), {"file": io.BytesIO(b"x" * 20_000), **PICKS})
    assert refused.status_code == 413
    assert said(wave) == []


def test_the_page_costs_one_query(client: Client, wave: Wave, django_assert_num_queries: Any) -> None:
    address = address_of(wave)
    with django_assert_num_queries(1):
        client.get(address)


def test_what_belongs_to_customers_goes_with_the_wave(client: Client, wave: Wave) -> None:
    coded(wave, count=3)
    pulse.bring_in(wave, io.BytesIO(b"PUL1,PUL2,PUL3,PUL4\n1,2,3,4\n"))
    actions.close_wave(wave)
    retention.delete(str(wave.pk))
    models = (PulseLink, PulseCode, PulseUpload, PulseSubmission)
    assert [model.objects.count() for model in models] == [0] * 4


# --- One answer a person, as far as nobody is followed ------------------------------------------------------


def test_a_browser_that_answered_is_thanked_again_and_lets_somebody_else_answer(
    client: Client, wave: Wave
) -> None:
    address = address_of(wave)
    stale = key_at(client, address)
    send(client, address)
    assert "has answered already" in client.get(address).text
    assert send(client, address, key=stale).status_code == 303
    assert len(said(wave)) == 1
    assert send(client, f"{address}?other=1").status_code == 303
    assert len(said(wave)) == 2


def test_the_cookie_says_one_and_only_to_this_link(client: Client, wave: Wave) -> None:
    response = send(client, address_of(wave))
    (cookie,) = response.cookies.values()
    assert (cookie.key, cookie.value, cookie["path"]) == ("cx_answered", "1", address_of(wave))
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert list(Client().get(address_of(wave)).cookies) == []


def test_a_form_is_taken_once_however_often_it_is_sent(client: Client, wave: Wave) -> None:
    address = address_of(wave)
    key = key_at(client, address)
    answered = [send(Client(), address, key=key) for _time in range(3)]
    assert [response.status_code for response in answered] == [303] * 3
    assert len(said(wave)) == 1


def test_a_form_that_could_not_be_stored_can_be_sent_again(client: Client, wave: Wave) -> None:
    address = address_of(wave)
    key = key_at(client, address)
    codes = PulseLink.objects.filter(wave=wave)
    codes.update(only_codes=True)
    assert send(client, address, key=key).status_code == 403
    codes.update(only_codes=False)
    assert send(client, address, key=key).status_code == 303
    assert len(said(wave)) == 1


def test_who_is_quicker_than_reading_is_asked_to_look_again(client: Client, wave: Wave) -> None:
    address = address_of(wave)
    refused = send(client, address, key=key_at(client, address, age_s=1))
    assert (refused.status_code, "quicker than anybody reads" in refused.text) == (400, True)
    assert 'name="PUL1" value="4" checked' in refused.text
    assert said(wave) == []


@pytest.mark.parametrize("kind", ["old", "made up", "of another wave", "missing"])
def test_a_form_key_that_is_not_good_is_not_taken(client: Client, wave: Wave, kind: str) -> None:
    address = address_of(wave)
    keys: dict[str, Callable[[], str]] = {
        "old": lambda: key_at(client, address, age_s=3 * 3600),
        "made up": lambda: "WzEsIm5vbmNlIl0:1w:x",
        "of another wave": lambda: key_at(client, address_of(a_wave(name="2027"))),
        "missing": lambda: " ",
    }
    refused = send(client, address, key=keys[kind]())
    assert (refused.status_code, "please send them again" in refused.text) == (400, True)
    assert said(wave) == []


def test_a_field_that_people_do_not_see_gives_a_program_away(client: Client, wave: Wave) -> None:
    refused = send(client, address_of(wave), website="https://spam.example")
    assert (refused.status_code, "spam.example" in refused.text) == (400, False)
    assert said(wave) == []


def test_a_network_answers_thirty_times_in_ten_minutes_and_others_go_on(client: Client, wave: Wave) -> None:
    address = address_of(wave)
    codes = [send(Client(), address).status_code for _time in range(31)]
    assert codes == [303] * 30 + [429]
    assert send(Client(REMOTE_ADDR="203.0.113.9"), address).status_code == 303
    assert len(said(wave)) == 31


def test_no_address_lies_in_the_cache_or_the_database(client: Client, wave: Wave, settings: Any) -> None:
    send(Client(REMOTE_ADDR="203.0.113.77"), address_of(wave))
    send(Client(REMOTE_ADDR="203.0.113.77"), "/c/nothing/", key="x")
    stored = "".join(map(str, PulseSubmission.objects.values()))
    cached = [file.read_bytes() + file.name.encode() for file in _cache_files(settings)]
    assert cached
    assert b"203.0.113.77" not in stored.encode() + b"".join(cached)


def _cache_files(settings: Any) -> list[Any]:
    from pathlib import Path

    return [file for file in Path(settings.CACHES["default"]["LOCATION"]).rglob("*") if file.is_file()]


# --- Codes ------------------------------------------------------------------------------------------------


def coded(wave: Wave, *, count: int = 1, only_codes: bool = True) -> list[str]:
    """Addresses of links that work once."""
    link = pulse.make_link(wave)
    pulse.allow(link, origins=[], only_codes=only_codes)
    return [f"/c/{link.token}/{code}/" for code in pulse.make_codes(link, count=count)]


def test_a_code_lets_in_one_answer_and_is_gone_with_it(client: Client, wave: Wave) -> None:
    first, second = coded(wave, count=2)
    assert send(client, first).status_code == 303
    used = client.get(first)
    assert (used.status_code, "used already" in used.text) == (409, True)
    assert client.post(first, {"key": key_at(client, second), **PICKS}).status_code == 409
    assert send(client, second).status_code == 303
    assert (len(said(wave)), PulseCode.objects.count()) == (2, 0)


def test_without_a_code_nobody_answers_where_codes_are_needed(client: Client, wave: Wave) -> None:
    coded(wave)
    asked = client.get(address_of(wave))
    assert (asked.status_code, "a link of your own" in asked.text) == (403, True)


def test_a_code_of_another_wave_lets_nobody_in(client: Client, wave: Wave) -> None:
    (theirs,) = coded(a_wave(name="2027"))
    code = theirs.split("/")[3]
    coded(wave)
    assert client.get(f"{address_of(wave)}{code}/").status_code == 409


def test_the_database_does_not_know_the_codes_nor_their_order(wave: Wave) -> None:
    links = coded(wave, count=50)
    hashes = list(PulseCode.objects.order_by("pk").values_list("code_hash", flat=True))
    assert hashes == sorted(hashes)
    assert not {link.split("/")[3] for link in links} & set(hashes)


def test_codes_do_not_outlive_the_close(client: Client, wave: Wave) -> None:
    (link,) = coded(wave)
    actions.close_wave(wave)
    assert (PulseCode.objects.count(), PulseLink.objects.get().codes_made) == (0, 0)
    assert client.get(link).status_code == 410


@pytest.mark.skipif(connection.vendor != "postgresql", reason="transactions of rows")
@pytest.mark.django_db(transaction=True)
def test_after_the_close_neither_place_nor_transaction_of_an_answer_says_when_it_came() -> None:
    with org_scope(an_organization()):
        wave = a_wave()
        link = pulse.make_link(wave)
        for value in ("1", "2", "3", "4", "5") * 4:
            pulse.take(link, {"PUL1": value})
        before = _places()
        assert len({transaction for transaction, _answers in before}) == 20
        actions.close_wave(wave)
        after = _places()
    assert len({transaction for transaction, _answers in after}) == 1
    assert [answers for _, answers in after] != [answers for _, answers in before]


def _places() -> list[tuple[Any, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text, answers FROM surveys_pulsesubmission ORDER BY ctid")
        return [(transaction, bytes(answers)) for transaction, answers in cursor.fetchall()]


# --- Two at once ------------------------------------------------------------------------------------------


def at_once(*asks: Callable[[], Any]) -> list[Any]:
    """What several requests made at the same moment are answered with."""
    answers: list[Any] = []
    start = threading.Barrier(len(asks))

    def run(ask: Callable[[], Any]) -> None:
        start.wait()
        try:
            answers.append(ask())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[ask]) for ask in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_the_same_moment_counts_once_and_both_are_thanked() -> None:
    with org_scope(an_organization()):
        wave = a_wave()
        address = address_of(wave)
        for round_ in range(5):
            key = key_at(Client(), address)
            sends = [lambda key=key: send(Client(), address, key=key).status_code] * 4
            assert at_once(*sends) == [303] * 4
            assert len(said(wave)) == round_ + 1


@pytest.mark.django_db(transaction=True)
def test_a_code_used_in_two_places_at_the_same_moment_lets_one_in() -> None:
    with org_scope(an_organization()):
        wave = a_wave()
        for round_, link in enumerate(coded(wave, count=5)):
            keys = [key_at(Client(), link) for _place in range(3)]
            sends = [lambda key=key, link=link: send(Client(), link, key=key).status_code for key in keys]
            assert sorted(at_once(*sends)) == [303, 409, 409]
            assert len(said(wave)) == round_ + 1


@pytest.mark.django_db(transaction=True)
def test_an_answer_during_the_close_either_counts_or_is_refused() -> None:
    with org_scope(an_organization()) as _scope:
        for round_ in range(5):
            wave = a_wave(name=str(round_))
            address = address_of(wave)
            key = key_at(Client(), address)

            def close(wave: Wave = wave) -> int:
                with org_scope(wave.organization_id):
                    actions.close_wave(wave)
                return 0

            outcomes = at_once(lambda a=address, k=key: send(Client(), a, key=k).status_code, close)
            counted = PulseSubmission.objects.filter(wave=wave)
            assert sorted(outcomes) == ([0, 303] if counted.exists() else [0, 410])
            assert not counted.filter(version__isnull=True).exists()
