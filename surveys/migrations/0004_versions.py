"""Every closing of a wave makes a version of it, which stays; with one kept, a closed wave may be opened again.

SQLite rebuilds a table that a migration alters and forgets its triggers: a later migration that alters
`surveys_wave` ends with `let_reopen` of this one and `keep_median` of 0003, one that alters another table of
`STAY` with `keep_versions`.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

promises = import_module("surveys.migrations.0002_promises")

STEP_BACK = """
  IF OLD.state <> 'draft' AND NEW.state = 'draft' THEN
    RAISE EXCEPTION 'a wave moves forward only' USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state = 'closed' AND NEW.state = 'open' AND NOT EXISTS (
       SELECT 1 FROM surveys_waveversion WHERE wave_id = OLD.id AND closed_at = OLD.closed_at) THEN
    RAISE EXCEPTION 'a wave whose version is not kept is not opened again' USING ERRCODE = 'check_violation';
  END IF;
"""

POSTGRESQL = promises.POSTGRESQL.replace(
    """
  IF (OLD.state = 'open' AND NEW.state = 'draft') OR (OLD.state = 'closed' AND NEW.state <> 'closed') THEN
    RAISE EXCEPTION 'a wave moves forward only' USING ERRCODE = 'check_violation';
  END IF;
""",
    STEP_BACK,
)

SQLITE = (
    *promises.SQLITE[:3],
    "DROP TRIGGER IF EXISTS surveys_wave_keeps_version",
    """
    CREATE TRIGGER surveys_wave_moves_forward BEFORE UPDATE ON surveys_wave
    WHEN OLD.state <> 'draft' AND NEW.state = 'draft'
    BEGIN SELECT RAISE(ABORT, 'a wave moves forward only'); END
    """,
    """
    CREATE TRIGGER surveys_wave_keeps_version BEFORE UPDATE ON surveys_wave
    WHEN OLD.state = 'closed' AND NEW.state = 'open' AND NOT EXISTS (
      SELECT 1 FROM surveys_waveversion WHERE wave_id = OLD.id AND closed_at = OLD.closed_at)
    BEGIN SELECT RAISE(ABORT, 'a wave whose version is not kept is not opened again'); END
    """,
)

STAY = ("surveys_submission", "surveys_comment", "surveys_pulsesubmission")
"""Rows that belong to a version for good."""

STAY_POSTGRESQL = """
CREATE OR REPLACE FUNCTION surveys_waveversion_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM surveys_submission WHERE wave_id = OLD.wave_id) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'what a version of a wave published does not change' USING ERRCODE = 'check_violation';
END $$;
DROP TRIGGER IF EXISTS surveys_waveversion_stays ON surveys_waveversion;
CREATE TRIGGER surveys_waveversion_stays BEFORE UPDATE OR DELETE ON surveys_waveversion
  FOR EACH ROW EXECUTE FUNCTION surveys_waveversion_stays();
CREATE OR REPLACE FUNCTION surveys_answer_keeps_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an answer stays in the version that first counted it' USING ERRCODE = 'check_violation';
END $$;
"""

STAY_SQLITE = (
    "DROP TRIGGER IF EXISTS surveys_waveversion_is_not_changed",
    "DROP TRIGGER IF EXISTS surveys_waveversion_is_not_deleted",
    """
    CREATE TRIGGER surveys_waveversion_is_not_changed BEFORE UPDATE ON surveys_waveversion
    BEGIN SELECT RAISE(ABORT, 'what a version of a wave published does not change'); END
    """,
    """
    CREATE TRIGGER surveys_waveversion_is_not_deleted BEFORE DELETE ON surveys_waveversion
    WHEN EXISTS (SELECT 1 FROM surveys_submission WHERE wave_id = OLD.wave_id)
    BEGIN SELECT RAISE(ABORT, 'what a version of a wave published does not change'); END
    """,
)


def let_reopen(apps, schema_editor):
    statements = (POSTGRESQL,) if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement, params=None)


def forbid_reopening(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute("DROP TRIGGER IF EXISTS surveys_wave_keeps_version", params=None)
    promises.keep_promises(apps, schema_editor)


def keep_versions(apps, schema_editor):
    on_server = schema_editor.connection.vendor == "postgresql"
    for statement in (STAY_POSTGRESQL,) if on_server else STAY_SQLITE:
        schema_editor.execute(statement, params=None)
    for table in STAY:
        for statement in _answer_keeps_version(table, on_server=on_server):
            schema_editor.execute(statement, params=None)


def _answer_keeps_version(table, *, on_server):
    name = f"{table}_keeps_version"
    if on_server:
        yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
        yield (
            f"CREATE TRIGGER {name} BEFORE UPDATE OF version ON {table} FOR EACH ROW"
            " WHEN (OLD.version IS NOT NULL AND NEW.version IS DISTINCT FROM OLD.version)"
            " EXECUTE FUNCTION surveys_answer_keeps_version()"
        )
        return
    yield f"DROP TRIGGER IF EXISTS {name}"
    yield (
        f"CREATE TRIGGER {name} BEFORE UPDATE OF version ON {table}"
        " WHEN OLD.version IS NOT NULL AND NEW.version IS NOT OLD.version"
        " BEGIN SELECT RAISE(ABORT, 'an answer stays in the version that first counted it'); END"
    )


def drop_versions(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION surveys_waveversion_stays CASCADE", params=None)
        schema_editor.execute("DROP FUNCTION surveys_answer_keeps_version CASCADE", params=None)
        return
    names = ("surveys_waveversion_is_not_changed", "surveys_waveversion_is_not_deleted")
    for name in (*names, *(f"{table}_keeps_version" for table in STAY)):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}", params=None)


BIND = """
ALTER TABLE surveys_waveversion ADD CONSTRAINT surveys_waveversion_wave_same_org
  FOREIGN KEY (organization_id, wave_id) REFERENCES surveys_wave (organization_id, id)
  DEFERRABLE INITIALLY DEFERRED
"""


def bind(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BIND, params=None)


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE surveys_waveversion DROP CONSTRAINT surveys_waveversion_wave_same_org", params=None
        )


def version():
    return models.PositiveSmallIntegerField(editable=False, null=True)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_attention")]

    operations = [
        migrations.AddField("submission", "version", version()),
        migrations.AddField("comment", "version", version()),
        migrations.AddField("pulsesubmission", "version", version()),
        migrations.CreateModel(
            name="WaveVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("closed_at", models.DateTimeField()),
                ("minimum_group", models.PositiveSmallIntegerField()),
                ("published", models.BooleanField()),
                ("release", models.JSONField()),
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="surveys.wave",
                    ),
                ),
            ],
            options={
                "ordering": ["wave", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=["wave", "number"], name="wave_version_once"),
                    models.CheckConstraint(condition=Q(number__gte=1), name="wave_version_from_one"),
                ],
            },
        ),
        migrations.RunPython(let_reopen, forbid_reopening, elidable=False),
        migrations.RunPython(keep_versions, drop_versions, elidable=False),
        migrations.RunPython(bind, release, elidable=False),
    ]
