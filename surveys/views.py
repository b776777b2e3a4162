"""A respondent's way through the questionnaire: first screen, pages, review, thanks. One door, one token."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from organizations.branding import PageBrand
from organizations.doors import everybody
from surveys import actions
from surveys.doors import Respondent, respondent, wants_json
from surveys.errors import AlreadySent, AnswerRefused, NoSuchPage, NotBegun
from surveys.forms import GroupForm, PageForm
from surveys.models import Draft, InvitationState
from surveys.questionnaire import FirstWords, Sheet, first_words, questionnaire_of
from surveys.rendering import as_text, card_order, drawn_sheet, tongues
from surveys.signals import outcome_of
from surveys.tokens import is_token, token_hash

REVIEW = "review"
"""Kept in `Draft.page` for somebody who left at the review."""

COOKIE = "cx_resume"
COOKIE_S = 60 * 24 * 3600

# The secret in the address is the only authority here: no cookie and no session gives any. Whoever forges a
# request would have to know it already; a second token would protect nothing and lose people without cookies.
no_ambient_authority = csrf_exempt


# --- First screen -----------------------------------------------------------------------------------------


@no_ambient_authority
@require_http_methods(["GET", "HEAD", "POST"])
@respondent
def start(request: HttpRequest, person: Respondent) -> HttpResponse:
    """What this is about, and on to the first page; who has begun comes back to the page they left."""
    if person.invitation and person.invitation.state == InvitationState.SUBMITTED:
        return _thanks(request, person)
    actions.check_open(person.wave)
    if person.draft:
        return _to_page(person.token, person.draft.page, draft=person.draft)
    return _begin(request, person) if request.method == "POST" else _welcome(request, person)


@require_GET
@respondent
def about(request: HttpRequest, person: Respondent) -> HttpResponse:
    """The first screen again, for somebody who has begun."""
    actions.check_open(person.wave)
    return _welcome(request, person)


def _welcome(
    request: HttpRequest, person: Respondent, *, form: GroupForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "person": person,
        "languages": tongues(person.wave.languages, spoken=person.language),
        "words": _words(person),
        "outcome": outcome_of(person.wave),
        "form": form or _group_form(person),
        "continue_at": _continue_at(request, person),
    }
    return render(request, "surveys/answer/welcome.html", context, status=status)


def _begin(request: HttpRequest, person: Respondent) -> HttpResponse:
    form = _group_form(person, request=request)
    if not form.is_valid():
        return _welcome(request, person, form=form, status=400)
    function, level = form.group
    if person.invitation:
        draft = actions.begin_invited(person.invitation, level=level, language=person.language)
        return _to_page(person.token, draft.page, draft=draft)
    assert person.open_link is not None
    draft, token = actions.begin_open(
        person.open_link, function=function, level=level, language=person.language
    )
    return _remember(_to_page(token, "", draft=draft), token=token, at=_base(person.token))


def _remember(response: HttpResponse, *, token: str, at: str) -> HttpResponse:
    """Let this browser find its way back from the open link; other addresses never see the cookie."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_S,
        path=at,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _group_form(person: Respondent, *, request: HttpRequest | None = None) -> GroupForm:
    """The questions about one's place that the link does not answer."""
    words = _words(person)
    return GroupForm(
        request.POST if request else None,
        functions=words.functions,
        levels=words.levels,
        function=person.function,
        level=person.level,
    )


def _words(person: Respondent) -> FirstWords:
    return first_words(person.wave, language=person.language, function=person.function, level=person.level)


def _continue_at(request: HttpRequest, person: Respondent) -> str:
    """Where somebody who has begun goes on: their own page, or what this browser began at an open link."""
    if person.draft:
        return _base(person.token)
    token = request.COOKIES.get(COOKIE, "")
    is_ours = person.open_link and is_token(token) and Draft.objects.filter(token_hash=token_hash(token))
    return _base(token) if is_ours else ""


# --- Pages ------------------------------------------------------------------------------------------------


@no_ambient_authority
@require_http_methods(["GET", "HEAD", "POST"])
@respondent
def answer(request: HttpRequest, person: Respondent, number: int) -> HttpResponse:
    """One page: shown, or what was given on it kept. With JavaScript each answer is sent as it is given."""
    draft = _begun(person)
    sheet = questionnaire_of(draft).sheet(number)
    if sheet is None:
        raise NoSuchPage
    if request.method != "POST":
        return _page(request, person, sheet)
    try:
        form = PageForm.read(request.POST, sheet=sheet, questionnaire=questionnaire_of(draft))
    except AnswerRefused as error:
        if wants_json(request):
            raise
        return _page(request, person, sheet, error=error)
    return _keep(request, person, sheet, form)


def _keep(request: HttpRequest, person: Respondent, sheet: Sheet, form: PageForm) -> HttpResponse:
    assert person.draft is not None
    target = _target(person.draft, sheet, form.go)
    visit = form.visit
    if wants_json(request) and not visit.name:
        # Sent while the page stays open, with nothing to tell by what its time has counted already.
        visit = replace(visit, seconds=None)
    actions.save_answers(person.draft, form.values, comment=form.comment, page=target, visit=visit)
    is_leaving_first = form.go == "back" and sheet.number == 1
    address = reverse("surveys:about", args=[person.token]) if is_leaving_first else ""
    address = address or _address(person.token, target, draft=person.draft)
    if wants_json(request):
        return JsonResponse({"saved": sorted(form.values)} | ({"next": address} if form.go else {}))
    return _see_other(address)


def _target(draft: Draft, sheet: Sheet, go: str) -> str:
    """Key of the page to go to; before the first stands the first, after the last the review."""
    sheets = questionnaire_of(draft).sheets
    if go == "review" or (go == "next" and sheet.is_last):
        return REVIEW
    step = {"next": 1, "back": -1}.get(go, 0)
    return sheets[max(0, sheet.number - 1 + step)].key


def _page(
    request: HttpRequest, person: Respondent, sheet: Sheet, *, error: AnswerRefused | None = None
) -> HttpResponse:
    """A page with this person's answers in it; with what they typed when it was refused."""
    draft = _begun(person)
    to_review = request.GET.get("then") == REVIEW or sheet.is_last
    person_slots = brand_slots(person.brand) | {
        "base": _base(person.token),
        "address": as_text(request.build_absolute_uri(_base(person.token))),
        "organization": as_text(person.wave.organization.name),
        "opened": str(int(time.time())),
        "comment": as_text(request.POST.get("comment", "") if error else draft.comment),
        "forward": "review" if to_review else "next",
        "notice": _notice(error) if error else "",
        "saved": _("Saved ✓") if (draft.answers or draft.comment) and not error else "",
    }
    page = drawn_sheet(draft, sheet, own_link=draft.open_link_id is not None, to_review=to_review).fill(
        person_slots, answers=draft.answers, order=card_order(sheet, seed=draft.seed)
    )
    return HttpResponse(page, status=error.status if error else 200)


def brand_slots(brand: PageBrand) -> dict[str, str]:
    """What a drawn page shows of the client's looks: nothing where it uses the house's own."""
    shown = {"brand": brand} if brand.stylesheet else {}
    return {
        "brand": render_to_string("components/brand_style.html", shown) if shown else "",
        "logo": render_to_string("components/brand_logo.html", {"brand": brand}) if brand.logo else "",
    }


def _notice(error: AnswerRefused) -> str:
    return f'<div class="notice notice--warn" role="alert"><p>{as_text(error.sentence)}.</p></div>'


# --- Review and sending -----------------------------------------------------------------------------------


@require_safe
@respondent
def review(request: HttpRequest, person: Respondent) -> HttpResponse:
    """What was left out, page by page, before anything is sent."""
    draft = _begun(person)
    rows = [(sheet, sheet.unanswered(draft.answers)) for sheet in questionnaire_of(draft).sheets]
    context: dict[str, Any] = {
        "person": person,
        "base": _base(person.token),
        "rows": rows,
        "languages": tongues(person.wave.languages, spoken=draft.language),
        "open": sum(len(left_open) for _sheet, left_open in rows),
        "has_comment": bool(draft.comment.strip()),
    }
    return render(request, "surveys/answer/review.html", context)


@no_ambient_authority
@require_POST
@respondent
def send(request: HttpRequest, person: Respondent) -> HttpResponse:
    """Send the answers and forget whose they were."""
    draft = _begun(person)
    outcome = outcome_of(draft.wave)
    actions.submit(draft)
    address = outcome.thanks if outcome else reverse("surveys:sent")
    response = HttpResponseRedirect(f"{address}?in={draft.language}")
    if draft.open_link:
        response.delete_cookie(COOKIE, path=_base(draft.open_link.token))
    return response


@require_GET
@everybody
def sent(request: HttpRequest) -> HttpResponse:
    """Thanks, at an address that says nothing about who was here."""
    with translation.override(_last_spoken(request)):
        return render(request, "surveys/answer/sent.html", {"organization": "", "outcome": "", "days": 0})


def _last_spoken(request: HttpRequest) -> str:
    """The language somebody answered in, which the address after sending still says; else the browser's."""
    asked = request.GET.get("in", "")
    return asked if asked in dict(settings.LANGUAGES) else translation.get_language_from_request(request)


def _thanks(request: HttpRequest, person: Respondent) -> HttpResponse:
    outcome = outcome_of(person.wave)
    context = {
        "organization": person.wave.organization.name,
        "outcome": request.build_absolute_uri(outcome.address) if outcome else "",
        "days": outcome.days if outcome else 0,
    }
    return render(request, "surveys/answer/sent.html", context)


@no_ambient_authority
@require_POST
@respondent
def speak(request: HttpRequest, person: Respondent) -> HttpResponse:
    """Go on in another language of the wave."""
    draft = _begun(person)
    actions.choose_language(draft, language=request.POST.get("language", ""))
    return _to_page(person.token, request.POST.get("page") or draft.page, draft=draft)


# --- Addresses --------------------------------------------------------------------------------------------


def _begun(person: Respondent) -> Draft:
    """The draft of somebody who may still answer."""
    if person.invitation and person.invitation.state == InvitationState.SUBMITTED:
        raise AlreadySent
    actions.check_open(person.wave)
    if person.draft is None:
        raise NotBegun
    return person.draft


def _base(token: str) -> str:
    return reverse("surveys:start", args=[token])


def _to_page(token: str, page: str, *, draft: Draft) -> HttpResponse:
    return _see_other(_address(token, page, draft=draft))


def _address(token: str, page: str, *, draft: Draft) -> str:
    """Of a page by its key; of the first where there is none of that key."""
    if page == REVIEW:
        return reverse("surveys:review", args=[token])
    numbers = {sheet.key: sheet.number for sheet in questionnaire_of(draft).sheets}
    return reverse("surveys:answer", args=[token, numbers.get(page, 1)])


def _see_other(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
