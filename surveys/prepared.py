"""Queries that are composed once and then only sent, with other values in the same places.

Composing a query of three tables costs Django more than PostgreSQL needs to answer it. Where thousands of
people ask the same thing of the same index (who does this token belong to?), that is most of a request.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row", bound=Model)
Value = str | int

MARKS: dict[type, Callable[[int], Value]] = {
    str: lambda at: f"\N{SYMBOL FOR NULL}{at}",
    int: lambda at: -1_000_000_000 - at,
}
"""By type of a value, what stands in its place while a query is composed: no value of its own."""


class Prepared(Generic[Row]):
    """One row, asked for again and again.

    build   the query for given values, by name. It reaches no scope and must itself name what may be seen.
    values  the type of each value, str or int. They are sent as they are, so the columns they are compared
            with must store text or whole numbers.
    """

    def __init__(self, build: Callable[..., QuerySet[Row]], **values: type) -> None:
        self.build, self.types = build, values
        self.composed: _Composed[Row] | None = None

    def first(self, **values: Value) -> Row | None:
        """The first row for these values, None without one; what `select_related` names comes along.

        Raises TypeError for values other than promised, TransactionManagementError where a query that locks
        is asked outside a transaction.
        """
        if {name: type(value) for name, value in values.items()} != self.types:
            raise TypeError(f"this query was prepared for {self.types}")
        # Two threads may both compose it, to the same.
        composed = self.composed = self.composed or _Composed(self.build, self.types)
        return composed.first(values)


class _Composed(Generic[Row]):
    """A query in the words of the database, and how its answer becomes a row with its relations."""

    def __init__(self, build: Callable[..., QuerySet[Row]], types: dict[str, type]) -> None:
        marks = {name: MARKS[type_](at) for at, (name, type_) in enumerate(types.items())}
        query = build(**marks)[:1].query
        compiler = query.get_compiler(using=DEFAULT_DB_ALIAS)
        self.sql, parameters = compiler.as_sql()
        names = {mark: name for name, mark in marks.items()}
        self.parameters: list[tuple[str | None, Any]] = [(names.get(each), each) for each in parameters]
        self.locks = query.select_for_update
        self._read_by(compiler)

    def _read_by(self, compiler: Any) -> None:
        info, select = compiler.klass_info, compiler.select
        own = info["select_fields"]
        self.model: type[Row] = info["model"]
        self.own = slice(own[0], own[-1] + 1)
        self.names = [column[0].target.attname for column in select[self.own]]
        self.converters = compiler.get_converters([column[0] for column in select])
        # The stubs know a later Django's further argument.
        self.related = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]

    def first(self, values: dict[str, Value]) -> Row | None:
        connection = connections[DEFAULT_DB_ALIAS]
        if self.locks and not connection.in_atomic_block:
            raise TransactionManagementError("a row is locked inside a transaction only")
        sent = [values[name] if name else fixed for name, fixed in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, sent)
            found = cursor.fetchone()
        return None if found is None else self._row(list(found), connection)

    def _row(self, found: list[Any], connection: Any) -> Row:
        for at, (converters, expression) in self.converters.items():
            for convert in converters:
                found[at] = convert(found[at], expression, connection)
        row = self.model.from_db(DEFAULT_DB_ALIAS, self.names, found[self.own])
        for each in self.related:
            each.populate(found, row)
        return row
