"""What every page draws on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reports.composing.found import Found
from reports.documents import Finding
from reports.findings import about
from reports.reading import Reading
from reports.selection import Proposal, action_ids

UNNUMBERED = 0
"""What a page is made with: `compose` numbers pages by their place."""


@dataclass(frozen=True)
class Story:
    """The reading, all findings, those of page one, all proposed actions, and the three of page one."""

    reading: Reading
    found: tuple[Found, ...]
    leading: tuple[Found, ...]
    proposals: tuple[Proposal, ...]
    chosen: tuple[Proposal, ...]

    def findings(self, *topics: str, first_page: bool = False) -> tuple[Finding, ...]:
        chosen = about(self.leading if first_page else self.found, *topics)
        return _once(each.finding(action_ids=action_ids(each, self.proposals)) for each in chosen)


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, with a conclusion that several share said after the last of them only."""
    kept: list[Finding] = []
    for finding in findings:
        if kept and kept[-1].so_what == finding.so_what:
            kept[-1] = kept[-1].model_copy(update={"so_what": ""})
        kept.append(finding)
    return tuple(kept)
