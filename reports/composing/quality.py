"""How people answered: who is left out for it, and whether a headline would read otherwise with them."""

from __future__ import annotations

from collections.abc import Mapping

from reports.composing.table import table
from reports.documents import Section, Table
from reports.reading import Reading
from reports.wording import DASH, count, plural, sentence, sentences, signed, start, terms
from scoring.published import PublicQuality

FLAGS = ("SPEED", "LONG", "FLAT", "ACQ", "INCON")
SLIGHT, MARKED = 0.2, 0.5
"""Steps of the scale from which a lean to agreement is slight, and marked."""

RULE = (
    "Only haste together with another sign leaves anybody out, and before any group is counted. Straight"
    " lines alone leave nobody out: people who mean the same answer every time look the same (Reuning &"
    " Plutzer 2020). Times of single pages are deleted when answers are sent, times in all when the wave is"
    " closed."
)


def quality_section(reading: Reading) -> Section | None:
    """Who was left out, what was noticed, and the headline both ways; None where too few answered."""
    quality = reading.published.quality
    if quality is None or reading.published.n is None:
        return None
    return Section(
        key="quality",
        title="How people answered",
        note="Signs of haste and of inattention, over all answers received.",
        lede=quality_sentence(reading, quality),
        table=_table(reading, quality),
        paragraphs=(RULE, leaning(quality), *_hidden(quality)),
    )


def both_ways_section(reading: Reading) -> Section | None:
    """The headlines that would read otherwise with everybody; None where none would."""
    quality = reading.published.quality
    if quality is None or not quality.changed:
        return None
    return Section(
        key="both_ways",
        title="The headline both ways",
        note="As reported, and with those who were left out.",
        table=_changed_table(reading, quality.changed),
    )


def quality_sentence(reading: Reading, quality: PublicQuality) -> str:
    """How many were received and left out, and whether that changes a headline."""
    return sentences([_left_out(reading, quality), _changes(quality)])


def _left_out(reading: Reading, quality: PublicQuality) -> str:
    if quality.excluded == 0:
        return "nobody was left out for how they answered"
    if quality.excluded is None:
        few = reading.words.hidden("fewer_than_five")
        return f"{few} were left out for how they answered"
    of = f" of {quality.received} received" if quality.received is not None else ""
    were = plural(quality.excluded, "was", "were")
    return f"{quality.excluded}{of} {were} left out for how they answered"


def _changes(quality: PublicQuality) -> str:
    if quality.excluded == 0:
        return ""
    if not quality.changed:
        return "every headline reads the same with them"
    many = len(quality.changed)
    return f"{count(many)} {plural(many, 'headline', 'headlines')} would read otherwise with them"


def _table(reading: Reading, quality: PublicQuality) -> Table:
    known = terms(reading.words.language)["quality"]
    few = reading.words.hidden("fewer_than_five")
    rows = [
        (
            "Answers received",
            "before anybody was left out",
            DASH if quality.received is None else str(quality.received),
        ),
        ("Left out", "haste and another sign", few if quality.excluded is None else str(quality.excluded)),
        ("Answers used", "what this report rests on", str(reading.published.n)),
    ]
    rows += [(known[key]["label"], known[key]["rule"], _percent(quality.flags.get(key))) for key in FLAGS]
    rows.append(("Lean to agreement", "mean over all, of −2 to 2 steps", _steps(quality.acquiescence)))
    return table(
        "quality",
        "What was received, what was noticed, and what was left out.",
        (("what", "What"), ("rule", "Rule"), ("found", "Found", "right")),
        rows,
    )


def _percent(value: int | None) -> str:
    return DASH if value is None else f"{value}%"


def _steps(value: float | None) -> str:
    return DASH if value is None else signed(value)


def leaning(quality: PublicQuality) -> str:
    """The index of acquiescence in plain words."""
    value = quality.acquiescence
    if value is None:
        return "Too few answered statements of either kind to tell whether people lean to agreement."
    if abs(value) < SLIGHT:
        even = "people agreed to statements and to their opposites no more than they disagreed"
        return sentence(f"{even} (index {signed(value)})")
    strength = "markedly" if abs(value) >= MARKED else "slightly"
    found = f"people leaned {strength} to {'agreement' if value > 0 else 'disagreement'}, whatever was asked"
    close = "in a score of two statements and one opposite, two thirds of such a lean cancel"
    return sentence(f"{found} (index {signed(value)}); {close}")


def _hidden(quality: PublicQuality) -> tuple[str, ...]:
    if quality.excluded is not None:
        return ()
    return (
        (
            "How many were received is not said where fewer than five were left out: the difference would"
            " tell of those few."
        ),
    )


# --- The headline both ways -------------------------------------------------------------------------


def _changed_table(reading: Reading, changed: Mapping[str, tuple[str, str]]) -> Table:
    return table(
        "both_ways",
        "What the report says, and what it would say with everybody.",
        (("headline", "Headline"), ("reported", "As reported"), ("everybody", "With everybody")),
        [
            (headline_words(reading, key), _state(reading, key, now), _state(reading, key, then))
            for key, (now, then) in changed.items()
        ],
    )


def headline_words(reading: Reading, key: str) -> str:
    """ "gap:VIEW:sales" → "Sales against the others, One view"."""
    kind, _, rest = key.partition(":")
    words = reading.words
    if kind == "ownership":
        return f"Who answers for {words.stage(rest)}"
    if kind == "gap":
        construct, _, unit = rest.partition(":")
        return f"{words.label(unit)} against the others, {words.construct_label(construct)}"
    if kind == "level":
        return f"Leaders and the front line, {words.construct_label(rest)}"
    return {"stage": "Stage", "perception": "Staff and customers"}.get(kind, start(kind))


def _state(reading: Reading, key: str, state: str) -> str:
    if not state:
        return f"otherwise; not shown, {reading.words.hidden('fewer_than_five')} left out"
    if key == "stage":
        return reading.words.maturity_stage(int(state)) if state.isdigit() else state
    return reading.words.state(state)
