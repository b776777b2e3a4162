"""Reports in further languages, and their files made ahead. Each stays with the organization of its report."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

POSTGRESQL = """
ALTER TABLE reports_reporttranslation ADD CONSTRAINT reports_reporttranslation_report_same_org
  FOREIGN KEY (organization_id, report_id) REFERENCES reports_report (organization_id, id)
  DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE reports_formatset ADD CONSTRAINT reports_formatset_report_same_org
  FOREIGN KEY (organization_id, report_id) REFERENCES reports_report (organization_id, id)
  DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE reports_formatfile ADD CONSTRAINT reports_formatfile_set_same_org
  FOREIGN KEY (organization_id, set_id) REFERENCES reports_formatset (organization_id, id)
  DEFERRABLE INITIALLY DEFERRED;
CREATE OR REPLACE FUNCTION reports_reporttranslation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a stored document does not change' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER reports_reporttranslation_stays BEFORE UPDATE ON reports_reporttranslation
  FOR EACH ROW EXECUTE FUNCTION reports_reporttranslation_stays();
"""

SQLITE = """
CREATE TRIGGER reports_reporttranslation_stays BEFORE UPDATE ON reports_reporttranslation
BEGIN SELECT RAISE(ABORT, 'a stored document does not change'); END
"""


def keep(apps, schema_editor):
    statement = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    schema_editor.execute(statement, params=None)


def let_go(apps, schema_editor):
    """The tables go next, and what hangs on them; on PostgreSQL the function stays behind otherwise."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION reports_reporttranslation_stays() CASCADE", params=None)
        for table, key in (
            ("formatfile", "reports_formatfile_set_same_org"),
            ("formatset", "reports_formatset_report_same_org"),
            ("reporttranslation", "reports_reporttranslation_report_same_org"),
        ):
            schema_editor.execute(f"ALTER TABLE reports_{table} DROP CONSTRAINT {key}", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0003_colleagues"),
        ("reports", "0005_publishing"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormatFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.CharField(max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("rendering", "Being made"),
                            ("ready", "Ready"),
                            ("failed", "Could not be made"),
                        ],
                        default="queued",
                        max_length=9,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("rung_at", models.DateTimeField(blank=True, null=True)),
                ("size", models.PositiveIntegerField(default=0)),
                ("error_code", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="FormatSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=8)),
                ("look", models.CharField(max_length=80)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ReportTranslation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=8)),
                ("document", models.TextField()),
            ],
        ),
        migrations.AddField(
            model_name="report",
            name="language",
            field=models.CharField(default="en", max_length=8),
        ),
        migrations.AddField(
            model_name="formatfile",
            name="organization",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="organizations.organization",
            ),
        ),
        migrations.AddField(
            model_name="formatset",
            name="organization",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="organizations.organization",
            ),
        ),
        migrations.AddField(
            model_name="formatset",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="format_sets", to="reports.report"
            ),
        ),
        migrations.AddField(
            model_name="formatfile",
            name="set",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="files", to="reports.formatset"
            ),
        ),
        migrations.AddField(
            model_name="reporttranslation",
            name="organization",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="organizations.organization",
            ),
        ),
        migrations.AddField(
            model_name="reporttranslation",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="translations", to="reports.report"
            ),
        ),
        migrations.AddIndex(
            model_name="formatset",
            index=models.Index(
                condition=models.Q(("finished_at__isnull", True)), fields=["id"], name="format_set_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="formatset",
            constraint=models.UniqueConstraint(fields=("report", "language", "look"), name="format_set_once"),
        ),
        migrations.AddConstraint(
            model_name="formatset",
            constraint=models.UniqueConstraint(
                fields=("organization", "id"), name="format_set_of_organization"
            ),
        ),
        migrations.AddIndex(
            model_name="formatfile",
            index=models.Index(
                condition=models.Q(("state__in", ("queued", "rendering"))),
                fields=["state", "lease_until"],
                name="format_file_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="formatfile",
            constraint=models.UniqueConstraint(fields=("set", "form"), name="format_file_once"),
        ),
        migrations.AddConstraint(
            model_name="formatfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["queued", "rendering", "ready", "failed"])),
                name="format_file_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="formatfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("attempts__gte", 1), ("lease_until__isnull", False), ("state", "rendering")),
                    models.Q(models.Q(("state", "rendering"), _negated=True), ("lease_until__isnull", True)),
                    _connector="OR",
                ),
                name="format_file_lease_only_while_rendering",
            ),
        ),
        migrations.AddConstraint(
            model_name="formatfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), models.Q(("error_code", ""), _negated=True)),
                    models.Q(models.Q(("state", "failed"), _negated=True), ("error_code", "")),
                    _connector="OR",
                ),
                name="format_file_failed_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="formatfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("size__gt", 0), ("state", "ready")),
                    models.Q(models.Q(("state", "ready"), _negated=True), ("size", 0)),
                    _connector="OR",
                ),
                name="format_file_size_only_when_ready",
            ),
        ),
        migrations.AddConstraint(
            model_name="reporttranslation",
            constraint=models.UniqueConstraint(fields=("report", "language"), name="report_translation_once"),
        ),
        migrations.AddConstraint(
            model_name="reporttranslation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("document", ""), _negated=True), models.Q(("language", ""), _negated=True)
                ),
                name="report_translation_is_whole",
            ),
        ),
        migrations.RunPython(keep, let_go, elidable=False),
    ]
