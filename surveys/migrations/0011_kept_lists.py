"""Lists of people that wait to be corrected."""

import django.db.models.deletion
from django.db import migrations, models

BIND = """
ALTER TABLE surveys_keptlist ADD CONSTRAINT surveys_keptlist_wave_same_org
  FOREIGN KEY (organization_id, wave_id) REFERENCES surveys_wave (organization_id, id)
  DEFERRABLE INITIALLY DEFERRED
"""


def bind(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BIND, params=None)


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE surveys_keptlist DROP CONSTRAINT surveys_keptlist_wave_same_org", params=None
        )


class Migration(migrations.Migration):
    dependencies = [("organizations", "0003_colleagues"), ("surveys", "0010_bounces")]

    operations = [
        migrations.CreateModel(
            name="KeptList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lines", models.JSONField(default=list)),
                ("kept_at", models.DateTimeField()),
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
                        related_name="kept_list",
                        to="surveys.wave",
                    ),
                ),
            ],
        ),
        migrations.RunPython(bind, release, elidable=False),
    ]
