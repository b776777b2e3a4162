"""What the method stands on: literature, research printed for orientation, the articles behind actions."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from reports.catalog import catalog
from reports.composing.orientation_figures import every_figure
from reports.composing.punctuation import clauses
from reports.composing.table import table
from reports.documents import Section
from reports.reading import Reading

LITERATURE = (
    (
        "Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate.",
        gettext_noop("families of gaps"),
    ),
    ("Bliese, P. D. (2000). Within-group agreement, non-independence, and reliability.", "ICC(1), ICC(2)"),
    (
        "Brown, A. & Maydeu-Olivares, A. (2011). Item response modeling of forced-choice questionnaires.",
        gettext_noop("pairs"),
    ),
    ("Budescu, D. V. (1993). Dominance analysis.", gettext_noop("general dominance")),
    (
        (
            "Burke, M. J. & Dunlap, W. P. (2002). Estimating interrater agreement with the average deviation"
            " index."
        ),
        "AD",
    ),
    ("Cochran, W. G. (1977). Sampling techniques.", gettext_noop("stratified means, finite populations")),
    ("Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests.", "α"),
    (
        "Feldt, L. S. (1965). The approximate sampling distribution of coefficient alpha.",
        gettext_noop("interval of α"),
    ),
    ("Hedges, L. V. (1981). Distribution theory for Glass's estimator of effect size.", "g"),
    ("Hill, M. O. (1973). Diversity and evenness.", gettext_noop("effective number of owners")),
    ("Holt, D. T. et al. (2007). Readiness for organizational change.", gettext_noop("readiness")),
    (
        "Huang, J. L. et al. (2012). Detecting and deterring insufficient effort responding to surveys.",
        gettext_noop("haste"),
    ),
    (
        "James, L. R., Demaree, R. G. & Wolf, G. (1984). Estimating within-group interrater reliability.",
        "r_wg(J)",
    ),
    (
        "Johnson, J. W. (2000). A heuristic method for estimating the relative weight of predictors.",
        gettext_noop("relative weights"),
    ),
    (
        "Kohli, A. K., Jaworski, B. J. & Kumar, A. (1993). MARKOR: a measure of market orientation.",
        gettext_noop("market orientation; informants of several functions"),
    ),
    ("Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability.", gettext_noop("one shared map")),
    (
        "LeBreton, J. M. & Senter, J. L. (2008). Answers to 20 questions about interrater agreement.",
        gettext_noop("null distributions, bands"),
    ),
    ("McDonald, R. P. (1999). Test theory.", "ω"),
    (
        "Narver, J. C. & Slater, S. F. (1990). The effect of a market orientation on profitability.",
        gettext_noop("market orientation"),
    ),
    (
        "Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion.",
        gettext_noop("Wilson interval"),
    ),
    (
        "Rafferty, A. E., Jimmieson, N. L. & Armenakis, A. A. (2013). Change readiness: a multilevel review.",
        gettext_noop("readiness"),
    ),
    (
        "Rao, J. N. K. & Wu, C. F. J. (1988). Resampling inference with complex survey data.",
        gettext_noop("rescaled draws"),
    ),
    (
        "Reuning, K. & Plutzer, E. (2020). Valid vs. invalid straightlining.",
        gettext_noop("straight lines leave nobody out"),
    ),
    (
        "Satterthwaite, F. E. (1946). An approximate distribution of estimates of variance components.",
        gettext_noop("degrees of freedom"),
    ),
    (
        "Schuirmann, D. J. (1987). A comparison of the two one-sided tests procedure.",
        gettext_noop("gaps that are alike"),
    ),
    ("Shrout, P. E. & Fleiss, J. L. (1979). Intraclass correlations.", "ICC"),
    ("Spearman, C. (1910); Brown, W. (1910).", gettext_noop("reliability of two questions")),
    (
        "Thomas, D. R. et al. (2014). On Johnson's (2000) “relative weights” method.",
        gettext_noop("a case against relative weights alone"),
    ),
    ("Welch, B. L. (1947). The generalization of “Student's” problem.", gettext_noop("gaps")),
    (
        "Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.",
        gettext_noop("shares"),
    ),
)
"""Each source, in the language of its title, and what it is used for."""


def sources_section(reading: Reading) -> Section:
    """Every published figure, whether or not a number of ours stands beside it."""
    return Section(
        key="sources",
        title=_("Published figures, for orientation"),
        note=_(
            "Dated, from other populations and other questions; never tested against ours, and no mark to"
            " reach."
        ),
        paragraphs=(_unstated(),),
        table=table(
            "sources",
            _("Every published figure this report may print, with its date, and what stands beside it here."),
            (
                ("number", pgettext("number of a figure", "No."), "right"),
                ("value", _("Published")),
                ("what", _("Of whom, what")),
                ("source", _("Source and year")),
                ("ours", pgettext("our number beside a published one", "Here")),
                ("caution", _("Caution")),
            ),
            every_figure(reading),
        ),
    )


def _unstated() -> str:
    return _(
        "No article that quotes these figures states how many people were asked, and none was found for the"
        " two surveys of 2017; where a sample is known from elsewhere, it is given."
    )


def references_section(reading: Reading) -> Section:
    return Section(
        key="references",
        title=_("Literature"),
        note=_("What each source is used for."),
        table=table(
            "references",
            _("Literature."),
            (("source", _("Source")), ("used", _("Used for"))),
            [(source, _(used)) for source, used in LITERATURE],
        ),
        paragraphs=(_articles(reading),),
    )


def _articles(reading: Reading) -> str:
    known = catalog(reading.words.language).sources
    return _("Actions are worded by us, inspired by five articles: {articles}.").format(
        articles=clauses(f"{key}, {name}" for key, name in known.items())
    )
