"""Addresses of the interface to people and clients, below /api/v1/."""

from __future__ import annotations

from django.urls import path

from organizations import api, api_hooks, api_people, deck_template_api

ORGANIZATION = "organizations/<slug:slug>/"
HOOK = ORGANIZATION + "webhooks/<int:hook_id>/"
INVITATION = ORGANIZATION + "invitations/<int:invitation_id>/"

urlpatterns = [
    path("me/", api.Me.as_view(), name="me"),
    path("organizations/", api.Organizations.as_view(), name="organizations"),
    path(ORGANIZATION, api.OneOrganization.as_view(), name="organization"),
    path(ORGANIZATION + "portfolio/", api.Portfolio.as_view(), name="portfolio"),
    path(ORGANIZATION + "looks/", api.Looks.as_view(), name="looks"),
    path(ORGANIZATION + "looks/logo/", api.LogoOfOrganization.as_view(), name="logo"),
    path(
        ORGANIZATION + "looks/template/",
        deck_template_api.DeckTemplateOfOrganization.as_view(),
        name="deck-template",
    ),
    path(ORGANIZATION + "members/", api_people.Members.as_view(), name="members"),
    path(ORGANIZATION + "members/<int:member_id>/", api_people.OneMember.as_view(), name="member"),
    path(ORGANIZATION + "invitations/", api_people.Invitations.as_view(), name="invitations"),
    path(INVITATION, api_people.OneInvitation.as_view(), name="invitation"),
    path(INVITATION + "send/", api_people.SendInvitation.as_view(), name="send-invitation"),
    path(ORGANIZATION + "webhooks/", api_hooks.Hooks.as_view(), name="hooks"),
    path(HOOK, api_hooks.OneHook.as_view(), name="hook"),
    path(HOOK + "deliveries/", api_hooks.HookDeliveries.as_view(), name="hook-deliveries"),
    path(HOOK + "pause/", api_hooks.PauseHook.as_view(), name="pause-hook"),
    path(HOOK + "resume/", api_hooks.ResumeHook.as_view(), name="resume-hook"),
    path(HOOK + "test/", api_hooks.TestHook.as_view(), name="test-hook"),
    path(ORGANIZATION + "trail/", api_people.Trail.as_view(), name="trail"),
]
