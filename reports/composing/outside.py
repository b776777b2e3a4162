"""Where customers say something else than staff believe they would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.composing.found import Found, Order
from reports.composing.punctuation import clauses
from reports.reading import Reading, estimate_text
from reports.wording import join, sentence, signed_interval
from scoring.published import PublicMirrorRow

FAR_BELOW = 10
"""Points by which the statements agreed with least lie under the rest, to be named as such."""


def mirror_findings(reading: Reading) -> Iterator[Found]:
    mirror = reading.published.mirror
    if mirror is None:
        return
    apart_rows = sorted(
        (row for row in mirror.rows if row.state == "clear"), key=lambda row: (-abs(row.points), row.key)
    )
    if mirror.total.state == "clear" or apart_rows:
        yield _mirror_gap(mirror.total, apart_rows, reading=reading)


def _mirror_gap(total: PublicMirrorRow, rows: list[PublicMirrorRow], *, reading: Reading) -> Found:
    lead = total if total.state == "clear" else rows[0]
    return Found(
        id="mirror:" + "+".join(row.key for row in rows or [total]),
        state="clear",
        topic="mirror",
        order=Order.PERCEPTION,
        subject=_("Staff and customers"),
        sentence=_total(lead, reading=reading) if lead.key == "MIR" else _where(lead, rows, reading=reading),
        evidence=sentence(clauses(_evidence(row, reading=reading) for row in rows or [total])),
        so_what=_(
            "Plans built on the inside picture start from a customer who is more content than the one "
            "outside."
        )
        if lead.points > 0
        else _(
            "Plans built on the inside picture start from a customer who is less content than the one "
            "outside."
        ),
        weight=abs(lead.points),
    )


def _total(total: PublicMirrorRow, *, reading: Reading) -> str:
    """The four statements together, and those that customers agree with least."""
    lowest = _lowest(reading)
    if total.points > 0:
        agree = _("customers agree {points} points less than staff believe they would")
        least = _(
            "customers agree {points} points less than staff believe they would, and least of all on "
            "{statements}"
        )
    else:
        agree = _("customers agree {points} points more than staff believe they would")
        least = _(
            "customers agree {points} points more than staff believe they would, and least of all on "
            "{statements}"
        )
    return sentence((least if lowest else agree).format(points=abs(total.points), statements=lowest))


def _where(widest: PublicMirrorRow, rows: list[PublicMirrorRow], *, reading: Reading) -> str:
    """Single statements on which they differ; `widest` is the one that does most."""
    if widest.points > 0:
        one = _("on {statements}, customers agree {points} points less than staff believe they would")
        many = _("on {statements}, customers agree up to {points} points less than staff believe they would")
    else:
        one = _("on {statements}, customers agree {points} points more than staff believe they would")
        many = _("on {statements}, customers agree up to {points} points more than staff believe they would")
    said = many if len(rows) > 1 else one
    return sentence(said.format(statements=_statements(rows, reading=reading), points=abs(widest.points)))


def _lowest(reading: Reading) -> str:
    """The statements customers agree with least, when they stand clearly under the rest."""
    mirror = reading.published.mirror
    if mirror is None or len(mirror.rows) < 4:
        return ""
    ranked = sorted(mirror.rows, key=lambda row: (row.customers.value, row.key))
    if ranked[2].customers.value - ranked[1].customers.value < FAR_BELOW:
        return ""
    return _statements(ranked[:2], reading=reading)


def _statements(rows: Iterable[PublicMirrorRow], *, reading: Reading) -> str:
    return join(reading.words.statement(row.key, part="name") for row in rows)


def _evidence(row: PublicMirrorRow, *, reading: Reading) -> str:
    found = _("{statement}: staff {staff}, customers {customers}, gap {interval}")
    return found.format(
        statement=reading.words.statement(row.key),
        staff=estimate_text(row.staff),
        customers=estimate_text(row.customers),
        interval=signed_interval(row.low, row.high),
    )


# --- In one sentence --------------------------------------------------------------------------------


def mirror_sentence(reading: Reading) -> str:
    """What page one says when inside and outside are compared and nothing is clearly apart."""
    mirror = reading.published.mirror
    if mirror is None:
        if reading.published.pulse is not None:
            return _("Customers answered; too few of the staff said what they expect to compare the two.")
        return _("Customers were not asked, so Stage 5 cannot be confirmed.")
    clear = [row for row in mirror.rows if row.state == "clear"]
    if mirror.total.state == "aligned":
        return _alike(clear, reading=reading)
    if mirror.total.state == "clear":
        return _rated(mirror.total)
    return _untold(mirror.total, clear, reading=reading)


def _alike(clear: list[PublicMirrorRow], *, reading: Reading) -> str:
    if not clear:
        return _("Staff read their customers right: the two pictures lie within ten points of each other.")
    differ = _(
        "All four statements together lie within ten points; on {statements} staff and customers differ."
    )
    return differ.format(statements=_statements(clear, reading=reading))


def _rated(total: PublicMirrorRow) -> str:
    rated = (
        _("Customers rate the company {points} points lower than staff believe.")
        if total.points > 0
        else _("Customers rate the company {points} points higher than staff believe.")
    )
    return rated.format(points=abs(total.points))


def _untold(total: PublicMirrorRow, clear: list[PublicMirrorRow], *, reading: Reading) -> str:
    """Neither clearly apart nor alike, all four together; single statements may be clearly apart."""
    amount = abs(total.points)
    said = _by_chance(amount) if total.low <= 0 <= total.high else _too_little(amount)
    together = said[1 if clear else 0]
    return together.format(points=amount, statements=_statements(clear, reading=reading))


def _by_chance(amount: int) -> tuple[str, str]:
    """Without and with statements on which they differ."""
    return (
        ngettext(
            "All four statements together put staff and customers {points} point apart, not beyond chance, "
            "nor small enough to call them alike.",
            "All four statements together put staff and customers {points} points apart, not beyond chance, "
            "nor small enough to call them alike.",
            amount,
        ),
        ngettext(
            "All four statements together put staff and customers {points} point apart, not beyond chance; "
            "on {statements} they clearly differ.",
            "All four statements together put staff and customers {points} points apart, not beyond chance; "
            "on {statements} they clearly differ.",
            amount,
        ),
    )


def _too_little(amount: int) -> tuple[str, str]:
    """Without and with statements on which they differ."""
    return (
        ngettext(
            "All four statements together put staff and customers {points} point apart, not enough to call "
            "it clear, nor small enough to call them alike.",
            "All four statements together put staff and customers {points} points apart, not enough to call "
            "it clear, nor small enough to call them alike.",
            amount,
        ),
        ngettext(
            "All four statements together put staff and customers {points} point apart, not enough to call "
            "it clear; on {statements} they clearly differ.",
            "All four statements together put staff and customers {points} points apart, not enough to call "
            "it clear; on {statements} they clearly differ.",
            amount,
        ),
    )
