"""Which organizations stand in the portfolio together, so that no two portfolios tell of a single one.

Whoever sees where they stand learns a little about the others as a whole. Whoever sees it twice, while one
organization has joined, left or been measured anew in between, learns about that one. So the portfolio is not
what is there today: it is an edition, which holds until enough has changed at once.

Entries (one report of one organization) that stand in exactly the same editions form a cohort. Every sum, and
every sum of differences, of what editions are made of treats the entries of a cohort alike; so nothing can be
worked out about fewer organizations than a cohort has. The rule that holds here is therefore a rule about
cohorts: each is empty or `big`, five organizations at least, also without those of any one owner group, whose
scores whoever belongs to it knows.

* Organizations that join wait until they are a cohort.
* Newer reports replace older ones a cohort at a time; until then the older ones stand.
* Who withdraws is out at once. What is left of the cohort may stand if those who go with it make it a cohort;
  the oldest reports go along until they do. If too few would be left, all go. They come back with their next
  report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scoring.benchmarks import FOR_PUBLISHING


@dataclass(frozen=True, order=True)
class Entry:
    """One report of one organization. Reports are numbered in the order of their making."""

    report: int
    organization: int


Edition = frozenset[Entry]


def big(entries: Iterable[Entry], groups: Mapping[int, str]) -> bool:
    """Whether entries may be told of together, to anybody: five organizations without any one owner group."""
    owners = Counter(groups.get(entry.organization, "") for entry in entries)
    return owners.total() - max(owners.values(), default=0) >= FOR_PUBLISHING


def cohorts(editions: Sequence[Edition]) -> list[Edition]:
    """The entries of all editions, put together where they stand in exactly the same ones."""
    alike: dict[tuple[bool, ...], set[Entry]] = {}
    for entry in frozenset[Entry]().union(*editions):
        alike.setdefault(tuple(entry in edition for edition in editions), set()).add(entry)
    return [frozenset(cohort) for cohort in alike.values()]


def renewed(
    editions: Sequence[Edition], latest: Iterable[Entry], *, stands: Edition, groups: Mapping[int, str]
) -> Edition:
    """The next edition; the last one once more where nothing may change yet, empty where nothing may stand.

    latest  today's entry of each organization that takes part.
    stands  entries of the last edition that may still be used: their organization takes part, and readers
            see them.
    """
    last = editions[-1] if editions else frozenset()
    used = frozenset[Entry]().union(*editions)
    fresh = {entry for entry in latest if entry not in used}
    renews = {entry.organization for entry in fresh}
    kept: set[Entry] = set()
    for cohort in cohorts(editions):
        if cohort <= last:
            kept |= _kept(cohort, renews=renews, stands=stands, groups=groups)
    represented = {entry.organization for entry in kept}
    new = {entry for entry in fresh if entry.organization not in represented}
    return frozenset(kept | new) if big(new, groups) else frozenset(kept)


def _kept(cohort: Edition, *, renews: set[int], stands: Edition, groups: Mapping[int, str]) -> Edition:
    """What stays of a cohort: all of it, a part that is big beside a big part that goes, or nothing."""
    must_go = cohort - stands
    could_go = {entry for entry in cohort & stands if entry.organization in renews}
    if not must_go:
        rest = cohort - could_go
        parts = big(could_go, groups) and (not rest or big(rest, groups))
        return rest if parts else cohort
    going = must_go | could_go
    for entry in sorted(cohort - going):
        if big(going, groups):
            break
        going |= {entry}
    rest = cohort - going
    return rest if big(going, groups) and big(rest, groups) else frozenset()
