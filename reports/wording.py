"""How a report says a number, a name and a list: one place, so that a score reads the same everywhere.

Values arrive already rounded for publication; nothing here rounds. A missing value is worded, never
printed as None or NaN. Signs are words or a true minus, ranges have an en dash.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

MINUS = "−"
DASH = "–"
FIRM, LIKELY = 80, 60
"""Percent of repeated draws from which a state is stated plainly, or called likely."""

NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
GATE_SCORE = re.compile(r"^(?P<what>.+?)>=(?P<cut>[\d.]+)$")
GATE_OWNED = re.compile(r"^(?P<count>\d+) owned$")


@functools.cache
def terms(language: str = "en") -> dict[str, Any]:
    """The vocabulary of one language. Raises ValueError when the report does not speak it."""
    path = Path(__file__).with_name(f"terms_{language}.yaml")
    if not path.exists():
        raise ValueError(f"a report cannot be written in {language!r}: {path.name} is missing")
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


# --- Numbers ----------------------------------------------------------------------------------------


def number(value: float) -> str:
    """37.5 → "37.5", 50.0 → "50", −3 → "−3"."""
    text = f"{abs(value):g}"
    return f"{MINUS}{text}" if value < 0 else text


def score(value: float | None, *, missing: str = DASH) -> str:
    return missing if value is None else number(value)


def signed(value: float | None, *, missing: str = DASH) -> str:
    """Points with their sign for a table: "+11", "−10", "0"."""
    if value is None:
        return missing
    return f"+{number(value)}" if value > 0 else number(value)


def points(value: float) -> str:
    """Size of a difference without its direction: "11 points", "1 point"."""
    return f"{number(abs(value))} point{'' if abs(value) == 1 else 's'}"


def apart(value: float) -> str:
    """A difference with its direction in words: "11 points above", "level with"."""
    if value == 0:
        return "level with"
    return f"{points(value)} {'above' if value > 0 else 'below'}"


def percent(value: float | None, *, missing: str = DASH) -> str:
    """A share of 0 to 1 as whole percent: 0.55 → "55%"."""
    return missing if value is None else f"{whole_percent(value)}%"


def whole_percent(value: float) -> int:
    """A published share is a whole percent already; this only takes the float's dust off."""
    return min(100, max(0, int(value * 100 + 0.5)))


def interval(low: float | None, high: float | None, *, missing: str = DASH) -> str:
    return missing if low is None or high is None else f"{number(low)}{DASH}{number(high)}"


def signed_interval(low: float | None, high: float | None, *, missing: str = DASH) -> str:
    """An interval that may cross zero reads "−3 to +20", never "−3–20"."""
    return missing if low is None or high is None else f"{signed(low)} to {signed(high)}"


def count(value: int) -> str:
    """Small counts as words, as in running text: 0 → "no", 4 → "four", 12 → "12"."""
    return NUMBER_WORDS[value] if 0 <= value < len(NUMBER_WORDS) else str(value)


# --- Sentences --------------------------------------------------------------------------------------


def join(words: Iterable[str], *, last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    listed = list(words)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} {last} {listed[-1]}"


def some(words: Sequence[str], *, most: int = 3) -> str:
    """A list cut to what a reader keeps in mind: "a, b, c and two more"."""
    if len(words) <= most + 1:
        return join(words)
    return f"{', '.join(words[:most])} and {count(len(words) - most)} more"


def start(text: str) -> str:
    """Capital at the start of a sentence, the rest untouched (IT and HR stay as they are)."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """A finished sentence: capital first, period last."""
    text = start(text.strip())
    return text if text.endswith((".", "?")) else f"{text}."


def sentences(parts: Iterable[str]) -> str:
    return " ".join(sentence(part) for part in parts if part)


def plural(amount: int, one: str, many: str) -> str:
    return one if amount == 1 else many


def counted(amount: int, one: str, many: str) -> str:
    """ "one stage", "four stages", "no stage"."""
    return f"{count(amount)} {plural(amount, one, many) if amount else one}"


# --- Names ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wording:
    """The names a report uses, in one language, with the organization's own names for its functions.

    function_names  key → display name as set up; a blank or missing one falls back on the vocabulary,
                    then on the key in title case.
    """

    function_names: Mapping[str, str] = field(default_factory=dict)
    minimum_group: int = 5
    language: str = "en"

    def _term(self, kind: str, key: str, part: str) -> str:
        entry = terms(self.language)[kind].get(key)
        return str(entry[part]) if entry else key.replace("_", " ").title()

    def _own_name(self, key: str) -> str:
        """The organization's own name, unless it is just the default one written out."""
        name = self.function_names.get(key, "").strip()
        known = terms(self.language)["functions"].get(key)
        return "" if known and name.lower() in {key, known["label"].lower()} else name

    def label(self, key: str) -> str:
        """A function, pooled unit or ownership category as a row title."""
        return self._function(key, part="label")

    def function(self, key: str) -> str:
        """The same inside a sentence; every one takes a singular verb but a pooled unit."""
        return self._function(key, part="name")

    def _function(self, key: str, *, part: str) -> str:
        if key.startswith("other:"):
            members = join(self.label(member) for member in key.removeprefix("other:").split("+"))
            return str(terms(self.language)["pooled"][part]).format(members=members)
        return self._own_name(key) or self._term("functions", key, part)

    def verb(self, key: str, one: str, many: str) -> str:
        return many if key.startswith("other:") else one

    def functions(self, keys: Iterable[str]) -> str:
        return join(self.function(key) for key in keys)

    def stage(self, key: str) -> str:
        return self._term("stages", key, "name")

    def stage_label(self, key: str) -> str:
        return self._term("stages", key, "label")

    def stage_row(self, key: str) -> str:
        return self._term("stages", key, "row")

    def stages(self, keys: Iterable[str]) -> str:
        return join(self.stage(key) for key in keys)

    def construct(self, key: str) -> str:
        return self._term("constructs", key, "name")

    def construct_label(self, key: str) -> str:
        return self._term("constructs", key, "label")

    def facet(self, key: str) -> str:
        """A facet of a function's own questions: "knowledge"."""
        return self._term("facets", key, "name")

    def strength(self, key: str) -> str:
        """What is true where this score is high."""
        return self._term("constructs", key, "strength")

    def construct_means(self, key: str) -> str:
        return self._term("constructs", key, "means")

    def statement(self, key: str, *, part: str = "label") -> str:
        return self._term("mirror", key, part)

    def touchpoint(self, key: str, *, part: str = "label") -> str:
        return self._term("touchpoints", key, part)

    def state(self, key: str) -> str:
        return str(terms(self.language)["states"].get(key, key))

    def state_likely(self, state: str, probability: Mapping[str, int]) -> str:
        """A state as surely as it is known: "contested", "likely contested", "contested or leaning"."""
        share = probability.get(state, 100)
        rest = {other: found for other, found in probability.items() if other != state and found}
        if share >= FIRM or not rest:
            return self.state(state)
        if share >= LIKELY:
            return f"likely {self.state(state)}"
        other = max(rest, key=lambda key: (rest[key], key))
        return f"undecided between {self.state(state)} and {self.state(other)}"

    def flag(self, kind: str) -> str:
        return str(terms(self.language)["flags"].get(kind, kind))

    def maturity(self, stage: int) -> str:
        return str(terms(self.language)["maturity"][str(stage)]["name"])

    def maturity_sentence(self, stage: int) -> str:
        return str(terms(self.language)["maturity"][str(stage)]["sentence"])

    def maturity_stage(self, stage: int) -> str:
        return f"Stage {stage}, {self.maturity(stage)}"

    def hidden(self, reason: str) -> str:
        return str(terms(self.language)["hidden"][reason]).format(k=count(self.minimum_group))

    def answers(self, band: str) -> str:
        """ "10–19 answers": what a number rests on."""
        return f"{band} answers"

    def gate(self, key: str) -> str:
        """What a gate asks for, as a line of the checklist."""
        gates = terms(self.language)["gates"]
        if key in gates:
            return str(gates[key])
        if owned := GATE_OWNED.match(key):
            return start(str(gates["owned"]).format(cut=count(int(owned["count"]))))
        return self._score_gate(key)

    def _score_gate(self, key: str) -> str:
        match = GATE_SCORE.match(key)
        if not match:
            return key
        what, cut = match["what"], number(float(match["cut"]))
        gates = terms(self.language)["gates"]
        kind = {"weakest MO": "weakest", "pulse": "pulse"}.get(what, "score")
        return str(gates[kind]).format(cut=cut, label=self.construct_label(what))
