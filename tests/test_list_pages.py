"""A list costs as many questions to the database with 300 rows as with two."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organizations.hook_models import HookDelivery, HookEvent
from organizations.models import AccessToken, Member, Role, User
from organizations.scope import org_scope
from reports.adopted_models import AdoptedAction
from reports.models import PageRemark, Publication, Report, ShareLink
from surveys.models import Wave
from tests.api.tenants import Tenant, tenant

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PAGES = (
    "",
    "actions/",
    "people/",
    "portfolio/",
    "reports/{report_id}/readers/",
    "reports/{report_id}/remarks/",
    "reports/side-by-side/",
    "tokens/",
    "webhooks/",
    "webhooks/{hook_id}/",
)
ANSWERS = (
    "actions/?page_size=200",
    "assessments/?page_size=200",
    "webhooks/?page_size=200",
    "webhooks/{hook_id}/deliveries/?page_size=200",
    "members/?page_size=200",
    "reports/?page_size=200",
    "reports/{report_id}/remarks/?page_size=200",
    "reports/{report_id}/links/?page_size=200",
    "waves/?page_size=200",
)


def again(row: Any, numbers: range, **otherwise: Any) -> dict[int, Any]:
    """A row like this one for each number; what has to differ is given as a function of the number."""
    names = [field.attname for field in row._meta.local_concrete_fields if not field.primary_key]
    values = {name: getattr(row, name) for name in names}
    rows = {n: type(row)(**values | {k: make(n) for k, make in otherwise.items()}) for n in numbers}
    type(row).every_org.bulk_create(rows.values())
    return rows


def fill(ours: Tenant, numbers: range) -> None:
    def one(model: Any) -> Any:
        return model.objects.first()

    report = Report.objects.select_related("wave").get(pk=ours.ids["report_id"])
    people = {n: User.objects.create_user(f"{n}@example.com", name=f"{n}") for n in numbers}
    again(Member.objects.filter(role=Role.READER).first(), numbers, user_id=lambda n: people[n].pk)
    waves = again(report.wave, numbers, name=lambda n: f"Wave {n}")
    later = timezone.now() + timedelta(minutes=1)
    reports = again(report, numbers, wave_id=lambda n: waves[n].pk, confirmed_at=lambda n: later)
    again(Publication.objects.get(report=report), numbers, report_id=lambda n: reports[n].pk)
    again(one(AdoptedAction), numbers, title=lambda n: f"Action {n}")
    again(one(PageRemark), numbers, text=lambda n: f"Remark {n}")
    again(one(ShareLink), numbers, token_hash=lambda n: f"{n:064}")
    again(one(AccessToken), numbers, token_hash=lambda n: f"{n:064}", prefix=lambda n: f"cxa_{n:08}")
    events = again(one(HookEvent), numbers, message_id=lambda n: f"msg_{n}")
    again(one(HookDelivery), numbers, event_id=lambda n: events[n].pk)


@pytest.fixture
def ours(db: None, settings: Any) -> Tenant:
    settings.API_REQUESTS_A_MINUTE = 10_000
    found = tenant()
    assert Wave.every_org.count() > 1
    return found


def costs(ours: Tenant) -> dict[str, int]:
    """Questions of every page, once what can be kept is kept."""
    person = Client()
    person.force_login(User.objects.get(name__startswith="Olga"))
    pages = [f"/o/{ours.organization.slug}/{page}".format(**ours.ids) for page in PAGES]
    answers = [ours.owner.base + path.format(**ours.ids) for path in ANSWERS]
    return {path: cost(person if path in pages else ours.owner, path) for path in (*pages, *answers)}


def cost(asker: Any, path: str) -> int:
    asker.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert asker.get(path).status_code == 200, path
    return len(queries)


def test_a_list_costs_the_same_with_two_rows_and_with_three_hundred(ours: Tenant) -> None:
    with org_scope(ours.organization):
        fill(ours, range(1))
        before = costs(ours)
        fill(ours, range(1, 299))
        after = costs(ours)

    assert {path: n for path, n in after.items() if n > before[path]} == {}
