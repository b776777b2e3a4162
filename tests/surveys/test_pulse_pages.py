"""Customers of a wave, for members: link, frame, codes, files, and how many answered."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from organizations.models import AuditEntry, Organization
from organizations.scope import org_scope
from surveys import actions, pulse
from surveys.models import PulseSubmission, Wave
from surveys.pulse_models import PulseLink
from surveys.queries import pulse_blocks
from tests import builders
from tests.surveys.fieldwork import a_wave, an_organization
from tests.surveys.pulse_at import PICKS, address_of, key_at, said, send

HEADER = "PUL1,PUL2,PUL3,PUL4\n"


@pytest.fixture(autouse=True)
def _nobody_was_here() -> None:
    cache.clear()


@pytest.fixture
def wave(db: None) -> Iterator[Wave]:
    with org_scope(an_organization()):
        yield a_wave()


@pytest.fixture
def ann(client: Client, wave: Wave) -> Client:
    client.force_login(builders.ann(wave.organization))
    return client


def at(name: str, wave: Wave) -> str:
    return reverse(f"pulse:{name}", args=[wave.organization.slug, wave.pk])


def page(client: Client, wave: Wave) -> str:
    return str(client.get(at("customers", wave)).text)


def upload(client: Client, wave: Wave, content: str | bytes) -> Any:
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(at("file", wave), {"file": SimpleUploadedFile("answers.csv", data)})


# --- The link ---------------------------------------------------------------------------------------------


def test_an_analyst_makes_the_link_and_gets_it_as_address_and_qr_code(ann: Client, wave: Wave) -> None:
    assert "Make the link" in page(ann, wave)
    ann.post(at("link", wave))
    shown = page(ann, wave)
    link = PulseLink.objects.get()
    assert f"http://testserver/c/{link.token}/" in shown
    assert 'aria-label="QR code of the link for customers"' in shown
    ann.post(at("link", wave))
    assert PulseLink.objects.get().token == link.token


def test_a_reader_sees_the_link_and_can_change_nothing(client: Client, wave: Wave) -> None:
    pulse.make_link(wave)
    client.force_login(builders.max_(wave.organization))
    shown = page(client, wave)
    assert f"/c/{PulseLink.objects.get().token}/" in shown
    assert 'method="post" class="form"' not in shown
    for name in ("link", "rules", "codes", "file"):
        assert client.post(at(name, wave)).status_code == 403


def test_what_members_did_is_in_the_trail(ann: Client, wave: Wave) -> None:
    ann.post(at("link", wave))
    ann.post(at("rules", wave), {"origins": "https://shop.example", "only_codes": "on"})
    ann.post(at("codes", wave), {"count": "3"})
    upload(ann, wave, HEADER + "4,2,5,dk\n")
    entries = AuditEntry.objects.order_by("pk").values_list("action", "detail")
    assert list(entries) == [
        ("made the customers' link", ""),
        ("changed the customers' link", "1 websites, codes only"),
        ("made customers' codes", "3 codes"),
        ("brought in customers' answers", "1 rows"),
    ]


# --- How many ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answered", "told"),
    [
        (0, "Fewer than 5"),
        (4, "Fewer than 5"),
        (5, "<strong>5</strong> or more"),
        (9, "<strong>5</strong> or"),
    ],
)
def test_how_many_answered_is_told_from_five_on_and_by_fives(
    ann: Client, wave: Wave, answered: int, told: str
) -> None:
    for _customer in range(answered):
        pulse.take(pulse.make_link(wave), PICKS)
    assert told in page(ann, wave)


def test_after_the_close_the_number_is_told_as_it_is_but_never_below_five(ann: Client, wave: Wave) -> None:
    few = a_wave(name="few")
    for asked, customers in ((wave, 7), (few, 3)):
        for _customer in range(customers):
            pulse.take(pulse.make_link(asked), PICKS)
        actions.close_wave(asked)
    assert "<strong>7</strong> customers" in page(ann, wave)
    assert "Fewer than 5" in page(ann, few)


# --- In a frame -------------------------------------------------------------------------------------------


def ancestors(response: Any) -> str:
    policy = response["Content-Security-Policy"]
    return next(part.strip() for part in policy.split(";") if "frame-ancestors" in part)


def test_no_website_may_show_the_page_until_it_is_named(client: Client, wave: Wave) -> None:
    shown = client.get(f"{address_of(wave)}frame/")
    assert (ancestors(shown), shown["X-Frame-Options"]) == ("frame-ancestors 'none'", "DENY")


def test_a_named_website_may_show_the_frame_and_nothing_else(ann: Client, wave: Wave) -> None:
    address = address_of(wave)
    ann.post(at("rules", wave), {"origins": "https://shop.example/\nhttps://www.example.com:8443"})
    for path in ("frame/", "frame/thanks/"):
        shown = Client().get(address + path)
        assert ancestors(shown) == "frame-ancestors https://shop.example https://www.example.com:8443"
        assert "X-Frame-Options" not in shown
        assert "default-src 'self'; script-src 'self'" in shown["Content-Security-Policy"]
    for path in ("", "thanks/"):
        shown = Client().get(address + path)
        assert (ancestors(shown), shown["X-Frame-Options"]) == ("frame-ancestors 'none'", "DENY")
    assert f"&lt;iframe src=&quot;http://testserver{address}frame/&quot;" in page(ann, wave)


def test_a_name_with_quotes_stays_a_name_on_the_other_website(ann: Client, wave: Wave) -> None:
    wave.organization.name = 'A "B" <script>'
    wave.organization.save()
    pulse.allow(pulse.make_link(wave), origins=["https://shop.example"], only_codes=False)
    box = page(ann, wave).split('id="snippet"')[1].split("</textarea>")[0]
    snippet = html.unescape(box)
    assert 'title="Four questions about A &quot;B&quot; &lt;script&gt;"' in snippet


def test_the_kind_refusals_may_stand_in_the_frame_too(client: Client, wave: Wave) -> None:
    pulse.allow(pulse.make_link(wave), origins=["https://shop.example"], only_codes=True)
    asked = client.get(f"{address_of(wave)}frame/")
    assert (asked.status_code, ancestors(asked)) == (403, "frame-ancestors https://shop.example")
    actions.close_wave(wave)
    asked = client.get(f"{address_of(wave)}frame/")
    assert (asked.status_code, ancestors(asked)) == (410, "frame-ancestors https://shop.example")


def test_in_a_frame_an_answer_is_taken_without_a_cookie(client: Client, wave: Wave) -> None:
    frame = f"{address_of(wave)}frame/"
    response = send(client, frame)
    assert response["Location"].startswith(f"{frame}thanks/")
    assert (list(response.cookies), len(said(wave))) == ([], 1)


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "https://*.example.com",
        "https:",
        "http://shop.example",
        "https://shop.example/path",
        "https://shop.example; script-src *",
        "https://shop.example, https://other.example",
        "https://ann@shop.example",
        "https://shop.example:99999",
        "javascript:alert(1)",
        "'self'",
        "data:",
        "https://shop_example'",
    ],
)
def test_what_is_no_single_website_is_refused(ann: Client, wave: Wave, origin: str) -> None:
    pulse.make_link(wave)
    refused = ann.post(at("rules", wave), {"origins": f"https://fine.example\n{origin}"})
    assert (refused.status_code, "is not the address of a website" in refused.text) == (400, True)
    assert PulseLink.objects.get().origins == []


# --- Codes ------------------------------------------------------------------------------------------------


def test_codes_come_as_a_file_of_links_that_work(ann: Client, wave: Wave) -> None:
    pulse.make_link(wave)
    made = ann.post(at("codes", wave), {"count": "3"})
    assert made["Content-Disposition"].startswith("attachment")
    assert made["Cache-Control"] == "private, no-store"
    rows = list(csv.reader(io.StringIO(made.content.decode("utf-8-sig"))))
    assert (rows[0], len({link for (link,) in rows[1:]})) == (["link"], 3)
    path = rows[1][0].removeprefix("http://testserver")
    assert send(Client(), path).status_code == 303
    assert "3 links were made" in page(ann, wave)


@pytest.mark.parametrize("count", ["0", "-1", "10001", "many", ""])
def test_a_number_of_codes_that_cannot_be_is_refused(ann: Client, wave: Wave, count: str) -> None:
    pulse.make_link(wave)
    assert ann.post(at("codes", wave), {"count": count}).status_code == 400


# --- Files ------------------------------------------------------------------------------------------------


def test_a_file_of_answers_is_taken_while_the_wave_is_open(ann: Client, wave: Wave) -> None:
    response = upload(ann, wave, "PUL2,PUL1,PUL4,PUL3\n" + "2,4,dk,5\n" * 600 + ",1,,\n")
    assert response.status_code == 302
    assert "601 customers" in page(ann, wave)
    answers = said(wave)
    assert (len(answers), answers.count(PICKS)) == (601, 600)
    assert sum(len(block.answers) for block in pulse_blocks(wave)) == 601


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "pulse.csv, line 1: the file is empty"),
        (HEADER, "pulse.csv, line 2: there is no answer"),
        ("PUL1,PUL2,PUL3\n1,2,3\n", "line 1, column PUL4: the column is missing"),
        ("PUL1,PUL2,PUL3,PUL4,email\n", "line 1: there is no column &#x27;email&#x27;"),
        (HEADER + "1,2,3,4\n1,2,9,4\n", "line 3, column PUL3: &#x27;9&#x27; is not known"),
        (HEADER + "1,2,3\n", "line 2: 3 cells; expected 4"),
        (HEADER + "1,2,3,\xe9\n", "line 2: byte 7 is not UTF-8"),
        (HEADER + "1,2,3,=1+1\n", "line 2, column PUL4"),
        (HEADER + "1,2,3," + "4" * 70_000 + "\n", "line 2: the line is longer than"),
    ],
)
def test_a_file_with_anything_wrong_is_refused_whole_with_line_column_and_rule(
    ann: Client, wave: Wave, content: str, sentence: str
) -> None:
    refused = upload(ann, wave, content.encode("latin-1"))
    assert (refused.status_code, sentence in refused.text) == (400, True)
    assert said(wave) == []


def test_a_file_that_is_too_large_is_refused(ann: Client, wave: Wave) -> None:
    refused = upload(ann, wave, HEADER.encode() + b"1,2,3,4\n" * (pulse.LARGEST_FILE // 8))
    assert (refused.status_code, "larger than 8 MiB" in refused.text) == (400, True)


def test_the_same_file_counts_once(ann: Client, wave: Wave) -> None:
    assert upload(ann, wave, HEADER + "1,2,3,4\n").status_code == 302
    again = upload(ann, wave, HEADER + "1,2,3,4\n")
    assert (again.status_code, "brought in already" in again.text) == (400, True)
    assert len(said(wave)) == 1


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_a_wave_that_is_not_open_takes_no_file(ann: Client, wave: Wave, state: str) -> None:
    asked = a_wave(opened=False, name="2027") if state == "draft" else actions.close_wave(wave)
    refused = upload(ann, asked, HEADER + "1,2,3,4\n")
    assert (refused.status_code, "while the wave is open" in refused.text) == (400, True)
    assert not PulseSubmission.objects.exists()


def test_a_closed_wave_makes_neither_link_nor_codes(ann: Client, wave: Wave) -> None:
    pulse.make_link(wave)
    key_at(Client(), address_of(wave))
    actions.close_wave(wave)
    answers = [
        ann.post(at("link", wave)),
        ann.post(at("codes", wave), {"count": "3"}),
        ann.post(at("rules", wave), {"origins": ""}),
    ]
    assert [answer.status_code for answer in answers] == [409] * 3


def test_a_wave_of_another_organization_is_out_of_reach(client: Client, wave: Wave) -> None:
    client.force_login(builders.ann(Organization.objects.create(name="Other", slug="other")))
    assert client.get(reverse("pulse:customers", args=["other", wave.pk])).status_code == 404
    assert client.get(at("customers", wave)).status_code == 404
