"""Attempts to find out who said what, one by one, against a real database and the whole product.

Where a rule is tried harder elsewhere, docs/security.md says so; here every line is tried once from outside.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, fields
from typing import Any

import numpy as np
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.utils import timezone

from cxassess import env
from cxassess.errors import Conflict
from organizations.models import AuditEntry, Member, Organization, Role, User
from organizations.scope import org_scope
from reports import publishing
from reports.builds import build_now
from reports.evidence import collect
from reports.models import Report, State
from reports.renderers import RENDERERS
from reports.share import share
from reports.shelf import rendered
from scoring.codebook import CANT_TELL, FIRST_OPTION
from scoring.published import PublicTrend
from surveys import actions
from surveys.errors import AnswerRefused
from surveys.models import Assessment, Comment, Draft, Invitation, InvitationState, Submission, Wave
from surveys.monitoring import take_stock
from surveys.queries import codebook_of
from surveys.tokens import token_hash
from tests import builders
from tests.reports.staging import answer, closed_wave, open_wave
from tests.surveys.fieldwork import a_wave, an_organization, begun

pytestmark = pytest.mark.django_db

PEOPLE = {"sales": 20, "service": 24, "marketing": 8}


def published(wave: Wave) -> dict[str, Any]:
    """Everything that may leave of a wave's answers, as plain values."""
    with org_scope(wave.organization_id):
        return asdict(collect(Wave.objects.get(pk=wave.pk)).published)


def rewrite(wave: Wave, function: str, change: Callable[[np.ndarray, list[Submission]], None]) -> None:
    """Change the packed answers of all people of a function, in the order of their ids."""
    with org_scope(wave.organization_id):
        code = wave.function_keys.index(function)
        rows = list(Submission.objects.filter(wave=wave, function=code).order_by("id"))
        table = np.array([list(bytes(row.answers)) for row in rows], dtype=np.uint8)
        change(table, rows)
        for row, answers in zip(rows, table, strict=True):
            row.answers = answers.tobytes()
            row.save()


def columns(wave: Wave, *keys: str) -> list[int]:
    return [codebook_of(wave).index(key) for key in keys]


def shown(client: Client, wave: Wave) -> bytes:
    with org_scope(wave.organization_id):
        report = build_now(wave)
    page = client.get(f"/o/{wave.organization.slug}/reports/{report.pk}/")
    return bytes(page.content)


# --- What is left of a total ----------------------------------------------------------------------------


def test_organization_total_minus_the_shown_units() -> None:
    """Four of eight in marketing can tell. Whatever those four say, nothing of the score moves."""
    wave = open_wave(people=PEOPLE)
    share = columns(wave, "SHARE1", "SHARE2", "SHARE3")

    def four_can_tell(step: int) -> Callable[[np.ndarray, list[Submission]], None]:
        def change(table: np.ndarray, rows: list[Submission]) -> None:
            table[:, share] = CANT_TELL
            table[:4, share] = FIRST_OPTION + step

        return change

    rewrite(wave, "marketing", four_can_tell(0))
    low = published(wave)
    rewrite(wave, "marketing", four_can_tell(4))
    high = published(wave)
    assert low["scores"]["SHARE"]["units"]["marketing"] is None
    assert low["scores"]["SHARE"]["organization"] is not None
    assert low["scores"]["SHARE"] == high["scores"]["SHARE"]
    assert told_of("SHARE", low) == told_of("SHARE", high)


def told_of(construct: str, tree: Mapping[str, Any]) -> list[Any]:
    """Gaps of units and levels on a construct, without the q that belongs to all constructs together."""
    rows = [row for key in ("gaps", "level_gaps", "pairs") for row in tree[key]]
    kept = ("construct", "unit", "other", "points", "low", "high", "n", "n_lead", "n_front")
    return [{key: row.get(key) for key in kept} for row in rows if row["construct"] == construct]


def test_the_remainder_of_a_line_whose_total_is_published() -> None:
    """Two leaders among forty people: the front line beside the units would leave those two."""
    wave = open_wave(people={"sales": 20, "service": 20})
    with org_scope(wave.organization_id):
        Submission.objects.filter(wave=wave).update(level=2)
        lead = [row.pk for row in Submission.objects.filter(wave=wave).order_by("id")[:2]]
        Submission.objects.filter(pk__in=lead).update(level=0)
    assert published(wave)["level_gaps"] == ()
    with org_scope(wave.organization_id):
        more = Submission.objects.filter(wave=wave).exclude(pk__in=lead).order_by("function", "id")
        halves = [row.pk for at, row in enumerate(more) if at % 2]
        Submission.objects.filter(pk__in=halves).update(level=1)
    assert published(wave)["level_gaps"] != ()


def test_a_rare_function_and_level_cell() -> None:
    """No published value is of a level of one unit: what names a unit names no level, and the reverse."""
    wave = open_wave(people=PEOPLE)
    tree = published(wave)
    units = {unit["key"] for unit in tree["units"]}
    for path in paths(tree):
        assert not ({"leader", "manager", "contributor"} & set(path) and units & set(path)), path
    assert all("unit" not in gap for gap in tree["level_gaps"])


def paths(tree: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from paths(value, (*before, str(key)))
    elif isinstance(tree, list | tuple):
        for value in tree:
            yield from paths(value, before)
    else:
        yield (*before, str(tree))


def test_a_unit_where_everyone_ticked_the_same_box() -> None:
    """All eight of marketing at the top: "≥90" is all that is said, wherever they are part of something."""
    wave = open_wave(people=PEOPLE)
    prom = columns(wave, "PROM1", "PROM2", "PROM3")

    def at_the_top(table: np.ndarray, rows: list[Submission]) -> None:
        for place in prom:
            reverse = codebook_of(wave).columns[place].reverse
            table[:, place] = FIRST_OPTION if reverse else FIRST_OPTION + 4

    rewrite(wave, "marketing", at_the_top)
    score = published(wave)["scores"]["PROM"]
    unit = score["units"]["marketing"]
    others = [score["units"][key]["value"] for key in ("sales", "service")]
    assert (unit["value"], unit["low"], unit["high"], unit["bound"]) == (90, 90, 100, "at_least")
    assert score["organization"]["value"] == pytest.approx((90 + sum(others)) / 3, abs=1)


# --- Over time and between readers --------------------------------------------------------------------


def test_two_overlapping_cuts_over_time() -> None:
    """One person more between two closings: the second report is the first one."""
    wave = closed_wave(people=PEOPLE)
    before = published(wave)
    with org_scope(wave.organization_id):
        first = build_now(wave)
        Report.objects.exclude(state=State.READY).delete()
        actions.reopen_wave(wave)
        Submission.objects.create(
            wave=wave, function=1, level=2, answers=bytes(Submission.objects.first().answers)
        )
        again = actions.close_wave(wave)
        assert build_now(again).pk == first.pk
    assert published(again) == before


@pytest.mark.parametrize(
    "cut", ["function=sales", "level=leader", "unit=sales", "tenure=1", "minimum_group=1"]
)
def test_no_cut_can_be_asked_for(client: Client, cut: str) -> None:
    wave = closed_wave(people=PEOPLE)
    client.force_login(builders.ann(wave.organization))
    with org_scope(wave.organization_id):
        report = build_now(wave)
    address = f"/o/{wave.organization.slug}/reports/{report.pk}/"
    assert client.get(f"{address}?{cut}")["ETag"] == client.get(address)["ETag"]


def test_two_users_with_different_rights_pooling_what_they_see(client: Client) -> None:
    """Below the bar of what each may do, reader and owner are shown the same bytes: nothing to pool."""
    wave = closed_wave(people=PEOPLE)
    with org_scope(wave.organization_id):
        publishing.publish(build_now(wave), by=builders.ann(wave.organization))
    pages = set()
    for make in (builders.max_, builders.olga):
        client.force_login(make(wave.organization))
        bar, _end, below = shown(client, wave).partition(b"</header>")
        assert b"report-bar" in bar
        pages.add(re.sub(rb'csrf\w*" value="[^"]*"', b"", below))
    assert len(pages) == 1


def test_wave_n_against_wave_n_plus_one_when_one_person_joined_or_left() -> None:
    """Everybody answers as before, and one joins: what is said of the change is what both reports print.

    A unit is compared with the same unit, at the very scores of the two reports; the older report stays as it
    was. That the others do not really answer alike is what protects the one who joined, and is tried in
    `tests/scoring/test_wave_trend.py`.
    """
    wave = closed_wave(people=PEOPLE)
    alone = published(wave)
    with org_scope(wave.organization_id):
        same = {key: getattr(wave, key) for key in ("instrument_key", "instrument_version", "functions")}
        again = Wave.objects.create(assessment=wave.assessment, name="2027", state="open", **same)
        for row in Submission.objects.filter(wave=wave):
            Submission.objects.create(
                wave=again, function=row.function, level=row.level, answers=bytes(row.answers)
            )
        answer(again, {"sales": 1}, seed=3)
        again = actions.close_wave(again)
    assert published(wave) == alone
    later = published(again)
    assert (later["n"], alone["trend"]) == (alone["n"] + 1, None)
    trend = later["trend"]
    assert trend["units"] == tuple(unit["key"] for unit in alone["units"])
    for one in trend["unit_changes"]:
        both = [wave["scores"][one["construct"]]["units"][one["unit"]]["value"] for wave in (alone, later)]
        assert [one["before"], one["after"]] == both
    for one in trend["changes"]:
        both = [wave["scores"][one["construct"]]["organization"]["value"] for wave in (alone, later)]
        assert [one["before"], one["after"]] == both
    assert set(trend) <= {field.name for field in fields(PublicTrend)}


def test_an_old_export_after_rights_were_withdrawn(client: Client) -> None:
    """A browser that holds the report asks with its tag, and is told nothing, not even "unchanged"."""
    wave = closed_wave(people=PEOPLE)
    max_ = builders.max_(wave.organization)
    client.force_login(max_)
    with org_scope(wave.organization_id):
        report = builders.published(build_now(wave))
    for address in (f"reports/{report.pk}/", f"reports/{report.pk}.json"):
        url = f"/o/{wave.organization.slug}/{address}"
        tag = client.get(url)["ETag"]
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    with org_scope(wave.organization_id):
        Member.objects.filter(user=max_).delete()
    for address in (f"reports/{report.pk}/", f"reports/{report.pk}.json"):
        url = f"/o/{wave.organization.slug}/{address}"
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 404


def shared(report: Report, by: User) -> str:
    """The key of a link to a report, with every file and no password."""
    with org_scope(report.organization_id):
        day = timezone.localdate()
        link = share(report, name="Board", last_day=day, by=by, languages=["en"], formats=list(RENDERERS))
    return link[1]


def test_an_old_share_link_after_rights_were_withdrawn(client: Client) -> None:
    """The link and every file behind it are gone with the publication, whoever holds what was sent before."""
    wave = closed_wave(people=PEOPLE)
    with org_scope(wave.organization_id):
        report = builders.published(build_now(wave))
    ann = builders.ann(wave.organization)
    key = shared(report, ann)
    behind = [f"/s/{key}/", *(f"/s/{key}/report.{form}" for form in RENDERERS)]
    assert {client.get(address).status_code for address in behind} == {200}
    with org_scope(wave.organization_id):
        publishing.withdraw(report, by=ann)
        publishing.publish(report, by=ann)
    assert {client.get(address).status_code for address in behind} == {404}


def test_the_same_rule_through_a_share_link(client: Client) -> None:
    """Three of the executive team answered: whoever holds a link learns no more of them than a reader."""
    wave = closed_wave(people=PEOPLE | {"executive": 3})
    with org_scope(wave.organization_id):
        report = builders.published(build_now(wave))
        files = {form: rendered(report, form) for form in RENDERERS}
    key = shared(report, builders.ann(wave.organization))
    for form, content in files.items():
        assert client.get(f"/s/{key}/report.{form}").content == content
    client.force_login(builders.max_(wave.organization))
    body = re.compile(r'<div class="report".*</footer>', re.S)
    pages = [
        client.get(path).text for path in (f"/s/{key}/", f"/o/{wave.organization.slug}/reports/{report.pk}/")
    ]
    assert body.findall(pages[0]) == body.findall(pages[1]) != []


# --- While people answer ----------------------------------------------------------------------------------


@pytest.fixture
def northwind() -> Iterator[Organization]:
    organization = an_organization()
    with org_scope(organization):
        yield organization


FIVE = [
    {"key": "sales", "name": "Sales", "headcount": 12},
    {"key": "legal", "name": "Legal", "headcount": 5},
]


def wave_page(client: Client, wave: Wave) -> str:
    text = client.get(f"/o/{wave.organization.slug}/waves/{wave.pk}/").content.decode()
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", text)


def test_polling_participation_before_and_after_one_submission(
    client: Client, northwind: Organization
) -> None:
    """One more moves nothing, whoever it was and wherever a band ends, before the next count and after it."""
    wave = a_wave(functions=FIVE)
    client.force_login(builders.ann(northwind))
    for _person in range(5):
        actions.submit(begun(wave, function="sales", level="contributor")[0])
    take_stock(wave)
    before = wave_page(client, wave)
    assert "<strong>5</strong> of" in before
    for function, level in (("legal", "leader"), ("sales", "contributor"), ("sales", "manager")):
        actions.submit(begun(wave, function=function, level=level)[0])
        assert wave_page(client, wave) == before
        take_stock(wave)
        assert wave_page(client, wave) == before


def test_who_has_not_answered_yet_in_a_function_of_five(client: Client, northwind: Organization) -> None:
    wave = a_wave(functions=FIVE)
    people = [actions.Invitee("legal", "contributor", f"{name}@example.com") for name in "abcde"]
    tokens = actions.create_invitations(wave, people=people)
    client.force_login(builders.olga(northwind))
    pages = set()
    for missing in tokens:
        for token in set(tokens) - {missing}:
            actions.submit(actions.begin_invited(Invitation.objects.get(token_hash=token_hash(token))))
        pages.add(wave_page(client, wave))
        Submission.objects.all().delete()
        Invitation.objects.update(state=InvitationState.INVITED)
    assert len(pages) == 1
    assert "@example.com" not in pages.pop()


def test_moving_a_participant_to_another_function_after_launch_to_carve_a_group(
    client: Client, northwind: Organization
) -> None:
    """A person keeps the function they were invited in; a second link elsewhere is refused."""
    wave = a_wave(functions=FIVE)
    client.force_login(builders.ann(northwind))
    page = f"/o/{northwind.slug}/waves/{wave.pk}/participants/"
    client.post(page, {"people": "ann@example.com, sales, manager", "go": "take"})
    refused = client.post(page, {"people": "ann@example.com, legal, manager", "go": "take"})
    assert refused.status_code == 400
    assert client.post(f"{page}off/", {"person": Invitation.objects.get().pk}).status_code == 409
    assert [row.function for row in Invitation.objects.all()] == ["sales"]
    with pytest.raises(DatabaseError), transaction.atomic():
        Invitation.objects.update(function="legal")
    draft = actions.begin_invited(Invitation.objects.get(), level="contributor")
    with pytest.raises(AnswerRefused):
        actions.check_group(wave, function="carved", level="manager")
    assert (draft.function, draft.level) == ("sales", "manager")
    wave.functions = [*FIVE, {"key": "carved", "name": "Carved", "headcount": 5}]
    with pytest.raises(Conflict):
        wave.save()


def test_threshold_unset_0_negative_or_lowered_after_launch(northwind: Organization) -> None:
    for minimum in (None, 0, -5, 4, "5"):
        with pytest.raises(Conflict):
            a_wave(name=f"with {minimum}", opened=False, minimum_group=minimum)
    wave = a_wave(minimum_group=7)
    wave.minimum_group = 5
    with pytest.raises(Conflict):
        wave.save()
    with pytest.raises(ImproperlyConfigured):
        env.read({"CXASSESS_MINIMUM_GROUP": ""})


@pytest.mark.parametrize("name", ["ANONYMOUS", "ANONYMITY", "SUPPRESSION", "SHOW_ALL"])
def test_switching_anonymity_off_after_launch(name: str) -> None:
    """There is no such switch: not in the environment, and no field of a wave that is true or false."""
    with pytest.raises(ImproperlyConfigured, match="is not a setting of cxassess"):
        env.read({f"CXASSESS_{name}": "false"})
    kinds = {type(field) for model in (Assessment, Wave) for field in model._meta.get_fields()}
    assert models.BooleanField not in kinds


# --- Aligning what is stored ------------------------------------------------------------------------------


def test_aligning_submissions_with_the_invitation_list_by_trail_or_log(
    client: Client, northwind: Organization, caplog: pytest.LogCaptureFixture
) -> None:
    """Answering leaves no line in the audit trail, and none in the log that names link, person or answers."""
    wave = a_wave(functions=FIVE)
    person = actions.Invitee("legal", "leader", "ann@example.com")
    token = actions.create_invitations(wave, people=[person])[0]
    with caplog.at_level(logging.DEBUG):
        client.get(f"/r/{token}/")
        client.post(f"/r/{token}/", {"level": "leader"}, follow=True)
        draft = actions.begin_invited(Invitation.objects.get())
        actions.submit(actions.save_answers(draft, {"VIEW1": "4"}, comment="only for you"))
    spoken = [r.getMessage() for r in caplog.records if not r.name.startswith("django.db")]
    assert not [text for text in spoken if token in text or "ann@example.com" in text or "only for" in text]
    assert not AuditEntry.objects.exists()


def test_aligning_submission_ids_insertion_order_and_timestamps_with_the_invitation_list() -> None:
    """After the close rows lie in another order than they were sent in, under one transaction and one day."""
    wave = open_wave(people={"sales": 30, "service": 30})
    with org_scope(wave.organization_id):
        sent = on_disk("id")
        actions.close_wave(wave)
        stored = on_disk("id")
        times = [field.name for field in Submission._meta.get_fields() if is_time(field)]
    assert sorted(stored) == sorted(sent)
    assert stored != sent
    assert stored != sorted(stored)
    assert len(set(on_disk("xmin::text"))) == 1
    assert times == []
    assert all(identifier.version == 4 for identifier in stored)


def on_disk(column: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM surveys_submission ORDER BY ctid")
        return [value for (value,) in cursor.fetchall()]


def is_time(field: Any) -> bool:
    return isinstance(field, models.DateTimeField | models.TimeField)


def test_joining_invitations_to_submissions_with_full_database_access_after_close() -> None:
    """Impossible, not forbidden: no row of a person is left, and no column of an answer leads to one."""
    wave = open_wave(people={"sales": 20, "service": 20})
    with org_scope(wave.organization_id):
        draft, _ = begun(wave, function="sales")
        person = Invitation.objects.get()
        actions.submit(actions.save_answers(draft, {"VIEW1": "4"}, comment="words"))
        begun(wave, function="service")
        actions.close_wave(wave)
        assert (Invitation.objects.count(), Draft.objects.count()) == (0, 0)
    leads = {"invitation", "draft", "open_link", "token_hash", "email", "seed"}
    for model in (Submission, Comment):
        assert not leads & {field.name for field in model._meta.get_fields()}
    assert [table for table in tables() if person.token_hash in everything_in(table)] == []


def tables() -> list[str]:
    with connection.cursor() as cursor:
        return [name for name in connection.introspection.table_names(cursor) if name != "django_migrations"]


def everything_in(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" AS t')
        return "\n".join(text for (text,) in cursor.fetchall())


# --- What leaves --------------------------------------------------------------------------------------------


def test_export_row_order_and_hidden_columns() -> None:
    """A report says the same bytes in whatever order answers were stored, and no file has a row a person."""
    wave = closed_wave(people=PEOPLE)
    with org_scope(wave.organization_id):
        report = build_now(wave)
        before = {form: rendered(report, form) for form in ("json", "html")}
        rows = list(Submission.objects.filter(wave=wave).order_by("-id"))
        Submission.objects.filter(wave=wave).delete()
        for row in rows:
            row.pk = None
        Submission.objects.bulk_create(rows)
        assert build_now(wave).pk == report.pk
    document = json.loads(before["json"])
    longest = max(
        len(section["table"]["rows"])
        for page in document["pages"]
        for section in page["sections"]
        if section.get("table")
    )
    assert longest < sum(PEOPLE.values())


def test_comments_below_ten_or_sorted_with_scores() -> None:
    """Nine stay in; ten come in an order that is neither that of sending nor that of the ids."""
    printed = {}
    for count in (9, 12):
        wave = open_wave(people=PEOPLE)
        with org_scope(wave.organization_id):
            for at in range(count):
                Comment.objects.create(wave=wave, function=1, text=f"remark {at:02}")
            actions.close_wave(wave)
            by_id = list(Comment.objects.order_by("id").values_list("text", flat=True))
            found = collect(Wave.objects.get(pk=wave.pk)).published.comments
        printed[count] = [comment.text for comment in found]
    assert printed[9] == []
    assert sorted(printed[12]) == sorted(by_id)
    assert printed[12] not in (by_id, sorted(by_id))


def test_the_same_rule_through_every_format() -> None:
    """The smallest function is pooled: no format names it beside a number of its own."""
    wave = closed_wave(people={**PEOPLE, "executive": 3})
    with org_scope(wave.organization_id):
        report = build_now(wave)
        for form in RENDERERS:
            assert rendered(report, form)
        results = json.loads(rendered(report, "json"))
    text = json.dumps(results)
    assert "other:executive+marketing" in text
    units = {part["key"] for part in published(wave)["units"]}
    assert "executive" not in units
    assert not re.search(r'"executive": (?!null)[\d{"]', json.dumps(published(wave)["scores"]))


def test_a_reader_and_a_machine_reach_nothing_but_the_report(client: Client) -> None:
    """No address answers with anything of a submission."""
    wave = closed_wave(people=PEOPLE)
    client.force_login(builders.member("Rita", of=wave.organization, role=Role.READER))
    with org_scope(wave.organization_id):
        identifier = Submission.objects.first().pk
    for address in (
        "submissions",
        "responses.csv",
        "answers.json",
        "export.csv",
        f"submissions/{identifier}",
    ):
        assert client.get(f"/o/{wave.organization.slug}/waves/{wave.pk}/{address}/").status_code == 404
