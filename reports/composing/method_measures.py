"""The method in words: how answers become scores, and scores become what the report says of them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.composing.table import Columns, table
from reports.documents import Section, Table
from reports.reading import Reading
from reports.wording import DASH, date, fixed, number, percent
from scoring.constructs import (
    DEFAULT_RELIABILITY,
    DK_RATE,
    HIGHEST_RELIABILITY,
    LEAST_COMPLETE_ROWS,
    OTHERWISE_RELIABLE,
    default_reliability,
)
from scoring.intervals import FACTUAL_RELIABILITY, SMALL, assumed_reliability_of
from scoring.published import PublicReliability
from scoring.publishing_scores import PUBLISHED_WEIGHTED
from scoring.results import ENGINE

Rule = tuple[str, str, str]
"""What, the rule, and the source it stands on."""


def plain() -> Columns:
    return ("what", _("What")), ("rule", _("Rule"))


def rules() -> Columns:
    return *plain(), ("reference", _("Reference"))


def measured_section(reading: Reading) -> Section:
    """Instrument, version, and the way from an answer to a score."""
    return Section(
        key="measured",
        title=_("From an answer to a score"),
        note=_("Every score runs from 0 to 100."),
        paragraphs=(_asked(reading), _formats(), _cannot_tell()),
        table=table(
            "measured",
            _("How answers become scores of people, of functions and of the organization."),
            rules(),
            (*_of_answers(), *_of_people(), *_of_groups()),
        ),
    )


def _asked(reading: Reading) -> str:
    """Which questions, which engine, and until when."""
    parts = [_questions(reading), _("Reckoned by engine {engine}.").format(engine=ENGINE)]
    if reading.left_out:
        parts.append(
            _(
                "The short form was asked: what it leaves out has no place in this report, and a prerequisite"
                " that rests on it cannot be told."
            )
        )
    if reading.closed_on:
        parts.append(_("The wave was closed on {day}.").format(day=date(reading.closed_on)))
    return " ".join(parts)


def _questions(reading: Reading) -> str:
    if not reading.instrument:
        return _("Asked with: the questionnaire.")
    return _("Asked with: {title} ({key}).").format(title=reading.instrument_title, key=reading.instrument)


def _formats() -> str:
    return _(
        "Four formats check one another: how often something happens, how far people agree, which of two"
        " respectable practices is nearer, and who answers for a stage. A third of the statements are worded"
        " as opposites."
    )


def _cannot_tell() -> str:
    return _(
        "“Can't tell” is counted apart and is never a low score; a question left blank is missing and is"
        " counted as neither. From {share} “can't tell” on, a function cannot see that part of the system."
    ).format(share=percent(DK_RATE))


def _of_answers() -> tuple[Rule, ...]:
    return (
        (_("Statement in five steps"), _("25 × (answer − 1); of an opposite, 25 × (5 − answer)"), DASH),
        (
            _("Pair in four steps"),
            _("100 × (step − 1) / 3, counted towards the customer's goal"),
            "Brown & Maydeu-Olivares 2011",
        ),
        (_("Practice in four steps"), "0, 33⅓, 66⅔, 100", DASH),
    )


def _of_people() -> tuple[Rule, ...]:
    return (
        (
            _("Score of a person"),
            _("mean of the valid answers of a scale, where half of them or more are valid"),
            _("half rule, as for the SF-36"),
        ),
        (
            _("Market orientation of a person"),
            _("mean of the five elements, where three or more are valid"),
            "Narver & Slater 1990; Kohli et al. 1993",
        ),
    )


def _of_groups() -> tuple[Rule, ...]:
    return (
        (_("Score of a reporting unit"), _("mean over its people with a valid score"), DASH),
        (
            _("Score of the organization"),
            _("mean over reporting units, each weighing the same"),
            "Cochran 1977",
        ),
        (
            _("Companion, by headcount"),
            _("Σ headcount share × unit mean; printed where it is {points} points or more away").format(
                points=number(PUBLISHED_WEIGHTED)
            ),
            "Cochran 1977",
        ),
    )


# --- Intervals --------------------------------------------------------------------------------------


def intervals_section(reading: Reading) -> Section:
    """The variance of a mean, and the reliability it reckons with, scale by scale."""
    return Section(
        key="intervals",
        title=_("How certain a number is"),
        note=_("Intervals for the people now in a function, printed outward to whole points."),
        paragraphs=(_factor(), _sources_of_rho(), *_shorter_scales(reading), _moderated(), _shares()),
        table=_reliability_table(reading),
    )


def _factor() -> str:
    return _(
        "The variance of a unit's mean is (s² / n) × (1 − f × ρ): s² the variance of its scores, n its"
        " answers, f the share of its people who answered, ρ the reliability of the scale. Where everybody"
        " answered, what is left is the part that is measurement error: with ρ = 1 this is the textbook"
        " correction for a finite population (Cochran 1977), with ρ = 0 none. The {sure} interval is"
        " Student's t, clipped to 0–100."
    ).format(sure=percent(0.95))


def _sources_of_rho() -> str:
    return _(
        "The reliability ρ is ω, or else α, reckoned within units over this wave's complete answers and never"
        " above {highest}. With fewer than {rows} complete answers it is a low default: {orientation} for"
        " market orientation, {pairs} for the pairs, {others} for other scales of three questions or more,"
        " and for two or one as much as their number makes ({two}, {one}; Spearman 1910). Too low a ρ makes"
        " intervals too wide, never too narrow."
    ).format(
        highest=fixed(HIGHEST_RELIABILITY),
        rows=LEAST_COMPLETE_ROWS,
        orientation=fixed(DEFAULT_RELIABILITY["MO"]),
        pairs=fixed(DEFAULT_RELIABILITY["AE"]),
        others=fixed(OTHERWISE_RELIABLE),
        two=fixed(assumed_reliability_of(2)),
        one=fixed(assumed_reliability_of(1)),
    )


def _shorter_scales(reading: Reading) -> tuple[str, ...]:
    if not reading.left_out:
        return ()
    said = _(
        "A scale of which this form of the questionnaire asks a part has the low default that its length"
        " makes: {pairs} for four of the eight pairs."
    )
    return (said.format(pairs=fixed(default_reliability("AE", 4))),)


def _moderated() -> str:
    return _(
        "In units of fewer than {n} answers, or without any spread, the variance is drawn towards that of all"
        " units: (4 × pooled variance + (n − 1) × own variance) / (n + 3), on n + 3 degrees of freedom."
    ).format(n=SMALL)


def _shares() -> str:
    return _(
        "Shares have Wilson intervals (Wilson 1927; Newcombe 1998) with n / (1 − f × ρ) in the place of n,"
        " and ρ = {rho} for a plain choice. Levers are asked of leaders and managers, whose number is not"
        " known, so f is 0 there."
    ).format(rho=fixed(FACTUAL_RELIABILITY))


def _reliability_table(reading: Reading) -> Table:
    return table(
        "reliability",
        _("Reliability of each scale in this wave, and the ρ that its intervals reckon with."),
        (
            ("construct", _("Scale")),
            ("items", _("Questions"), "right"),
            ("alpha", "α", "right"),
            ("interval", _("{share} interval of α").format(share=percent(0.95)), "right"),
            ("omega", "ω", "right"),
            ("used", _("ρ used"), "right"),
            ("source", _("Where ρ comes from")),
            ("n", _("Complete answers"), "right"),
        ),
        [_reliability_row(each, reading=reading) for each in reading.published.reliability] or [_defaults()],
    )


def _defaults() -> tuple[str, ...]:
    few = _("a default: fewer than {rows} complete answers").format(rows=LEAST_COMPLETE_ROWS)
    return (_("Every scale"), DASH, DASH, DASH, DASH, DASH, few, DASH)


def _reliability_row(each: PublicReliability, *, reading: Reading) -> tuple[str, ...]:
    return (
        reading.words.construct_label(each.construct),
        str(each.items),
        fixed(each.alpha),
        pgettext("interval", "{low} to {high}").format(low=fixed(each.low), high=fixed(each.high)),
        # Translators: no proper ω could be reckoned.
        _("none proper") if each.omega is None else fixed(each.omega),
        fixed(each.used),
        _("the highest allowed") if each.used >= HIGHEST_RELIABILITY else _("this wave, within units"),
        each.n,
    )
