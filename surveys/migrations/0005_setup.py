"""The client's time zone, what the monitor last told, and people who stay in the function they were asked in.

SQLite rebuilds a table that a migration alters and forgets its triggers: a later migration that alters
`surveys_invitation`, `surveys_openlink` or `surveys_draft` ends with `keep_places` of this one.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

versions = import_module("surveys.migrations.0004_versions")
attention = import_module("surveys.migrations.0003_attention")

POSTGRESQL = """
CREATE OR REPLACE FUNCTION surveys_invitation_keeps_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM surveys_wave WHERE id = OLD.wave_id AND state <> 'draft') THEN
    RAISE EXCEPTION 'nobody is moved once a wave is open' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS surveys_invitation_keeps_place ON surveys_invitation;
CREATE TRIGGER surveys_invitation_keeps_place BEFORE UPDATE ON surveys_invitation FOR EACH ROW
  WHEN (NEW.function IS DISTINCT FROM OLD.function OR NEW.level IS DISTINCT FROM OLD.level
     OR NEW.wave_id IS DISTINCT FROM OLD.wave_id)
  EXECUTE FUNCTION surveys_invitation_keeps_place();
CREATE OR REPLACE FUNCTION surveys_link_keeps_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an open link stays with its function' USING ERRCODE = 'check_violation';
END $$;
DROP TRIGGER IF EXISTS surveys_openlink_keeps_place ON surveys_openlink;
CREATE TRIGGER surveys_openlink_keeps_place BEFORE UPDATE ON surveys_openlink FOR EACH ROW
  WHEN (NEW.function IS DISTINCT FROM OLD.function OR NEW.wave_id IS DISTINCT FROM OLD.wave_id)
  EXECUTE FUNCTION surveys_link_keeps_place();
CREATE OR REPLACE FUNCTION surveys_draft_keeps_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'who has begun stays where they began' USING ERRCODE = 'check_violation';
END $$;
DROP TRIGGER IF EXISTS surveys_draft_keeps_place ON surveys_draft;
CREATE TRIGGER surveys_draft_keeps_place BEFORE UPDATE ON surveys_draft FOR EACH ROW
  WHEN (NEW.function IS DISTINCT FROM OLD.function OR NEW.level IS DISTINCT FROM OLD.level
     OR NEW.wave_id IS DISTINCT FROM OLD.wave_id)
  EXECUTE FUNCTION surveys_draft_keeps_place();
"""

SQLITE = (
    "DROP TRIGGER IF EXISTS surveys_invitation_keeps_place",
    """
    CREATE TRIGGER surveys_invitation_keeps_place BEFORE UPDATE ON surveys_invitation
    WHEN (NEW.function IS NOT OLD.function OR NEW.level IS NOT OLD.level OR NEW.wave_id IS NOT OLD.wave_id)
     AND EXISTS (SELECT 1 FROM surveys_wave WHERE id = OLD.wave_id AND state <> 'draft')
    BEGIN SELECT RAISE(ABORT, 'nobody is moved once a wave is open'); END
    """,
    "DROP TRIGGER IF EXISTS surveys_openlink_keeps_place",
    """
    CREATE TRIGGER surveys_openlink_keeps_place BEFORE UPDATE ON surveys_openlink
    WHEN NEW.function IS NOT OLD.function OR NEW.wave_id IS NOT OLD.wave_id
    BEGIN SELECT RAISE(ABORT, 'an open link stays with its function'); END
    """,
    "DROP TRIGGER IF EXISTS surveys_draft_keeps_place",
    """
    CREATE TRIGGER surveys_draft_keeps_place BEFORE UPDATE ON surveys_draft
    WHEN NEW.function IS NOT OLD.function OR NEW.level IS NOT OLD.level OR NEW.wave_id IS NOT OLD.wave_id
    BEGIN SELECT RAISE(ABORT, 'who has begun stays where they began'); END
    """,
)

TABLES = ("invitation", "openlink", "draft")


def keep_places(apps, schema_editor):
    statements = (POSTGRESQL,) if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement, params=None)


def drop_places(apps, schema_editor):
    for table in TABLES:
        on = f" ON surveys_{table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS surveys_{table}_keeps_place{on}", params=None)


def keep_wave(apps, schema_editor):
    versions.let_reopen(apps, schema_editor)
    attention.keep_median(apps, schema_editor)


BIND = """
ALTER TABLE surveys_stock ADD CONSTRAINT surveys_stock_wave_same_org
  FOREIGN KEY (organization_id, wave_id) REFERENCES surveys_wave (organization_id, id)
  DEFERRABLE INITIALLY DEFERRED
"""


def bind(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BIND, params=None)


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE surveys_stock DROP CONSTRAINT surveys_stock_wave_same_org", params=None
        )


class Migration(migrations.Migration):
    dependencies = [("surveys", "0004_versions")]

    operations = [
        migrations.AddField("wave", "time_zone", models.CharField(default="UTC", max_length=60)),
        migrations.RunPython(keep_wave, migrations.RunPython.noop, elidable=False),
        migrations.CreateModel(
            name="Stock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("answered", models.PositiveIntegerField(default=0)),
                ("functions", models.JSONField(default=dict)),
                ("counted_at", models.DateTimeField()),
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
                        related_name="stock",
                        to="surveys.wave",
                    ),
                ),
            ],
        ),
        migrations.RunPython(bind, release, elidable=False),
        migrations.RunPython(keep_places, drop_places, elidable=False),
    ]
