"""What people wrote, in their words: shuffled, by function only where ten of it wrote something."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.composing.story import UNNUMBERED, Story
from reports.documents import Page, Quote, Section
from reports.reading import Reading
from reports.wording import count, sentence
from scoring.published import PublicComment
from scoring.units import LEAST_FOR_SHARES

LONGEST = 900
"""Characters of a comment that are printed: about half a page."""

CUT = " …"
KEPT = frozenset("\n\u200c\u200d")
"""The end of a line, and the joiners that some scripts cannot be written without."""

UNSEEN = frozenset({"Cc", "Cf", "Cs"})
"""Unicode categories that print nothing, among them what turns the direction of the text around it."""


def comments_page(story: Story) -> Page | None:
    """The page of comments; None where fewer than ten people wrote something."""
    reading = story.reading
    if not reading.published.comments:
        return None
    return Page(
        key="comments",
        number=UNNUMBERED,
        title=_("Comments"),
        question=_("What would people like to say in their own words?"),
        lede=_("What people wrote, as they wrote it."),
        sections=(_section(reading),),
    )


def _section(reading: Reading) -> Section:
    comments = reading.published.comments
    return Section(
        key="comments",
        title=_("In their own words"),
        note=_("In shuffled order."),
        paragraphs=tuple(part for part in (rule(), _attributed(comments), _cut(comments)) if part),
        quotes=tuple(quote(each, reading=reading) for each in comments),
    )


def rule() -> str:
    """Why there are comments at all, and what is not told of them."""
    return _(
        "Comments are printed where {ten} people or more wrote one; with fewer none would be. Their order "
        "is drawn by lot. Nothing links a comment to the answers of the person who wrote it."
    ).format(ten=count(LEAST_FOR_SHARES))


def _attributed(comments: tuple[PublicComment, ...]) -> str:
    ten = count(LEAST_FOR_SHARES)
    if any(comment.function for comment in comments):
        return _("A function is named only where {ten} of its people or more wrote a comment.").format(
            ten=ten
        )
    return _("No function is named: of none did {ten} people write a comment.").format(ten=ten)


def _cut(comments: tuple[PublicComment, ...]) -> str:
    many = sum(len(clean(comment.text)) > LONGEST for comment in comments)
    if not many:
        return ""
    said = ngettext(
        "{count} comment is longer than is printed here and ends with “{mark}”.",
        "{count} comments are longer than is printed here and end with “{mark}”.",
        many,
    )
    return sentence(said.format(count=count(many), mark=CUT.strip()))


def quote(comment: PublicComment, *, reading: Reading) -> Quote:
    """A comment as it is printed."""
    function = reading.words.label(comment.function) if comment.function else ""
    return Quote(text=cut(clean(comment.text)), function=function)


def clean(text: str) -> str:
    """The text without signs nobody sees, and with at most one empty line in a row."""
    seen = "".join(_seen(sign) for sign in text)
    lines = [" ".join(line.split()) for line in seen.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _seen(sign: str) -> str:
    if sign in KEPT or unicodedata.category(sign) not in UNSEEN:
        return sign
    return " " if sign.isspace() else ""


def cut(text: str, *, longest: int = LONGEST) -> str:
    """The beginning of a long text, up to the end of a word, with an ellipsis."""
    if len(text) <= longest:
        return text
    kept = text[:longest]
    words = kept.rsplit(None, 1)
    whole = words[0] if len(words) == 2 and len(words[0]) > longest // 2 else kept
    return whole.rstrip(" ,;:\n") + CUT
