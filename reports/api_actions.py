"""The interface to adopted actions: proposed by a report, adopted or written, changed, with their history."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cxassess.errors import NotFound
from organizations.api_doors import Endpoint, member_of, record
from organizations.api_schema import says
from organizations.api_shapes import Body, Days, asked, brought, of_days, page, page_of, passed, whole
from reports import adopting, queries, shelf
from reports.adopted_forms import LONGEST_TEXT, ActionForm
from reports.adopted_models import ActionStatus, AdoptedAction, AdoptedChange
from reports.api import ANALYSTS
from reports.api_shapes import ready

CHANGED_BY_HAND = ("title", "text", "owner", "due_on", "status", "note", "measure")


class ActionShape(serializers.Serializer[Any]):
    """Something the organization decided to do. It is dropped, never deleted."""

    id = serializers.IntegerField()
    wave = serializers.IntegerField(source="wave_id")
    catalog_id = serializers.CharField(help_text="Of the proposal it came from; empty if written here.")
    title = serializers.CharField()
    text = serializers.CharField()
    moves = serializers.CharField()
    measure = serializers.CharField()
    owner = serializers.CharField(source="owner_name")
    member = serializers.IntegerField(source="member_id", allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    status = serializers.ChoiceField(choices=ActionStatus.choices)
    is_overdue = serializers.BooleanField()
    note = serializers.CharField()
    created_at = serializers.DateTimeField()


class ChangeShape(serializers.Serializer[AdoptedChange]):
    """One line of an action's history: which fields were changed, and how it stood then."""

    at = serializers.DateTimeField()
    by = serializers.IntegerField(source="actor_id", allow_null=True, help_text="Id of the person.")
    status = serializers.ChoiceField(choices=ActionStatus.choices)
    due_on = serializers.DateField(allow_null=True)
    detail = serializers.CharField()


class ActionWithHistory(ActionShape):
    """An action with its history, first to last."""

    history = ChangeShape(many=True)


class ActionQuery(Days):
    status = serializers.ChoiceField(choices=ActionStatus.choices, required=False)
    wave = serializers.IntegerField(required=False, min_value=1)
    due_until = serializers.DateField(required=False)


class ActionChange(Body):
    """What is to change; what is left out stays."""

    title = serializers.CharField(max_length=200, required=False)
    text = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
    owner = serializers.CharField(max_length=120, required=False, allow_blank=True)
    member = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, help_text="Id of a member who owns it."
    )
    due_on = serializers.DateField(required=False, allow_null=True)
    status = serializers.ChoiceField(choices=ActionStatus.choices, required=False)
    note = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
    measure = serializers.CharField(
        max_length=60, required=False, allow_blank=True, help_text="The number that should move."
    )


class ActionBody(ActionChange):
    """An action of the organization's own, about a closed wave."""

    wave = serializers.IntegerField(min_value=1)
    title = serializers.CharField(max_length=200)


class Actions(Endpoint):
    area = "reports"
    roles = ANALYSTS

    @says("Adopted actions, the newest first", gives=page_of(ActionShape), asks=ActionQuery)
    def get(self, request: Request) -> Response:
        values = asked(ActionQuery, request)
        rows = of_days(adopting.seen_by(member_of(request)), values, field="created_at")
        for name, field in (("status", "status"), ("wave", "wave"), ("due_until", "due_on__lte")):
            if name in values:
                rows = rows.filter(**{field: values[name]})
        return page(request, rows, gives=ActionShape, values=values)

    @says("Write an action of your own", takes=ActionBody, gives=ActionWithHistory, status=201)
    def post(self, request: Request) -> Response:
        given = brought(ActionBody, request)
        wave = queries.closed_wave(given.pop("wave"))
        values = passed(ActionForm({"status": ActionStatus.OPEN.value} | given))
        action = adopting.write(wave, values=values, by=member_of(request).user)
        record(request, "wrote", action)
        return _shown(request, action.pk, status=201)


class OneAction(Endpoint):
    area = "reports"
    roles = ANALYSTS

    @says("One action, with its history", gives=ActionWithHistory)
    def get(self, request: Request, action_id: int) -> Response:
        return _shown(request, action_id)

    @says("Change an action", takes=ActionChange, gives=ActionWithHistory)
    def patch(self, request: Request, action_id: int) -> Response:
        action = _action(request, action_id)
        before = {name: getattr(action, name) for name in CHANGED_BY_HAND} | {"member": action.member_id}
        form = ActionForm(before | brought(ActionChange, request), action=action)
        adopting.change(action, values=passed(form), by=member_of(request).user)
        record(request, "changed", action, detail=", ".join(form.changed_data))
        return _shown(request, action_id)


def _action(request: Request, action_id: int) -> AdoptedAction:
    rows = adopting.seen_by(member_of(request))
    found: AdoptedAction | None = rows.filter(pk=action_id).first()
    if found is None:
        raise NotFound
    return found


def _shown(request: Request, action_id: int, *, status: int = 200) -> Response:
    return Response(ActionWithHistory(_WithHistory(_action(request, action_id))).data, status=status)


class _WithHistory:
    """An action whose history is a list."""

    def __init__(self, action: AdoptedAction) -> None:
        self._action = action
        self.history = list(action.history.all())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._action, name)


# --- What a report proposes -----------------------------------------------------------------------------


class ProposalShape(serializers.Serializer[Any]):
    """An action that a report proposes. adopted: the id of the adopted one, null while it is none."""

    action = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    moves = serializers.CharField()
    owner = serializers.CharField()
    adopted = serializers.IntegerField(allow_null=True)


class AdoptBody(Body):
    action = serializers.CharField(max_length=8, help_text="`action` of a proposal.")


class Proposals(Endpoint):
    area = "reports"
    roles = ANALYSTS

    @says("What the report proposes, and what of it was adopted", gives=page_of(ProposalShape))
    def get(self, request: Request, report_id: int) -> Response:
        report = ready(report_id, to=member_of(request))
        adopted = dict(AdoptedAction.objects.filter(wave=report.wave_id).values_list("catalog_id", "pk"))
        rows = [
            {
                "action": item.action_id,
                "title": item.title,
                "text": item.text,
                "moves": item.moves,
                "owner": item.owner,
                "adopted": adopted.get(item.action_id),
            }
            for item in adopting.proposals(shelf.document_of(report))
        ]
        return whole(rows, gives=ProposalShape)

    @says("Adopt a proposal", takes=AdoptBody, gives=ActionWithHistory, status=201)
    def post(self, request: Request, report_id: int) -> Response:
        report = ready(report_id, to=member_of(request))
        catalog_id = brought(AdoptBody, request)["action"]
        document = shelf.document_of(report)
        action = adopting.adopt(
            report.wave, catalog_id=catalog_id, document=document, by=member_of(request).user
        )
        record(request, "adopted", action, detail=catalog_id)
        return _shown(request, action.pk, status=201)
