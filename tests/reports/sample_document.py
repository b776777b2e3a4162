"""A report written by hand: every picture, every kind of cell, names that try to break a page."""

from __future__ import annotations

import datetime as dt

from reports import documents as d
from tests.reports.sample_figures import COMMENTS, beside, cascade, change, drivers, grid, spread

STAGES = ("First hear", "Weigh up", "Buy", "Get started", "Use, get help", "Expand", "Renew", "Recommend")
STATES = ("owned", "contested", "owned", "diffuse", "owned", "leaning", "orphaned", "owned")
FUNCTIONS = (
    "Executive",
    "Marketing",
    "Sales",
    "Service",
    "Operations",
    "Finance",
    "HR",
    "IT",
    "Strategy, governance & transformation hub",
    "Kundendienstleistungsorganisationsbereich",
    "#import [$x$] <script>alert(1)</script>",
    "שירות لقوحات ฝ่ายบริการ 😀",
)
CONSTRUCTS = (
    "One view",
    "One message",
    "Shared facts",
    "Joint response",
    "Evidence",
    "Elevating",
    "Measures",
    "Promise",
    "Marketing’s role",
)


def sample_document(*, functions: int = 12, organization: str = "Torchlight Systems") -> d.ReportDocument:
    names = FUNCTIONS[:functions]
    return d.ReportDocument(
        organization=organization,
        wave="Wave 2026",
        market="B2B",
        closed_on=dt.date(2026, 3, 14),
        instrument="cx-ownership-maturity 1.0",
        instrument_title="Ownership and maturity of customer experience",
        minimum_group=5,
        fingerprint="5f4dcc3b5aa765d61d8327deb882cf99",
        headline=(
            d.Span(text="Marketing carries the customer alone: "),
            d.Span(text="onboarding and renewal belong to everyone and so to no one", tone="strong"),
            d.Span(text=", and no other function sees the company that marketing sees."),
        ),
        subtitle="Cross-functional gap report · 180 answers from 294 people",
        pages=(
            page_one(names),
            ownership(names),
            orientation(names),
            maturity(),
            clock(),
            mirror(),
            structure(names),
            marketing(names),
            comments(),
            actions(),
            method(),
        ),
        results={"index": 46, "stage": 2, "unmet_gates_of_next_stage": ["VIEW>=50"]},
    )


def page_one(names: tuple[str, ...]) -> d.Page:
    sections = (
        section("map", "Who answers for the customer?", figure=ownership_map(names), table=table(names)),
        section(
            "heat",
            "Where do functions see different companies?",
            figure=heatmap(names),
            table=table(names),
        ),
        section("strip", "How mature, and what holds it back?", figure=strip(), table=table(names)),
        section("mirror", "Inside against outside", figure=mirror_figure(), table=table(names)),
        section("actions", "The next ninety days", figure=action_list()),
        section("sure", "How sure are we?", figure=participation(names)),
    )
    return page("one", 1, "Page one", sections)


def page(key: str, number: int, title: str, sections: tuple[d.Section, ...]) -> d.Page:
    return d.Page(
        key=key,
        number=number,
        title=title,
        question="And do they accept it?",
        lede="Four of eight stages have one accepted owner.",
        sections=sections,
    )


def section(key: str, title: str, **fields: object) -> d.Section:
    lede = (
        "Getting started and renewing are said to be shared with nobody leading; sales would not take it on."
    )
    return d.Section(key=key, title=title, note="Shares of all who could tell", lede=lede, **fields)  # type: ignore[arg-type]


def ownership(names: tuple[str, ...]) -> d.Page:
    found = (
        finding(
            "refused:sales:expand", "refused", "Sales is named for expansion and would not answer for it."
        ),
        finding("orphaned:renew", "orphaned", "Nobody answers for renewal."),
    )
    return page(
        "ownership",
        2,
        "Ownership",
        (section("map", "Stage by stage", figure=ownership_map(names), table=table(names), findings=found),),
    )


def orientation(names: tuple[str, ...]) -> d.Page:
    return page(
        "orientation",
        3,
        "Market orientation",
        (section("heat", "Scores", figure=heatmap(names), table=table(names)),),
    )


def maturity() -> d.Page:
    return page(
        "maturity",
        4,
        "Maturity",
        (
            section(
                "strip", "The strip", figure=strip(), paragraphs=("A stage is the lower of index and gates.",)
            ),
            section("bars", "Readiness", figure=bars(), table=table(("Executive",))),
        ),
    )


def clock() -> d.Page:
    marks = (
        d.ClockMark(label="A campaign", actual=38, target=86, actual_low=30, actual_high=46, state="clear"),
        d.ClockMark(
            label="A product or a shop", actual=0, target=100, actual_low=0, actual_high=9, state="clear"
        ),
    )
    return page("clock", 6, "How fast", (section("clock", "In figures", figure=d.ClockFigure(rows=marks)),))


def mirror() -> d.Page:
    return page(
        "mirror", 8, "Inside against outside", (section("mirror", "In figures", figure=mirror_figure()),)
    )


def structure(names: tuple[str, ...]) -> d.Page:
    return page(
        "structure",
        9,
        "Structure",
        (
            section("spread", "How long it takes", figure=spread(names), table=table(names)),
            section("grid", "Who contributes what", figure=grid(names), table=table(names)),
            section("cascade", "Measures from the top down", figure=cascade(), table=table(names[:2])),
            section("drivers", "What goes with the outcome", figure=drivers(), table=table(names[:2])),
            section("change", "What has moved", figure=change(names), table=table(names)),
        ),
    )


def marketing(names: tuple[str, ...]) -> d.Page:
    found = section("beside", "Beside the others", figure=beside(names), table=table(names))
    return page("marketing", 9, "Marketing", (found,))


def comments() -> d.Page:
    return page("comments", 10, "Comments", (section("comments", "In their own words", quotes=COMMENTS),))


def actions() -> d.Page:
    return page(
        "actions", 11, "What to do", (section("actions", "The next ninety days", figure=action_list()),)
    )


def method() -> d.Page:
    columns = (d.TableColumn(key="score", label="Score"), d.TableColumn(key="text", label="What it measures"))
    rows = (("One view", "One view of the customer"), ("One message", "One message to the customer"))
    definitions = d.Table(key="definitions", caption="What the scores measure", columns=columns, rows=rows)
    return page(
        "method", 12, "Method and data quality", (section("definitions", "Definitions", table=definitions),)
    )


def finding(ident: str, state: str, sentence: str) -> d.Finding:
    return d.Finding(
        id=ident,
        state=state,
        subject="Expand",
        sentence=sentence,
        evidence="56% name sales today; 31% of its own people would accept (30–39 answers).",
        so_what="Somebody promises, nobody keeps.",
        action_ids=("charter",),
    )


def ownership_map(names: tuple[str, ...]) -> d.OwnershipMap:
    keys = tuple(f"s{index}" for index in range(len(STAGES)))
    flags = (("refused:f2",) if state == "leaning" else () for state in STATES)
    stages = tuple(
        d.MapStage(key=k, label=label, state=state, state_label=state, flags=marks, dk=4)
        for k, label, state, marks in zip(keys, STAGES, STATES, flags, strict=True)
    )
    rows = tuple(d.MapRow(key=f"f{i}", label=n, votes=votes(i, keys)) for i, n in enumerate(names))
    shared = d.MapRow(key="shared", label="Several, nobody leads", row_kind="shared", votes=votes(3, keys))
    nobody = d.MapRow(key="nobody", label="Nobody", row_kind="nobody", votes=votes(5, keys))
    return d.OwnershipMap(stages=stages, functions=(*rows, shared, nobody))


def votes(row: int, keys: tuple[str, ...]) -> tuple[d.Vote, ...]:
    accepts: tuple[d.Acceptance, ...] = ("yes", "no", "part", "unknown")
    return tuple(
        d.Vote(
            stage=key,
            share=100 if row == 1 and i == 0 else (row * 17 + i * 29) % 71,
            should=(row * 31 + i * 13) % 90,
            top=row in (1, 2) and (row + i) % 2 == 0,
            accept=accepts[i % 4] if row in (1, 2) and (row + i) % 2 == 0 else "none",
        )
        for i, key in enumerate(keys)
    )


def heatmap(names: tuple[str, ...]) -> d.Heatmap:
    columns = tuple(d.HeatColumn(key=f"C{i}", label=label) for i, label in enumerate(CONSTRUCTS))
    rows = tuple(
        d.HeatRow(
            key=f"f{r}", label=n, n_band="10–19", cells=tuple(heat_cell(r, c) for c in range(len(columns)))
        )
        for r, n in enumerate(names)
    )
    return d.Heatmap(columns=columns, rows=rows)


def heat_cell(row: int, column: int) -> d.HeatCell:
    if row == 6 and column % 3 == 0:
        return d.HeatCell(hidden="fewer_than_five")
    if row == 7 and column == 4:
        return d.HeatCell(hidden="no_data")
    deviation = (row * 13 + column * 7) % 61 - 30
    mark: d.Mark = "above" if deviation > 20 else "below" if deviation < -20 else ""
    return d.HeatCell(value=50 + deviation // 2, deviation=deviation, mark=mark)


def strip() -> d.MaturityStrip:
    return d.MaturityStrip(
        index=46,
        low=44,
        high=49,
        stage=2,
        stage_label="Aiming",
        names=("Inward", "Aiming", "Connecting", "Elevating", "Co-owning"),
        probability="Stage 2, firm (P = 99%)",
        probabilities={"2": 99, "3": 1},
        gates=(
            gate("One view of the customer at 50 or more", "47", "unmet", 3),
            gate("Customer facts shared at 50 or more", "46", "unmet", 3),
            gate("No more than two ownerless stages", "none", "met", 3),
            gate("The CX lead controls a budget of its own", "", "unverified", 4),
        ),
    )


def gate(label: str, value: str, status: str, stage: int) -> d.GateMark:
    return d.GateMark(label=label, value_text=value, met=status == "met", status=status, for_stage=stage)  # type: ignore[arg-type]


def mirror_figure() -> d.MirrorFigure:
    return d.MirrorFigure(
        rows=(
            d.MirrorMark(
                label="They put our interests first", staff=50, customers=51, gap=-1, state="aligned"
            ),
            d.MirrorMark(label="Contact is more than selling", staff=81, customers=46, gap=35, state="clear"),
            d.MirrorMark(label="It goes well every time", staff=0, customers=100, gap=-100, state="clear"),
            d.MirrorMark(
                label="They are easy to deal with, whatever the channel and hour",
                staff=52,
                customers=52,
                gap=0,
                state="aligned",
            ),
        )
    )


def bars() -> d.Bars:
    return d.Bars(
        rows=(
            d.Bar(label="Head: knows what to do", value=61, low=57, high=66, band="100 or more"),
            d.Bar(label="Heart: wants to do it", value=100, low=91, high=100, band="100 or more"),
            d.Bar(label="Feet: is able to do it", value=0, low=0, high=7, band="100 or more"),
        )
    )


def participation(names: tuple[str, ...]) -> d.Participation:
    rows = tuple(d.ParticipationRow(label=n, n_band="10–19", rate_band="50–79%") for n in names)
    return d.Participation(rows=rows)


def action_list() -> d.Actions:
    return d.Actions(
        rows=(
            d.ActionItem(
                number=1,
                title="Give every function a named part.",
                text="Marketing convenes, it does not carry.",
                owner="Executive",
                moves="stages owned and accepted, 4 of 8 → 6",
                action_id="charter",
            ),
            d.ActionItem(
                number=2,
                title="One customer record as the reference.",
                text="Retire or link the rival copies.",
                owner="IT with Sales",
                moves="One view 47 → 50",
                action_id="record",
            ),
        )
    )


def table(names: tuple[str, ...]) -> d.Table:
    columns = (
        d.TableColumn(key="unit", label="Function"),
        d.TableColumn(key="score", label="Score", align="right"),
        d.TableColumn(key="interval", label="Interval", align="right"),
        d.TableColumn(key="band", label="Answers"),
    )
    rows = tuple((name, "47", "44–49", "10–19") for name in names)
    return d.Table(key="scores", caption="Scores of 0–100 with their intervals", columns=columns, rows=rows)
