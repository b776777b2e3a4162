"""Links to one published report for people without an account; what a link opens stays as it was made."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


POSTGRESQL = """
ALTER TABLE reports_sharelink ADD CONSTRAINT reports_sharelink_report_same_org
  FOREIGN KEY (organization_id, report_id) REFERENCES reports_report (organization_id, id)
  DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE reports_shareopening ADD CONSTRAINT reports_shareopening_link_same_org
  FOREIGN KEY (organization_id, link_id) REFERENCES reports_sharelink (organization_id, id)
  DEFERRABLE INITIALLY DEFERRED;
CREATE OR REPLACE FUNCTION reports_sharelink_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a share link stays as it was made' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER reports_sharelink_stays BEFORE UPDATE ON reports_sharelink FOR EACH ROW
  WHEN (NEW.organization_id IS DISTINCT FROM OLD.organization_id OR NEW.report_id IS DISTINCT FROM OLD.report_id
     OR NEW.name IS DISTINCT FROM OLD.name OR NEW.token_hash IS DISTINCT FROM OLD.token_hash
     OR NEW.password IS DISTINCT FROM OLD.password OR NEW.languages IS DISTINCT FROM OLD.languages
     OR NEW.formats IS DISTINCT FROM OLD.formats OR NEW.made_at IS DISTINCT FROM OLD.made_at
     OR NEW.expires_at IS DISTINCT FROM OLD.expires_at
     OR (NEW.made_by_id IS NOT NULL AND NEW.made_by_id IS DISTINCT FROM OLD.made_by_id)
     OR (OLD.revoked_at IS NOT NULL AND (NEW.revoked_at IS DISTINCT FROM OLD.revoked_at
         OR (NEW.revoked_by_id IS NOT NULL AND NEW.revoked_by_id IS DISTINCT FROM OLD.revoked_by_id))))
  EXECUTE FUNCTION reports_sharelink_stays();
"""

SQLITE = (
    """
    CREATE TRIGGER reports_sharelink_stays BEFORE UPDATE ON reports_sharelink
    WHEN NEW.organization_id IS NOT OLD.organization_id OR NEW.report_id IS NOT OLD.report_id
      OR NEW.name IS NOT OLD.name OR NEW.token_hash IS NOT OLD.token_hash
      OR NEW.password IS NOT OLD.password OR NEW.languages IS NOT OLD.languages
      OR NEW.formats IS NOT OLD.formats OR NEW.made_at IS NOT OLD.made_at
      OR NEW.expires_at IS NOT OLD.expires_at
      OR (NEW.made_by_id IS NOT NULL AND NEW.made_by_id IS NOT OLD.made_by_id)
      OR (OLD.revoked_at IS NOT NULL AND (NEW.revoked_at IS NOT OLD.revoked_at
          OR (NEW.revoked_by_id IS NOT NULL AND NEW.revoked_by_id IS NOT OLD.revoked_by_id)))
    BEGIN SELECT RAISE(ABORT, 'a share link stays as it was made'); END
    """,
)


def keep(apps, schema_editor):
    statements = (POSTGRESQL,) if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement, params=None)


def let_go(apps, schema_editor):
    """The tables go next, and their triggers with them; on PostgreSQL the function stays behind otherwise."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION reports_sharelink_stays() CASCADE", params=None)
        for table, key in (("shareopening", "link"), ("sharelink", "report")):
            schema_editor.execute(
                f"ALTER TABLE reports_{table} DROP CONSTRAINT reports_{table}_{key}_same_org", params=None
            )


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0003_colleagues"),
        ("reports", "0006_formats"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ShareLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("password", models.CharField(blank=True, editable=False, max_length=128)),
                ("languages", models.JSONField(default=list)),
                ("formats", models.JSONField(blank=True, default=list)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
                (
                    "made_by",
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
                        related_name="share_links",
                        to="reports.report",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ShareOpening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("what", models.CharField(max_length=10)),
                ("times", models.PositiveIntegerField(default=0)),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="openings",
                        to="reports.sharelink",
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
            ],
            options={
                "ordering": ["-day", "what"],
            },
        ),
        migrations.AddConstraint(
            model_name="sharelink",
            constraint=models.UniqueConstraint(
                fields=("organization", "id"), name="share_link_of_organization"
            ),
        ),
        migrations.AddConstraint(
            model_name="sharelink",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))), name="share_link_has_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="shareopening",
            constraint=models.UniqueConstraint(
                fields=("link", "day", "what"), name="share_opening_once_a_day"
            ),
        ),
        migrations.RunPython(keep, let_go, elidable=False),
    ]
