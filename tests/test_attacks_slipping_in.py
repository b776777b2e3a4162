"""Slipping something in: words that are more than words, files that are more than files, looks that change.

Where an attempt is tried harder elsewhere, docs/security.md says so.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tracemalloc
from collections.abc import Iterator
from email.message import Message
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cxassess.formulas import is_formula
from organizations.access_tokens import make
from organizations.models import Member, Organization, Role, Scope
from organizations.people import invite
from organizations.scope import org_scope
from organizations.spreadsheet import as_csv
from reports.adopted_models import AdoptedAction
from reports.builds import build_now
from reports.models import PageRemark
from reports.renderers import RENDERERS
from reports.share import share
from scoring.instrument import Instrument, InstrumentError
from scoring.sources import read_source
from surveys import actions, library, pulse
from surveys.columns import ImportRefused
from surveys.importing import import_assessment
from surveys.models import Draft, Wave
from surveys.questionnaire import questionnaire_of
from tests import builders
from tests.api.program import Program, key_of
from tests.organizations.hooked import a_public_hook
from tests.reports.hostile import BROKEN, FORMULAS, MARKUP, hostile_document
from tests.surveys.fieldwork import a_wave, an_organization, begun, full_page, invited
from tests.test_doors import EVERYTHING, MEMBER_ROUTES, Address

SCRIPT = """</script></style></textarea></title>"'><slip-in onslip=1>{{ 7*7 }}"""
"""Ends whatever it stands in and begins an element that no page of ours has."""

SHOWN = "&lt;slip-in onslip=1&gt;{{ 7*7 }}"
NAME = f"=1+1;{SCRIPT}"
MEGABYTE = 1024**2


class Elements(HTMLParser):
    """Every element of a page with its attributes, as a browser finds them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(f"@{name}" for name, _value in attrs)}
        for name, value in attrs:
            if (value or "").strip().lower().startswith("javascript:"):
                self.found.add(f"@{name}=javascript:")


def slipped_in(page: str) -> set[str]:
    """Elements and attributes that only somebody's words can have brought."""
    elements = Elements()
    elements.feed(page)
    foreign = {"slip-in", "@onslip"} & elements.found
    return foreign | {each for each in elements.found if each.startswith("@on") or "javascript:" in each}


def test_the_search_finds_what_is_not_escaped() -> None:
    assert slipped_in(f"<title>{SCRIPT}") == {"slip-in", "@onslip"}
    assert slipped_in(f'<script type="application/json">{{"a": "{SCRIPT}"}}') == {"slip-in", "@onslip"}
    assert slipped_in('<a href="javascript:alert(1)" onclick="x">') == {"@onclick", "@href=javascript:"}
    assert slipped_in(f"<p>{SHOWN}</p>") == set()


# --- Script in item text, option, translation -------------------------------------------------------------


def with_script(value: Any) -> Any:
    """The same instrument; every text ends in script, in every language."""
    if isinstance(value, dict):
        is_text = "en" in value and all(isinstance(words, str) for words in value.values())
        return {key: words + SCRIPT if is_text else with_script(words) for key, words in value.items()}
    return [with_script(each) for each in value] if isinstance(value, list) else value


@pytest.fixture
def crafted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The key of an instrument with script in every text, on a shelf of its own."""
    shipped = (library.FOLDER / library.DEFAULT[0] / "1.0.yaml").read_text(encoding="utf-8")
    texts = with_script(read_source(shipped).data) | {"key": "crafted"}
    (tmp_path / "crafted").mkdir()
    (tmp_path / "crafted" / "1.0.yaml").write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
    monkeypatch.setattr("surveys.library.FOLDER", tmp_path)
    return "crafted"


@pytest.fixture
def answering(db: None, crafted: str) -> Iterator[Wave]:
    """An open wave asked with it, for functions of whose names each is script too."""
    functions = [{"key": key, "name": f"{NAME} {key}", "headcount": 12} for key in ("sales", "legal")]
    with org_scope(an_organization()):
        Organization.objects.update(name=NAME)
        yield a_wave(name=NAME, instrument_key=crafted, functions=functions, languages=["en", "de"])


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_item_option_or_translation_is_script_where_it_is_answered(
    client: Client, answering: Wave, language: str
) -> None:
    draft, token = begun(answering, function="sales", level="leader")
    Draft.objects.update(language=language)
    draft.refresh_from_db()
    base = f"/r/{token}/"
    sheets = questionnaire_of(draft).sheets
    for sheet in sheets:
        client.post(f"{base}{sheet.number}/", full_page(sheet) | {"comment": SCRIPT, "go": "next"})
    for page in ("about/", "review/", *(f"{sheet.number}/" for sheet in sheets)):
        shown = client.get(base + page).content.decode()
        assert (page, slipped_in(shown)) == (page, set())
        assert SHOWN in shown or page == "about/"


def test_no_statement_is_script_where_customers_answer(client: Client, answering: Wave) -> None:
    link = pulse.make_link(answering)
    for page in (f"/c/{link.token}/", f"/c/{link.token}/frame/"):
        shown = client.get(page).content.decode()
        assert SHOWN in shown
        assert slipped_in(shown) == set()


# --- Script in names, comments, remarks: every page of members --------------------------------------------


@pytest.fixture
def named(transactional_db: None, tmp_path: Path, crafted: str) -> dict[str, Any]:
    """Ids of an organization in which every word that somebody can choose is script and a formula."""
    folder = tmp_path / "folder"
    shutil.copytree(builders.FOLDERS / "harbor-lane", folder)
    set_up = json.loads((folder / "assessment.json").read_text())
    functions = {key: known | {"name": f"{NAME} {key}"} for key, known in set_up["functions"].items()}
    set_up |= {"organization": NAME, "wave": NAME, "assessment": NAME, "functions": functions}
    set_up |= {"instrument": crafted, "instrument_version": "1.0"}
    (folder / "assessment.json").write_text(json.dumps(set_up))
    return filled(import_assessment(folder).wave)


def filled(wave: Wave) -> dict[str, Any]:
    """What else people type, and the ids of it all by parameter of the addresses."""
    organization = wave.organization
    Organization.objects.update(slug="named")
    olga = builders.olga(organization)
    olga.name = NAME
    olga.save()
    EmailAddress.objects.create(user=olga, email=olga.email, verified=True, primary=True)
    with org_scope(organization):
        report = builders.published(build_now(wave))
        action = AdoptedAction.objects.create(wave=wave, title=SCRIPT, note=SCRIPT)
        remark = PageRemark.objects.create(report=report, page="one", text=SCRIPT, author=olga)
        today = timezone.localdate()
        link, key = share(report, name=NAME[:80], last_day=today, by=olga, languages=["en"], formats=["pdf"])
        invitation, _key = invite(organization, email="ivy@example.com", role=Role.READER)
        member = Member.objects.get(user=olga)
        token, _key = make(member, name=NAME[:80], scopes=[Scope.WAVES_READ], days=30)
        told = a_public_hook(organization)
    return {
        "slug": "named",
        "wave_id": wave.pk,
        "assessment_id": wave.assessment_id,
        "report_id": report.pk,
        "action_id": action.pk,
        "remark_id": remark.pk,
        "link_id": link.pk,
        "invitation_id": invitation.pk,
        "member_id": member.pk,
        "token_id": token.pk,
        "hook_id": told.endpoint_id,
        "delivery_id": told.pk,
        "fmt": "html",
        "key": key,
        "user": olga,
        "report": report,
    }


def reckoned(content: bytes) -> list[str]:
    """Cells that a spreadsheet would reckon with, in whichever country's way it splits the file."""
    text = content.decode("utf-8-sig")
    rows = [row for separator in ",;\t" for row in csv.reader(io.StringIO(text), delimiter=separator)]
    return [cell for row in rows for cell in row if is_formula(cell) and not cell.startswith("'")]


@pytest.mark.slow
def test_on_no_page_and_in_no_file_of_members_is_a_name_more_than_a_name(
    client: Client, named: dict[str, Any]
) -> None:
    client.force_login(named["user"])
    kinds, shown = set(), 0
    for route in MEMBER_ROUTES:
        answered = client.get(route.url(named))
        assert answered.status_code < 500, route.name
        kind = answered.get("Content-Type", "").partition(";")[0]
        kinds.add(kind)
        content = b"".join(answered) if answered.streaming else answered.content
        if kind == "text/html":
            shown += SHOWN in content.decode()
            assert (route.name, slipped_in(content.decode())) == (route.name, set())
        elif kind == "text/csv":
            assert (route.name, reckoned(content)) == (route.name, [])
    assert {"text/html", "text/csv"} <= kinds
    assert shown > 15


@pytest.mark.slow
def test_whoever_follows_a_link_meets_names_as_names_too(client: Client, named: dict[str, Any]) -> None:
    page = client.get(f"/s/{named['key']}/").content.decode()
    assert SHOWN in page
    assert slipped_in(page) == set()


@pytest.mark.slow
def test_a_name_says_nothing_about_where_a_file_is_put(client: Client, named: dict[str, Any]) -> None:
    client.force_login(named["user"])
    downloads = [f"/o/named/reports/{named['report_id']}.{form}" for form in RENDERERS]
    for address in (*downloads, "/o/named/trail.csv", f"/s/{named['key']}/report.pdf"):
        header = Message()
        header["Content-Disposition"] = client.get(address)["Content-Disposition"]
        assert header.get_content_disposition() == "attachment", address
        name = header.get_filename() or ""
        assert re.fullmatch(r"[\w-][\w .-]*\.[\w.]+", name), name


def test_in_a_page_that_is_taken_away_no_word_of_the_document_is_script() -> None:
    page = RENDERERS["html"](
        hostile_document(words=(*FORMULAS, *MARKUP, BROKEN.replace("\ud800", ""), SCRIPT))
    ).decode()
    assert SHOWN in page
    assert slipped_in(page) == set()
    assert "<script>alert" not in page


# --- Script in the name of a file -------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("name", [SCRIPT, "../../../etc/cron.d/x", "a\x00.png", "=1+1.csv", "x" * 300])
def test_what_an_uploaded_file_is_called_is_neither_shown_nor_kept(client: Client, name: str) -> None:
    acme = builders.organization()
    client.force_login(builders.olga(acme))
    with org_scope(acme):
        wave = a_wave()
        pulse.make_link(wave)
    uploads = {
        reverse("organizations:looks", args=["acme"]): "logo",
        reverse("organizations:take-deck-template", args=["acme"]): "template",
        reverse("waves:participants", args=["acme", wave.pk]): "file",
        reverse("pulse:file", args=["acme", wave.pk]): "file",
    }
    for address, field in uploads.items():
        file = SimpleUploadedFile("x", b"not what it should be\xff\xfe")
        file._name = name  # type: ignore[attr-defined]  # as it was sent, not as Django would have it
        answered = client.post(address, {field: file}, follow=True)
        assert answered.status_code < 500, address
        assert name[-40:] not in answered.content.decode()
        assert slipped_in(answered.content.decode()) == set()
    assert everything_holds_no(name[-40:].replace("\x00", ""))


def everything_holds_no(words: str) -> bool:
    return not [table for table, rows in database().items() if any(words in row for row in rows)]


# --- Crafted files ----------------------------------------------------------------------------------------


class Endless(io.RawIOBase):
    """A body that is made while it is read and counts how much of it was."""

    def __init__(self) -> None:
        self.taken = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        size = MEGABYTE if size < 0 else size
        self.taken += size
        return b"x" * size


@pytest.mark.django_db
@pytest.mark.parametrize("megabytes", [25, 200, 10**9])
@pytest.mark.parametrize("address", ["/accounts/login/", "/o/acme/settings/looks/", "/o/acme/waves/1/list/"])
def test_a_file_of_any_length_is_refused_before_a_byte_of_it_is_read(
    client: Client, address: str, megabytes: int
) -> None:
    client.force_login(builders.olga(builders.organization()))
    body = Endless()
    answered = client.generic(
        "POST",
        address,
        **{
            "wsgi.input": body,
            "CONTENT_LENGTH": str(megabytes * MEGABYTE),
            "CONTENT_TYPE": "multipart/form-data; boundary=x",
        },
    )
    assert (answered.status_code, body.taken) == (413, 0)
    assert "larger than anything that is taken here" in answered.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("filling", [b"", b"sales,leader,"])
def test_two_hundred_megabytes_that_are_no_answers_are_refused_in_little_memory(
    tmp_path: Path, filling: bytes
) -> None:
    shutil.copytree(builders.FOLDERS / "harbor-lane", tmp_path / "folder")
    with (tmp_path / "folder" / "responses.csv").open("ab") as file:
        file.write(filling)
        file.truncate(200 * MEGABYTE)
    tracemalloc.start()
    with pytest.raises(ImportRefused, match="line is longer"):
        import_assessment(tmp_path / "folder")
    assert tracemalloc.get_traced_memory()[1] < 30 * MEGABYTE
    tracemalloc.stop()
    assert not Wave.every_org.exists()


SHIPPED = (library.FOLDER / library.DEFAULT[0] / "1.0.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("of: [VIEW, MSG, SHARE, RESP, DATA]", "of: [MO, MSG, SHARE, RESP, DATA]"),
        ("languages: [en, de, fr, es]", "languages: en"),
        ("languages: [en, de, fr, es]", "languages: {en: en}"),
        ("\npages:\n", "\npages: none\nunknown:\n"),
        ("version: 1.0\n", "version: [1.0]\n"),
        ("version: 1.0\n", "version: ../1.0\n"),
    ],
    ids=["a construct of itself", "a word", "a mapping", "a page that is a word", "a list", "a path"],
)
def test_cycles_wrong_types_and_paths_in_an_instrument_are_refused(old: str, new: str) -> None:
    assert old in SHIPPED
    with pytest.raises(InstrumentError) as refused:
        Instrument.from_yaml(SHIPPED.replace(old, new, 1), source="theirs.yaml")
    assert refused.value.line > 0


@pytest.mark.parametrize(
    "content", [b"key: crafted\ntitle: {en: \xff}\n", b"\xff\xfek\x00e\x00y\x00", b"key: \x00\n"]
)
def test_an_instrument_that_is_no_text_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    (tmp_path / "unreadable").mkdir()
    (tmp_path / "unreadable" / "1.0.yaml").write_bytes(content)
    monkeypatch.setattr("surveys.library.FOLDER", tmp_path)
    with pytest.raises(InstrumentError, match=r"^unreadable/1\.0\.yaml, line \d"):
        library.instrument("unreadable", "1.0")


@pytest.mark.parametrize(
    "key", ["..", "../crafted", "/etc/passwd", "a/b", "crafted\x00", "crafted\n", "A", "", library.DEFAULT[0]]
)
@pytest.mark.parametrize("version", ["../1.0", "1.0/..", "1.0\x00", "1.0\n", "१.०"])
def test_a_name_of_an_instrument_never_becomes_a_path(key: str, version: str) -> None:
    with pytest.raises(library.InstrumentMissing, match=r"There is no such instrument\."):
        library.instrument(key, version)


# --- Cells that reckon ------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [*FORMULAS, *(f"{sign}1+1" for sign in "=+-@\t\r＝＋－＠")])
def test_neither_cell_nor_heading_of_a_table_of_members_is_a_formula(words: str) -> None:
    table = as_csv([words], [[words]])
    assert reckoned(table) == []


# --- Paths that lead elsewhere ----------------------------------------------------------------------------

UP = [
    "..",
    "%2e%2e",
    "%252e%252e",
    "..%2f..%2f..%2fetc%2fpasswd",
    "..%252f..%252f..%252fetc%252fpasswd",
    "%252e%252e%252f%252e%252e%252fetc%252fpasswd",
    "..%5c..%5cetc%5cpasswd",
    "..%255c..%255cetc%255cpasswd",
    "%c0%ae%c0%ae%c0%afetc%c0%afpasswd",
    "....%2f%2fetc%2fpasswd",
    "%2fetc%2fpasswd",
    "%252fetc%252fpasswd",
    "file:%2f%2f%2fetc%2fpasswd",
    "pdf%00.html",
    "pdf%2500",
    "..;",
]


def addresses_with(word: str, route: Address, ids: dict[str, Any]) -> Iterator[str]:
    """The address with that word in place of each of its words in turn."""
    parts = re.findall(r"<(\w+):(\w+)>", route.pattern)
    for kind, name in parts:
        if kind in ("str", "slug", "path"):
            address = route.pattern
            for _kind, other in parts:
                value = word if other == name else str(ids.get(other, 1))
                address = re.sub(rf"<\w+:{other}>", lambda _found, value=value: value, address)
            yield f"/{address}"


@pytest.mark.django_db
@pytest.mark.slow
def test_no_word_of_an_address_leads_to_a_file_however_often_it_is_encoded(client: Client) -> None:
    acme = builders.organization()
    olga = builders.olga(acme)
    client.force_login(olga)
    with org_scope(acme):
        program = Program(key_of(Member.objects.get(user=olga)), of=acme)
    tried = 0
    for route in EVERYTHING:
        for word in UP:
            for address in addresses_with(word, route, {"slug": "acme", "fmt": "json", "key": "a"}):
                cache.clear()  # those who guess are slowed down, which is another test
                asking = program.client if address.startswith("/api/") else client
                answered = asking.get(address)
                assert (address, answered.status_code) in {(address, 404), (address, 302), (address, 405)}
                assert b"root:" not in (b"" if answered.streaming else answered.content)
                tried += 1
    assert tried > 1000


@pytest.mark.django_db
@pytest.mark.parametrize("word", [*UP, "..%2f..%2fcxassess/settings.py", "css/..%2f..%2f..%2fmanage.py"])
def test_no_file_is_handed_out_from_beside_the_static_ones(client: Client, word: str) -> None:
    assert client.get(f"/static/{word}").status_code == 404
    assert b"".join(client.get("/static/css/tokens.css")).strip()


# --- Words that no database takes -------------------------------------------------------------------------

NOTHING = ["\x00", "a\x00b"]


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize("words", NOTHING)
def test_nul_in_an_address_a_question_or_a_form_is_refused_and_breaks_nothing(
    client: Client, words: str
) -> None:
    acme = builders.organization()
    client.force_login(builders.olga(acme))
    with org_scope(acme):
        wave = a_wave(opened=False)
    sent = dict.fromkeys(FIELDS, words)
    for route in MEMBER_ROUTES:
        if set(route.takes) <= {"slug", "wave_id"}:
            address = route.url({"slug": "acme", "wave_id": wave.pk})
            assert (address, client.get(address, sent).status_code < 500) == (address, True)
            assert (address, client.post(address, sent).status_code < 500) == (address, True)


FIELDS = (
    *("name", "title", "note", "people", "email", "wave", "assessment", "function", "level", "language"),
    *("person", "action", "since", "until", "cursor", "page", "slug", "accent", "months", "role", "address"),
    *(
        "count",
        "file",
        "label",
        "subject",
        "body",
        "text",
        "kind",
        "asks",
        "sees",
        "market",
        "closes_on",
        "q",
    ),
    *("function_0_name", "headcount", "key", "with", "before", "show", "status", "code", "notes", "sender"),
)


@pytest.mark.django_db
@pytest.mark.parametrize("words", NOTHING)
def test_nul_in_an_answer_or_a_comment_breaks_nothing(client: Client, words: str) -> None:
    with org_scope(an_organization()):
        draft, token = begun(a_wave())
        sheets = questionnaire_of(draft).sheets
        for sheet in sheets:
            sent = full_page(sheet) | {"comment": f"Three{words}had left.", "go": "next"}
            assert client.post(f"/r/{token}/{sheet.number}/", sent).status_code in (303, 400)
            picked = dict.fromkeys(full_page(sheet), words)
            assert client.post(f"/r/{token}/{sheet.number}/", picked | {"go": "next"}).status_code == 400


# --- Looking changes nothing ------------------------------------------------------------------------------


NOTED = {
    "django_session",  # a page may greet somebody once
    "organizations_auditentry",  # that somebody read or took something is what the trail is for
    "reports_shareopening",  # that a link was used is counted by day
    "reports_formatset",
    "reports_formatfile",  # files that are made when they are first asked for
}
"""What may be written when somebody only looks: that they did, and what was made for them."""


def database() -> dict[str, list[str]]:
    """Every row of every table as text."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


def changed(before: dict[str, list[str]]) -> set[str]:
    return {table for table, rows in database().items() if rows != before[table]}


@pytest.fixture
def whole(named: dict[str, Any]) -> dict[str, Any]:
    """The same organization with everything that has an address: links of all kinds, a feed, a draft."""
    organization = named["report"].organization
    with org_scope(organization):
        member = Member.objects.get(user=named["user"])
        wave = a_wave(name="open")
        personal, (_draft, half) = invited(wave), begun(wave)
        customers, open_link = pulse.make_link(wave), actions.create_open_link(wave)
        _invitation, key = invite(organization, email="max@example.com", role=Role.READER)
    return named | {
        "tokens": [personal, half, open_link.token],
        "customers": customers.token,
        "invitation": key,
        "program": Program(key_of(member), of=organization),
    }


def looked_at(whole: dict[str, Any]) -> Iterator[tuple[Client, str]]:
    """Who looks, and where: each address of the product by everybody it is for."""
    member, nobody = Client(), Client()
    member.force_login(whole["user"])
    for route in EVERYTHING:
        words = {"code": "A" * 28, "kind": "invitation", "language": "en", "version": "1.0"}
        ids = whole | words | {"number": 1}
        if route.audience == "token":
            named = ids | {"key": "crafted", "fmt": "json"}
            yield whole["program"].client, route.url(named)
        elif route.audience in ("respondent", "customer"):
            tokens = whole["tokens"] if route.audience == "respondent" else [whole["customers"]]
            yield from ((nobody, route.url(ids | {"token": token})) for token in tokens)
        elif route.audience == "invited":
            yield from ((who, route.url({"key": whole["invitation"]})) for who in (nobody, member))
        elif set(route.takes) <= set(ids) and "uidb36" not in route.takes:
            yield from ((who, route.url(ids)) for who in (nobody, member))


@pytest.mark.slow
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_nothing_changes_because_somebody_looks(whole: dict[str, Any], settings: Any, method: str) -> None:
    settings.API_REQUESTS_A_MINUTE = 100_000
    program = whole["program"].client
    program.get("/api/v1/me/")  # the day of use is noted
    looks = list(looked_at(whole))
    before, seen = database(), set()
    for who, address in looks:
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            answered = who.generic(method, address)
        assert answered.status_code < 500, address
        seen.add(answered.status_code)
        if any(each["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for each in asked):
            assert (address, changed(before) - NOTED) == (address, set())
    assert {200, 302, 404, 405} <= seen
    assert changed(before) - NOTED == set()


@pytest.mark.slow
def test_the_same_search_finds_what_a_post_changes(client: Client, named: dict[str, Any]) -> None:
    client.force_login(named["user"])
    before = database()
    client.post("/o/named/settings/name/", {"name": "Northwind"})
    assert changed(before) - NOTED == {"organizations_organization"}
