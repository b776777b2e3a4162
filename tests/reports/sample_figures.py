"""The pictures of options, states, measures and drivers, with names and cells that try to break them."""

from __future__ import annotations

from reports import documents as d

HOURS = ("within a day", "3 days", "14 days", "30 days", "90 days", "longer", "never")
CONTRIBUTIONS = ("Leads", "Influences", "Informs", "Delivers", "None of these, or only on request")
COMMENTS = (
    d.Quote(text="We promise what operations then has to find a way to keep.", function="Sales"),
    d.Quote(text="אנחנו שומעים על הבטחות ב-2026 רק אחרי שהלקוח מתקשר (3 פעמים)."),
    d.Quote(text="Every team has its own list.\nNone of them is complete: #let x = 1 <b>bold</b> 😀"),
)


def spread(names: tuple[str, ...]) -> d.Spread:
    return d.Spread(options=HOURS, rows=tuple(spread_row(index, name) for index, name in enumerate(names)))


def spread_row(index: int, name: str) -> d.SpreadRow:
    """The third row is hidden, the fourth has no answers, the fifth is of one mind."""
    if index == 2:
        return d.SpreadRow(label=name, n_band="", hidden="fewer_than_five")
    if index == 3:
        return d.SpreadRow(label=name, n_band="", hidden="no_data")
    shares = (0, 0, 100, 0, 0, 0, 0) if index == 4 else (2, 8, 30, 5, 25, 20, 10)
    return d.SpreadRow(label=name, n_band="100 or more", shares=shares)


def grid(names: tuple[str, ...]) -> d.Grid:
    columns = tuple(d.HeatColumn(key=f"r{i}", label=label) for i, label in enumerate(CONTRIBUTIONS))
    cells = (
        d.GridCell(text="expected and made", mark="full"),
        d.GridCell(text="expected, partly made", mark="half"),
        d.GridCell(text="expected, not made", mark="cross"),
        d.GridCell(text="made, not expected", mark="open"),
        d.GridCell(text="too few to tell"),
    )
    return d.Grid(
        columns=columns,
        rows=tuple(
            d.GridRow(label=n, n_band="10–19", cells=tuple(cells[(r + c) % 5] for c in range(len(columns))))
            for r, n in enumerate(names)
        ),
        legend=tuple((cell.mark, cell.text) for cell in cells if cell.mark),
    )


def cascade() -> d.Cascade:
    return d.Cascade(
        levels=(
            d.CascadeLevel(label="Chief executive", value=2, value_text="with target and consequence"),
            d.CascadeLevel(label="Executive team", value=1, value_text="a customer measure is shown"),
            d.CascadeLevel(label="Heads of functions", value=0, value_text="none", is_break=True),
            d.CascadeLevel(label="Managers", value=1, value_text="a customer measure is shown"),
            d.CascadeLevel(label="Front line, at home and in the field", value=0, value_text="none"),
        )
    )


def drivers() -> d.DriverFigure:
    rows = (
        ("One view of the customer", 31, 28, True),
        ("Joint response", 24, 27, True),
        ("Measures that reach the front line, whichever way the wind blows", 11, 12, False),
        ("Evidence", 4, 3, False),
        ("Marketing’s role", 0, 0, False),
    )
    return d.DriverFigure(
        rows=tuple(
            d.DriverMark(label=label, weight=weight, dominance=dominance, is_first_tier=first)
            for label, weight, dominance, first in rows
        )
    )


def change(names: tuple[str, ...]) -> d.ChangeFigure:
    """Up, down, unmoved and at both ends of the scale, with names that try to break it."""
    rows = ((32, 41, 3, 15, True), (70, 52, -26, -10, True), (50, 50, -4, 4, False), (0, 100, 90, 100, True))
    return d.ChangeFigure(
        before="Spring <2026> & before",
        after="2026, second wave 😀",
        rows=tuple(
            d.ChangeMark(
                label=name,
                before=before,
                after=after,
                points=after - before,
                low=max(0, before + low),
                high=min(100, before + high),
                state="reliable" if is_reliable else "held",
                is_reliable=is_reliable,
            )
            for name, (before, after, low, high, is_reliable) in zip(names * 4, rows, strict=False)
        ),
    )


def beside(names: tuple[str, ...]) -> d.BesideFigure:
    """Above, below, level and at both ends of the scale, with names that try to break it."""
    rows = ((62, 41, 12, 30, True), (40, 52, -26, 2, False), (50, 50, -4, 4, False), (100, 0, 90, 100, True))
    return d.BesideFigure(
        own=names[0],
        others="The others <& everybody else>",
        rows=tuple(
            d.BesideMark(
                label=name,
                own=own,
                others=others,
                points=own - others,
                low=max(0, others + low),
                high=min(100, others + high),
                state="clear" if is_clear else "not tellable",
                is_clear=is_clear,
            )
            for name, (own, others, low, high, is_clear) in zip(names * 4, rows, strict=False)
        ),
    )
