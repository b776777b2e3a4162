"""How sure the report is, and what its data cannot say."""

from __future__ import annotations

from reports.composing.tables import answer_rate
from reports.reading import Reading
from reports.wording import count, sentence


def doubts(reading: Reading) -> tuple[str, ...]:
    """The paragraphs under participation on page one: who is shown, and what chance can do."""
    if reading.published.n is None:
        return (needed(reading),)
    return tuple(part for part in (shown(reading), silent(reading), few(reading), chance(reading)) if part)


def answered(reading: Reading) -> str:
    published = reading.published
    if published.n is None:
        return (
            f"Fewer than {count(published.minimum_group)} answers; {published.headcount} people were asked."
        )
    return f"{published.n} of {published.headcount} people answered, {answer_rate(reading)}."


def needed(reading: Reading) -> str:
    k = reading.published.minimum_group
    return (
        f"A number is shown from {count(k)} answers on. In the next wave, leave more time to answer and "
        "remind those who were invited."
    )


def shown(reading: Reading) -> str:
    """Whether each function stands on its own, and which were put together."""
    k = count(reading.published.minimum_group)
    pooled = reading.pooled_functions()
    if not pooled:
        return f"Every function shown has at least {k} answers."
    names = reading.words.functions(pooled)
    return sentence(
        f"{names} are shown together, because at least one of them had fewer than {k} answers; "
        "no flag is raised on functions shown together"
    )


def few(reading: Reading) -> str:
    """A word of caution where most people did not answer."""
    published = reading.published
    if published.n is None or published.n * 2 >= published.headcount:
        return ""
    return "Fewer than half of the people answered; those who did not may see it differently."


def quiet(reading: Reading) -> str:
    """The functions of which fewer than half answered, where that may be said."""
    units = [unit.key for unit in reading.published.units if unit.rate == "<50%"]
    if not units:
        return ""
    return sentence(
        f"in {reading.words.functions(units)} fewer than half answered; what the others there would say is"
        " not known"
    )


def silent(reading: Reading) -> str:
    silent_functions = reading.silent_functions()
    if not silent_functions:
        return ""
    names = reading.words.functions(silent_functions)
    return sentence(f"from {names} there are no answers")


def chance(reading: Reading) -> str:
    if len(reading.published.units) < 2:
        return ""
    return (
        "Where no function differs from any other, about one report in ten would still mark a difference "
        "as clear. "
        "A difference not marked is not a proof that there is none."
    )


def limits(reading: Reading) -> tuple[str, ...]:
    """What the data cannot say, and what risk remains."""
    return (
        (
            "The report describes how people inside see their company. It does not measure revenue, cost or "
            "what customers do."
        ),
        (
            "All scores come from the same people at the same time: that two of them go together does not "
            "tell which comes first."
        ),
        "Those who did not answer may see things differently from those who did; no weight makes up for it.",
        "What the sponsor stated is one person's knowledge, and what functions contribute is their own word.",
        (
            "Only the customers who answered the pulse speak for customers, and they are treated as a random "
            "sample of all."
            if reading.published.mirror
            else "There is no comparison with customers: nothing here is the customers' own word."
        ),
        "One wave is one picture. What moved is known only when the same questions are asked again.",
    )


def residual_risk(reading: Reading) -> str:
    k = reading.published.minimum_group
    return (
        f"What stays possible: a member of a group of {count(k)} knows their own answer, and {count(k - 1)} "
        "members of such a "
        "group who tell one another theirs can work out the last. No threshold removes this."
    )
