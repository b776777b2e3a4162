"""How sure the report is, and what its data cannot say."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
        few = _("Fewer than {count} answers; {people} people were asked.")
        return few.format(count=count(published.minimum_group), people=published.headcount)
    many = _("{answered} of {people} people answered, {share}.")
    return many.format(answered=published.n, people=published.headcount, share=answer_rate(reading))


def needed(reading: Reading) -> str:
    least = _(
        "A number is shown from {count} answers on. In the next wave, leave more time to answer and remind "
        "those who were invited."
    )
    return least.format(count=count(reading.published.minimum_group))


def shown(reading: Reading) -> str:
    """Whether each function stands on its own, and which were put together."""
    least = count(reading.published.minimum_group)
    pooled = reading.pooled_functions()
    if not pooled:
        return _("Every function shown has at least {count} answers.").format(count=least)
    together = _(
        "{functions} are shown together, because at least one of them had fewer than {count} answers; no "
        "flag is raised on functions shown together"
    )
    return sentence(together.format(functions=reading.words.functions(pooled), count=least))


def few(reading: Reading) -> str:
    """A word of caution where most people did not answer."""
    published = reading.published
    if published.n is None or published.n * 2 >= published.headcount:
        return ""
    return _("Fewer than half of the people answered; those who did not may see it differently.")


def quiet(reading: Reading) -> str:
    """The functions of which fewer than half answered, where that may be said."""
    units = [unit.key for unit in reading.published.units if unit.rate == "<50%"]
    if not units:
        return ""
    half = ngettext(
        "in {functions} fewer than half answered; what the others there would say is not known",
        "in {functions} fewer than half answered; what the others there would say is not known",
        len(units),
    )
    return sentence(half.format(functions=reading.words.functions(units)))


def silent(reading: Reading) -> str:
    silent_functions = reading.silent_functions()
    if not silent_functions:
        return ""
    none = ngettext(
        "from {functions} there are no answers",
        "from {functions} there are no answers",
        len(silent_functions),
    )
    return sentence(none.format(functions=reading.words.functions(silent_functions)))


def chance(reading: Reading) -> str:
    if len(reading.published.units) < 2:
        return ""
    return _(
        "Where no function differs from any other, about one report in ten would still mark a difference as "
        "clear. A difference not marked is not a proof that there is none."
    )


def limits(reading: Reading) -> tuple[str, ...]:
    """What the data cannot say, and what risk remains."""
    return (
        _(
            "The report describes how people inside see their company. It does not measure revenue, cost or "
            "what customers do."
        ),
        _(
            "All scores come from the same people at the same time: that two of them go together does not "
            "tell which comes first."
        ),
        _(
            "Those who did not answer may see things differently from those who did; no weight makes up for "
            "it."
        ),
        _(
            "What the sponsor stated is one person's knowledge, and what functions contribute is their own "
            "word."
        ),
        _customers_voice(reading),
        _("One wave is one picture. What moved is known only when the same questions are asked again."),
    )


def _customers_voice(reading: Reading) -> str:
    alone = reading.published.pulse is not None and not reading.asks("MIR1")
    if reading.published.mirror or alone:
        return _(
            "Only the customers who answered the pulse speak for customers, and they are treated as a random "
            "sample of all."
        )
    return _("There is no comparison with customers: nothing here is the customers' own word.")


def residual_risk(reading: Reading) -> str:
    least = reading.published.minimum_group
    risk = _(
        "What stays possible: a member of a group of {count} knows their own answer, and {others} members of "
        "such a group who tell one another theirs can work out the last. No threshold removes this."
    )
    return risk.format(count=count(least), others=count(least - 1))
