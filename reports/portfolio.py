"""Where an organization stands in the installation's portfolio of published scores.

What takes part is what readers see: of each organization that agreed, the scores of the whole organization
in its latest published report, with their intervals. Nothing is stored beside the reports: who withdraws, or
takes a report back from its readers, is in no portfolio from then on. Which reports stand in it together is
decided by `reports.portfolio_editions`, so that no two portfolios tell of a single organization.

The variance of a score is read off its printed interval: the half of it over 1.96, squared. Printed intervals
are rounded outward, so errors are overstated a little, differences between organizations understated, and
everybody is drawn a little further to the middle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from organizations.models import Organization
from organizations.portfolio import owner_groups
from organizations.portfolio_models import PortfolioMember
from reports import shelf
from reports.models import Report, State
from reports.portfolio_editions import Edition, Entry, big, renewed
from reports.portfolio_models import PortfolioEdition
from reports.portfolio_place import Place, Standing
from reports.publishing_models import Publication
from reports.reading import ELEMENTS
from scoring.benchmarks import (
    FOR_BANDS,
    band,
    benchmark,
    dersimonian_laird,
    printed_percentile,
    publishable,
    variance_of_interval,
)
from scoring.published import Published
from surveys.models import Wave

INDEX = "INDEX"
"""The maturity index, among the scores."""

SCORES = ("MO", *ELEMENTS, "AE", "METR", "PROM", "ROLE", INDEX)

Scores = Mapping[str, tuple[float, float]]
"""Score -> value in points and variance; only what is published."""


@dataclass(frozen=True)
class Kind:
    """What was asked: only answers to the same questions are held against each other."""

    instrument: str
    major: str
    form: str


def kind_of(wave: Wave) -> Kind:
    return Kind(wave.instrument_key, wave.instrument_version.split(".")[0], wave.form)


# --- The place of a wave ----------------------------------------------------------------------------


def place_of(wave: Wave, published: Published) -> Place:
    """Where the organization of a wave that is being evaluated stands; makes a new edition if one is due."""
    if not _takes_part(wave.organization_id):
        return Place(state="apart")
    return place(kind_of(wave), organization=wave.organization_id, own=scores_of(published), renew=True)


def place(kind: Kind, *, organization: int, own: Scores, renew: bool) -> Place:
    """Where scores stand among the others' of their kind.

    organization  whose they are: it is not among the others.
    renew         whether a new edition may be made; reading a page makes none.
    """
    groups, found, made = owner_groups(), candidates(kind), list(editions(kind))
    following = due(kind, made, found, groups=groups)
    if following and renew:
        made = [*made, _make(kind, following, number=len(made) + 1)]
        following = None
    if made and _standing(made[-1], kind) == entries_of(made[-1]):
        others = _without(organization, entries_of(made[-1]))
        if is_enough(others, groups):
            standings = tuple(_standings(own, list(scores_of_reports(others).values())))
            return Place(state="stands", others=len(others), on=made[-1].made_on, standings=standings)
    others = _without(organization, found)
    if not is_enough(others, groups):
        return Place(state="few", others=len(others))
    return Place(state="due" if following else "waiting", others=len(others))


def is_enough(others: Edition, groups: Mapping[int, str]) -> bool:
    """Whether a place among these tells something, and nothing of a single one of them to anybody."""
    owners = [groups[entry.organization] for entry in others]
    return len(others) >= FOR_BANDS and publishable(owners) and big(others, groups)


def _takes_part(organization: int) -> bool:
    return PortfolioMember.every_org.filter(organization=organization).exists()


def _without(organization: int, entries: Edition) -> Edition:
    return frozenset(entry for entry in entries if entry.organization != organization)


def _standings(own: Scores, others: Sequence[Scores]) -> Iterable[Standing]:
    """Every score that the organization has, placed where all the others have it too."""
    for score in SCORES:
        if score in own and all(score in each for each in others):
            values, variances = zip(*(each[score] for each in others), strict=True)
            found = benchmark(*own[score], others=dersimonian_laird(values, variances))
            percentile = None if found.percentile is None else printed_percentile(found.percentile)
            quarter = found.band if percentile is None else band(percentile)
            yield Standing(score=score, band=quarter, percentile=percentile)


# --- Who takes part ---------------------------------------------------------------------------------


def candidates(kind: Kind) -> Edition:
    """The latest report that readers see of each organization that takes part, of this kind.

    Only full sets: those that publish every score that half of them or more publish.
    """
    latest = dict(_ranked(_published(kind)))
    scores = scores_of_reports(
        Entry(report=report, organization=organization) for organization, report in latest.items()
    )
    usual = {key for key in SCORES if 2 * sum(key in each for each in scores.values()) >= len(scores)}
    return frozenset(entry for entry, each in scores.items() if each and usual <= each.keys())


def _ranked(rows: QuerySet[Publication]) -> list[tuple[int, int]]:
    """Organization and report of each, the latest last: by the close of the wave, then by its making."""
    made = ("organization_id", "report_id", "report__finished_at", "report__wave__closed_at")
    told = [
        ((closed or finished, finished, report), organization)
        for organization, report, finished, closed in rows.order_by().values_list(*made)
    ]
    return [(organization, rank[-1]) for rank, organization in sorted(told)]


def _published(kind: Kind) -> QuerySet[Publication]:
    """Publications that stand, of reports of this kind, of organizations that take part."""
    members = PortfolioMember.every_org.values("organization_id")
    rows: QuerySet[Publication] = Publication.every_org.filter(
        withdrawn_at=None,
        organization__in=members,
        report__state=State.READY,
        report__wave__instrument_key=kind.instrument,
        report__wave__instrument_version__startswith=f"{kind.major}.",
        report__wave__form=kind.form,
    )
    return rows


# --- Editions ---------------------------------------------------------------------------------------


def editions(kind: Kind) -> QuerySet[PortfolioEdition]:
    """Every edition there was, the first first."""
    rows = PortfolioEdition.objects.filter(instrument=kind.instrument, major=kind.major, form=kind.form)
    return rows.order_by("number")


def due(
    kind: Kind, made: Sequence[PortfolioEdition], found: Edition, *, groups: Mapping[int, str]
) -> Edition | None:
    """What a new edition would be made of; None while the last one holds or none can be made."""
    last = entries_of(made[-1]) if made else None
    standing = _standing(made[-1], kind) if made else frozenset()
    following = renewed([entries_of(each) for each in made], found, stands=standing, groups=groups)
    return following if following != last and is_enough(following, groups) else None


def entries_of(edition: PortfolioEdition) -> Edition:
    return frozenset(
        Entry(report=report, organization=organization) for organization, report in edition.entries
    )


def _standing(edition: PortfolioEdition, kind: Kind) -> Edition:
    """The entries of an edition whose report readers still see, of organizations that still take part."""
    reports = set(_published(kind).order_by().values_list("report_id", flat=True))
    return frozenset(entry for entry in entries_of(edition) if entry.report in reports)


def _make(kind: Kind, entries: Edition, *, number: int) -> PortfolioEdition:
    """The edition of this number; the one of another worker if that was faster."""
    listed = [[entry.organization, entry.report] for entry in sorted(entries)]
    return PortfolioEdition.objects.get_or_create(
        instrument=kind.instrument,
        major=kind.major,
        form=kind.form,
        number=number,
        defaults={"entries": listed},
    )[0]


# --- Scores -----------------------------------------------------------------------------------------


def scores_of(published: Published) -> Scores:
    """The scores of a wave that is being evaluated, as its report will print them."""
    found: dict[str, tuple[float, float]] = {}
    for key in SCORES:
        score = published.scores.get(key)
        if score is not None and (estimate := score.organization) is not None:
            found[key] = _score(estimate.value, estimate.low, estimate.high)
    stage = published.maturity
    if stage.index is not None and stage.low is not None and stage.high is not None:
        found[INDEX] = _score(stage.index, stage.low, stage.high)
    return found


def scores_in(results: Mapping[str, Any]) -> Scores:
    """The scores that a stored report prints; none for a report older than portfolios."""
    values = results["organization_scores"] | {INDEX: results["index"]}
    intervals = results.get("organization_intervals", {}) | {INDEX: results.get("index_interval")}
    return {
        key: _score(values[key], *intervals[key])
        for key in SCORES
        if values.get(key) is not None and intervals.get(key) is not None
    }


def _score(value: int, low: int, high: int) -> tuple[float, float]:
    return float(value), variance_of_interval(value, low=low, high=high)


def scores_of_reports(entries: Iterable[Entry]) -> dict[Entry, Scores]:
    """What the reports of these entries print."""
    wanted = {entry.report: entry for entry in entries}
    found = shelf.read_from(wanted, "scores", lambda told: scores_in(told["results"]))
    return {wanted[report]: scores for report, scores in found.items()}


def latest_report(organization: Organization) -> Report | None:
    """The latest report that an organization's readers see; None without one."""
    rows = Publication.every_org.filter(
        withdrawn_at=None, organization=organization, report__state=State.READY
    )
    ranked = _ranked(rows)
    reports = Report.every_org.select_related("wave").defer("document")
    found: Report | None = reports.filter(pk=ranked[-1][1]).first() if ranked else None
    return found
