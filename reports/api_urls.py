"""Addresses of the interface to reports and adopted actions, below /api/v1/."""

from __future__ import annotations

from django.urls import path

from organizations.api_urls import ORGANIZATION
from reports import api, api_actions, api_remarks, api_sharing

WAVE = ORGANIZATION + "waves/<int:wave_id>/"
REPORTS = ORGANIZATION + "reports/"
REPORT = REPORTS + "<int:report_id>/"
ACTIONS = ORGANIZATION + "actions/"

urlpatterns = [
    path(REPORTS, api.Reports.as_view(), name="reports"),
    path(WAVE + "reports/", api.ReportsOfWave.as_view(), name="reports-of-wave"),
    path(WAVE + "outcome/", api_sharing.Outcome.as_view(), name="outcome"),
    path(REPORT, api.OneReport.as_view(), name="report"),
    path(REPORT + "document/", api.Document.as_view(), name="document"),
    path(REPORT + "files/", api.Files.as_view(), name="files"),
    path(REPORT + "files/<slug:fmt>/", api.OneFile.as_view(), name="file"),
    path(REPORT + "publication/", api.PublicationOf.as_view(), name="publication"),
    path(REPORT + "links/", api_sharing.Shares.as_view(), name="shares"),
    path(REPORT + "links/<int:link_id>/", api_sharing.OneShare.as_view(), name="share"),
    path(REPORT + "remarks/", api_remarks.Remarks.as_view(), name="remarks"),
    path(REPORT + "remarks/<int:remark_id>/", api_remarks.OneRemark.as_view(), name="remark"),
    path(REPORT + "proposals/", api_actions.Proposals.as_view(), name="proposals"),
    path(ACTIONS, api_actions.Actions.as_view(), name="actions"),
    path(ACTIONS + "<int:action_id>/", api_actions.OneAction.as_view(), name="action"),
]
