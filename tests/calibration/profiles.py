"""Six ways in which an organization may be: attitudes, ownership and facts to draw people from.

They are those of the demonstration's organizations, so that what is calibrated is what a reader sees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

STAGES = ("aware", "consider", "buy", "onboard", "use", "expand", "renew", "advocate")
SCATTERED = 0.02
"""Share, before they are brought to a sum of 1, of every owner that a stage does not mention."""

OWNERS: dict[str, dict[str, float]] = {
    "aware": {"marketing": 0.75},
    "consider": {"marketing": 0.40, "sales": 0.40},
    "buy": {"sales": 0.80},
    "onboard": {"service": 0.65},
    "use": {"service": 0.75},
    "expand": {"sales": 0.70},
    "renew": {"service": 0.35, "sales": 0.30, "shared": 0.25},
    "advocate": {"marketing": 0.65},
}

LED = {"cx_lead": "full_with_mandate", "cx_budget": "dedicated", "cx_budget_owner": "cx_group"}
UNLED = LED | {"cx_lead": "none"}
UNFUNDED = LED | {"cx_budget": "none"}

Shifts = Mapping[str, float]


@dataclass(frozen=True)
class Profile:
    """What an organization is like, on 0–100.

    usual       attitude on every construct that `attitudes` does not name.
    functions   function -> construct -> how far its people are from the organization.
    levels      level -> construct -> the same for a level; executives may all be leaders.
    owners      stage -> owner -> how often named, where not as in OWNERS.
    claims      function -> stage -> how often its own people name it.
    acceptance  function (or function/stage) -> how many would take a stage on; `accepting` for the others.
    pulse       attitudes of customers on PUL1 … PUL4.
    """

    usual: float
    attitudes: Shifts
    functions: Mapping[str, Shifts] = field(default_factory=dict)
    levels: Mapping[str, Shifts] = field(default_factory=dict)
    executives_lead: bool = False
    owners: Mapping[str, dict[str, float]] = field(default_factory=dict)
    claims: Mapping[str, Shifts] = field(default_factory=dict)
    acceptance: Shifts = field(default_factory=dict)
    accepting: float = 0.60
    facts: Mapping[str, Any] = field(default_factory=lambda: LED)
    pulse: tuple[float, float, float, float] = (50.0, 50.0, 50.0, 50.0)

    def attitude(self, construct: str) -> float:
        return self.attitudes.get(construct, self.usual)

    def owners_of(self, stage: str) -> dict[str, float]:
        return self.owners.get(stage, OWNERS[stage])


def _top(points: float) -> dict[str, float]:
    return dict.fromkeys(("RESP", "METR", "VIEW", "SHARE"), points)


PROFILES = {
    "marketing carries the torch": Profile(
        usual=44,
        attitudes={"AE": 42, "ROLE": 42, "HEAD": 72, "HEART": 52, "FEET": 30, "COCREATE": 45, "BRIDGE": 45},
        functions={
            "marketing": {"AE": 34, "DATA": 24, "METR": 24, "PROM": 26, "ROLE": 32}
            | {"VIEW": 14, "MSG": 16, "SHARE": 12, "RESP": 16}
        },
        owners={"onboard": {"shared": 0.65}, "renew": {"shared": 0.65}, "expand": {"sales": 0.62}},
        claims={
            "marketing": {"onboard": 0.75, "expand": 0.82, "renew": 0.80, "advocate": 0.85, "consider": 0.90}
        },
        acceptance={"marketing": 0.90, "sales/buy": 0.80, "service/use": 0.70},
        accepting=0.25,
        facts=UNLED,
        pulse=(48, 45, 50, 52),
    ),
    "sales is named and refuses": Profile(
        usual=50,
        attitudes={"AE": 48, "HEAD": 62, "HEART": 48, "FEET": 40, "COCREATE": 40, "BRIDGE": 40},
        functions={"sales": {"SHARE": -24, "MSG": -20, "VIEW": -8, "METR": -8, "AE": -12, "HEART": -12}},
        owners={
            "consider": {"sales": 0.68},
            "onboard": {"sales": 0.65},
            "expand": {"sales": 0.78},
            "renew": {"sales": 0.72},
        },
        acceptance={"sales": 0.18, "sales/buy": 0.95},
        facts=UNFUNDED,
        pulse=(45, 38, 50, 55),
    ),
    "onboarding has no owner": Profile(
        usual=68,
        attitudes={"AE": 69, "HEAD": 70, "HEART": 66, "FEET": 60, "COCREATE": 62, "BRIDGE": 62},
        owners={
            "onboard": {"nobody": 0.62, "shared": 0.20},
            "renew": {"service": 0.66},
            "consider": {"marketing": 0.66},
        },
        accepting=0.75,
        pulse=(66, 65, 50, 46),
    ),
    "aiming high": Profile(
        usual=82,
        attitudes={"AE": 44, "METR": 72, "PROM": 76, "ROLE": 74, "HEAD": 74, "HEART": 64, "FEET": 60}
        | {"MIR": 72, "COCREATE": 50, "BRIDGE": 75},
        owners={"renew": {"service": 0.66}, "consider": {"marketing": 0.70}},
        accepting=0.75,
        pulse=(36, 33, 60, 62),
    ),
    "the view from the top": Profile(
        usual=56,
        attitudes={"AE": 54, "HEAD": 68, "HEART": 58, "FEET": 46, "COCREATE": 58, "BRIDGE": 58},
        levels={"leader": _top(26), "manager": _top(20), "contributor": _top(-6)},
        executives_lead=True,
        pulse=(52, 50, 50, 52),
    ),
    "even keel": Profile(
        usual=56,
        attitudes={"HEAD": 60, "HEART": 56, "FEET": 54},
        owners={"renew": {"service": 0.66}, "consider": {"marketing": 0.68}},
        accepting=0.72,
        pulse=(56, 55, 57, 56),
    ),
}

NULL = Profile(usual=56, attitudes={})
"""Everybody alike in all functions: any clear gap is a false alarm."""
