"""Reports are published to readers; those that readers could see before this stay published.

Whoever ran an earlier version gave every ready report to every member. To hide them all at once would take
away what people were told they have, so each gets a publication without a name, as of the day it was built.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

POSTGRESQL = """
ALTER TABLE reports_publication ADD CONSTRAINT reports_publication_report_same_org
  FOREIGN KEY (organization_id, report_id) REFERENCES reports_report (organization_id, id)
  DEFERRABLE INITIALLY DEFERRED;
CREATE OR REPLACE FUNCTION reports_publication_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a publication stays as it was written' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER reports_publication_stays BEFORE UPDATE ON reports_publication FOR EACH ROW
  WHEN (NEW.organization_id IS DISTINCT FROM OLD.organization_id OR NEW.report_id IS DISTINCT FROM OLD.report_id
     OR NEW.published_at IS DISTINCT FROM OLD.published_at
     OR (NEW.published_by_id IS NOT NULL AND NEW.published_by_id IS DISTINCT FROM OLD.published_by_id)
     OR (OLD.withdrawn_at IS NOT NULL AND (NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at
         OR (NEW.withdrawn_by_id IS NOT NULL AND NEW.withdrawn_by_id IS DISTINCT FROM OLD.withdrawn_by_id))))
  EXECUTE FUNCTION reports_publication_stays();
"""

SQLITE = (
    """
    CREATE TRIGGER reports_publication_stays BEFORE UPDATE ON reports_publication
    WHEN NEW.organization_id IS NOT OLD.organization_id OR NEW.report_id IS NOT OLD.report_id
      OR NEW.published_at IS NOT OLD.published_at
      OR (NEW.published_by_id IS NOT NULL AND NEW.published_by_id IS NOT OLD.published_by_id)
      OR (OLD.withdrawn_at IS NOT NULL AND (NEW.withdrawn_at IS NOT OLD.withdrawn_at
          OR (NEW.withdrawn_by_id IS NOT NULL AND NEW.withdrawn_by_id IS NOT OLD.withdrawn_by_id)))
    BEGIN SELECT RAISE(ABORT, 'a publication stays as it was written'); END
    """,
)


def keep(apps, schema_editor):
    statements = (POSTGRESQL,) if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement, params=None)


def let_go(apps, schema_editor):
    """The table goes next, and its triggers with it; on PostgreSQL their function stays behind otherwise."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION reports_publication_stays() CASCADE", params=None)
        schema_editor.execute(
            "ALTER TABLE reports_publication DROP CONSTRAINT reports_publication_report_same_org", params=None
        )


def publish(apps, schema_editor):
    ready = apps.get_model("reports", "Report")._base_manager.filter(state="ready")
    publication = apps.get_model("reports", "Publication")
    publication._base_manager.bulk_create(
        publication(organization_id=organization, report_id=report, published_at=finished)
        for report, organization, finished in ready.values_list("pk", "organization_id", "finished_at")
    )


def settle(apps, schema_editor):
    """PostgreSQL alters no table whose rows it has still to check, and Django alters this one at the end."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0003_colleagues"),
        ("reports", "0004_playback"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
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
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="publications",
                        to="reports.report",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["published_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("report",),
                        name="publication_one_stands",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True),
                            ("withdrawn_at__gte", models.F("published_at")),
                            _connector="OR",
                        ),
                        name="publication_withdrawn_later",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="report_of_organization"),
        ),
        migrations.RunPython(keep, let_go, elidable=False),
        migrations.RunPython(publish, migrations.RunPython.noop, elidable=False),
        migrations.RunPython(settle, migrations.RunPython.noop, elidable=False),
    ]
