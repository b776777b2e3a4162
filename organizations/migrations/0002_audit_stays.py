"""The audit trail can only grow, whoever writes the statement."""

from typing import Any

from django.db import migrations

POSTGRESQL = """
CREATE OR REPLACE FUNCTION organizations_audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an entry of the audit trail does not change' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER organizations_audit_stays BEFORE UPDATE OR DELETE ON organizations_auditentry
  FOR EACH ROW EXECUTE FUNCTION organizations_audit_stays();
"""

SQLITE = (
    """
    CREATE TRIGGER organizations_audit_is_not_changed BEFORE UPDATE ON organizations_auditentry
    BEGIN SELECT RAISE(ABORT, 'an entry of the audit trail does not change'); END
    """,
    """
    CREATE TRIGGER organizations_audit_is_not_deleted BEFORE DELETE ON organizations_auditentry
    BEGIN SELECT RAISE(ABORT, 'an entry of the audit trail does not change'); END
    """,
)


def keep(apps: Any, schema_editor: Any) -> None:
    statements = (POSTGRESQL,) if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


def let_go(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION organizations_audit_stays CASCADE")
        return
    for name in ("organizations_audit_is_not_changed", "organizations_audit_is_not_deleted"):
        schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial")]

    operations = [migrations.RunPython(keep, let_go)]
