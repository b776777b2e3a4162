"""Pages on which people are listed: a list is looked at line by line, corrected in place, and taken."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.audit import record
from organizations.doors import analyst
from organizations.models import Organization
from scoring.instrument import LEVELS
from surveys import actions, code_sheets, kept_lists, people_list
from surveys.member_setup import onward, step_context
from surveys.member_waves import address_of, held, held_draft, links_of, refuse_closed, wave_of
from surveys.models import Invitation, Wave
from surveys.people_list import LARGEST_FILE, MOST_LINES, Cells, Line, ListRefused
from surveys.qr import qr_svg
from surveys.rendering import tongues

NOTHING: dict[str, Any] = {"taken": 0, "made": [], "refused": "", "typed": ""}
"""What these pages show besides, while there is nothing to show."""

ON_A_PAGE = 100
MOST_CODES = 300

CORRECTED_AT_ONCE = 100
"""Wrong lines with fields of their own; further ones go along as text until these are done."""


class CodesForm(forms.Form):
    """How many sheets with a code are wanted, and for whom."""

    function = forms.ChoiceField(label="Function")
    level = forms.ChoiceField(label="Level", choices=[(level, level) for level in LEVELS], initial=LEVELS[-1])
    people = forms.IntegerField(
        label="How many people",
        min_value=1,
        max_value=MOST_CODES,
        error_messages={"min_value": "At least 1.", "max_value": f"At most {MOST_CODES} at a time."},
    )

    def __init__(self, *args: Any, wave: Wave, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each["key"], each["name"]) for each in wave.functions]
        self.fields["function"].choices = choices  # type: ignore[attr-defined]


@analyst
@require_http_methods(["GET", "POST"])
def participants(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """Who is asked by name, by code and by open link; a list that is sent is shown with what is wrong."""
    wave = wave_of(wave_id)
    refuse_closed(wave)
    if not wave.functions:
        return redirect("waves:functions", organization.slug, wave.pk)
    if request.method == "POST":
        return _received(request, organization, wave)
    return _page(request, organization, wave)


def _received(request: HttpRequest, organization: Organization, wave: Wave) -> HttpResponse:
    go = request.POST.get("go", "check")
    if go in ("next", "leave"):
        return onward(request, organization, wave, key="participants")
    if go == "forget":
        kept_lists.throw_away(wave)
        return redirect("waves:participants", organization.slug, wave.pk)
    if go == "resume":
        return _resumed(request, organization, wave)
    try:
        cells = _sent(request)
    except ListRefused as refused:
        typed = request.POST.get("people", "")
        return _page(request, organization, wave, refused=refused.sentence, typed=typed, status=400)
    lines = people_list.checked(cells, wave=wave, listed=_listed(wave))
    if go == "take":
        return _take(request, organization, wave, lines)
    if not lines:
        return _page(request, organization, wave, refused="The list is empty.", status=400)
    return _preview(request, organization, wave, lines)


def _resumed(request: HttpRequest, organization: Organization, wave: Wave) -> HttpResponse:
    """The list that waits, looked at again: functions and languages may have changed since."""
    lines = people_list.checked(kept_lists.kept(wave), wave=wave, listed=_listed(wave))
    if not lines:
        return redirect("waves:participants", organization.slug, wave.pk)
    return _preview(request, organization, wave, lines)


def _sent(request: HttpRequest) -> list[tuple[int, Cells]]:
    """What was uploaded, what was typed, and what comes back from a preview, lines in their old order."""
    upload = request.FILES.get("file")
    pasted = people_list.text_of(upload.read(LARGEST_FILE + 1)) if upload else request.POST.get("people", "")
    return sorted([*people_list.cells_of(pasted), *_good_again(request.POST), *_corrected(request.POST)])


def _good_again(sent: QueryDict) -> list[tuple[int, Cells]]:
    """Lines of a preview that go along as text: number, address, function, level, language."""
    found = []
    for line in sent.get("good", "").splitlines()[: MOST_LINES + 1]:
        number, _tab, rest = line.partition("\t")
        parts = rest.split("\t")
        if number.isdigit() and len(number) < 8 and len(parts) == len(people_list.COLUMNS):
            found.append((int(number), (parts[0], parts[1], parts[2], parts[3])))
    return found


def _corrected(sent: QueryDict) -> list[tuple[int, Cells]]:
    """The lines that were wrong, as they read now; without those to be left out."""
    numbers = [text for text in sent.getlist("line")[: MOST_LINES + 1] if text.isdigit() and len(text) < 8]
    return [(int(number), _cells(sent, number)) for number in numbers if not sent.get(f"leave_out_{number}")]


def _cells(sent: QueryDict, number: str) -> Cells:
    email, function, level, language = (sent.get(f"{name}_{number}", "") for name in people_list.COLUMNS)
    return email, function, level, language


def _listed(wave: Wave) -> list[str]:
    addresses = Invitation.objects.filter(wave=wave).exclude(email="")
    return list(addresses.values_list("email", flat=True))


def _preview(
    request: HttpRequest, organization: Organization, wave: Wave, lines: list[Line], **more: Any
) -> HttpResponse:
    """What can be taken and what is wrong. Nobody is on the wave's list yet; the lines wait."""
    kept_lists.keep(wave, lines)
    good = [line for line in lines if line.is_good]
    wrong = [line for line in lines if not line.is_good]
    names = {each["key"]: each["name"] for each in wave.functions}
    counted = Counter(line.function for line in good)
    shown = wrong[:CORRECTED_AT_ONCE]
    carried = [line for line in lines if line not in shown]
    context = {
        "organization": organization,
        "wave": wave,
        "good": good,
        "wrong": wrong,
        "shown": shown,
        "later": len(wrong) - len(shown),
        "carried": "\n".join("\t".join((str(each.number), *each.cells)) for each in carried),
        "counted": [(name, counted[key]) for key, name in names.items() if counted[key]],
        "functions": list(names.items()),
        "levels": LEVELS,
        "languages": tongues(wave.languages, spoken=""),
        **step_context(wave, "participants"),
        **NOTHING,
        **more,
    }
    status = 400 if wrong else 200
    return _once(render(request, "surveys/member/people_preview.html", context, status=status))


def _take(request: HttpRequest, organization: Organization, wave: Wave, lines: list[Line]) -> HttpResponse:
    """Put every good line on the wave's list; what is wrong comes back to be corrected."""
    with transaction.atomic():
        locked = held(wave.pk)
        # Somebody else may have listed the same person since the lines were looked at.
        cells = [(line.number, line.cells) for line in lines]
        lines = people_list.checked(cells, wave=locked, listed=_listed(locked))
        good = [line for line in lines if line.is_good]
        tokens = actions.create_invitations(locked, people=[line.invitee for line in good])
        if good:
            record(request, "invited", locked, detail=f"{len(good)} people")
    made = _made(request, good, tokens) if request.POST.get("show") else []
    wrong = [line for line in lines if not line.is_good]
    if wrong:
        return _preview(request, organization, wave, wrong, taken=len(good), made=made)
    kept_lists.throw_away(wave)
    return _page(request, organization, wave, taken=len(good), made=made)


def _made(request: HttpRequest, good: list[Line], tokens: list[str]) -> list[tuple[str, str]]:
    addresses = [address_of(request, token) for token in tokens]
    return [(line.email, address) for line, address in zip(good, addresses, strict=True)]


def _page(
    request: HttpRequest, organization: Organization, wave: Wave, *, status: int = 200, **more: Any
) -> HttpResponse:
    people = Invitation.objects.filter(wave=wave).exclude(email="").order_by("email")
    by_group = Counter(Invitation.objects.filter(wave=wave).values_list("function", "email"))
    named = Counter(function for function, email in by_group if email)
    coded: Counter[str] = Counter()
    for (function, email), n in by_group.items():
        coded[function] += 0 if email else n
    context = {
        "organization": organization,
        "wave": wave,
        "rows": [(each, named[each["key"]], coded[each["key"]]) for each in wave.functions],
        "links": links_of(request, wave),
        "listed": Paginator(people, ON_A_PAGE).get_page(request.GET.get("page")),
        "names": {each["key"]: each["name"] for each in wave.functions},
        "codes_form": CodesForm(wave=wave),
        "most": MOST_LINES,
        "codes": sum(coded.values()),
        "waiting": len(kept_lists.kept(wave)),
        **step_context(wave, "participants"),
        **NOTHING,
        **more,
    }
    return _once(render(request, "surveys/member/step_participants.html", context, status=status))


@analyst
@require_safe
def example(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """A list of nobody, as a file in the form that can be sent here: this wave's functions and languages."""
    response = HttpResponse(people_list.example(wave_of(wave_id)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="people.csv"'
    return response


def _once(response: HttpResponse) -> HttpResponse:
    """Addresses and links are on the page: it goes into no cache."""
    response["Cache-Control"] = "private, no-store"
    return response


@analyst
@require_POST
def take_off(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """Take people off the list, while the wave is being set up."""
    chosen = [int(text) for text in request.POST.getlist("person") if text.isdigit() and len(text) < 12]
    with transaction.atomic():
        wave = held_draft(wave_id)
        rows = Invitation.objects.filter(wave=wave)
        gone = rows.filter(pk__in=chosen) if not request.POST.get("codes") else rows.filter(email="")
        count = gone.count()
        gone.delete()
        record(request, "took off the list", wave, detail=f"{count} people")
    return redirect("waves:participants", organization.slug, wave_id)


# --- Sheets with a code ---------------------------------------------------------------------------------


@analyst
@require_POST
def codes(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """Make codes for people without e-mail and show the sheets to print, this once."""
    wave = wave_of(wave_id)
    refuse_closed(wave)
    if request.POST.get("go") == "anew":
        with transaction.atomic():
            sheets = code_sheets.make_anew(held_draft(wave_id))
            record(request, "made codes", wave, detail=f"{len(sheets)} anew")
        return _sheets(request, organization, wave, sheets)
    form = CodesForm(request.POST, wave=wave)
    if not form.is_valid():
        return _page(request, organization, wave, codes_form=form, status=400)
    values = form.cleaned_data
    with transaction.atomic():
        locked = held(wave_id)
        sheets = code_sheets.make(locked, **values)
        record(request, "made codes", locked, detail=f"{len(sheets)} for {values['function']}"[:200])
    return _sheets(request, organization, wave, sheets)


def _sheets(
    request: HttpRequest, organization: Organization, wave: Wave, made: list[code_sheets.Sheet]
) -> HttpResponse:
    names = {each["key"]: each["name"] for each in wave.functions}
    sheets = []
    for code, token, function, level in made:
        address = address_of(request, token)
        drawing = qr_svg(address, label=f"Link for the code {code}")
        sheets.append({"code": code, "function": names[function], "level": level, "qr": drawing})
    context = {
        "organization": organization,
        "wave": wave,
        "sheets": sheets,
        "type_at": request.build_absolute_uri("/r/code/"),
    }
    return _once(render(request, "surveys/member/codes.html", context))


# --- Open links ---------------------------------------------------------------------------------------------


@analyst
@require_http_methods(["GET", "POST"])
def links(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """Make one open link for each function and one for all; and all of them as notices to print."""
    if request.method == "POST":
        with transaction.atomic():
            wave = held(wave_id)
            for function in ("", *wave.function_keys):
                actions.create_open_link(wave, function=function)
            record(request, "made links", wave)
        page = "waves:participants" if wave.state == "draft" else "waves:wave"
        return redirect(page, organization.slug, wave_id)
    wave = wave_of(wave_id)
    notices = [
        (name, address, qr_svg(address, label=f"Link for {name}"))
        for name, address in links_of(request, wave)
    ]
    context = {"organization": organization, "wave": wave, "notices": notices}
    return _once(render(request, "surveys/member/notices.html", context))
