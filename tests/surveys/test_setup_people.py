"""Who takes part: lists looked at line by line, codes on paper, open links with their pictures."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import qrcode
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organizations.models import Organization
from organizations.scope import org_scope
from surveys import actions, personal
from surveys.codes import LETTERS_OF_A_CODE, new_code, token_of_code
from surveys.models import Invitation, KeptList, OpenLink, Submission, Wave
from surveys.monitor_tasks import clear_lists
from surveys.people_list import LARGEST_FILE
from surveys.qr import qr_svg
from surveys.tokens import LETTERS, is_token, token_hash
from tests import builders
from tests.surveys.fieldwork import a_wave
from tests.surveys.test_member_pages import address, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Organization:
    return builders.organization()


@pytest.fixture
def ann(client: Client, acme: Organization) -> Client:
    client.force_login(builders.ann(acme))
    return client


@pytest.fixture
def wave(acme: Organization) -> Wave:
    """Sales 12, Service 30 and Legal 7 people, being set up."""
    with org_scope(acme):
        return a_wave(opened=False)


def send(ann: Client, wave: Wave, people: str = "", go: str = "check", **more: Any) -> Any:
    return ann.post(address("participants", wave.pk), {"people": people, "go": go, **more})


def upload(ann: Client, wave: Wave, content: bytes) -> Any:
    return send(ann, wave, file=SimpleUploadedFile("people.csv", content))


def listed() -> list[tuple[str, str, str]]:
    return list(Invitation.every_org.order_by("pk").values_list("email", "function", "level"))


NO_ADDRESS = "An e-mail address. People without one get a code on paper, further down."


def good(reply: Any) -> list[tuple[str, str, str]]:
    return [(line.email, line.function, line.level) for line in reply.context["good"]]


def wrong(reply: Any) -> dict[int, dict[str, str]]:
    return {line.number: dict(line.wrong) for line in reply.context["wrong"]}


def again(reply: Any, **corrected: str) -> dict[str, Any]:
    """What the form of a preview sends, with some fields corrected."""
    fields: dict[str, Any] = {"good": reply.context["carried"], "line": []}
    for line in reply.context["shown"]:
        fields["line"].append(str(line.number))
        for name in ("email", "function", "level", "language"):
            fields[f"{name}_{line.number}"] = getattr(line, name)
    return fields | corrected


# --- Line by line ---------------------------------------------------------------------------------------


def test_a_good_list_is_shown_first_and_stored_when_it_is_taken(ann: Client, wave: Wave) -> None:
    people = "ann@acme.example, Sales, manager\n\nBOB@acme.example; service; contributor"
    first = send(ann, wave, people.replace(";", ","))
    assert (first.status_code, listed()) == (200, [])
    assert good(first) == [
        ("ann@acme.example", "sales", "manager"),
        ("bob@acme.example", "service", "contributor"),
    ]

    send(ann, wave, go="take", **again(first))
    assert listed() == good(first)


@pytest.mark.parametrize(
    ("line", "column", "rule"),
    [
        ("bob, sales, manager", "email", "This is not an e-mail address."),
        (
            ", sales, manager",
            "email",
            "An e-mail address. People without one get a code on paper, further down.",
        ),
        (
            "b@acme.example, astrology, manager",
            "function",
            "“astrology” is not one of Sales, Service, Legal.",
        ),
        ("b@acme.example, , manager", "function", "One of Sales, Service, Legal."),
        (
            "b@acme.example, sales, emperor",
            "level",
            "“emperor” is not a level: leader, manager, contributor.",
        ),
        ("b@acme.example, sales", "level", "leader, manager, contributor."),
        ("ann@acme.example, legal, leader", "email", "It stands in line 1 as well."),
        ("ANN@ACME.EXAMPLE, legal, leader", "email", "It stands in line 1 as well."),
        ("eve@acme.example, legal, leader", "email", "It is on the list of this wave already."),
    ],
)
def test_what_is_wrong_with_a_line_is_said_beside_it(
    ann: Client, acme: Organization, wave: Wave, line: str, column: str, rule: str
) -> None:
    with org_scope(acme):
        actions.create_invitations(wave, people=[actions.Invitee("legal", "leader", "eve@acme.example")])
    reply = send(ann, wave, f"ann@acme.example, sales, manager\n{line}")

    assert wrong(reply) == {2: {column: rule}}
    assert good(reply) == [("ann@acme.example", "sales", "manager")]
    assert rule in reply.content.decode().replace("&#x27;", "'")


def test_good_lines_are_taken_and_bad_ones_wait_to_be_corrected_in_place(ann: Client, wave: Wave) -> None:
    typed = "ann@acme.example, sales, manager\nbob, service, boss\ncy@acme.example, legl, leader"
    taken = send(ann, wave, go="take", **again(send(ann, wave, typed)))
    assert listed() == [("ann@acme.example", "sales", "manager")]
    assert set(wrong(taken)) == {2, 3}
    assert [line.email for line in taken.context["wrong"]] == ["bob", "cy@acme.example"]

    half = again(taken, email_2="bob@acme.example", level_2="manager")
    looked = send(ann, wave, go="check", **half)
    assert set(wrong(looked)) == {3}
    send(ann, wave, go="take", **again(looked, function_3="legal"))
    assert listed()[1:] == [
        ("bob@acme.example", "service", "manager"),
        ("cy@acme.example", "legal", "leader"),
    ]


def test_a_line_may_say_in_which_language_somebody_is_written_to(
    ann: Client, acme: Organization, wave: Wave
) -> None:
    Wave.every_org.update(languages=["en", "de", "fr"])
    typed = (
        "mail,language,function,level\na@acme.example,DE,sales,leader\nb@acme.example,Français,sales,leader"
    )
    reply = send(ann, wave, f"{typed}\nc@acme.example,,sales,leader\nd@acme.example,es,sales,leader")
    rule = "“es” is not a language of this questionnaire: en, de, fr."
    assert wrong(reply) == {5: {"language": rule}}

    send(ann, wave, go="take", **again(reply, language_5="fr"))
    spoken = dict(Invitation.every_org.values_list("email", "language"))
    assert list(spoken.values()) == ["de", "fr", "", "fr"]
    assert "d@acme.example" in text_of(ann.get(address("participants", wave.pk)))


def test_the_example_is_a_list_that_would_be_taken(ann: Client, acme: Organization) -> None:
    with org_scope(acme):
        functions = [
            {"key": "x", "name": "=Sum, Co", "headcount": 9},
            {"key": "it", "name": "IT", "headcount": 9},
        ]
        wave = a_wave(opened=False, functions=functions, languages=["fr", "en"])
    file = ann.get(address("example", wave.pk))
    reply = upload(ann, wave, file.content)
    assert file["Content-Disposition"] == 'attachment; filename="people.csv"'
    assert good(reply) == [
        ("person1@client.example", "x", "leader"),
        ("person2@client.example", "it", "manager"),
    ]
    assert [line.language for line in reply.context["good"]] == ["fr", "en"]


def test_the_launch_page_tells_of_languages_that_are_no_longer_offered(ann: Client, wave: Wave) -> None:
    Wave.every_org.update(languages=["en", "de"])
    send(ann, wave, "ann@acme.example, sales, manager, de", "take")
    Wave.every_org.update(languages=["en"])
    page = text_of(ann.get(address("launch", wave.pk)))
    assert (
        "People listed with a language that is not offered any more: 1. They are written to in English."
        in page
    )


def test_a_line_can_be_left_out(ann: Client, wave: Wave) -> None:
    reply = send(ann, wave, "ann@acme.example, sales, manager\nnobody")
    after = send(ann, wave, go="take", **again(reply, leave_out_2="1"))
    assert len(listed()) == 1
    assert after.templates[0].name == "surveys/member/step_participants.html"


def test_of_very_many_bad_lines_none_is_lost(ann: Client, wave: Wave) -> None:
    reply = send(ann, wave, "\n".join(f"person{n}@acme.example, sales, boss" for n in range(350)))
    assert (len(reply.context["shown"]), reply.context["later"]) == (100, 250)
    seen = 0
    while reply.context["wrong"]:
        seen += len(reply.context["shown"])
        levels = {f"level_{line.number}": "leader" for line in reply.context["shown"]}
        reply = send(ann, wave, go="check", **again(reply, **levels))
    assert (seen, len(reply.context["good"])) == (350, 350)


def test_nothing_that_was_typed_is_script(ann: Client, wave: Wave) -> None:
    page = send(ann, wave, "<script>alert(1)</script>, <b>x</b>, \"'><img src=x>").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x>" not in page


@pytest.mark.parametrize("cell", ["=cmd|'/c x'!A1@x.example", "+1@x.example", "-2@x.example", "@x.example"])
def test_a_cell_that_begins_like_a_formula_is_not_taken(ann: Client, wave: Wave, cell: str) -> None:
    reply = send(ann, wave, f'"{cell}", sales, manager')
    assert wrong(reply) == {1: {"email": "It begins like a formula; no address that people use does."}}


# --- Lists that wait ------------------------------------------------------------------------------------


def waits(ann: Client, wave: Wave) -> int:
    return int(ann.get(address("participants", wave.pk)).context["waiting"])


def test_a_list_survives_leaving_the_page_and_is_gone_on_with(ann: Client, wave: Wave) -> None:
    send(ann, wave, "ann@acme.example, sales, manager\nbob, service, boss, de")
    assert "A list with 2 lines waits" in text_of(ann.get(address("participants", wave.pk)))

    resumed = send(ann, wave, go="resume")
    assert (good(resumed), list(wrong(resumed))) == ([("ann@acme.example", "sales", "manager")], [2])
    assert [line.language for line in resumed.context["wrong"]] == ["de"]


def test_of_a_list_that_was_taken_only_what_is_wrong_waits(ann: Client, wave: Wave) -> None:
    taken = send(ann, wave, "ann@acme.example, sales, manager\nbob, service, boss", "take")
    assert (len(listed()), waits(ann, wave)) == (1, 1)
    send(ann, wave, go="take", **again(taken, email_2="bob@acme.example", level_2="leader"))
    assert (len(listed()), waits(ann, wave)) == (2, 0)


def test_a_list_that_waits_can_be_thrown_away_and_only_by_a_button(ann: Client, wave: Wave) -> None:
    send(ann, wave, "bob, service, boss")
    ann.get(address("participants", wave.pk), {"go": "forget"})
    assert waits(ann, wave) == 1
    send(ann, wave, go="forget")
    assert waits(ann, wave) == 0
    assert send(ann, wave, go="resume").status_code == 302


def test_the_launch_says_that_it_deletes_a_list_that_waits_and_does(ann: Client, wave: Wave) -> None:
    send(ann, wave, "bob, service, boss")
    assert "A list of 1 lines waits" in text_of(ann.get(address("launch", wave.pk)))
    ann.post(address("open", wave.pk))
    assert not KeptList.every_org.exists()


def test_after_the_launch_a_list_waits_until_the_close(ann: Client, acme: Organization, wave: Wave) -> None:
    ann.post(address("open", wave.pk))
    send(ann, wave, "bob, service, boss")
    assert waits(ann, wave) == 1
    with org_scope(acme):
        actions.close_wave(wave)
    assert not KeptList.every_org.exists()


def test_after_a_week_a_list_is_neither_shown_nor_stored(ann: Client, wave: Wave) -> None:
    send(ann, wave, "bob, service, boss")
    KeptList.every_org.update(kept_at=timezone.now() - dt.timedelta(days=7, minutes=1))
    assert waits(ann, wave) == 0
    clear_lists()
    assert not KeptList.every_org.exists()


def test_who_asks_what_is_stored_hears_of_lists_and_is_taken_off_them(ann: Client, wave: Wave) -> None:
    send(ann, wave, "bob@acme.example, service, boss\ncy@acme.example, legal, boss")
    assert [row["state"] for row in personal.about("BOB@acme.example")] == ["on a list that waits"]
    personal.forget("bob@acme.example")
    assert personal.about("bob@acme.example") == []
    assert waits(ann, wave) == 1


# --- Files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_as_spreadsheets_write_it_is_read(
    ann: Client, acme: Organization, encoding: str, separator: str, end: str
) -> None:
    functions = [
        {"key": "verkauf", "name": "Verkäufe", "headcount": 9},
        {"key": "it", "name": "IT", "headcount": 9},
    ]
    with org_scope(acme):
        wave = a_wave(opened=False, functions=functions)
    rows = [["Level", "E-Mail", "Department"], ["manager", '"ann@acme.example"', "Verkäufe"]]
    text = end.join(separator.join(row) for row in rows) + end
    assert good(upload(ann, wave, text.encode(encoding))) == [("ann@acme.example", "verkauf", "manager")]


def test_a_forgotten_quotation_mark_spoils_its_own_line_only(ann: Client, wave: Wave) -> None:
    reply = upload(ann, wave, b'"ann@acme.example, sales, manager\nbob@acme.example, sales, manager\n')
    assert (list(wrong(reply)), len(good(reply))) == ([1], 1)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"x" * (LARGEST_FILE + 1), "The file is larger than one megabyte. Divide it."),
        (b"PK\x03\x04\0\0binary", "The file is not a table of text. Save it as CSV first."),
        (
            b"a@b.example,sales,leader\n" * 2_002,
            "At most 2,000 people at a time. Divide the list.",
        ),
        (b"", "The list is empty."),
        (b"\n \n,,\n", "The list is empty."),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(
    ann: Client, wave: Wave, content: bytes, sentence: str
) -> None:
    reply = upload(ann, wave, content)
    assert reply.status_code == 400
    assert sentence in text_of(reply)
    assert listed() == []


# --- The list -------------------------------------------------------------------------------------------


def test_links_are_shown_this_once_to_who_sends_them_by_hand(ann: Client, wave: Wave) -> None:
    first = send(ann, wave, "ann@acme.example, sales, manager")
    assert "/r/" not in text_of(send(ann, wave, "bob@acme.example, sales, manager", "take"))
    reply = send(ann, wave, go="take", show="1", **again(first))

    tokens = re.findall(r"<code>http://testserver/r/(\w+)/</code>", reply.content.decode())
    assert [token_hash(token) for token in tokens] == [
        Invitation.every_org.get(email="ann@acme.example").token_hash
    ]
    assert reply["Cache-Control"] == "private, no-store"
    assert tokens[0] not in ann.get(address("participants", wave.pk)).content.decode()


def test_people_are_taken_off_the_list_until_the_launch(ann: Client, wave: Wave) -> None:
    send(ann, wave, "ann@acme.example, sales, manager\nbob@acme.example, legal, leader", "take")
    gone = Invitation.every_org.get(email="ann@acme.example")
    ann.post(address("take_off", wave.pk), {"person": gone.pk})
    assert [email for email, _function, _level in listed()] == ["bob@acme.example"]


def test_a_list_of_three_hundred_costs_the_queries_of_a_list_of_one(ann: Client, wave: Wave) -> None:
    counts = []
    for first, last in ((0, 1), (1, 300)):
        send(ann, wave, "\n".join(f"p{n}@acme.example, sales, leader" for n in range(first, last)), "take")
        with CaptureQueriesContext(connection) as queries:
            assert ann.get(address("participants", wave.pk)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_who_has_begun_or_answered_is_not_told_by_the_list(ann: Client, wave: Wave) -> None:
    send(ann, wave, "ann@acme.example, sales, manager\nbob@acme.example, legal, leader", "take")
    ann.post(address("open", wave.pk))
    before = ann.get(address("participants", wave.pk)).content
    Invitation.every_org.filter(email="bob@acme.example").update(state="submitted")
    after = ann.get(address("participants", wave.pk)).content
    hide = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
    assert hide.sub(b"", before) == hide.sub(b"", after)


# --- Codes on paper -------------------------------------------------------------------------------------


def test_a_code_is_fifty_nine_bits_and_stands_for_a_token() -> None:
    assert len(LETTERS) ** LETTERS_OF_A_CODE > 2**59
    code = new_code()
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", code)
    assert is_token(token_of_code(code))
    typed = [code.upper(), code.replace("-", ""), code.replace("-", " "), f"  {code.replace('-', ' – ')} "]
    assert {token_of_code(text) for text in typed} == {token_of_code(code)}


@pytest.mark.parametrize(
    "typed", ["", "abcd", "abcd-efgh-jkm", "abcd-efgh-jkm0", "a" * 500, "ábcd-efgh-jkmn"]
)
def test_what_cannot_be_a_code_stands_for_nothing(typed: str) -> None:
    assert token_of_code(typed) == ""


def codes_on(reply: Any) -> list[str]:
    return re.findall(r'class="sheets__code">([\w-]+)<', reply.content.decode())


def test_a_code_from_paper_opens_the_questionnaire_of_its_function(ann: Client, wave: Wave) -> None:
    reply = ann.post(address("codes", wave.pk), {"function": "legal", "level": "leader", "people": "2"})
    codes = codes_on(reply)
    assert len(codes) == 2
    assert reply["Cache-Control"] == "private, no-store"
    assert reply.content.count(b"<svg") == 2
    ann.post(address("open", wave.pk))

    opened = Client().post(reverse("surveys:code"), {"code": codes[0].upper()}, follow=True)
    assert "Your department: Legal" in text_of(opened)
    assert [
        code for code in codes if code in ann.get(address("participants", wave.pk)).content.decode()
    ] == []


def test_codes_are_printed_anew_only_before_the_launch(ann: Client, wave: Wave) -> None:
    made = {"function": "legal", "level": "leader", "people": "3"}
    first = codes_on(ann.post(address("codes", wave.pk), made))
    second = codes_on(ann.post(address("codes", wave.pk), {"go": "anew"}))
    ann.post(address("open", wave.pk))
    third = ann.post(address("codes", wave.pk), {"go": "anew"})

    assert (len(first), len(second), third.status_code) == (3, 3, 409)
    answers = [Client().post(reverse("surveys:code"), {"code": c}).status_code for c in (first[0], second[0])]
    assert answers == [404, 302]


def test_codes_are_for_functions_of_the_wave_and_not_without_end(ann: Client, wave: Wave) -> None:
    for bad in ({"function": "astrology"}, {"level": "emperor"}, {"people": "0"}, {"people": "301"}):
        sent = {"function": "legal", "level": "leader", "people": "3"} | bad
        assert ann.post(address("codes", wave.pk), sent).status_code == 400
    assert listed() == []


def test_who_tries_codes_is_slowed_down(db: None) -> None:
    cache.clear()
    browser = Client()
    replies = [browser.post(reverse("surveys:code"), {"code": new_code()}).status_code for _try in range(62)]
    assert (replies[0], replies[-1]) == (404, 429)
    cache.clear()


def test_a_mistyped_code_is_told_from_a_wrong_one_by_its_form_alone(db: None) -> None:
    cache.clear()
    short = Client().post(reverse("surveys:code"), {"code": "abc"})
    unknown = Client().post(reverse("surveys:code"), {"code": new_code()})
    assert "Type the twelve letters and digits of your code." in text_of(short)
    assert "This code does not open a questionnaire." in text_of(unknown)


# --- Open links -----------------------------------------------------------------------------------------


def test_every_open_link_has_a_notice_with_a_picture_drawn_here(ann: Client, wave: Wave) -> None:
    ann.post(address("links", wave.pk))
    page = ann.get(address("links", wave.pk)).content.decode()
    assert page.count('<svg class="qr-code"') == 4
    assert all(link.token in page for link in OpenLink.every_org.all())
    assert "<img" not in page.split("<main")[1]
    assert Submission.every_org.count() == 0


def test_a_picture_holds_every_dark_field_of_its_code_and_no_other() -> None:
    text = "https://cx.example.com/r/abcdefghjkmnpqrstuvwxyz23456/"
    drawn = str(qr_svg(text, label='Link for "Sales" & <Service>'))
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(text)
    code.make(fit=True)

    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", drawn)
    dark = {(int(x) + step, int(y)) for x, y, length in runs for step in range(int(length))}
    expected = {(x, y) for y, row in enumerate(code.get_matrix()) for x, module in enumerate(row) if module}
    assert dark == expected
    assert 'aria-label="Link for &quot;Sales&quot; &amp; &lt;Service&gt;"' in drawn
    assert "style=" not in drawn
