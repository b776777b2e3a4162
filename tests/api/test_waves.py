"""A wave by the interface, from its first step to its close: what pages do, by the same rules."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from organizations.models import AuditEntry
from organizations.scope import org_scope
from surveys import setting_up
from surveys.mail_models import MailRound, Message
from surveys.models import Invitation, Submission, Wave
from tests.api.program import Program
from tests.surveys.fieldwork import a_wave

FIRST = {"assessment_name": "Ownership", "name": "Spring", "time_zone": "Europe/Berlin"}
FUNCTIONS = {
    "functions": [
        {"key": "sales", "headcount": 12},
        {"key": "service", "headcount": 30},
        {"name": "Legal", "headcount": 7},
    ]
}


def made(program: Program, **more: Any) -> int:
    """Id of a wave with its functions."""
    wave_id = program.post("waves/", FIRST | more).json()["id"]
    program.put(f"waves/{wave_id}/functions/", FUNCTIONS)
    return int(wave_id)


def launched(program: Program) -> int:
    wave_id = made(program)
    assert program.post(f"waves/{wave_id}/launch/").status_code == 200
    return wave_id


def said(response: Any) -> tuple[int, str]:
    return response.status_code, response.json().get("code", "")


def test_a_wave_is_set_up_as_on_the_page(ann: Program) -> None:
    answered = ann.post("waves/", FIRST | {"market": "b2c", "asks": "The board", "minimum_group": 6})

    wave = answered.json()
    assert (answered.status_code, wave["state"], wave["minimum_group"]) == (201, "draft", 6)
    assert wave["assessment"]["market"] == "b2c"
    assert (wave["time_zone"], wave["asks"]) == ("Europe/Berlin", "The board")


def test_a_taken_name_is_a_conflict_with_its_field(ann: Program) -> None:
    ann.post("waves/", FIRST)

    refused = ann.post("waves/", FIRST)

    assert said(refused) == (409, "wave_name")
    assert refused.json()["details"] == {"field": "wave"}


@pytest.mark.parametrize(
    ("mistake", "field"),
    [
        ({"minimum_group": 4}, "minimum_group"),
        ({"time_zone": "Mars/North"}, "time_zone"),
        ({"closes_on": "2020-01-01"}, "closes_on"),
        ({"closes_on": "soon"}, "closes_on"),
        ({"name": ""}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"market": "b2x"}, "market"),
        ({"colour": "red"}, "colour"),
        ({"assessment_name": None}, "assessment_name"),
    ],
)
def test_what_the_page_refuses_the_interface_refuses_by_field(
    ann: Program, mistake: dict[str, Any], field: str
) -> None:
    refused = ann.post("waves/", FIRST | mistake)

    assert said(refused) == (400, "invalid")
    assert list(refused.json()["details"]) == [field]
    assert not Wave.every_org.exists()


def test_functions_are_named_by_key_or_of_one_s_own(ann: Program) -> None:
    wave_id = made(ann)

    named = ann.get(f"waves/{wave_id}/").json()["functions"]

    assert [each["key"] for each in named] == ["sales", "service", "legal"]


def test_what_was_read_of_functions_can_be_sent_again(ann: Program) -> None:
    wave_id = made(ann)
    read = ann.get(f"waves/{wave_id}/").json()["functions"]

    again = ann.put(f"waves/{wave_id}/functions/", {"functions": read})

    assert (again.status_code, again.json()["functions"]) == (200, read)


def test_twelve_functions_of_one_s_own_are_taken(ann: Program) -> None:
    wave_id = made(ann)
    own = [{"name": f"Team {number}", "headcount": 9} for number in range(12)]

    assert len(ann.put(f"waves/{wave_id}/functions/", {"functions": own}).json()["functions"]) == 12


@pytest.mark.parametrize(
    ("functions", "field"),
    [
        ([{"key": "sales", "headcount": 3}], "functions"),
        ([{"key": "sales", "headcount": 0}, {"key": "service", "headcount": 3}], "functions.0.headcount"),
        ([{"headcount": 5}, {"key": "sales", "headcount": 3}], "functions.0.name"),
        ([{"key": "sales", "headcount": 3}] * 2, "functions.1.key"),
    ],
)
def test_functions_the_page_refuses_are_refused(ann: Program, functions: list[Any], field: str) -> None:
    refused = ann.put(f"waves/{made(ann)}/functions/", {"functions": functions})

    assert said(refused) == (400, "invalid")
    assert field in refused.json()["details"]


def test_a_name_is_changed_and_the_rest_stays(ann: Program) -> None:
    wave_id = made(ann, asks="The board")

    changed = ann.patch(f"waves/{wave_id}/", {"name": "Summer"}).json()

    assert (changed["name"], changed["asks"], len(changed["functions"])) == ("Summer", "The board", 3)


def test_languages_and_form_are_chosen(ann: Program) -> None:
    wave_id = made(ann)

    chosen = ann.put(f"waves/{wave_id}/questions/", {"languages": ["de", "en"]})

    assert chosen.json()["languages"] == ["de", "en"]
    refused = ann.put(f"waves/{wave_id}/questions/", {"languages": ["tlh"]})
    assert said(refused) == (400, "invalid")


def test_facts_are_stated_with_what_they_rest_on(ann: Program) -> None:
    wave_id = made(ann)
    sheet = ann.get("/api/v1/instruments/cx-ownership-maturity/1.0/").json()["facts"]
    count = next(line["key"] for line in sheet if line["kind"] == "count")
    facts = {"facts": {count: 3}, "notes": {count: "The list of IT"}}

    assert ann.put(f"waves/{wave_id}/facts/", facts).status_code == 200
    assert ann.get(f"waves/{wave_id}/facts/").json() == facts


@pytest.mark.parametrize("facts", [{"NOPE": 1}, {"x\0": 1}, {"": []}])
def test_a_line_the_sheet_does_not_have_is_refused(ann: Program, facts: dict[str, Any]) -> None:
    assert said(ann.put(f"waves/{made(ann)}/facts/", {"facts": facts})) == (400, "invalid")


def test_every_line_refuses_what_it_does_not_know(ann: Program) -> None:
    wave_id = made(ann)
    sheet = ann.get("/api/v1/instruments/cx-ownership-maturity/1.0/").json()["facts"]

    for line in sheet:
        for value in ("nonsense", -1, 1.5, ["nonsense"], {"nonsense": 1}, {}):
            refused = ann.put(f"waves/{wave_id}/facts/", {"facts": {line["key"]: value}})
            assert (line["key"], value, refused.status_code) == (line["key"], value, 400)


def test_what_speaks_for_and_against_launching_is_told(ann: Program) -> None:
    checks = ann.get(f"waves/{made(ann)}/checks/").json()["results"]

    assert {"good", "advice"} == {check["state"] for check in checks}


def test_a_questionnaire_is_looked_through_in_the_words_people_read(ann: Program) -> None:
    here = f"waves/{made(ann)}/preview/"

    read = ann.get(here + "?function=service&level=leader&language=de").json()

    assert (read["language"], read["level"], read["pages"][0]["number"]) == ("de", "leader", 1)
    questions = [question for page in read["pages"] for question in page["questions"]]
    assert all(answer["options"] for question in questions for answer in question["answers"])
    assert said(ann.get(here + "?function=cooking")) == (400, "invalid")


def test_a_launch_freezes_what_people_were_promised(ann: Program) -> None:
    wave_id = launched(ann)

    assert said(ann.put(f"waves/{wave_id}/functions/", FUNCTIONS)) == (409, "wave_state")
    assert said(ann.patch(f"waves/{wave_id}/", {"minimum_group": 9})) == (409, "wave_state")
    assert said(ann.post(f"waves/{wave_id}/launch/")) == (409, "wave_state")


def test_a_wave_that_compares_nothing_is_not_launched(ann: Program) -> None:
    wave_id = ann.post("waves/", FIRST).json()["id"]

    assert said(ann.post(f"waves/{wave_id}/launch/")) == (409, "wave_state")


def test_a_wave_is_closed_and_opened_again_and_followed(ann: Program) -> None:
    wave_id = launched(ann)

    assert ann.post(f"waves/{wave_id}/close/").json()["state"] == "closed"
    following = ann.post(f"waves/{wave_id}/next/", {"name": "Autumn"})
    assert (following.status_code, following.json()["functions"][0]["key"]) == (201, "sales")


def test_a_later_last_day_gives_people_time(ann: Program) -> None:
    wave_id, day = launched(ann), str(timezone.localdate() + timedelta(days=9))

    assert ann.post(f"waves/{wave_id}/last-day/", {"closes_on": day}).json()["closes_on"] == day
    assert said(ann.post(f"waves/{wave_id}/last-day/", {"closes_on": "2020-01-01"})) == (409, "last_day")


def test_what_a_program_did_stands_in_the_trail_with_its_token(ann: Program) -> None:
    launched(ann)

    lines = list(AuditEntry.every_org.order_by("pk").values_list("actor__name", "action", "detail"))
    assert [(name, action) for name, action, _detail in lines] == [
        ("Ann", "set up"),
        ("Ann", "changed set-up"),
        ("Ann", "opened"),
    ]
    assert all(detail.endswith(f"token {ann.key[:12]}") for _name, _action, detail in lines)


def test_a_reader_looks_and_changes_nothing(ann: Program, max_: Program) -> None:
    wave_id = made(ann)

    assert max_.get(f"waves/{wave_id}/").status_code == 200
    for path in ("launch/", "close/", "links/", "codes/", "participants/", "mail/rounds/"):
        assert said(max_.post(f"waves/{wave_id}/{path}", {})) == (403, "not_allowed")
    assert said(max_.get(f"waves/{wave_id}/participants/")) == (403, "not_allowed")


def test_participation_is_told_in_bands_as_last_counted(ann: Program) -> None:
    wave_id = launched(ann)
    with org_scope(ann.organization):
        wave = Wave.objects.get(pk=wave_id)
        for _person in range(4):
            Submission.objects.create(wave=wave, function=0, level=2, answers=b"")

    told = ann.get(f"waves/{wave_id}/participation/").json()

    assert (told["answered"], told["headcount"], told["counted_at"]) == (0, 49, None)
    bands = {each["key"]: each["band"] for each in told["functions"]}
    assert bands == {"sales": "below_half", "service": "below_half", "legal": None}


def test_waves_are_found_by_state_assessment_and_day(ann: Program) -> None:
    wave_id = launched(ann)
    made(ann, assessment_name="Another")

    def found(query: str) -> list[int]:
        return [wave["id"] for wave in ann.get(f"waves/?{query}").json()["results"]]

    assert found("state=open") == [wave_id]
    assert found(f"assessment={Wave.every_org.get(pk=wave_id).assessment_id}") == [wave_id]
    assert len(found(f"since={timezone.now():%Y-%m-%d}&until=9999-12-31")) == 2
    assert found("until=2020-01-01") == []


def test_assessments_are_listed(ann: Program) -> None:
    made(ann)

    (assessment,) = ann.get("assessments/").json()["results"]

    assert ann.get(f"assessments/{assessment['id']}/").json() == assessment


def test_a_wave_as_it_is_set_up_by_hand_reads_the_same(ann: Program) -> None:
    with org_scope(ann.organization):
        wave = a_wave(opened=False)

    assert ann.get(f"waves/{wave.pk}/").json()["functions"] == wave.functions


# --- People ---------------------------------------------------------------------------------------------

PEOPLE = [
    {"email": "ida@acme.example", "function": "Sales", "level": "manager"},
    {"email": "jo@acme.example", "function": "service", "level": "contributor", "language": "de"},
]
WRONG = {"email": "=cmd()", "function": "Cooking", "level": "boss"}


def test_people_are_taken_and_the_wrong_lines_come_back(ann: Program) -> None:
    wave_id = made(ann)

    answered = ann.post(f"waves/{wave_id}/participants/", {"people": [*PEOPLE, WRONG]})

    told = answered.json()
    assert (answered.status_code, told["taken"], told["links"]) == (201, 2, [])
    assert [(line["number"], sorted(line["wrong"])) for line in told["wrong"]] == [
        (3, ["email", "function", "level"])
    ]


def test_a_file_is_read_line_by_line(ann: Program) -> None:
    wave_id = made(ann)
    file = b"email;function;level\nida@acme.example;Sales;manager\nida@acme.example;Sales;manager\n"

    told = ann.post(f"waves/{wave_id}/participants/", file).json()

    assert (told["taken"], told["wrong"][0]["number"]) == (1, 3)
    assert told["wrong"][0]["wrong"]["email"] == "It stands in line 2 as well."


def test_a_list_is_looked_at_without_taking_anybody(ann: Program) -> None:
    wave_id = made(ann)

    looked = ann.post(f"waves/{wave_id}/participants/?check_only=true", {"people": [*PEOPLE, WRONG]})

    assert (looked.status_code, looked.json()["taken"], len(looked.json()["wrong"])) == (200, 0, 1)
    assert not Invitation.every_org.exists()


def test_a_list_of_nothing_but_mistakes_is_refused_line_by_line(ann: Program) -> None:
    refused = ann.post(f"waves/{made(ann)}/participants/", {"people": [WRONG]})

    assert said(refused) == (422, "people_list")
    assert refused.json()["details"]["wrong"][0]["email"] == "=cmd()"


@pytest.mark.parametrize("file", [b"", b"\0\0\0", b"\xff\xfe", b"email\n" * 2100])
def test_what_is_no_list_is_refused(ann: Program, file: bytes) -> None:
    assert ann.post(f"waves/{made(ann)}/participants/", file).status_code in (400, 415, 422)


def test_links_are_told_once_and_open_the_questionnaire(ann: Program) -> None:
    wave_id = made(ann)

    told = ann.post(f"waves/{wave_id}/participants/?show_links=true", {"people": PEOPLE}).json()
    ann.post(f"waves/{wave_id}/launch/")

    assert [each["email"] for each in told["links"]] == [each["email"] for each in PEOPLE]
    assert ann.client.get(told["links"][0]["link"]).status_code == 200


def test_counts_are_told_and_nobody_s_address_or_progress(ann: Program) -> None:
    wave_id = made(ann)
    ann.post(f"waves/{wave_id}/participants/", {"people": PEOPLE})
    ann.post(f"waves/{wave_id}/codes/", {"function": "legal", "level": "contributor", "people": 2})
    ann.post(f"waves/{wave_id}/launch/")
    before = ann.get(f"waves/{wave_id}/participants/")
    Invitation.every_org.filter(function="sales").update(state="submitted")

    after = ann.get(f"waves/{wave_id}/participants/")

    assert before.json() == after.json()
    assert b"@" not in after.content
    counted = {each["key"]: (each["listed"], each["with_code"]) for each in after.json()["results"]}
    assert counted == {"sales": (1, 0), "service": (1, 0), "legal": (0, 2)}


def test_people_are_taken_off_before_the_launch_only(ann: Program) -> None:
    wave_id = made(ann)
    ann.post(f"waves/{wave_id}/participants/", {"people": PEOPLE})

    removed = ann.post(f"waves/{wave_id}/participants/remove/", {"emails": ["IDA@acme.example"]})

    assert removed.json() == {"removed": 1}
    ann.post(f"waves/{wave_id}/launch/")
    assert said(ann.post(f"waves/{wave_id}/participants/remove/", {"codes": True})) == (409, "wave_state")


def test_codes_are_made_and_made_anew(ann: Program) -> None:
    wave_id = made(ann)
    wanted = {"function": "legal", "level": "contributor", "people": 2}

    first = ann.post(f"waves/{wave_id}/codes/", wanted)
    again = ann.post(f"waves/{wave_id}/codes/anew/")

    codes = [{sheet["code"] for sheet in each.json()["results"]} for each in (first, again)]
    assert (first.status_code, len(codes[0]), len(codes[1]), codes[0] & codes[1]) == (201, 2, 2, set())


def test_every_making_of_codes_stands_in_the_trail_with_its_token(ann: Program) -> None:
    wave_id = made(ann)
    ann.post(f"waves/{wave_id}/codes/", {"function": "legal", "level": "contributor", "people": 1})
    ann.post(f"waves/{wave_id}/codes/anew/")

    lines = AuditEntry.every_org.filter(action="made codes").order_by("pk")
    assert [line.detail.partition(" · ")[0] for line in lines] == ["1 for legal", "1 anew"]
    assert all("token cxa_" in line.detail for line in lines)


def test_open_links_are_made_once(ann: Program) -> None:
    wave_id = made(ann)

    made_first = ann.post(f"waves/{wave_id}/links/").json()["results"]
    ann.post(f"waves/{wave_id}/links/")

    assert ann.get(f"waves/{wave_id}/links/").json()["results"] == made_first
    assert [each["function"] for each in made_first] == [None, "sales", "service", "legal"]


# --- Mail -----------------------------------------------------------------------------------------------


def test_mail_is_planned_listed_paused_and_called_off(ann: Program) -> None:
    wave_id = made(ann)
    ann.post(f"waves/{wave_id}/participants/", {"people": PEOPLE})
    tomorrow = f"{timezone.now() + timedelta(days=2):%Y-%m-%dT09:00}"

    planned = ann.post(f"waves/{wave_id}/mail/rounds/", {"kind": "invitation", "at": tomorrow})

    assert (planned.status_code, planned.json()["at"]) == (201, f"{tomorrow}:00")
    assert ann.get(f"waves/{wave_id}/mail/rounds/").json()["results"] == [planned.json()]
    assert ann.post(f"waves/{wave_id}/mail/pause/").json()["paused"] is True
    assert ann.post(f"waves/{wave_id}/mail/resume/").json()["paused"] is False
    assert ann.delete(f"waves/{wave_id}/mail/rounds/invitation/1/").status_code == 204
    assert said(ann.delete(f"waves/{wave_id}/mail/rounds/invitation/1/")) == (409, "mail_round_refused")


def test_a_reminder_before_an_invitation_is_refused(ann: Program) -> None:
    refused = ann.post(f"waves/{made(ann)}/mail/rounds/", {"kind": "reminder"})

    assert said(refused) == (409, "mail_round_refused")


def test_how_a_wave_writes_is_changed(ann: Program) -> None:
    wave_id = made(ann)

    changed = ann.patch(f"waves/{wave_id}/mail/", {"reminders_at_most": 1}).json()

    assert (changed["reminders_at_most"], changed["with_address"]) == (1, 0)
    assert said(ann.patch(f"waves/{wave_id}/mail/", {"reminders_at_most": 99})) == (400, "invalid")


def test_the_words_of_a_mail_are_one_s_own_until_one_goes_back(ann: Program) -> None:
    wave_id = made(ann)
    here = f"waves/{wave_id}/mail/texts/invitation/en/"
    usual = ann.get(here).json()

    own = ann.put(here, {"subject": "Please", "body": "Answer here: {link}"})

    assert (own.json()["subject"], own.json()["is_own"]) == ("Please", True)
    assert said(ann.put(here, {"subject": "Please", "body": "{password}"})) == (400, "invalid")
    assert ann.delete(here).status_code == 204
    assert ann.get(here).json() == usual
    assert said(ann.get(f"waves/{wave_id}/mail/texts/invitation/tlh/")) == (404, "not_found")


def test_an_address_that_mail_did_not_reach_is_put_right(ann: Program) -> None:
    wave_id = made(ann)
    ann.post(f"waves/{wave_id}/participants/", {"people": PEOPLE})
    with org_scope(ann.organization):
        person = Invitation.objects.get(email="ida@acme.example")
        mail_round = MailRound.objects.create(wave_id=wave_id, kind="invitation", number=1)
        Message.objects.create(
            wave_id=wave_id, round=mail_round, invitation=person, kind="invitation", number=1, state="refused"
        )
    failing = ann.get(f"waves/{wave_id}/mail/").json()["failing"]

    right = {"person": failing[0]["person"], "address": "ida@right.example"}

    assert [each["address"] for each in failing] == ["ida@acme.example"]
    assert ann.post(f"waves/{wave_id}/mail/address/", right).json()["failing"] == []
    assert said(ann.post(f"waves/{wave_id}/mail/address/", right)) == (404, "not_found")


# --- Customers ------------------------------------------------------------------------------------------


def test_customers_get_a_link_rules_and_codes(ann: Program, max_: Program) -> None:
    wave_id = launched(ann)
    here = f"waves/{wave_id}/customers/"

    assert ann.post(here + "link/").status_code == 201
    rules = {"websites": ["https://www.acme.example"], "only_codes": True}
    assert ann.put(here + "link/", rules).json()["websites"] == rules["websites"]
    assert len(ann.post(here + "codes/", {"count": 3}).json()["results"]) == 3
    assert max_.get(here).json()["link"] is None
    assert said(ann.put(here + "link/", rules | {"websites": ["http://*"]})) == (400, "invalid")


def test_customers_answers_come_in_as_a_file_once(ann: Program) -> None:
    here = f"waves/{launched(ann)}/customers/"
    file = b"PUL1,PUL2,PUL3,PUL4\n" + b"1,2,3,4\n" * 7

    assert ann.post(here + "answers/", file).json() == {"rows": 7}
    assert said(ann.post(here + "answers/", file)) == (409, "file_known")
    assert ann.get(here).json()["answered"] == 5


def test_setting_up_says_nothing_of_its_own(ann: Program) -> None:
    """The interface and the page call the same function; its rules are nowhere else."""
    wave_id = made(ann)

    with org_scope(ann.organization):
        told = [check.sentence for check in setting_up.checks(Wave.objects.get(pk=wave_id))]
    assert [check["sentence"] for check in ann.get(f"waves/{wave_id}/checks/").json()["results"]] == told
