"""A report and its wave are of one organization, and PostgreSQL keeps it so."""

from django.db import migrations

BIND = """
ALTER TABLE reports_report ADD CONSTRAINT reports_report_wave_same_org
  FOREIGN KEY (organization_id, wave_id) REFERENCES surveys_wave (organization_id, id)
  DEFERRABLE INITIALLY DEFERRED
"""
RELEASE = "ALTER TABLE reports_report DROP CONSTRAINT reports_report_wave_same_org"


def bind(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BIND, params=None)


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(RELEASE, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
        # Makes (organization, id) of a wave unique, which the key needs.
        ("surveys", "0001_initial"),
    ]

    operations = [migrations.RunPython(bind, release, elidable=False)]
