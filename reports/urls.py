"""Addresses of reports below /o/<slug>/, all behind a member's door."""

from __future__ import annotations

from django.urls import path

from reports import (
    adopted_views,
    calendar_views,
    formats_views,
    portfolio_views,
    publishing_views,
    remarks_views,
    share_views,
    side_by_side_views,
    views,
)

app_name = "reports"

urlpatterns = [
    path("reports/<int:report_id>/", views.show, name="show"),
    path("reports/<int:report_id>.<slug:fmt>", views.download, name="download"),
    path("reports/<int:report_id>/files/", formats_views.files, name="files"),
    path("reports/<int:report_id>/files/prepare/", formats_views.prepare, name="prepare"),
    path("reports/<int:report_id>/readers/", publishing_views.readers, name="readers"),
    path("reports/<int:report_id>/readers/publish/", publishing_views.publish, name="publish"),
    path("reports/<int:report_id>/readers/withdraw/", publishing_views.withdraw, name="withdraw"),
    path("reports/<int:report_id>/share/", share_views.make, name="share"),
    path("reports/<int:report_id>/share/<int:link_id>/", share_views.link, name="share_link"),
    path("reports/<int:report_id>/share/<int:link_id>/revoke/", share_views.revoke, name="revoke_share"),
    path("reports/<int:report_id>/remarks/", remarks_views.remarks, name="remarks"),
    path("reports/<int:report_id>/remarks/<int:remark_id>/", remarks_views.remark, name="remark"),
    path(
        "reports/<int:report_id>/remarks/<int:remark_id>/remove/", remarks_views.remove, name="remove_remark"
    ),
    path("reports/side-by-side/", side_by_side_views.page, name="side_by_side"),
    path("portfolio/", portfolio_views.show, name="portfolio"),
    path("waves/<int:wave_id>/report/", views.latest, name="latest"),
    path("waves/<int:wave_id>/report/request/", views.request_again, name="request"),
    path("waves/<int:wave_id>/report/progress/", views.progress, name="progress"),
    path("actions/", adopted_views.actions, name="actions"),
    path("actions/<int:action_id>/", adopted_views.action, name="action"),
    path("actions/<int:action_id>/change/", adopted_views.change, name="change_action"),
    path("reports/<int:report_id>/actions/", adopted_views.proposals, name="proposals"),
    path("reports/<int:report_id>/actions/adopt/", adopted_views.adopt, name="adopt"),
    path("waves/<int:wave_id>/actions/new/", adopted_views.write, name="write_action"),
    path("calendar/", calendar_views.page, name="calendar"),
    path("calendar/new/", calendar_views.make, name="make_calendar"),
    path("calendar/revoke/", calendar_views.revoke, name="revoke_calendar"),
    path("calendar/<str:key>.ics", calendar_views.feed, name="feed"),
]
