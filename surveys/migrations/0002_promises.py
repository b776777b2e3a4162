"""What a wave promises, kept by the database: frozen once open, forward only, and of one organization.

SQLite rebuilds a table that a migration alters and forgets its triggers: a later migration that alters
`surveys_wave` ends with `keep_promises` of this one.
"""

from django.db import migrations

POSTGRESQL = """
CREATE OR REPLACE FUNCTION surveys_wave_keeps_promises() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'draft' AND (
       NEW.organization_id <> OLD.organization_id
    OR NEW.assessment_id <> OLD.assessment_id
    OR NEW.instrument_key <> OLD.instrument_key
    OR NEW.instrument_version <> OLD.instrument_version
    OR NEW.minimum_group <> OLD.minimum_group
    OR NEW.functions <> OLD.functions) THEN
    RAISE EXCEPTION 'what an open wave promised does not change' USING ERRCODE = 'check_violation';
  END IF;
  IF (OLD.state = 'open' AND NEW.state = 'draft') OR (OLD.state = 'closed' AND NEW.state <> 'closed') THEN
    RAISE EXCEPTION 'a wave moves forward only' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS surveys_wave_keeps_promises ON surveys_wave;
CREATE TRIGGER surveys_wave_keeps_promises BEFORE UPDATE ON surveys_wave
  FOR EACH ROW EXECUTE FUNCTION surveys_wave_keeps_promises();
"""

SQLITE = (
    "DROP TRIGGER IF EXISTS surveys_wave_keeps_promises",
    "DROP TRIGGER IF EXISTS surveys_wave_moves_forward",
    """
    CREATE TRIGGER surveys_wave_keeps_promises BEFORE UPDATE ON surveys_wave
    WHEN OLD.state <> 'draft' AND (
         NEW.organization_id <> OLD.organization_id
      OR NEW.assessment_id <> OLD.assessment_id
      OR NEW.instrument_key <> OLD.instrument_key
      OR NEW.instrument_version <> OLD.instrument_version
      OR NEW.minimum_group <> OLD.minimum_group
      OR NEW.functions <> OLD.functions)
    BEGIN SELECT RAISE(ABORT, 'what an open wave promised does not change'); END
    """,
    """
    CREATE TRIGGER surveys_wave_moves_forward BEFORE UPDATE ON surveys_wave
    WHEN (OLD.state = 'open' AND NEW.state = 'draft') OR (OLD.state = 'closed' AND NEW.state <> 'closed')
    BEGIN SELECT RAISE(ABORT, 'a wave moves forward only'); END
    """,
)

PARENTS = (
    ("surveys_wave", "assessment_id", "surveys_assessment"),
    ("surveys_invitation", "wave_id", "surveys_wave"),
    ("surveys_openlink", "wave_id", "surveys_wave"),
    ("surveys_draft", "wave_id", "surveys_wave"),
    ("surveys_draft", "invitation_id", "surveys_invitation"),
    ("surveys_draft", "open_link_id", "surveys_openlink"),
    ("surveys_submission", "wave_id", "surveys_wave"),
    ("surveys_comment", "wave_id", "surveys_wave"),
    ("surveys_pulsesubmission", "wave_id", "surveys_wave"),
)
"""A child, its key, and the parent that must be of the same organization."""

ANSWERS = ("surveys_submission", "surveys_pulsesubmission")

SINGLE_KEYS = """
SELECT conname FROM pg_constraint
WHERE conrelid = %s::regclass AND contype = 'f' AND cardinality(conkey) = 1
"""


def keep_promises(apps, schema_editor):
    statements = (POSTGRESQL,) if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement, params=None)


def drop_promises(apps, schema_editor):
    on = " ON surveys_wave" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS surveys_wave_keeps_promises{on}", params=None)
    schema_editor.execute(f"DROP TRIGGER IF EXISTS surveys_wave_moves_forward{on}", params=None)


def bind_parents(apps, schema_editor):
    """A composite key says in PostgreSQL that a child and its parent are of one organization."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for child, key, parent in PARENTS:
        schema_editor.execute(
            f"ALTER TABLE {child} ADD CONSTRAINT {_name(child, key)}"
            f" FOREIGN KEY (organization_id, {key}) REFERENCES {parent} (organization_id, id)"
            " DEFERRABLE INITIALLY DEFERRED",
            params=None,
        )
    for table in ANSWERS:
        _drop_single_keys(schema_editor, table)


def _drop_single_keys(schema_editor, table):
    """The composite key implies both single ones; checking all three doubles the cost of a million answers."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(SINGLE_KEYS, [table])
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        schema_editor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"', params=None)


def release_parents(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for child, key, _ in PARENTS:
        schema_editor.execute(f"ALTER TABLE {child} DROP CONSTRAINT {_name(child, key)}", params=None)
    for table in ANSWERS:
        for key, parent in (("wave_id", "surveys_wave"), ("organization_id", "organizations_organization")):
            schema_editor.execute(
                f"ALTER TABLE {table} ADD FOREIGN KEY ({key}) REFERENCES {parent} (id)"
                " DEFERRABLE INITIALLY DEFERRED",
                params=None,
            )


def _name(child, key):
    return f"{child}_{key.removesuffix('_id')}_same_org"


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]

    operations = [
        migrations.RunPython(keep_promises, drop_promises, elidable=False),
        migrations.RunPython(bind_parents, release_parents, elidable=False),
    ]
