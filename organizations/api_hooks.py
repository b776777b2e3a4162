"""The interface to webhooks: watched, paused, tried, taken away.

Where messages go, and the secret they are signed with, is settled on the page: there people show again who
they are, and a token could not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from organizations import webhooks
from organizations.api_doors import Endpoint, record
from organizations.api_people import OWNERS
from organizations.api_schema import says
from organizations.api_shapes import Nothing, Pages, asked, page, page_of
from organizations.hook_models import DeliveryState, HookDelivery, HookEndpoint, HookState


class HookShape(serializers.Serializer[Any]):
    """An address that is told what happens. host: where; the path may be a secret of the receiver."""

    id = serializers.IntegerField()
    host = serializers.CharField()
    events = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(choices=HookState.choices)
    failing_since = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class DeliveryShape(serializers.Serializer[Any]):
    """A message on its way, or how it ended. status: what the receiver answered, null where it did not."""

    id = serializers.IntegerField()
    message_id = serializers.CharField(source="event.message_id")
    event = serializers.CharField(source="event.kind")
    state = serializers.ChoiceField(choices=DeliveryState.choices)
    attempts = serializers.IntegerField()
    asked_at = serializers.DateTimeField()
    status = serializers.IntegerField(allow_null=True)


class Hooks(Endpoint):
    area = "organization"
    roles = OWNERS

    @says("Webhooks, the newest first", gives=page_of(HookShape), asks=Pages)
    def get(self, request: Request) -> Response:
        rows = HookEndpoint.objects.all()
        return page(request, rows, gives=HookShape, values=asked(Pages, request))


class OneHook(Endpoint):
    area = "organization"
    roles = OWNERS

    @says("One webhook", gives=HookShape)
    def get(self, request: Request, hook_id: int) -> Response:
        return Response(HookShape(webhooks.endpoint_of(hook_id)).data)

    @says("Take a webhook away, with everything that was to be told there", status=204)
    def delete(self, request: Request, hook_id: int) -> Response:
        endpoint = webhooks.endpoint_of(hook_id)
        record(request, "deleted a webhook", endpoint, detail=endpoint.host)
        webhooks.remove(hook_id)
        return Response(status=204)


class HookDeliveries(Endpoint):
    area = "organization"
    roles = OWNERS

    @says("What was told there, the newest first", gives=page_of(DeliveryShape), asks=Pages)
    def get(self, request: Request, hook_id: int) -> Response:
        endpoint = webhooks.endpoint_of(hook_id)
        rows = HookDelivery.objects.filter(endpoint=endpoint).select_related("event")
        return page(request, rows, gives=DeliveryShape, values=asked(Pages, request))


class PauseHook(Endpoint):
    area = "organization"
    roles = OWNERS

    @says("Send nothing there for now", takes=Nothing, gives=HookShape)
    def post(self, request: Request, hook_id: int) -> Response:
        return _switched(request, hook_id, webhooks.pause, action="paused a webhook")


class ResumeHook(Endpoint):
    area = "organization"
    roles = OWNERS

    @says("Send there again", takes=Nothing, gives=HookShape)
    def post(self, request: Request, hook_id: int) -> Response:
        return _switched(request, hook_id, webhooks.resume, action="switched on a webhook")


def _switched(request: Request, hook_id: int, act: Callable[[int], HookEndpoint], *, action: str) -> Response:
    endpoint = act(hook_id)
    record(request, action, endpoint, detail=endpoint.host)
    return Response(HookShape(endpoint).data)


class TestHook(Endpoint):
    area = "organization"
    roles = OWNERS

    @says("Send a test there", takes=Nothing, gives=DeliveryShape, status=202)
    def post(self, request: Request, hook_id: int) -> Response:
        delivery = webhooks.send_test(hook_id)
        record(request, "tested a webhook", delivery.endpoint, detail=delivery.endpoint.host)
        return Response(DeliveryShape(delivery).data, status=202)
