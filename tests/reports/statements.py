"""What the sentences under `must` and `must_not` of an expected.json mean, as questions to a document.

They are put to what a reader sees: findings, tables and sentences. A sentence that no pattern knows raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from reports.documents import ReportDocument
from reports.wording import MINUS, Wording
from tests.reports import composed

Meaning = Callable[..., bool]
MEANINGS: list[tuple[re.Pattern[str], Meaning]] = []
WORDS = Wording()
FOUND = {"orphan": "orphaned", "overclaim": "overclaimed"}


def says(document: ReportDocument, statement: str) -> bool:
    """Whether the document says it; LookupError for a statement that nobody taught us."""
    for pattern, meaning in MEANINGS:
        if match := pattern.fullmatch(statement):
            return meaning(document, *match.groups())
    raise LookupError(f"nobody knows what {statement!r} means")


def means(pattern: str) -> Callable[[Meaning], Meaning]:
    def learn(meaning: Meaning) -> Meaning:
        MEANINGS.append((re.compile(pattern), meaning))
        return meaning

    return learn


def points(text: str) -> int:
    return int(text.replace(MINUS, "-").replace("+", ""))


def finding_about(document: ReportDocument, kind: str, stage: str, function: str = "") -> bool:
    """A finding of this kind on page one that names the stage (and the function) in its id and sentence."""
    start = f"{kind}:{function}" if function else f"{kind}:"
    for key, finding in composed.findings(document, "one").items():
        if key.startswith(start) and stage in re.split(r"[:+]", key):
            return WORDS.stage(stage) in finding.sentence.lower()
    return False


def owners(document: ReportDocument) -> dict[str, dict[str, str]]:
    """Row of the ownership table by stage, the eight stages only."""
    rows = composed.table(document, "ownership", "ownership")
    keys = {WORDS.stage_row(key): key for key in document.results["ownership"]}
    return {keys[row["stage"]]: row for row in rows if row["stage"] in keys}


def clear_rows(document: ReportDocument, construct: str | None = None) -> list[tuple[str, int]]:
    label = WORDS.construct_label(construct) if construct else None
    rows = composed.table(document, "gaps", "gaps_clear")
    return [(row["unit"], points(row["gap"])) for row in rows if label in (None, row["construct"])]


def score(document: ReportDocument, construct: str) -> int:
    for page, key in (("orientation", "organization"), ("readiness", "readiness")):
        for row in composed.table(document, page, key):
            if row["construct"] == WORDS.construct_label(construct):
                return int(row["value"])
    raise LookupError(f"the document shows no score of {construct}")


@means(r"stage (\d)")
def _stage(document: ReportDocument, stage: str) -> bool:
    return composed.section(document, "one", "stage").lede.startswith(f"Stage {stage}, ")


@means(r"index (?:says )?(\d), stage (\d)")
def _index_and_stage(document: ReportDocument, index_stage: str, stage: str) -> bool:
    text = composed.section(document, "one", "stage").lede
    return f"The average would suggest Stage {index_stage}" in text and f"holds it at Stage {stage}" in text


@means(r"gate fails ([A-Z]+)((?: & [A-Z]+)*)")
def _gates_fail(document: ReportDocument, first: str, others: str) -> bool:
    rows = composed.table(document, "one", "gates")
    missing = " ".join(row["gate"] for row in rows if row["status"] == "not met")
    return all(WORDS.construct_label(key) in missing for key in (first, *re.findall(r"[A-Z]+", others)))


@means(r"held by (\w+) only")
def _held_by_one(document: ReportDocument, word: str) -> bool:
    wanted = "no orphan" if word == "orphan" else f"{word}>="
    unmet = [key for key in composed.findings(document, "one") if key.startswith("unmet:")]
    return len(unmet) == 1 and "+" not in unmet[0] and unmet[0].split(":")[2].startswith(wanted)


@means(r"([a-z]+) (owned|contested|diffuse|orphaned|leaning|unknown)")
def _state(document: ReportDocument, stage: str, state: str) -> bool:
    in_table = state in owners(document)[stage]["state"]
    return in_table and (state in ("owned", "leaning", "unknown") or finding_about(document, state, stage))


@means(r"(?:>=|other )(\d) stages owned")
def _stages_owned(document: ReportDocument, count: str) -> bool:
    return sum(row["state"] in ("owned", "likely owned") for row in owners(document).values()) >= int(count)


@means(r"([a-z]+) refuses ([a-z]+)")
def _refuses(document: ReportDocument, function: str, stage: str) -> bool:
    return owners(document)[stage]["state"] == "refused" and finding_about(
        document, "refused", stage, function
    )


@means(r"([a-z]+) overclaims ([a-z]+)")
def _overclaims(document: ReportDocument, function: str, stage: str) -> bool:
    return finding_about(document, "overclaimed", stage, function)


@means(r"overclaim by ([a-z]+)")
def _overclaims_anywhere(document: ReportDocument, function: str) -> bool:
    return any(key.startswith(f"overclaimed:{function}") for key in composed.findings(document))


@means(r"([a-z]+) owns ([a-z]+), no refusal")
def _owns(document: ReportDocument, function: str, stage: str) -> bool:
    row = owners(document)[stage]
    return row["state"] == "owned" and row["today"].startswith(WORDS.label(function))


@means(r"([a-z]+) (above|below) rest (?:on )?([A-Z]+)")
def _against_the_rest(document: ReportDocument, function: str, side: str, construct: str) -> bool:
    sign = 1 if side == "above" else -1
    listed = any(
        unit == WORDS.label(function) and sign * gap > 0 for unit, gap in clear_rows(document, construct)
    )
    return listed and any(key.startswith(f"gap:{function}:") for key in composed.findings(document, "one"))


@means(r"any other function clear on ([A-Z]+)")
def _another_function(document: ReportDocument, construct: str) -> bool:
    return len(clear_rows(document, construct)) > 1


@means(r">(\d) clear gaps?")
def _more_clear_gaps(document: ReportDocument, count: str) -> bool:
    return len(clear_rows(document)) > int(count)


@means(r">(\d) clear gaps? of non-exec")
def _more_clear_gaps_of_others(document: ReportDocument, count: str) -> bool:
    return sum(unit != WORDS.label("executive") for unit, _ in clear_rows(document)) > int(count)


def level_points(document: ReportDocument, construct: str) -> tuple[int, str]:
    rows = composed.table(document, "gaps", "levels")
    row = next(row for row in rows if row["construct"] == WORDS.construct_label(construct))
    return points(row["gap"]), row["state"]


@means(r"leader-frontline ([A-Z]+) >=(\d+) & z>1\.96")
def _level_gap(document: ReportDocument, construct: str, least: str) -> bool:
    gap, state = level_points(document, construct)
    said = any(
        key.startswith("level:") and construct in re.split(r"[:+]", key)
        for key in composed.findings(document, "one")
    )
    return gap >= int(least) and state == "clear" and said


@means(r"no level gap ([A-Z/]+) >=(\d+)")
def _no_level_gap(document: ReportDocument, constructs: str, least: str) -> bool:
    return all(abs(level_points(document, key)[0]) < int(least) for key in constructs.split("/"))


@means(r"level gap ?>=(\d+)")
def _any_level_gap(document: ReportDocument, least: str) -> bool:
    rows = composed.table(document, "gaps", "levels")
    return any(abs(points(row["gap"])) >= int(least) for row in rows)


@means(r"perception gap ?(<|>=)(\d+)")
def _perception_gap(document: ReportDocument, sign: str, size: str) -> bool:
    rows = composed.table(document, "mirror", "mirror")
    if not rows:
        return False
    gap = abs(points(rows[-1]["gap"]))
    return gap < int(size) if sign == "<" else gap >= int(size)


@means(r"([A-Z]+)-([A-Z]+)>=(\d+)")
def _difference(document: ReportDocument, one: str, other: str, least: str) -> bool:
    return score(document, one) - score(document, other) >= int(least)


@means(r"pulse lowest on CP(\d),CP(\d)")
def _pulse_lowest(document: ReportDocument, one: str, other: str) -> bool:
    rows = composed.table(document, "mirror", "mirror")[:4]
    said = {str(at): int(row["customers"]) for at, row in enumerate(rows, start=1)}
    lowest = sorted(said, key=lambda key: said[key])[:2]
    sentences = " ".join(finding.sentence for finding in composed.findings(document, "one").values())
    named = all(WORDS.statement(f"MIR{key}", part="name") in sentences for key in (one, other))
    return set(lowest) == {one, other} and named


@means(
    r"((?:orphan|contested|diffuse|refused|overclaim)(?:/(?:orphan|contested|diffuse|refused|overclaim))*)"
)
def _any_of(document: ReportDocument, words: str) -> bool:
    """Said anywhere of one of the eight stages."""
    kinds = {FOUND.get(word, word) for word in words.split("/")}
    said = any(key.split(":")[0] in kinds for key in composed.findings(document))
    return said or any(kind in row["state"] for row in owners(document).values() for kind in kinds)
