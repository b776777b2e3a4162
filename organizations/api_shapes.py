"""What the addresses of the interface share: bodies, queries, pages of a list, errors, files."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, TypeVar

from django import forms
from django.db import models
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

PAGE, LARGEST_PAGE = 50, 200

S = TypeVar("S", bound="serializers.Serializer[Any]")
Gives = type["serializers.Serializer[Any]"]


class Body(serializers.Serializer[Any]):
    """What a request brings. A field it does not know is a mistake, not something to pass over."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = [str(name)[:80] for name in data if name not in self.fields] if _is_map(data) else []
        if unknown:
            raise ValidationError({name: ["There is no such field."] for name in unknown[:20]})
        return super().to_internal_value(data)


def _is_map(data: Any) -> bool:
    return isinstance(data, Mapping)


class Query(Body):
    """What stands behind the question mark."""


class Pages(Query):
    cursor = serializers.CharField(required=False, max_length=80, help_text="From `next` of the page before.")
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_PAGE, default=PAGE)


class Days(Pages):
    """Pages of rows that have a day."""

    since = serializers.DateField(required=False, help_text="Made on this day (UTC) or later.")
    until = serializers.DateField(required=False, help_text="Made on this day (UTC) or earlier.")


class Nothing(Body):
    """A request without a body."""


class Problem(serializers.Serializer[Any]):
    """Every error: a code for machines, a sentence for people, further facts by name."""

    code = serializers.CharField()
    message = serializers.CharField()
    details = serializers.DictField(help_text="Of invalid values: what is wrong with them, by field.")


def brought(takes: type[S], request: Request) -> dict[str, Any]:
    """The checked values of a body."""
    return checked(takes(data=request.data))


def asked(query: type[S], request: Request) -> dict[str, Any]:
    """The checked values behind the question mark."""
    return checked(query(data=request.query_params.dict()))


def checked(serializer: serializers.Serializer[Any]) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    values: dict[str, Any] = serializer.validated_data
    return values


def passed(form: forms.BaseForm) -> dict[str, Any]:
    """The values of a form of the pages, whose rules hold here too. Raises ValidationError by field."""
    if not form.is_valid():
        raise ValidationError(
            {name: [str(sentence) for sentence in sentences] for name, sentences in form.errors.items()}
        )
    return form.cleaned_data


def wrong(field: str, sentence: str) -> ValidationError:
    return ValidationError({field: [sentence]})


# --- Lists ----------------------------------------------------------------------------------------------


@cache
def page_of(gives: Gives) -> Gives:
    """The shape of one page of such rows."""
    fields = {
        "next": serializers.CharField(
            allow_null=True, help_text="Address of the next page; null on the last."
        ),
        "results": gives(many=True),
    }
    return type(f"{gives.__name__}Page", (serializers.Serializer,), fields)


def page(
    request: Request,
    rows: models.QuerySet[Any],
    *,
    gives: Gives,
    values: Mapping[str, Any],
    dressed: Callable[[list[Any]], Sequence[Any]] = list,
) -> Response:
    """One page of rows, the newest first: those that came later do not move the pages behind.

    dressed  adds to the rows of a page what is found for all of them at once.
    """
    size = values["page_size"]
    if cursor := values.get("cursor"):
        rows = rows.filter(pk__lt=_place(cursor))
    found = list(rows.order_by("-pk")[: size + 1])
    following = _address(request, cursor=_cursor(found[size - 1].pk)) if len(found) > size else None
    return Response({"next": following, "results": gives(dressed(found[:size]), many=True).data})


def whole(found: Sequence[Any], *, gives: Gives, status: int = 200) -> Response:
    """A list that is short by its nature, in the shape of a page."""
    return Response({"next": None, "results": gives(found, many=True).data}, status=status)


def of_days(rows: models.QuerySet[Any], values: Mapping[str, Any], *, field: str) -> models.QuerySet[Any]:
    """Rows from `since` to `until`, both included; days are in UTC."""
    since: date | None = values.get("since")
    until: date | None = values.get("until")
    if since:
        rows = rows.filter(**{f"{field}__gte": datetime.combine(since, time(), UTC)})
    if until:
        # The day after the last one that there is, is none.
        end = min(until, date.max - timedelta(days=1)) + timedelta(days=1)
        rows = rows.filter(**{f"{field}__lt": datetime.combine(end, time(), UTC)})
    return rows


def _cursor(pk: int) -> str:
    return base64.urlsafe_b64encode(f"before {pk}".encode()).decode().rstrip("=")


def _place(cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        word, _space, number = text.partition(" ")
    except (binascii.Error, ValueError):
        word, number = "", ""
    if word != "before" or not (number.isascii() and number.isdigit() and len(number) < 20):
        raise wrong("cursor", "This is no cursor of a page.")
    return int(number)


def _address(request: Request, **changed: str) -> str:
    query = request.query_params.copy()
    for name, value in changed.items():
        query[name] = value
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


# --- Documents ------------------------------------------------------------------------------------------


def document(request: Request, content: bytes, *, content_type: str, name: str = "") -> HttpResponse:
    """Bytes with their mark: whoever has them already is told so (If-None-Match), and gets nothing again."""
    response = HttpResponse(content, content_type=content_type)
    if name:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    answered = get_conditional_response(request._request, etag=etag, response=response)
    return answered if isinstance(answered, HttpResponse) else response
