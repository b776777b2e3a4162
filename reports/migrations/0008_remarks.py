"""Remarks of analysts on the pages of reports; on PostgreSQL they stay with their own organization."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


BIND = """
ALTER TABLE reports_pageremark ADD CONSTRAINT reports_pageremark_report_same_org
  FOREIGN KEY (organization_id, report_id) REFERENCES reports_report (organization_id, id)
  DEFERRABLE INITIALLY DEFERRED
"""
RELEASE = "ALTER TABLE reports_pageremark DROP CONSTRAINT reports_pageremark_report_same_org"


def bind(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BIND, params=None)


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(RELEASE, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0003_colleagues"),
        ("reports", "0007_share"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PageRemark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page", models.CharField(max_length=40)),
                ("text", models.CharField(max_length=2000)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("edited_at", models.DateTimeField(editable=False, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remarks",
                        to="reports.report",
                    ),
                ),
            ],
            options={
                "ordering": ["written_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="remark_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("edited_at__isnull", True),
                            ("edited_at__gte", models.F("written_at")),
                            _connector="OR",
                        ),
                        name="remark_edited_later",
                    ),
                ],
            },
        ),
        migrations.RunPython(bind, release, elidable=False),
    ]
