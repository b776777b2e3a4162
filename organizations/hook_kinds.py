"""What can be told by webhook. Higher floors register what happens there, and announce it when it does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """name: of the event, as it stands in a message, such as "wave.closed". label: for people."""

    name: str
    label: str


TEST = Kind("webhook.test", "a test, asked for on a page")
"""Sent to one endpoint when somebody asks for it; nobody chooses it."""

_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def kinds() -> Iterable[Kind]:
    """What an endpoint can choose."""
    return tuple(_kinds.values())
