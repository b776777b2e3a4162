"""How a table is made: every cell is final text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reports.documents import Align, Table, TableColumn

Columns = Sequence[tuple[str, str] | tuple[str, str, Align]]


def table(key: str, caption: str, columns: Columns, rows: Iterable[Sequence[str]]) -> Table:
    made = tuple(
        TableColumn(key=column[0], label=column[1], align=column[2] if len(column) == 3 else "left")
        for column in columns
    )
    return Table(key=key, caption=caption, columns=made, rows=tuple(tuple(row) for row in rows))
