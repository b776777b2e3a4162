"""A program that holds an access token, in the words of the tests."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django.test import Client

from organizations.access_tokens import make
from organizations.models import Member, Organization, Role, Scope
from organizations.scope import org_scope
from tests import builders

EVERYTHING = tuple(Scope)


class Program:
    """Asks the interface with a token; addresses are below the organization's, unless they begin with /."""

    def __init__(self, key: str, *, of: Organization) -> None:
        self.key = key
        self.organization = of
        self.base = f"/api/v1/organizations/{of.slug}/"
        self.client = Client(headers={"authorization": f"Bearer {key}"})

    def ask(self, method: str, path: str = "", body: Any = None, **headers: str) -> Any:
        address = path if path.startswith("/") else self.base + path
        more: dict[str, Any] = {"headers": {name.replace("_", "-"): value for name, value in headers.items()}}
        if isinstance(body, bytes):
            more["headers"].pop("content-type", None)
            more |= {"data": body, "content_type": headers.get("content_type", "text/csv")}
        elif body is not None:
            more |= {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.generic(method, address, **more)

    def get(self, path: str = "", **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("POST", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("PUT", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.ask("DELETE", path, **headers)


def program(
    name: str, *, of: Organization, role: Role = Role.OWNER, scopes: Collection[Scope] = EVERYTHING
) -> Program:
    """A program of a new member of that role."""
    user = builders.member(name, of=of, role=role)
    with org_scope(of):
        return Program(key_of(Member.objects.get(user=user), scopes=scopes), of=of)


def key_of(member: Member, *, scopes: Collection[Scope] = EVERYTHING, days: int = 30) -> str:
    with org_scope(member.organization_id):
        return make(member, name="Night run", scopes=scopes, days=days)[1]
