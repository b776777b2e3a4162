"""The catalog of actions: what a report may propose, and when.

The catalog is data (actions_catalog.yaml); the tests it names live in reports/triggers. Loading checks
every action, so that a misspelled test or construct is found at start and not in front of a client. A further
language is a further file, actions_catalog_<language>.yaml, that holds the words alone.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from reports import languages

KIND = "actions_catalog"
CATALOG = Path(__file__).with_name("actions_catalog.yaml")
GROUPS = ("all", "any")


class CatalogError(ValueError):
    """The catalog cannot be used; the message names the action and what is wrong with it."""


class Action(BaseModel):
    """One action: what to do, when to propose it, who usually carries it, which number should move.

    when, also  trigger, and further findings that it answers.
    works_on    what it works on; page one takes one action per construct.
    stages      maturity stages it helps to reach.
    structural  changes who reports to whom: proposed only on firm ground.
    days        when a first result can be expected.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^A\d{2}$")
    title: str
    text: str
    when: dict[str, Any]
    also: dict[str, Any] = Field(default_factory=dict)
    works_on: str
    stages: tuple[int, ...] = Field(min_length=1)
    owner: str
    moves: str
    days: Literal[30, 60, 90]
    source: str
    structural: bool = False
    who: str = ""
    where: str = ""

    @field_validator("title", "text", "owner", "moves")
    @classmethod
    def _not_blank(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("must not be blank")
        return value.strip()

    def tests(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Every named test of the trigger, and of what else proposes it, with its arguments."""
        yield from _tests(self.when)
        yield from _tests(self.also)

    def filled(self, *, who: str = "", where: str = "") -> str:
        """The text with the functions and stages that were found, or the general words for them."""
        return self.text.format(who=who or self.who, where=where or self.where)


class Catalog(BaseModel):
    """All actions, in the order of their ids."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sources: dict[str, str]
    actions: tuple[Action, ...]

    def __getitem__(self, action_id: str) -> Action:
        for action in self.actions:
            if action.id == action_id:
                return action
        raise KeyError(action_id)


def _tests(when: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, argument in when.items():
        if name in GROUPS:
            for part in argument:
                yield from _tests(part)
        else:
            yield name, argument


def load(text: str, *, source: str, known_tests: frozenset[str]) -> Catalog:
    """Read a catalog. Raises CatalogError naming the file, the action and the rule that is broken."""
    try:
        catalog = Catalog.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise CatalogError(f"{source}: {error}") from error
    _check_unique(catalog, source=source)
    for action in catalog.actions:
        _check(action, catalog=catalog, source=source, known_tests=known_tests)
    return catalog


def _check_unique(catalog: Catalog, *, source: str) -> None:
    seen: set[str] = set()
    for action in catalog.actions:
        if action.id in seen:
            raise CatalogError(f"{source}: {action.id} stands there twice")
        seen.add(action.id)


def _check(action: Action, *, catalog: Catalog, source: str, known_tests: frozenset[str]) -> None:
    unknown = sorted({name for name, _ in action.tests()} - known_tests)
    if unknown:
        raise CatalogError(f"{source}: {action.id} asks for {', '.join(unknown)}, which no test is named")
    if action.source not in catalog.sources:
        raise CatalogError(f"{source}: {action.id} names the source {action.source}, which is not listed")
    try:
        action.filled()
    except (KeyError, IndexError, ValueError) as error:
        raise CatalogError(
            f"{source}: {action.id} has a blank in its text that nothing fills: {error}"
        ) from error


def worded(catalog: Catalog, *, language: str) -> Catalog:
    """The same actions in the words of another language. Raises CatalogError where words are missing."""
    words = languages.words_of(KIND, language)
    source = f"{KIND}_{language}.yaml"
    try:
        sources = {key: words["sources"][key] for key in catalog.sources}
        actions = tuple(_worded(action, words["actions"][action.id]) for action in catalog.actions)
        return Catalog(sources=sources, actions=actions)
    except KeyError as error:
        raise CatalogError(f"{source}: {error} has no words") from error


def _worded(action: Action, words: Mapping[str, str]) -> Action:
    """An action with every text it has in English from `words`."""
    texts = {part: words[part] for part in ("title", "text", "who", "where") if getattr(action, part)}
    return Action(**action.model_dump() | texts)


@functools.cache
def catalog(language: str = "en") -> Catalog:
    """The catalog that comes with the product, in one language."""
    from reports.triggers import TESTS

    english = load(CATALOG.read_text(encoding="utf-8"), source=CATALOG.name, known_tests=frozenset(TESTS))
    return english if language == "en" else worded(english, language=language)
