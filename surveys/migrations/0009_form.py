"""Which form of the instrument a wave asks; frozen once it is open, like the instrument itself.

A later migration that alters `surveys_wave` ends with `keep_wave` of this one. SQLite renames no table that
the trigger of another one names: that trigger goes before, and comes back after.
"""

from importlib import import_module

from django.db import migrations, models

versions = import_module("surveys.migrations.0004_versions")
attention = import_module("surveys.migrations.0003_attention")
places = import_module("surveys.migrations.0005_setup")

BEFORE = "OR NEW.instrument_version <> OLD.instrument_version"
FORM = f"{BEFORE} OR NEW.form <> OLD.form"


def keep_wave(apps, schema_editor):
    on_server = schema_editor.connection.vendor == "postgresql"
    for statement in (versions.POSTGRESQL,) if on_server else versions.SQLITE:
        schema_editor.execute(statement.replace(BEFORE, FORM), params=None)
    attention.keep_median(apps, schema_editor)


def keep_wave_without_form(apps, schema_editor):
    versions.let_reopen(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0008_own_language")]

    operations = [
        migrations.RunPython(places.drop_places, places.keep_places, elidable=False),
        migrations.AddField("wave", "form", models.CharField(default="full", max_length=40)),
        migrations.RunPython(keep_wave, keep_wave_without_form, elidable=False),
        migrations.RunPython(places.keep_places, places.drop_places, elidable=False),
    ]
