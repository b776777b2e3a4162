"""How people answered: who is left out for it, and whether a headline would read otherwise with them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.composing.table import table
from reports.documents import Section, Table
from reports.reading import Reading
from reports.wording import DASH, count, in_percent, sentence, sentences, signed, start, terms
from scoring.published import PublicQuality

FLAGS = ("SPEED", "LONG", "FLAT", "ACQ", "INCON")
SLIGHT, MARKED = 0.2, 0.5
"""Steps of the scale from which a lean to agreement is slight, and marked."""


def quality_section(reading: Reading) -> Section | None:
    """Who was left out, what was noticed, and the headline both ways; None where too few answered."""
    quality = reading.published.quality
    if quality is None or reading.published.n is None:
        return None
    return Section(
        key="quality",
        title=_("How people answered"),
        note=_("Signs of haste and of inattention, over all answers received."),
        lede=quality_sentence(reading, quality),
        table=_table(reading, quality),
        paragraphs=(_rule(), leaning(quality), *_hidden(quality)),
    )


def _rule() -> str:
    return _(
        "Only haste together with another sign leaves anybody out, and before any group is counted. Straight"
        " lines alone leave nobody out: people who mean the same answer every time look the same (Reuning &"
        " Plutzer 2020). Times of single pages are deleted when answers are sent, times in all when the wave"
        " is closed."
    )


def both_ways_section(reading: Reading) -> Section | None:
    """The headlines that would read otherwise with everybody; None where none would."""
    quality = reading.published.quality
    if quality is None or not quality.changed:
        return None
    return Section(
        key="both_ways",
        title=_("The headline both ways"),
        note=_("As reported, and with those who were left out."),
        table=_changed_table(reading, quality.changed),
    )


def quality_sentence(reading: Reading, quality: PublicQuality) -> str:
    """How many were received and left out, and whether that changes a headline."""
    return sentences([_left_out(reading, quality), _changes(quality)])


def _left_out(reading: Reading, quality: PublicQuality) -> str:
    left = quality.excluded
    if left == 0:
        return _("nobody was left out for how they answered")
    if left is None:
        few = _("fewer than {k} were left out for how they answered")
        return few.format(k=count(reading.published.minimum_group))
    if quality.received is None:
        return ngettext(
            "{left} was left out for how they answered", "{left} were left out for how they answered", left
        ).format(left=left)
    return ngettext(
        "{left} of {received} received was left out for how they answered",
        "{left} of {received} received were left out for how they answered",
        left,
    ).format(left=left, received=quality.received)


def _changes(quality: PublicQuality) -> str:
    if quality.excluded == 0:
        return ""
    if not quality.changed:
        return _("every headline reads the same with them")
    many = len(quality.changed)
    return ngettext(
        "{count} headline would read otherwise with them",
        "{count} headlines would read otherwise with them",
        many,
    ).format(count=count(many))


def _table(reading: Reading, quality: PublicQuality) -> Table:
    known = terms(reading.words.language)["quality"]
    rules = {key: known[key]["rule"] for key in FLAGS}
    if not reading.asks("METR1"):
        rules["INCON"] = _(
            "60 points or more between statements and their opposites, on average over the five elements of"
            " market orientation"
        )
    signs = [(known[key]["label"], rules[key], _percent(quality.flags.get(key))) for key in FLAGS]
    lean = (_("Lean to agreement"), _("mean over all, of −2 to 2 steps"), _steps(quality.acquiescence))
    return table(
        "quality",
        _("What was received, what was noticed, and what was left out."),
        (("what", _("What")), ("rule", _("Rule")), ("found", _("Found"), "right")),
        (*_counts(reading, quality), *signs, lean),
    )


def _counts(reading: Reading, quality: PublicQuality) -> tuple[tuple[str, str, str], ...]:
    received = DASH if quality.received is None else str(quality.received)
    few = reading.words.hidden("fewer_than_five")
    left_out = few if quality.excluded is None else str(quality.excluded)
    return (
        (_("Answers received"), _("before anybody was left out"), received),
        (_("Left out"), _("haste and another sign"), left_out),
        (_("Answers used"), _("what this report rests on"), str(reading.published.n)),
    )


def _percent(value: int | None) -> str:
    return DASH if value is None else in_percent(value)


def _steps(value: float | None) -> str:
    return DASH if value is None else signed(value)


def leaning(quality: PublicQuality) -> str:
    """The index of acquiescence in plain words."""
    value = quality.acquiescence
    if value is None:
        return _("Too few answered statements of either kind to tell whether people lean to agreement.")
    return sentence(_lean(value).format(index=signed(value)))


def _lean(value: float) -> str:
    """A sentence by strength and direction, with a blank for the index."""
    if abs(value) < SLIGHT:
        return _(
            "people agreed to statements and to their opposites no more than they disagreed (index {index})"
        )
    if value >= MARKED:
        return _(
            "people leaned markedly to agreement, whatever was asked (index {index}); in a score of two"
            " statements and one opposite, two thirds of such a lean cancel"
        )
    if value > 0:
        return _(
            "people leaned slightly to agreement, whatever was asked (index {index}); in a score of two"
            " statements and one opposite, two thirds of such a lean cancel"
        )
    if value <= -MARKED:
        return _(
            "people leaned markedly to disagreement, whatever was asked (index {index}); in a score of two"
            " statements and one opposite, two thirds of such a lean cancel"
        )
    return _(
        "people leaned slightly to disagreement, whatever was asked (index {index}); in a score of two"
        " statements and one opposite, two thirds of such a lean cancel"
    )


def _hidden(quality: PublicQuality) -> tuple[str, ...]:
    if quality.excluded is not None:
        return ()
    return (
        _(
            "How many were received is not said where fewer than five were left out: the difference would"
            " tell of those few."
        ),
    )


# --- The headline both ways -------------------------------------------------------------------------


def _changed_table(reading: Reading, changed: Mapping[str, tuple[str, str]]) -> Table:
    return table(
        "both_ways",
        _("What the report says, and what it would say with everybody."),
        (
            ("headline", _("Headline")),
            ("reported", _("As reported")),
            ("everybody", _("With everybody")),
        ),
        [
            (headline_words(reading, key), _state(reading, key, now), _state(reading, key, then))
            for key, (now, then) in changed.items()
        ],
    )


def headline_words(reading: Reading, key: str) -> str:
    """ "gap:VIEW:sales" → "Sales against the others, One view"."""
    kind, *about = key.split(":")
    words = reading.words
    if kind == "ownership":
        return _("Who answers for {stage}").format(stage=words.stage(about[0]))
    if kind == "gap":
        construct, unit = about[0], ":".join(about[1:])
        return _("{function} against the others, {score}").format(
            function=words.label(unit), score=words.construct_label(construct)
        )
    if kind == "level":
        return _("Leaders and the front line, {score}").format(score=words.construct_label(about[0]))
    return {"stage": _("Stage"), "perception": _("Staff and customers")}.get(kind, start(kind))


def _state(reading: Reading, key: str, state: str) -> str:
    if not state:
        return _("otherwise; not shown, fewer than {k} left out").format(
            k=count(reading.published.minimum_group)
        )
    if key == "stage":
        return reading.words.maturity_stage(int(state)) if state.isdigit() else state
    return reading.words.state(state)
