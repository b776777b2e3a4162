"""Pages of share links: the report for whoever holds one, and those on which members make and revoke them."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cxassess.errors import NotFound
from organizations import branding
from organizations.audit import record
from organizations.doors import analyst, membership
from organizations.models import Organization
from reports import publishing, queries, remarks_writing, share, shelf, translations
from reports.models import Report
from reports.renderers import CONTENT_TYPES, LABELS, RENDERERS, html
from reports.share_door import COOKIE, guest, guest_outside, unseen
from reports.share_forms import PasswordForm, ShareForm
from reports.share_models import ShareLink
from reports.views import file_name

# --- For whoever holds a link -----------------------------------------------------------------------------


@require_safe
@guest
def show(request: HttpRequest, link: ShareLink, key: str) -> HttpResponse:
    """The report as readers see it, with the files and languages this link was made for."""
    language = _language(request, link)
    with translation.override(language):
        document = shelf.document_of(link.report, language)
        files = list(_files(link, key=key, language=language))
        remarks = remarks_writing.shown(link.report)
        context = html.page_context(document, downloads=files, remarks=remarks)
        further = {"link": link, "languages": list(_languages(link, key=key, current=language))}
        response = render(request, "reports/share.html", context | further)
    _note(request, link, "page")
    return response


@require_safe
@guest
def download(request: HttpRequest, link: ShareLink, key: str, fmt: str) -> HttpResponse:
    """The report as a file, in one of the formats the link was made for."""
    if fmt not in link.formats or fmt not in RENDERERS:
        raise NotFound
    language = _language(request, link)
    content = shelf.rendered(link.report, fmt, language)
    response = HttpResponse(content, content_type=CONTENT_TYPES[fmt])
    name = content_disposition_header(True, file_name(link.report, fmt, language))
    response["Content-Disposition"] = name or ""
    _note(request, link, fmt)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@guest_outside
def password(request: HttpRequest, link: ShareLink, key: str) -> HttpResponse:
    """Ask for the password; once given, this browser is let in until it is closed, or for twelve hours."""
    if share.is_let_in(link, request.COOKIES.get(COOKIE, "")):
        return redirect("share:show", key)
    # Whoever stands outside is told nothing of the report, its languages included.
    with translation.override(translation.get_language_from_request(request)):
        form = PasswordForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            return _tried(request, link, key, form)
        status = 400 if form.errors else 200
        return render(request, "reports/share_password.html", {"form": form}, status=status)


def _tried(request: HttpRequest, link: ShareLink, key: str, form: PasswordForm) -> HttpResponse:
    try:
        is_right = share.check(
            link, form.cleaned_data["password"], address=request.META.get("REMOTE_ADDR", "")
        )
    except share.TooManyPasswords as error:
        form.add_error(None, translation.gettext(error.sentence))
        return render(request, "reports/share_password.html", {"form": form}, status=error.status)
    if not is_right:
        share.note(link, share.WRONG_PASSWORD)
        form.add_error("password", translation.gettext("This is not the password of this link."))
        return render(request, "reports/share_password.html", {"form": form}, status=403)
    response = redirect("share:show", key)
    response.set_cookie(
        COOKIE,
        share.pass_for(link),
        path=reverse("share:show", args=[key]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_safe
@guest
def stylesheet(request: HttpRequest, link: ShareLink, key: str) -> HttpResponse:
    return branding.stylesheet_response(request, link.organization)


@require_safe
@guest
def logo(request: HttpRequest, link: ShareLink, key: str) -> HttpResponse:
    return branding.logo_response(request, link.organization)


def _language(request: HttpRequest, link: ShareLink) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in link.languages else str(link.languages[0])


def _files(link: ShareLink, *, key: str, language: str) -> Iterator[tuple[str, str]]:
    """Label and address of every file that can be taken."""
    for form in RENDERERS:
        if form in link.formats:
            yield (
                LABELS[form],
                f"{reverse('share:download', args=[key, form])}?language={language}",
            )


def _languages(link: ShareLink, *, key: str, current: str) -> Iterator[shelf.Language]:
    """The languages to choose from; none where there is no choice."""
    for code in link.languages if len(link.languages) > 1 else ():
        name = LANG_INFO.get(code, {}).get("name_local", code)
        address = f"{reverse('share:show', args=[key])}?language={code}"
        yield shelf.Language(code, name, address, code == current)


def _note(request: HttpRequest, link: ShareLink, what: str) -> None:
    if request.method == "GET":
        share.note(link, what)


# --- For members ------------------------------------------------------------------------------------------


@analyst
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def make(request: HttpRequest, organization: Organization, report_id: int) -> HttpResponse:
    """Make a link; its address is on the page that follows, this once."""
    report = _published(request, report_id)
    languages = translations.languages_of(report)
    form = ShareForm(request.POST or None, languages=languages)
    context = {"organization": organization, "report": report, "form": form}
    if request.method != "POST" or not form.is_valid():
        status = 400 if form.errors else 200
        return render(request, "reports/share_new.html", context, status=status)
    values = {"languages": languages[:1]} | form.cleaned_data
    link, key = share.share(report, by=membership(request).user, **values)
    record(request, "made a share link", link, detail=f"report {report.pk}, until {values['last_day']}")
    address = request.build_absolute_uri(reverse("share:show", args=[key]))
    return unseen(render(request, "reports/share_made.html", context | {"link": link, "address": address}))


def _published(request: HttpRequest, report_id: int) -> Report:
    """The report, if readers see it. Raises NotFound, NotPublished."""
    report = queries.report_row(report_id, to=membership(request))
    if publishing.standing(report) is None:
        raise share.NotPublished
    return report


@analyst
@require_safe
def link(request: HttpRequest, organization: Organization, report_id: int, link_id: int) -> HttpResponse:
    """One link: what it opens, until when, and on which days it was used."""
    row = _link(request, report_id, link_id)
    context = {
        "organization": organization,
        "report": row.report,
        "link": row,
        "openings": [(one, _label(one.what)) for one in row.openings.all()],
    }
    return render(request, "reports/share_link.html", context)


def _label(what: str) -> str:
    known = {
        "page": translation.gettext("The page"),
        share.WRONG_PASSWORD: translation.gettext("Wrong password"),
    }
    return known.get(what) or translation.gettext(LABELS.get(what, what))


@analyst
@require_POST
@transaction.atomic
def revoke(request: HttpRequest, organization: Organization, report_id: int, link_id: int) -> HttpResponse:
    row = _link(request, report_id, link_id)
    if share.revoke(row, by=membership(request).user):
        record(request, "revoked a share link", row, detail=f"report {row.report_id}")
    return redirect("reports:readers", organization.slug, row.report_id)


def _link(request: HttpRequest, report_id: int, link_id: int) -> ShareLink:
    report = queries.report_row(report_id, to=membership(request))
    row: ShareLink | None = share.links_of(report).filter(pk=link_id).first()
    if row is None:
        raise NotFound
    return row
