"""Text from a browser becomes values, or a refusal that names the item and the rule."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from scoring.codebook import PICKS_JOIN
from scoring.instrument import AnswerError, Column
from surveys.actions import COMMENT_LIMIT
from surveys.attention import Visit
from surveys.errors import AnswerRefused
from surveys.questionnaire import MOVE, STAY, Card, Questionnaire, Sheet

Fields = Mapping[str, Sequence[str]]

META = frozenset({"csrfmiddlewaretoken", "go", "opened", "visit", "number"})
"""Fields of a page's form that are not answers."""

GO = ("next", "back", "review")
MOVE_SUFFIX = "_move"
LONGEST_PAGE_S = 600
"""Seconds a visit can count; who takes longer was away."""

VISIT_NAME = re.compile("[0-9a-f]{8,32}")
VISIT_NUMBER = re.compile("[1-9][0-9]{0,6}")


@dataclass(frozen=True)
class PageForm:
    """What somebody sent from one page: values by column key, the open comment, where to go, and the visit.

    A field that was not sent leaves its answer as it is; an empty one takes it back.
    """

    values: dict[str, str]
    comment: str | None
    go: str
    visit: Visit

    @classmethod
    def read(cls, sent: QueryDict, *, sheet: Sheet, questionnaire: Questionnaire) -> PageForm:
        """Check everything that was sent; raises AnswerRefused for the first thing that cannot be kept."""
        _refuse_strangers(sent, sheet=sheet, questionnaire=questionnaire)
        fields = {name: sent.getlist(name) for name in sent}
        values = dict(value for card in sheet.cards for value in _card_values(fields, card))
        for column, text in values.items():
            _check_value(questionnaire.codebook.column(column), text)
        return cls(
            values=values,
            comment=_comment(_last(fields, "comment")) if sheet.comment else None,
            go=go if (go := _last(fields, "go")) in GO else "",
            visit=_visit(fields, sheet=sheet),
        )


def _last(fields: Fields, name: str) -> str | None:
    """The last value sent under a name, None if there is none."""
    return fields[name][-1] if fields.get(name) else None


def _card_values(fields: Fields, card: Card) -> Iterator[tuple[str, str]]:
    """The answers of one card that were sent, in the words of the codebook."""
    if card.layout == "ownership":
        yield from _ownership_values(fields, card)
    elif card.field.multiple and card.key in fields:
        yield card.key, PICKS_JOIN.join(dict.fromkeys(text for text in fields[card.key] if text))
    elif (text := _last(fields, card.key)) is not None:
        yield card.key, text


def _ownership_values(fields: Fields, card: Card) -> Iterator[tuple[str, str]]:
    """Who owns it, who should and whether one's own department would; the second may point to the first.

    A form that does not ask who should has no such field, and whoever sends one was refused before.
    """
    today, should, accept = (f"{card.key}_{ask}" for ask in ("today", "should", "accept"))
    owner, wish, would = (_last(fields, column) for column in (today, should, accept))
    target = _last(fields, should + MOVE_SUFFIX)
    if owner is not None:
        yield today, owner
    if wish == MOVE and target:
        yield should, target
    elif wish == STAY and owner is not None:
        yield should, owner
    elif wish is not None and wish not in (STAY, MOVE):
        yield should, wish
    if would is not None:
        yield accept, would


def _refuse_strangers(sent: QueryDict, *, sheet: Sheet, questionnaire: Questionnaire) -> None:
    """Refuse a field that this page does not have, and say why."""
    allowed = META | sheet.columns
    allowed |= {column + MOVE_SUFFIX for column in sheet.columns if column.endswith("_should")}
    if sheet.comment:
        allowed |= {"comment"}
    for name in sent:
        if name not in allowed:
            raise AnswerRefused(item=name[:40], rule=_why_not(name, questionnaire=questionnaire))


def _why_not(name: str, *, questionnaire: Questionnaire) -> str:
    """Why a page does not take a field of that name."""
    codebook = questionnaire.codebook
    if name not in codebook.places:
        return "this questionnaire has no such item"
    if name in questionnaire.asked:
        return "this item stands on another page"
    column = codebook.column(name)
    if name in codebook.left_out:
        return "this form of the questionnaire does not ask it"
    if column.item in codebook.leads_only:
        return "this item is asked of leaders and managers only"
    return "this item belongs to the module of another department"


def _check_value(column: Column, text: str) -> None:
    try:
        column.code(text)
    except AnswerError as error:
        raise AnswerRefused(
            item=column.key, rule=f"{text[:40]!r} is not one of its answers; expected {error_words(error)}"
        ) from None


def error_words(error: AnswerError) -> str:
    """What would have been accepted, cut from the sentence of the error."""
    return str(error).partition("expected ")[2]


def _comment(sent: str | None) -> str | None:
    """The open comment with plain line ends, None if it was not sent."""
    if sent is None:
        return None
    text = sent.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if len(text) > COMMENT_LIMIT:
        rule = f"it has {len(text):,} characters; at most {COMMENT_LIMIT:,} can be kept. Please shorten it"
        raise AnswerRefused(item="comment", rule=rule)
    return text


def _visit(fields: Fields, *, sheet: Sheet) -> Visit:
    """Which message of which visit this is; a name or number that no page of ours sends counts as none."""
    name, number = _last(fields, "visit") or "", _last(fields, "number") or ""
    is_named = bool(VISIT_NAME.fullmatch(name) and VISIT_NUMBER.fullmatch(number))
    return Visit(
        page=sheet.key,
        columns=sheet.columns,
        name=name if is_named else "",
        number=int(number) if is_named else 0,
        seconds=_seconds_since(_last(fields, "opened") or ""),
    )


def _seconds_since(opened: str) -> int | None:
    """Time since the page was drawn, whose epoch second its form brings back; None for anything odd.

    It travels with the page because the time at which somebody answers is not to be stored.
    """
    if not (opened.isascii() and opened.isdigit() and len(opened) < 12):
        return None
    return max(0, min(int(time.time()) - int(opened), LONGEST_PAGE_S))


class GroupForm(forms.Form):
    """One's department and level, as far as the link does not say them."""

    function = forms.ChoiceField(error_messages={"required": gettext_lazy("Please pick your department.")})
    level = forms.ChoiceField(error_messages={"required": gettext_lazy("Please say what your work is.")})

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        functions: tuple[tuple[str, str], ...],
        levels: tuple[tuple[str, str], ...],
        function: str = "",
        level: str = "",
    ) -> None:
        """function, level  what the link fixes; "" is asked."""
        super().__init__(data)
        self.fixed = {"function": function, "level": level}
        for name, choices in (("function", functions), ("level", levels)):
            if self.fixed[name]:
                del self.fields[name]
            else:
                self.fields[name].choices = list(choices)  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def group(self) -> tuple[str, str]:
        """Function and level of a valid form."""
        said = self.fixed | self.cleaned_data
        return said["function"], said["level"]
