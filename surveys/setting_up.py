"""What the steps of setting up a wave change, one sentence each, and whether it is ready to be launched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction
from django.db.models import Q

from cxassess.errors import Conflict
from scoring.instrument import FULL
from surveys import kept_lists, library
from surveys.models import Assessment, Invitation, OpenLink, Wave
from surveys.queries import instrument_of
from surveys.questionnaire import minutes_of_form
from surveys.rendering import tongues
from surveys.tokens import new_token

NOTES = "notes"
"""Where a wave keeps what the lines of the fact sheet rest on."""

OWN = ("asks", "sees", "closes_on", "time_zone", "minimum_group")
"""Fields of a wave that its first step asks by the same name."""


@transaction.atomic
def begin(values: dict[str, Any]) -> Wave:
    """A wave to be set up, under its assessment. Raises Conflict, with the field, for a taken name."""
    assessment = _assessment(values)
    _refuse_taken(assessment, values)
    key, version = library.DEFAULT
    wave: Wave = Wave.objects.create(
        assessment=assessment,
        name=values["wave"],
        instrument_key=key,
        instrument_version=version,
        languages=list(library.instrument(key, version).languages),
        **{name: values[name] for name in OWN},
    )
    return wave


def rename(wave: Wave, values: dict[str, Any]) -> None:
    """What the first step says, for a wave that exists; call it with the wave held and not launched."""
    before = wave.assessment
    alone = not Wave.objects.filter(assessment=before).exclude(pk=wave.pk).exists()
    if alone and not Assessment.objects.filter(name=values["name"]).exclude(pk=before.pk).exists():
        before.name, before.market = values["name"], values["market"]
        before.save(update_fields=["name", "market"])
    else:
        wave.assessment = _assessment(values)
    _refuse_taken(wave.assessment, values, but=wave)
    wave.name = values["wave"]
    for name in OWN:
        setattr(wave, name, values[name])
    wave.save()
    if alone and wave.assessment_id != before.pk:
        before.delete()


def _assessment(values: dict[str, Any]) -> Assessment:
    name = values["name"]
    assessment, _made = Assessment.objects.get_or_create(name=name, defaults={"market": values["market"]})
    held: Assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    return held


def _refuse_taken(assessment: Assessment, values: dict[str, Any], *, but: Wave | None = None) -> None:
    """A further wave has a name of its own and asks about the customers of the first."""
    if assessment.market != values["market"]:
        kind = assessment.get_market_display()
        raise Conflict(f"This assessment is about {kind}.", code="market", details={"field": "market"})
    same = Wave.objects.filter(assessment=assessment, name=values["wave"])
    if same.exclude(pk=but.pk if but else None).exists():
        sentence = "This assessment already has a wave of that name."
        raise Conflict(sentence, code="wave_name", details={"field": "wave"})


def name_functions(wave: Wave, functions: list[dict[str, Any]]) -> None:
    """Who is asked. Raises Conflict where somebody is listed in a function that would go.

    Links and facts that name a function which is gone go with it.
    """
    keys = [function["key"] for function in functions]
    listed = Invitation.objects.filter(wave=wave).exclude(function__in=keys)
    if lost := sorted(set(listed.values_list("function", flat=True))):
        names = ", ".join(wave.function_name(key) for key in lost)
        raise Conflict(f"People are listed in {names}. Take them off the list of participants first.")
    OpenLink.objects.filter(wave=wave).exclude(Q(function__in=keys) | Q(function=None)).delete()
    wave.functions = functions
    wave.facts = _still_known(wave, keys)
    wave.save(update_fields=["functions", "facts"])


def _still_known(wave: Wave, keys: list[str]) -> dict[str, Any]:
    gone = {
        fact.key
        for fact in instrument_of(wave).facts
        if isinstance(value := wave.facts.get(fact.key), str) and value not in fact.known(functions=keys)
    }
    notes = {key: note for key, note in wave.facts.get(NOTES, {}).items() if key not in gone}
    facts = {key: value for key, value in wave.facts.items() if key not in {*gone, NOTES}}
    return facts | {NOTES: notes} if notes else facts


def choose(wave: Wave, values: dict[str, Any]) -> None:
    """Which form of the instrument is asked, and in which languages, the first one leading."""
    wave.form, wave.languages = values["form"], values["ordered"]
    wave.save(update_fields=["form", "languages"])


@transaction.atomic
def follow(wave: Wave, *, name: str) -> Wave:
    """The next wave of an assessment, set up as this one was. Raises Conflict for a name that is taken.

    Form, functions, headcounts, languages, texts, smallest group, time zone and facts are taken over and can
    be changed until the launch; a last day and people are not. The newest version of the instrument asks.
    """
    assessment = Assessment.objects.select_for_update().get(pk=wave.assessment_id)
    _refuse_taken(assessment, {"market": assessment.market, "wave": name})
    version = max(
        (version for key, version in library.instruments() if key == wave.instrument_key),
        key=lambda text: [int(part) for part in text.split(".")],
    )
    newest = library.instrument(wave.instrument_key, version)
    spoken = newest.languages
    following: Wave = Wave.objects.create(
        assessment=assessment,
        name=name,
        instrument_key=wave.instrument_key,
        instrument_version=version,
        form=wave.form if wave.form in (FULL, *newest.forms) else FULL,
        functions=wave.functions,
        facts=wave.facts,
        languages=[language for language in wave.languages if language in spoken] or [spoken[0]],
        asks=wave.asks,
        sees=wave.sees,
        time_zone=wave.time_zone,
        minimum_group=wave.minimum_group,
    )
    for function in OpenLink.objects.filter(wave=wave).values_list("function", flat=True):
        OpenLink.objects.create(wave=following, function=function, token=new_token())
    return following


# --- Before the launch --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Check:
    """One thing looked at before the launch, in words. `step` is the page where it can be changed."""

    state: Literal["good", "advice", "stop"]
    sentence: str
    step: str


def checks(wave: Wave) -> list[Check]:
    """What speaks for and against launching now, in the order of the steps."""
    return [
        *_day(wave),
        *_functions(wave),
        *_facts(wave),
        *_form(wave),
        Check("good", f"People answer in {spoken(wave)}.", "questions"),
        *_people(wave),
    ]


def spoken(wave: Wave) -> str:
    """The languages of a wave, each named in itself."""
    return ", ".join(each["name"] for each in tongues(wave.languages, spoken=""))


def _day(wave: Wave) -> Iterator[Check]:
    if wave.closes_on is None:
        sentence = "No last day is set: the wave stays open until somebody closes it."
        yield Check("advice", sentence, "assessment")
    elif wave.is_over:
        yield Check("stop", "The last day for answers has passed. Choose a later one.", "assessment")
    else:
        day = f"{wave.closes_on:%-d %B %Y}"
        yield Check("good", f"The wave closes by itself when {day} ends ({wave.time_zone}).", "assessment")
    if not wave.asks or not wave.sees:
        sentence = "Say who asks and who sees the outcome: people read it first of all."
        yield Check("advice", sentence, "assessment")


def _functions(wave: Wave) -> Iterator[Check]:
    count, people = len(wave.functions), sum(wave.headcounts.values())
    if count < 2:
        yield Check("stop", "A wave compares functions: name at least two.", "functions")
        return
    yield Check("good", f"{count} functions with {people:,} people are asked.", "functions")
    small = [each["name"] for each in wave.functions if each["headcount"] < wave.minimum_group]
    if small:
        sentence = f"Too small to be shown alone, joined with others in the report: {', '.join(small)}."
        yield Check("advice", sentence, "functions")


def _facts(wave: Wave) -> Iterator[Check]:
    asked, given = len(instrument_of(wave).facts), len(wave.facts.keys() - {NOTES})
    sentence = f"{given} of {asked} lines of the fact sheet are filled in."
    if given < asked:
        yield Check("advice", f"{sentence} The rest can follow until the wave closes.", "facts")
    else:
        yield Check("good", sentence, "facts")


def _form(wave: Wave) -> Iterator[Check]:
    if wave.form != FULL:
        least, most = minutes_of_form(wave, form=wave.form)
        takes = f"about {most} minutes" if least == most else f"about {least} to {most} minutes"
        sentence = f"The {wave.form} form is asked, {takes}. The report says nothing of what it leaves out."
        yield Check("good", sentence, "questions")


def _people(wave: Wave) -> Iterator[Check]:
    if waiting := len(kept_lists.kept(wave)):
        sentence = f"A list of {waiting:,} lines waits to be corrected or taken; the launch deletes it."
        yield Check("advice", sentence, "participants")
    listed = Counter(Invitation.objects.filter(wave=wave).values_list("function", flat=True))
    links = OpenLink.objects.filter(wave=wave).count()
    if not listed and not links:
        sentence = "Nobody has been listed and no link has been made: nobody could answer yet."
        yield Check("advice", sentence, "participants")
        return
    sentence = f"{sum(listed.values()):,} people are listed and {links} open links are made."
    yield Check("good", sentence, "participants")
    crowded = [each["name"] for each in wave.functions if listed[each["key"]] > each["headcount"]]
    if crowded:
        sentence = f"More people are listed than the headcount says: {', '.join(crowded)}."
        yield Check("advice", sentence, "participants")
    others = Invitation.objects.filter(wave=wave).exclude(language__in=["", *wave.languages]).count()
    if others:
        first = tongues(wave.languages[:1], spoken="")[0]["name"]
        sentence = f"People listed with a language that is not offered any more: {others}."
        yield Check("advice", f"{sentence} They are written to in {first}.", "questions")
