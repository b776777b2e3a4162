"""How the interface describes itself (OpenAPI): what every operation has in common is said once, here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import get_doc
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from organizations.api_doors import READING, Endpoint, FileEndpoint
from organizations.api_once import HEADER, REPLAYED
from organizations.api_shapes import Problem, Query
from organizations.models import Role

ANY = ("400", "401", "403", "404", "429")
CHANGING = ("409", "413", "415", "422")
PROBLEMS = {
    "400": "What was sent cannot be read or used.",
    "401": "No access token, or one that opens nothing.",
    "403": "The token was not made for this, or its maker’s role does not include it.",
    "404": "There is nothing here that this token can see.",
    "406": "The answer is JSON, and the request asks for something else.",
    "409": "The state of the thing does not allow it.",
    "410": "It was there, and can no longer be read.",
    "413": "More bytes than are taken here.",
    "415": "A body of a kind that is not taken here.",
    "422": "A list with nothing in it that could be taken; details say why, line by line.",
    "429": "Too many requests; Retry-After says how many seconds to wait.",
}
RATE = {
    "RateLimit-Limit": "Requests this token may make in a minute.",
    "RateLimit-Remaining": "How many of them are left.",
    "RateLimit-Reset": "Seconds until the minute ends.",
}


BYTES = OpenApiTypes.BINARY


def says(
    summary: str,
    *,
    gives: Any = None,
    takes: Any = None,
    asks: type[Query] | None = None,
    status: int = 200,
    also: dict[int, str] | None = None,
) -> Any:
    """What one operation is: a sentence, what it takes and asks, and what it answers with which status.

    gives  the shape of a JSON answer, or shapes by the kind of the answer.
    also   further answers without a body, in words.
    """
    described: dict[Any, Any] = {
        other: OpenApiResponse(description=words) for other, words in (also or {}).items()
    }
    if gives is None:
        described[status] = OpenApiResponse(description="Done.")
    for media, shape in _by_kind(gives).items():
        described[(status, media)] = OpenApiResponse(shape, description="Done.")
    parameters: Sequence[Any] = [asks] if asks else []
    return extend_schema(summary=summary, request=takes, responses=described, parameters=parameters)


def _by_kind(gives: Any) -> dict[str, Any]:
    """Shapes by media type; the one of JSON where nothing else is said."""
    if gives is None:
        return {}
    by_kind = isinstance(gives, dict) and all("/" in key for key in gives)
    return dict(gives) if by_kind else {"application/json": gives}


class Described(AutoSchema):
    """An operation of an `Endpoint`, with the errors, headers and rights that all of them have."""

    @property
    def endpoint(self) -> Endpoint:
        assert isinstance(self.view, Endpoint)
        return self.view

    def get_operation_id(self) -> str:
        return f"{self.method.lower()}{type(self.view).__name__}"

    def get_tags(self) -> list[str]:
        return [self.endpoint.area or "token"]

    def get_description(self) -> str:  # type: ignore[override]
        said = get_doc(type(self.view)).strip()
        return "\n\n".join(part for part in (said, self._rights()) if part)

    def _rights(self) -> str:
        if not self.endpoint.area:
            return "Any access token will do."
        role = self.endpoint.role_for(self.method)
        least = "" if role == Role.READER else f" and the role {role.value}"
        return f"Needs the scope `{self.endpoint.scope_for(self.method).value}`{least}."

    def get_override_parameters(self) -> list[Any]:
        if self.method == "POST":
            said = "Makes the request safe to send again for 24 hours."
            return [OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, description=said)]
        return []

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for body in bodies.values():
            body.setdefault("headers", {}).update(_headers(RATE))
            if self.method == "POST":
                body["headers"].update(_headers({REPLAYED: "“true” where this is an earlier answer."}))
        for code in sorted({*self._problems(), *(PROBLEMS.keys() & bodies.keys())}):
            bodies[code] = self._problem(code, direction)
        return bodies

    def _problems(self) -> list[str]:
        codes = list(ANY)
        if not isinstance(self.view, FileEndpoint):
            codes.append("406")
        if self.method not in READING:
            codes.extend(CHANGING)
        return sorted(codes)

    def _problem(self, code: str, direction: Any) -> dict[str, Any]:
        told = OpenApiResponse(Problem, description=PROBLEMS[code])
        body: dict[str, Any] = self._get_response_for_code(  # type: ignore[no-untyped-call]
            told, code, ["application/json"], direction
        )
        if code == "429":
            body["headers"] = _headers({"Retry-After": "Seconds to wait."})
        return body


def _headers(said: dict[str, str]) -> dict[str, Any]:
    return {name: {"schema": {"type": "string"}, "description": words} for name, words in said.items()}


def bodies_are_closed(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """What a request brings has no further fields: `Body` refuses them, and the description says so."""
    used = set(re.findall(r"#/components/schemas/(\w+)", str(_brought(result))))
    for name in used:
        result["components"]["schemas"][name]["additionalProperties"] = False
    return result


def _brought(result: dict[str, Any]) -> list[Any]:
    return [
        operation.get("requestBody", {})
        for path in result["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict)
    ]
