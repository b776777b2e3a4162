"""No more mail: a page with one button, and the click that mail programs make themselves (RFC 8058)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from surveys.doors import Respondent, respondent
from surveys.errors import UnknownLink
from surveys.mail_models import Contact


# A mail program has neither cookie nor page of ours; the secret in the address is the only authority.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@respondent
def unsubscribe(request: HttpRequest, person: Respondent) -> HttpResponse:
    """Ask, and at a POST note, that this person gets no more mail about this wave. Their link still works.

    Looking changes nothing: programs that search mails for dangerous links follow all of them.
    """
    invitation_id = person.draft.invitation_id if person.draft else getattr(person.invitation, "pk", None)
    contact: Contact | None = Contact.objects.filter(invitation=invitation_id).first()
    if contact is None:
        raise UnknownLink
    if request.method == "POST" and not contact.silent:
        Contact.objects.filter(pk=contact.pk).update(silent=True)
    is_done = request.method == "POST" or contact.silent
    return render(request, "surveys/answer/unsubscribe.html", {"person": person, "is_done": is_done})
