"""The interface to who is asked: lists with what is wrong in them, sheets with codes, open links.

How many are listed is told, and to whom a list that was just sent belongs; who has answered never.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cxassess.errors import CxError
from organizations.api_doors import Endpoint, record
from organizations.api_parsers import CsvBody, JsonBody
from organizations.api_schema import BYTES, says
from organizations.api_shapes import Body, Nothing, Query, asked, brought, page_of, passed, whole
from scoring.instrument import LEVELS
from surveys import actions, code_sheets, member_people, people_list
from surveys.api import BEHIND
from surveys.member_waves import address_of, held, held_draft, refuse_closed, wave_of
from surveys.models import Invitation, OpenLink, Wave
from surveys.people_list import LARGEST_FILE, LONGEST_CELL, MOST_LINES, Cells, Line, ListRefused


class NobodyTaken(CxError):
    """A list without a line that could be taken; details["wrong"] says why, line by line."""

    code = "people_list"
    status = 422
    sentence = "No line of this list can be taken."


# --- The list -------------------------------------------------------------------------------------------


class ListedShape(serializers.Serializer[Any]):
    """How many people of a function are listed by address, and how many have a code on paper."""

    key = serializers.CharField()
    name = serializers.CharField()
    headcount = serializers.IntegerField()
    listed = serializers.IntegerField()
    with_code = serializers.IntegerField()


class PersonBody(Body):
    email = serializers.CharField(max_length=LONGEST_CELL, allow_blank=True)
    function = serializers.CharField(max_length=LONGEST_CELL, allow_blank=True)
    level = serializers.CharField(max_length=LONGEST_CELL, allow_blank=True)
    language = serializers.CharField(max_length=LONGEST_CELL, allow_blank=True, required=False, default="")


class PeopleBody(Body):
    """People by address, with function and level as on the page: by key or by name."""

    people = serializers.ListField(child=PersonBody(), min_length=1, max_length=MOST_LINES)


class LineShape(serializers.Serializer[Any]):
    """A line that could not be taken, as it was sent, and what is wrong with it by column."""

    number = serializers.IntegerField()
    email = serializers.CharField()
    function = serializers.CharField()
    level = serializers.CharField()
    language = serializers.CharField()
    wrong = serializers.DictField(child=serializers.CharField())


class LinkOfPerson(serializers.Serializer[Any]):
    email = serializers.CharField()
    link = serializers.CharField()


class TakenShape(serializers.Serializer[Any]):
    """What became of a list. Links are told this once, and only where they were asked for."""

    taken = serializers.IntegerField()
    wrong = LineShape(many=True)
    links = LinkOfPerson(many=True)


class ListQuery(Query):
    check_only = serializers.BooleanField(
        required=False, default=False, help_text="Say what is wrong and take nobody."
    )
    show_links = serializers.BooleanField(
        required=False, default=False, help_text="Tell the personal links, this once."
    )


class Participants(Endpoint):
    """People who are asked by name.

    A list comes as JSON or as CSV, with headings or with address, function, level and language in this
    order. Every good line is taken; what is wrong with the others is said line by line.
    """

    area = "waves"
    roles = BEHIND
    parser_classes = [JsonBody, CsvBody]
    largest = LARGEST_FILE

    @says("How many people are listed, by function", gives=page_of(ListedShape))
    def get(self, request: Request, wave_id: int) -> Response:
        wave = wave_of(wave_id)
        people = Counter(Invitation.objects.filter(wave=wave).values_list("function", "email"))
        listed, coded = Counter[str](), Counter[str]()
        for (function, email), count in people.items():
            (listed if email else coded)[function] += count
        rows = [
            each | {"listed": listed[each["key"]], "with_code": coded[each["key"]]} for each in wave.functions
        ]
        return whole(rows, gives=ListedShape)

    @says(
        "Put people on the list",
        takes={"application/json": PeopleBody, "text/csv": BYTES},
        asks=ListQuery,
        gives=TakenShape,
        status=201,
        also={200: "Checked only; the shape is the same."},
    )
    def post(self, request: Request, wave_id: int) -> Response:
        wave, wanted = wave_of(wave_id), asked(ListQuery, request)
        refuse_closed(wave)
        cells = _sent(request)
        if wanted["check_only"]:
            lines = people_list.checked(cells, wave=wave, listed=_listed(wave))
            return _told(request, lines, tokens=[], status=200)
        return _take(request, held(wave.pk), cells, show_links=wanted["show_links"])


def _sent(request: Request) -> list[tuple[int, Cells]]:
    """The lines of the body, by number. Raises ListRefused."""
    if isinstance(request.data, bytes):
        cells = people_list.cells_of(people_list.text_of(request.data))
    else:
        people = brought(PeopleBody, request)["people"]
        cells = [
            (number, (each["email"], each["function"], each["level"], each["language"]))
            for number, each in enumerate(people, start=1)
        ]
    if not cells:
        raise ListRefused("The list is empty.")
    return cells


def _listed(wave: Wave) -> list[str]:
    addresses = Invitation.objects.filter(wave=wave).exclude(email="")
    return list(addresses.values_list("email", flat=True))


def _take(request: Request, wave: Wave, cells: list[tuple[int, Cells]], *, show_links: bool) -> Response:
    lines = people_list.checked(cells, wave=wave, listed=_listed(wave))
    good = [line for line in lines if line.is_good]
    if not good:
        raise NobodyTaken(details={"wrong": list(LineShape(lines, many=True).data)})
    tokens = actions.create_invitations(wave, people=[line.invitee for line in good])
    record(request, "invited", wave, detail=f"{len(good)} people")
    return _told(request, lines, tokens=tokens if show_links else [], status=201)


def _told(request: Request, lines: list[Line], *, tokens: list[str], status: int) -> Response:
    good = [line for line in lines if line.is_good]
    found = {
        "taken": len(good) if status == 201 else 0,
        "wrong": [line for line in lines if not line.is_good],
        "links": [
            {"email": line.email, "link": address_of(request, token)}
            for line, token in zip(good, tokens, strict=False)
        ],
    }
    return Response(TakenShape(found).data, status=status)


class TakeOffBody(Body):
    """Whom to take off the list: by address, or everybody with a code."""

    emails = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_CELL),
        max_length=MOST_LINES,
        required=False,
        default=list,
    )
    codes = serializers.BooleanField(required=False, default=False)


class RemovedShape(serializers.Serializer[Any]):
    removed = serializers.IntegerField()


class TakeOff(Endpoint):
    area = "waves"
    roles = BEHIND

    @says("Take people off the list, before the launch", takes=TakeOffBody, gives=RemovedShape)
    def post(self, request: Request, wave_id: int) -> Response:
        wave_of(wave_id)
        values = brought(TakeOffBody, request)
        wave = held_draft(wave_id)
        addresses = [email.strip().lower() for email in values["emails"] if email.strip()]
        rows = Invitation.objects.filter(wave=wave)
        gone = rows.filter(email="") if values["codes"] else rows.filter(email__in=addresses)
        count = gone.count()
        gone.delete()
        record(request, "took off the list", wave, detail=f"{count} people")
        return Response({"removed": count})


# --- Sheets with a code ---------------------------------------------------------------------------------


class CodesBody(Body):
    function = serializers.CharField(max_length=40)
    level = serializers.ChoiceField(choices=LEVELS)
    people = serializers.IntegerField(min_value=1, max_value=member_people.MOST_CODES)


class CodeShape(serializers.Serializer[Any]):
    """A code as it is printed, and the link it stands for."""

    code = serializers.CharField()
    link = serializers.CharField()
    function = serializers.CharField()
    level = serializers.CharField()


class Codes(Endpoint):
    """Codes on paper, for people without e-mail. They are told this once; only hashes are stored."""

    area = "waves"
    roles = BEHIND

    @says("Make codes", takes=CodesBody, gives=page_of(CodeShape), status=201)
    def post(self, request: Request, wave_id: int) -> Response:
        wave = wave_of(wave_id)
        refuse_closed(wave)
        values = passed(member_people.CodesForm(brought(CodesBody, request), wave=wave))
        locked = held(wave_id)
        sheets = code_sheets.make(locked, **values)
        record(request, "made codes", locked, detail=f"{len(sheets)} for {values['function']}")
        return _sheets(request, sheets)


class CodesAnew(Endpoint):
    """New codes for all who have one, before the launch; those made before no longer open anything."""

    area = "waves"
    roles = BEHIND

    @says("Make all codes anew", takes=Nothing, gives=page_of(CodeShape), status=201)
    def post(self, request: Request, wave_id: int) -> Response:
        wave_of(wave_id)
        wave = held_draft(wave_id)
        sheets = code_sheets.make_anew(wave)
        record(request, "made codes", wave, detail=f"{len(sheets)} anew")
        return _sheets(request, sheets)


def _sheets(request: Request, made: list[code_sheets.Sheet]) -> Response:
    """The sheets as they are told."""
    rows = [
        {
            "code": code,
            "link": address_of(request, token),
            "function": function,
            "level": level,
        }
        for code, token, function, level in made
    ]
    return whole(rows, gives=CodeShape, status=201)


# --- Open links -----------------------------------------------------------------------------------------


class LinkShape(serializers.Serializer[Any]):
    """A link for many people; the one without a function asks for it."""

    function = serializers.CharField(allow_null=True)
    link = serializers.CharField()


class Links(Endpoint):
    area = "waves"
    roles = BEHIND

    @says("The open links", gives=page_of(LinkShape))
    def get(self, request: Request, wave_id: int) -> Response:
        return _links(request, wave_of(wave_id))

    @says(
        "Make one open link for each function and one for all",
        takes=Nothing,
        gives=page_of(LinkShape),
        status=201,
    )
    def post(self, request: Request, wave_id: int) -> Response:
        wave = held(wave_id)
        for function in ("", *wave.function_keys):
            actions.create_open_link(wave, function=function)
        record(request, "made links", wave)
        return _links(request, wave, status=201)


def _links(request: Request, wave: Wave, *, status: int = 200) -> Response:
    rows = [
        {"function": link.function, "link": address_of(request, link.token)}
        for link in OpenLink.objects.filter(wave=wave).order_by("pk")
    ]
    return whole(rows, gives=LinkShape, status=status)
