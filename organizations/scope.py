"""The first lock: rows of an organization can only be reached while that organization is in scope.

`objects` of every organization-owned model raises outside `org_scope(...)`, before a query exists, so
`exists()`, `aggregate()`, `explain()`, `iterator()`, related managers, form fields, `in` subqueries and the
asynchronous variants are covered by the same line. `every_org` is the one explicit way round.

What this lock does not close, and what does:

* `_base_manager` stays plain. Django reads through it to follow a forward key (`wave.assessment`), to
  refresh, to save and to cascade, and to follow a one-to-one key backwards (`invitation.draft`); a filtered
  one would break them all. All start from a row somebody already holds. A forward key of a row in scope leads
  to another organization only if it was written so, which `check_parents` refuses on save and a composite
  foreign key of the tables refuses in PostgreSQL (`surveys.migrations.0002_promises`).
* A join that starts from a model nobody owns (`User.objects.filter(member__…)`) passes no scoped manager.
* Hand-written SQL on a cursor. `objects.raw()` is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar, cast

from django.db import models

if TYPE_CHECKING:
    from organizations.models import Organization

_organization_id: ContextVar[int | None] = ContextVar("organization_id", default=None)

M = TypeVar("M", bound=models.Model)


class ScopeMissing(RuntimeError):
    """Organization-owned rows were asked for while no organization is in scope."""


class ScopeMismatch(RuntimeError):
    """A row of one organization was about to be written into another."""


@contextmanager
def org_scope(organization: Organization | int) -> Iterator[None]:
    """Let `objects` see the rows of this organization, and only those, until the block ends.

    Scopes nest; the innermost holds. New threads start without one.
    """
    identifier = organization if isinstance(organization, int) else organization.pk
    if identifier is None:
        raise ScopeMissing("an organization that is not stored cannot be in scope")
    token = _organization_id.set(identifier)
    try:
        yield
    finally:
        _organization_id.reset(token)


def scoped_organization_id() -> int:
    """Id of the organization in scope; ScopeMissing when there is none."""
    identifier = _organization_id.get()
    if identifier is None:
        raise ScopeMissing("no organization in scope: use org_scope(...), or every_org and say why")
    return identifier


def claim_for_scope(row: Any) -> None:
    """Give a row without an organization the one in scope; refuse a row of another.

    Outside any scope a row must name its organization itself.
    """
    identifier = _organization_id.get()
    if row.organization_id is None:
        row.organization_id = scoped_organization_id()
    elif identifier is not None and row.organization_id != identifier:
        raise ScopeMismatch(f"{type(row).__name__} belongs to an organization that is not in scope")


def check_parents(row: Any) -> None:
    """Refuse a row whose loaded parents belong to another organization; costs no query."""
    for field in row._meta.concrete_fields:
        if not field.is_relation or not field.is_cached(row):
            continue
        parent = field.get_cached_value(row)
        if isinstance(parent, OrganizationOwned) and parent.organization_id != row.organization_id:
            raise ScopeMismatch(f"{type(row).__name__}.{field.name} belongs to another organization")


class ScopedQuerySet(models.QuerySet[M]):
    """Writes in bulk stay inside the scope they were asked in."""

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        rows = list(objs)
        for row in rows:
            claim_for_scope(row)
            check_parents(row)
        return super().bulk_create(rows, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        if "organization" in kwargs or "organization_id" in kwargs:
            raise ScopeMismatch("rows do not move from one organization to another")
        for name, value in kwargs.items():
            if isinstance(value, OrganizationOwned) and value.organization_id != scoped_organization_id():
                raise ScopeMismatch(f"{name} belongs to an organization that is not in scope")
        return super().update(**kwargs)

    def raw(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ScopeMissing("raw SQL does not know the scope; use every_org.raw and filter by hand")


# The stubs of from_queryset lose the model, hence the explicit generic below it.
_ScopedBase = models.Manager.from_queryset(ScopedQuerySet)


class ScopedManager(_ScopedBase[M], Generic[M]):  # type: ignore[misc, valid-type]
    """The door to organization-owned rows; closed while no organization is in scope."""

    def get_queryset(self) -> ScopedQuerySet[M]:
        rows = cast("ScopedQuerySet[M]", super().get_queryset())
        return rows.filter(organization_id=scoped_organization_id())


class OrganizationOwned(models.Model):
    """A row that belongs to exactly one organization for its whole life.

    Inside a scope `organization` may be left out on creation: the scope fills it.
    """

    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.CASCADE, related_name="+", editable=False
    )

    objects: ScopedManager[Any] = ScopedManager()
    every_org: models.Manager[Any] = models.Manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        claim_for_scope(self)
        check_parents(self)
        super().save(*args, **kwargs)
