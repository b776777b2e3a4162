"""How a report says a number, a name and a list: one place, so that a score reads the same everywhere.

Values arrive already rounded for publication; nothing here rounds. A missing value is worded, never
printed as None or NaN. Signs are words or a true minus, ranges have an en dash. Everything is said in the
active language; composing and rendering run inside `translation.override(document.language)`.

How to write a sentence that can be translated
    A whole sentence, or a clause that stands alone, is one message; what varies is a named blank:
    `_("{names} stand clearly apart on {scores}").format(names=join(names), scores=join(scores))`.
    Never glue a subject to a verb phrase or an ending to a word: where two words vary together there are
    two messages. Whole sentences may follow one another through `sentences`.
    One and many: `ngettext("{count} stage has no owner", "{count} stages have no owner", n)`, with
    `count=count(n)`. Zero gets a sentence of its own: languages differ in what they count it as.
    Agreement with a function's name: `ngettext("{function} names itself", "{function} name themselves",
    words.number(key))`.
    The same English for two meanings: `pgettext("which meaning", "…")`.
    Names stand without an article and uninflected, numbers with their unit come from here ("40 %"), small
    counts are words in English alone.
    A blank that does not explain itself has a comment `# Translators: …` above the call. Constants are
    marked by `gettext_noop` and translated where they are used; nothing lazy enters a document.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.dateformat import format as formatted_date
from django.utils.formats import get_format
from django.utils.translation import get_language, get_language_bidi, ngettext, npgettext, pgettext
from django.utils.translation import gettext as _

from reports import languages

MINUS = "−"
DASH = "–"
LEFT_TO_RIGHT = "\u200e"
FIRM, LIKELY = 80, 60
"""Percent of repeated draws from which a state is stated plainly, or called likely."""

NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
GATE_SCORE = re.compile(r"^(?P<what>.+?)>=(?P<cut>[\d.]+)$")
GATE_OWNED = re.compile(r"^(?P<count>\d+) owned$")


def terms(language: str = "en") -> dict[str, Any]:
    """The vocabulary of one language. Raises ValueError when the report does not speak it."""
    return languages.words_of("terms", language)


def spoken() -> str:
    """The active language; English where none is."""
    return get_language() or "en"


# --- Numbers and dates ------------------------------------------------------------------------------


def number(value: float) -> str:
    """37.5 → "37.5", in German "37,5"; 50.0 → "50", −3 → "−3"."""
    return _written(f"{abs(value):g}", is_negative=value < 0)


def fixed(value: float, *, places: int = 2) -> str:
    """With just so many decimals: 0.7 → "0.70", in German "0,70"; −0.05 has a true minus."""
    text = f"{abs(value):.{places}f}"
    return _written(text, is_negative=value < 0 and float(text) > 0)


def decimal_mark() -> str:
    """What stands between ones and tenths: a point, in German and many others a comma."""
    return str(get_format("DECIMAL_SEPARATOR", lang=spoken(), use_l10n=True))


def _written(digits: str, *, is_negative: bool) -> str:
    text = digits.replace(".", decimal_mark())
    return _signed(MINUS, text) if is_negative else text


def _signed(sign: str, digits: str) -> str:
    """The sign on the left of its number, also where the words around it run from right to left."""
    return f"{LEFT_TO_RIGHT if get_language_bidi() else ''}{sign}{digits}"


def score(value: float | None, *, missing: str = DASH) -> str:
    return missing if value is None else number(value)


def signed(value: float | None, *, missing: str = DASH) -> str:
    """Points with their sign for a table: "+11", "−10", "0"."""
    if value is None:
        return missing
    return _signed("+", number(value)) if value > 0 else number(value)


def points(value: float) -> str:
    """Size of a difference without its direction: "11 points", "1 point"."""
    size = abs(value)
    amount = int(size) if size == int(size) else 2
    return ngettext("{number} point", "{number} points", amount).format(number=number(size))


def apart(value: float) -> str:
    """A difference with its direction in words: "11 points above", "level with"."""
    if value == 0:
        return pgettext("one score beside another", "level with")
    if value > 0:
        return pgettext("one score beside another", "{points} above").format(points=points(value))
    return pgettext("one score beside another", "{points} below").format(points=points(value))


def from_to(before: str, after: str) -> str:
    """Two numbers or states and the way between them: "40 → 52"."""
    # Translators: from one to another; where one writes from right to left the arrow points left.
    return pgettext("from one to another", "{before} → {after}").format(before=before, after=after)


def percent(value: float | None, *, missing: str = DASH) -> str:
    """A share of 0 to 1 as whole percent: 0.55 → "55%", in German "55 %"."""
    return missing if value is None else in_percent(whole_percent(value))


def in_percent(whole: int | str) -> str:
    """Whole percent or a band of them with the sign: 55 → "55%", "50–79%" → "50–79 %" in German."""
    return f"{str(whole).removesuffix('%')}{languages.percent_sign(spoken())}"


def whole_percent(value: float) -> int:
    """A published share is a whole percent already; this only takes the float's dust off."""
    return min(100, max(0, int(value * 100 + 0.5)))


def date(day: dt.date) -> str:
    """22 November 2026, as the language writes a day in a sentence."""
    if spoken() == "en":
        return f"{day:%-d %B %Y}"
    return formatted_date(day, str(get_format("DATE_FORMAT", lang=spoken(), use_l10n=True)))


def interval(low: float | None, high: float | None, *, missing: str = DASH) -> str:
    return missing if low is None or high is None else f"{number(low)}{DASH}{number(high)}"


def signed_interval(low: float | None, high: float | None, *, missing: str = DASH) -> str:
    """An interval that may cross zero reads "−3 to +20", never "−3–20"."""
    if low is None or high is None:
        return missing
    return pgettext("interval", "{low} to {high}").format(low=signed(low), high=signed(high))


def count(value: int) -> str:
    """Small counts as words in English: 0 → "no", 4 → "four", 12 → "12"; digits elsewhere."""
    if spoken() == "en" and 0 <= value < len(NUMBER_WORDS):
        return NUMBER_WORDS[value]
    return str(value)


# --- Sentences --------------------------------------------------------------------------------------


def join(words: Iterable[str], *, last: Literal["and", "or"] = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    listed = list(words)
    if len(listed) < 2:
        return "".join(listed)
    pattern = _and(listed[-1]) if last == "and" else _or(listed[-1])
    return pattern.format(words=", ".join(listed[:-1]), last=listed[-1])


def _and(word: str) -> str:
    if languages.sounds_like_and(word, language=spoken()):
        return pgettext("list before a word that sounds like its “and”", "{words} and {last}")
    return pgettext("list", "{words} and {last}")


def _or(word: str) -> str:
    if languages.sounds_like_or(word, language=spoken()):
        return pgettext("list before a word that sounds like its “or”", "{words} or {last}")
    return pgettext("list", "{words} or {last}")


def some(words: Sequence[str], *, most: int = 3) -> str:
    """A list cut to what a reader keeps in mind: "a, b, c and two more"."""
    if len(words) <= most + 1:
        return join(words)
    more = len(words) - most
    cut = npgettext("list", "{words} and {count} more", "{words} and {count} more", more)
    return cut.format(words=", ".join(words[:most]), count=count(more))


def start(text: str) -> str:
    """Capital at the start of a sentence, the rest untouched (IT and HR stay as they are)."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """A finished sentence: capital first, period last."""
    text = start(text.strip())
    return text if text.endswith((".", "?")) else f"{text}."


def sentences(parts: Iterable[str]) -> str:
    return " ".join(sentence(part) for part in parts if part)


# For English alone; a sentence that is to be translated takes `ngettext`.
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
        """The organization's own name, unless it is just a default one written out."""
        name = self.function_names.get(key, "").strip()
        if key not in terms(self.language)["functions"]:
            return name
        defaults = {str(terms(language)["functions"][key]["label"]) for language in (self.language, "en")}
        return "" if name.lower() in {key, *(default.lower() for default in defaults)} else name

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

    def number(self, key: str) -> Literal[1, 2]:
        """Grammatical number of a function's name, for ngettext: 2 for a pooled unit and for a plural."""
        if key.startswith("other:"):
            return 2
        entry = {} if self._own_name(key) else terms(self.language)["functions"].get(key, {})
        return 2 if entry.get("number") == 2 else 1

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
            return pgettext("state of a stage", "likely {state}").format(state=self.state(state))
        other = max(rest, key=lambda key: (rest[key], key))
        undecided = pgettext("state of a stage", "undecided between {state} and {other}")
        return undecided.format(state=self.state(state), other=self.state(other))

    def flag(self, kind: str) -> str:
        return str(terms(self.language)["flags"].get(kind, kind))

    def maturity(self, stage: int) -> str:
        return str(terms(self.language)["maturity"][str(stage)]["name"])

    def maturity_sentence(self, stage: int) -> str:
        return str(terms(self.language)["maturity"][str(stage)]["sentence"])

    def maturity_stage(self, stage: int) -> str:
        return _("Stage {number}, {name}").format(number=stage, name=self.maturity(stage))

    def hidden(self, reason: str) -> str:
        return str(terms(self.language)["hidden"][reason]).format(k=count(self.minimum_group))

    def answers(self, band: str) -> str:
        """ "10–19 answers": what a number rests on."""
        return _("{band} answers").format(band=band)

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
