"""Addresses of the interface to assessments and waves, below /api/v1/."""

from __future__ import annotations

from django.urls import path

from organizations.api_urls import ORGANIZATION
from surveys import api, api_customers, api_instruments, api_mail, api_people, api_preview

WAVES = ORGANIZATION + "waves/"
WAVE = WAVES + "<int:wave_id>/"
ASSESSMENTS = ORGANIZATION + "assessments/"
MAIL = WAVE + "mail/"
CUSTOMERS = WAVE + "customers/"
ONE_TEXT = MAIL + "texts/<slug:kind>/<slug:language>/"

urlpatterns = [
    path("instruments/", api_instruments.Instruments.as_view(), name="instruments"),
    path("instruments/<str:key>/<str:version>/", api_instruments.OneInstrument.as_view(), name="instrument"),
    path(ASSESSMENTS, api.Assessments.as_view(), name="assessments"),
    path(ASSESSMENTS + "<int:assessment_id>/", api.OneAssessment.as_view(), name="assessment"),
    path(WAVES, api.Waves.as_view(), name="waves"),
    path(WAVE, api.OneWave.as_view(), name="wave"),
    path(WAVE + "functions/", api.Functions.as_view(), name="functions"),
    path(WAVE + "questions/", api.Questions.as_view(), name="questions"),
    path(WAVE + "facts/", api.Facts.as_view(), name="facts"),
    path(WAVE + "checks/", api.Checks.as_view(), name="checks"),
    path(WAVE + "preview/", api_preview.PreviewOf.as_view(), name="preview"),
    path(WAVE + "launch/", api.Launch.as_view(), name="launch"),
    path(WAVE + "close/", api.Close.as_view(), name="close"),
    path(WAVE + "reopen/", api.Reopen.as_view(), name="reopen"),
    path(WAVE + "next/", api.Next.as_view(), name="next"),
    path(WAVE + "last-day/", api.LastDay.as_view(), name="last-day"),
    path(WAVE + "participation/", api.Participation.as_view(), name="participation"),
    path(WAVE + "participants/", api_people.Participants.as_view(), name="participants"),
    path(WAVE + "participants/remove/", api_people.TakeOff.as_view(), name="take-off"),
    path(WAVE + "codes/", api_people.Codes.as_view(), name="codes"),
    path(WAVE + "codes/anew/", api_people.CodesAnew.as_view(), name="codes-anew"),
    path(WAVE + "links/", api_people.Links.as_view(), name="links"),
    path(MAIL, api_mail.Mail.as_view(), name="mail"),
    path(MAIL + "rounds/", api_mail.Rounds.as_view(), name="rounds"),
    path(MAIL + "rounds/<slug:kind>/<int:number>/", api_mail.OneRound.as_view(), name="round"),
    path(MAIL + "address/", api_mail.Address.as_view(), name="address"),
    path(MAIL + "pause/", api_mail.Pause.as_view(), name="pause"),
    path(MAIL + "resume/", api_mail.Resume.as_view(), name="resume"),
    path(ONE_TEXT, api_mail.Text.as_view(), name="text"),
    path(CUSTOMERS, api_customers.Customers.as_view(), name="customers"),
    path(CUSTOMERS + "link/", api_customers.CustomersLink.as_view(), name="customers-link"),
    path(CUSTOMERS + "codes/", api_customers.CustomersCodes.as_view(), name="customers-codes"),
    path(CUSTOMERS + "answers/", api_customers.CustomersAnswers.as_view(), name="customers-answers"),
]
