"""What changes a wave and its answers, one business sentence each, each in one transaction."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from organizations.scope import scoped_organization_id
from scoring.instrument import LEVELS
from surveys.attention import Visit, attention_of, seconds_of
from surveys.errors import AlreadySent, AnswerRefused, NotOpenYet, WaveClosed, WaveNotReady
from surveys.models import (
    Comment,
    Draft,
    Invitation,
    InvitationState,
    KeptList,
    OpenLink,
    Submission,
    Wave,
    WaveState,
    WaveVersion,
)
from surveys.monitoring import settle_stock
from surveys.prepared import Prepared
from surveys.queries import codebook_of
from surveys.scattering import scatter_answers
from surveys.signals import wave_closed, wave_opened, wave_reopening
from surveys.tokens import new_token, token_hash
from surveys.versions import keep_version, next_number

COMMENT_LIMIT = 50_000
"""Characters of an open comment."""

SAVED = ("answers", "comment", "page", "page_seconds", "visits")
"""What a save changes of a draft."""

DURATION_STEP = 10
"""Seconds a duration is rounded to: enough for the quality flags, too coarse to find a person in a log."""


# --- The wave ---------------------------------------------------------------------------------------------


@transaction.atomic
def open_wave(wave: Wave) -> Wave:
    """Let people answer. From here on instrument version, functions and threshold stay as they are.

    Who is invited keeps function and level from here on, too. Raises WaveNotReady for a wave that compares
    nothing or whose last day has passed.
    """
    wave.check_minimum_group()
    if len(wave.functions) < 2:
        raise WaveNotReady("A wave compares functions: name at least two and their headcounts.")
    if wave.is_over:
        raise WaveNotReady("The last day for answers has passed: choose a later one first.")
    changed = Wave.objects.filter(pk=wave.pk, state=WaveState.DRAFT).update(state=WaveState.OPEN)
    if not changed:
        raise WaveNotReady("Only a wave that has not been opened yet can be opened.")
    KeptList.objects.filter(wave=wave).delete()
    wave.refresh_from_db()
    wave_opened.send(Wave, wave=wave)
    return wave


@transaction.atomic
def close_wave(wave: Wave) -> Wave:
    """End the fieldwork: freeze what was sent, destroy what was not, and every key that named a person.

    Whoever asks for a report learns of it inside the same transaction, so a closed wave is never forgotten.
    """
    # FOR NO KEY UPDATE leaves a submit that is under way free to refer to the wave; it either ends before the
    # drafts are deleted below, or finds its draft gone.
    locked: Wave = Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)
    if locked.state != WaveState.OPEN:
        raise WaveNotReady("Only an open wave can be closed.")
    Draft.objects.filter(wave=locked).delete()
    Invitation.objects.filter(wave=locked).delete()
    number = next_number(locked)
    scatter_answers(locked, version=number)
    locked.state = WaveState.CLOSED
    locked.closed_at = timezone.now()
    locked.save(update_fields=["state", "closed_at", "median_s"])
    keep_version(locked, number=number)
    settle_stock(locked)
    wave_closed.send(Wave, wave=locked)
    return locked


@transaction.atomic
def reopen_wave(wave: Wave) -> Wave:
    """Let people answer again: with new links, since the old keys are gone, and until it is closed by hand.

    What was published stays what it was. Whoever is still busy with it may refuse (`wave_reopening`).
    """
    locked: Wave = Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)
    if locked.state != WaveState.CLOSED:
        raise WaveNotReady("Only a closed wave can be opened again.")
    wave_reopening.send(Wave, wave=locked)
    if not WaveVersion.objects.filter(wave=locked).exists():
        # It came in closed: its answers are the first version.
        scatter_answers(locked, version=1)
        keep_version(locked, number=1)
    locked.state, locked.closed_at, locked.closes_on = WaveState.OPEN, None, None
    locked.save(update_fields=["state", "closed_at", "closes_on", "median_s"])
    links = OpenLink.objects.filter(wave=locked)
    functions = [function or "" for function in links.values_list("function", flat=True)]
    links.delete()
    for function in functions:
        create_open_link(locked, function=function)
    wave_opened.send(Wave, wave=locked)
    return locked


# --- Links ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Invitee:
    """Somebody to be asked; the link fixes function and level. language: in which, "" where nobody said."""

    function: str
    level: str
    email: str = ""
    language: str = ""


def create_invitations(wave: Wave, *, people: Iterable[Invitee]) -> list[str]:
    """Make a personal link for each person; returns the secret tokens in the same order, this once.

    Only hashes are stored. Refuses the whole list if one function or level is not the wave's.
    """
    listed = list(people)
    for person in listed:
        check_group(wave, function=person.function, level=person.level)
    tokens = [new_token() for _person in listed]
    Invitation.objects.bulk_create(
        [
            Invitation(
                wave=wave,
                function=person.function,
                level=person.level,
                email=person.email,
                language=person.language,
                token_hash=token_hash(token),
            )
            for person, token in zip(listed, tokens, strict=True)
        ]
    )
    return tokens


def create_open_link(wave: Wave, *, function: str = "") -> OpenLink:
    """The link for many people, made at the first call; with a function it no longer asks for one."""
    if function:
        check_group(wave, function=function, level=LEVELS[-1])
    link: OpenLink = OpenLink.objects.get_or_create(
        wave=wave, function=function or None, defaults={"token": new_token()}
    )[0]
    return link


def check_group(wave: Wave, *, function: str, level: str) -> None:
    """Refuse a function the wave does not ask or a level that does not exist."""
    if function not in wave.function_keys:
        raise AnswerRefused(item="function", rule=f"{function[:40]!r} is not one of this wave’s departments")
    if level not in LEVELS:
        raise AnswerRefused(item="level", rule=f"{level[:40]!r} is not one of {', '.join(LEVELS)}")


# --- Answering --------------------------------------------------------------------------------------------


def check_open(wave: Wave) -> None:
    """Raise what a person is told when this wave takes no answers today."""
    if wave.state == WaveState.DRAFT:
        raise NotOpenYet
    if wave.state == WaveState.CLOSED or wave.is_over:
        raise WaveClosed


@transaction.atomic
def begin_invited(invitation: Invitation, *, level: str = "", language: str = "en") -> Draft:
    """The draft of an invitation, made at the first call and found at every other.

    level  what the person says, where the invitation does not fix it. The draft answers to the same link.
    """
    locked = Invitation.objects.select_for_update(of=("self",)).select_related("wave").get(pk=invitation.pk)
    check_open(locked.wave)
    if locked.state == InvitationState.SUBMITTED:
        raise AlreadySent
    existing: Draft | None = Draft.objects.filter(invitation=locked).first()
    if existing:
        return existing
    level = locked.level or level
    check_group(locked.wave, function=locked.function, level=level)
    locked.state = InvitationState.STARTED
    locked.save(update_fields=["state"])
    return _new_draft(
        wave=locked.wave,
        invitation=locked,
        token_hash=locked.token_hash,
        function=locked.function,
        level=level,
        language=language,
    )


@transaction.atomic
def begin_open(link: OpenLink, *, function: str, level: str, language: str = "en") -> tuple[Draft, str]:
    """A new draft for somebody with an open link, and the secret token of their own link to it."""
    check_open(link.wave)
    check_group(link.wave, function=function, level=level)
    token = new_token()
    draft = _new_draft(
        wave=link.wave,
        open_link=link,
        token_hash=token_hash(token),
        function=function,
        level=level,
        language=language,
    )
    return draft, token


def _new_draft(**fields: object) -> Draft:
    draft: Draft = Draft.objects.create(seed=secrets.randbelow(2**31), **fields)
    return draft


def save_answers(
    draft: Draft,
    values: Mapping[str, str],
    *,
    comment: str | None = None,
    page: str = "",
    visit: Visit | None = None,
) -> Draft:
    """Keep these answers, and nothing if one of them cannot be.

    values   text value by column key; "" takes an answer back. The page has checked them already
             (`surveys.forms`), so every column is one this person is asked.
    comment  the open comment, None to leave it as it is.
    page     key of the page to come back to, "" to leave it.
    visit    which message of which page this is; one that something newer has overtaken changes nothing,
             because a page sends again whatever it does not know to be kept.
    """
    with transaction.atomic():
        locked = _locked(draft)
        if visit and visit.is_late(locked):
            return locked
        if visit:
            locked.page_seconds, locked.visits = visit.told(locked)
        locked.answers = merged(locked.answers, values)
        locked.comment = locked.comment if comment is None else comment
        locked.page = page or locked.page
        kept = {name: getattr(locked, name) for name in SAVED}
        Draft.objects.filter(pk=locked.pk).update(**kept)
    return locked


def choose_language(draft: Draft, *, language: str) -> None:
    """Go on in another language of the wave."""
    if language not in draft.wave.languages:
        raise AnswerRefused(item="language", rule="the questionnaire is not in that language")
    Draft.objects.filter(pk=draft.pk).update(language=language)


def merged(answers: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """Answers with new ones laid over; who should own a stage is who does, until it is said otherwise."""
    together = dict(answers) | dict(values)
    for column, value in values.items():
        if not column.endswith("_today"):
            continue
        should = column.removesuffix("_today") + "_should"
        untouched = answers.get(should, "") in ("", answers.get(column, ""))
        if should not in values and untouched:
            together[should] = value
    return {column: value for column, value in together.items() if value}


LOCKED: Prepared[Draft] = Prepared(
    lambda **key: Draft.every_org.select_for_update().filter(**key), pk=int, organization_id=int
)
"""Composed once, it reaches past the scope, and is given the organization in scope."""


def _locked(draft: Draft) -> Draft:
    """The draft as it is now, held until the transaction ends; refuses when the wave takes no answers."""
    locked = LOCKED.first(pk=draft.pk, organization_id=scoped_organization_id())
    if locked is None:
        check_open(Wave.objects.get(pk=draft.wave_id))
        raise AlreadySent
    # Closing a wave deletes its drafts: where one is left, the wave that was read with it is still open.
    locked.wave = draft.wave
    check_open(locked.wave)
    return locked


@transaction.atomic
def submit(draft: Draft) -> None:
    """Turn a draft into a submission that nobody can trace, once, however often it is asked.

    The submission carries a random id, the day and no key to anything personal; the comment lies in its own
    row under another id; the draft is gone and the invitation only knows that it was used.
    """
    locked = _locked(draft)
    wave = locked.wave
    group = {
        "function": codebook_of(wave).functions.index(locked.function),
        "level": LEVELS.index(locked.level),
    }
    today = timezone.localdate()
    Submission.objects.create(
        id=uuid.uuid4(),
        wave=wave,
        **group,
        answers=packed(locked),
        duration_s=_rounded(seconds_of(locked)),
        attention=attention_of(locked),
        day=today,
    )
    if locked.comment.strip():
        Comment.objects.create(
            id=uuid.uuid4(), wave=wave, function=group["function"], text=locked.comment.strip(), day=today
        )
    if locked.invitation_id:
        Invitation.objects.filter(pk=locked.invitation_id).update(state=InvitationState.SUBMITTED)
    locked.delete()


def packed(draft: Draft) -> bytes:
    """A draft's answers as one byte per column: what was not asked, what was skipped, what was said."""
    codebook = codebook_of(draft.wave)
    asked = codebook.asked(draft.function, draft.level)
    return codebook.encode(
        {
            column.key: draft.answers.get(column.key, "")
            for column, is_asked in zip(codebook.columns, asked, strict=True)
            if is_asked
        }
    )


def _rounded(seconds: int | None) -> int | None:
    return None if seconds is None else round(seconds / DURATION_STEP) * DURATION_STEP
