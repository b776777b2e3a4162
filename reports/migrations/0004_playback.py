"""Whoever was asked may read page one: agreed before a wave is opened, and kept as it was agreed.

SQLite cannot alter a table while a trigger of another one names it, and surveys_wave is altered by migrations
of another app: there the model alone sees to it that nothing is agreed once a wave is open.
"""

import django.db.models.deletion
from django.db import migrations, models

POSTGRESQL = """
ALTER TABLE reports_playback ADD CONSTRAINT reports_playback_wave_same_org
  FOREIGN KEY (organization_id, wave_id) REFERENCES surveys_wave (organization_id, id)
  DEFERRABLE INITIALLY DEFERRED;
CREATE OR REPLACE FUNCTION reports_playback_is_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'what was agreed about the outcome stays as it was' USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM surveys_wave WHERE id = NEW.wave_id AND state <> 'draft') THEN
    RAISE EXCEPTION 'playback is agreed before a wave is opened' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reports_playback_is_agreed_before BEFORE INSERT ON reports_playback
  FOR EACH ROW EXECUTE FUNCTION reports_playback_is_agreed();
CREATE TRIGGER reports_playback_stays BEFORE UPDATE ON reports_playback FOR EACH ROW
  WHEN (NEW.wave_id IS DISTINCT FROM OLD.wave_id OR NEW.key IS DISTINCT FROM OLD.key
     OR NEW.days IS DISTINCT FROM OLD.days
     OR (OLD.stopped_at IS NOT NULL AND NEW.stopped_at IS DISTINCT FROM OLD.stopped_at))
  EXECUTE FUNCTION reports_playback_is_agreed();
"""

SQLITE = (
    """
    CREATE TRIGGER reports_playback_stays BEFORE UPDATE ON reports_playback
    WHEN NEW.wave_id IS NOT OLD.wave_id OR NEW.key IS NOT OLD.key OR NEW.days IS NOT OLD.days
      OR (OLD.stopped_at IS NOT NULL AND NEW.stopped_at IS NOT OLD.stopped_at)
    BEGIN SELECT RAISE(ABORT, 'what was agreed about the outcome stays as it was'); END
    """,
)


def keep(apps, schema_editor):
    statements = (POSTGRESQL,) if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement, params=None)


def release(apps, schema_editor):
    """The table goes next, and its triggers with it; on PostgreSQL their function stays behind otherwise."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION reports_playback_is_agreed() CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_adopted"), ("surveys", "0004_versions")]

    operations = [
        migrations.CreateModel(
            name="Playback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(editable=False, max_length=64, unique=True)),
                ("days", models.PositiveSmallIntegerField(default=90)),
                ("stopped_at", models.DateTimeField(blank=True, editable=False, null=True)),
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
                    "wave",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="playback",
                        to="surveys.wave",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 7), ("days__lte", 365)),
                        name="playback_days_7_to_365",
                    )
                ],
            },
        ),
        migrations.RunPython(keep, release, elidable=False),
    ]
