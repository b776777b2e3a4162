"""Where somebody without a link types the code that they were handed on paper."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from organizations.doors import everybody
from surveys.codes import token_of_code
from surveys.doors import count_guess, knows, refusal
from surveys.errors import TooManyGuesses


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code on your sheet"),
        max_length=60,
        error_messages={"required": _("Type the twelve letters and digits of your code.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )

    def clean_code(self) -> str:
        """The token behind the code."""
        token = token_of_code(self.cleaned_data["code"])
        if not token:
            raise forms.ValidationError(_("Type the twelve letters and digits of your code."))
        return token


# As at every address below /r/, the secret that is sent is the only authority.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@everybody
def type_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code and go on to the questionnaire it opens; who tries many is slowed down."""
    form = CodeForm(request.POST or None)
    with translation.override(translation.get_language_from_request(request)):
        if request.method == "POST" and form.is_valid():
            if knows(form.cleaned_data["code"]):
                return redirect("surveys:start", form.cleaned_data["code"])
            try:
                count_guess(request.META.get("REMOTE_ADDR", ""))
            except TooManyGuesses as error:
                return refusal(request, error)
            form.add_error("code", _("This code does not open a questionnaire. Look at each letter again."))
        response = render(
            request, "surveys/answer/code.html", {"form": form}, status=404 if form.errors else 200
        )
    response.headers["Cache-Control"] = "private, no-store"
    return response
