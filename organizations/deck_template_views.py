"""The page on which analysts and owners hand in the client's own template for slides."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cxassess.errors import NotFound
from organizations import deck_template
from organizations.audit import record
from organizations.deck_template_package import LARGEST_FILE, TemplateRefused
from organizations.doors import analyst
from organizations.models import Organization


class DeckTemplateForm(forms.Form):
    template = forms.FileField(
        label=gettext_lazy("Template"),
        help_text=gettext_lazy(
            "A .pptx or .potx, at most 20 MB, without macros and without links to other files."
        ),
    )

    template.widget.attrs["accept"] = f".pptx,.potx,{deck_template.MEDIA_TYPE}"


@analyst
@require_safe
def show(request: HttpRequest, organization: Organization) -> HttpResponse:
    return _page(request, organization, DeckTemplateForm())


def _page(request: HttpRequest, organization: Organization, form: DeckTemplateForm) -> HttpResponse:
    context = {"organization": organization, "form": form, "kept": deck_template.kept(organization)}
    status = 400 if form.is_bound else 200
    return render(request, "organizations/deck_template.html", context, status=status)


@analyst
@require_POST
def take(request: HttpRequest, organization: Organization) -> HttpResponse:
    form = DeckTemplateForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, organization, form)
    try:
        with transaction.atomic():
            upload = form.cleaned_data["template"]
            # How long it says it is does not matter: one byte more than may be is refused.
            taken = deck_template.take(organization, bytes(upload.read(LARGEST_FILE + 1)))
            record(request, "changed deck template", organization, detail=taken.digest)
    except TemplateRefused as refused:
        form.add_error("template", refused.sentence)
        return _page(request, organization, form)
    messages.success(request, _("Saved. Decks stand on this template from now on."))
    return redirect("organizations:deck-template", organization.slug)


@analyst
@require_POST
def remove(request: HttpRequest, organization: Organization) -> HttpResponse:
    with transaction.atomic():
        if deck_template.remove(organization):
            record(request, "removed deck template", organization)
    messages.success(request, _("Removed."))
    return redirect("organizations:deck-template", organization.slug)


@analyst
@require_safe
def download(request: HttpRequest, organization: Organization) -> HttpResponse:
    found = deck_template.kept(organization)
    if found is None:
        raise NotFound
    response = HttpResponse(bytes(found.file), content_type=deck_template.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{organization.slug}-template.pptx"'
    response["Cache-Control"] = "private, no-store"
    return response
