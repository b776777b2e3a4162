"""How a table is made: every cell is final text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from reports.documents import Align, Table, TableColumn
from reports.wording import percent

Columns = Sequence[tuple[str, str] | tuple[str, str, Align]]


def table(key: str, caption: str, columns: Columns, rows: Iterable[Sequence[str]]) -> Table:
    made = tuple(
        TableColumn(key=column[0], label=column[1], align=column[2] if len(column) == 3 else "left")
        for column in columns
    )
    return Table(key=key, caption=caption, columns=made, rows=tuple(tuple(row) for row in rows))


def sure_label() -> str:
    """The head of a column of intervals."""
    return _("{share} interval").format(share=percent(0.95))
