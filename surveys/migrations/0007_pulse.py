"""The link of the customer pulse, codes that work once, and which files were brought in."""

import django.db.models.deletion
from django.db import migrations, models

TABLES = ("surveys_pulselink", "surveys_pulsecode", "surveys_pulseupload")


def bind(apps, schema_editor):
    """A composite key says in PostgreSQL that a row and its wave are of one organization."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_wave_same_org"
            " FOREIGN KEY (organization_id, wave_id) REFERENCES surveys_wave (organization_id, id)"
            " DEFERRABLE INITIALLY DEFERRED",
            params=None,
        )


def release(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_wave_same_org", params=None)


def number():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def owner():
    return models.ForeignKey(
        editable=False,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="+",
        to="organizations.organization",
    )


def of_wave(name):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, related_name=name, to="surveys.wave"
    )


class Migration(migrations.Migration):
    dependencies = [("surveys", "0006_mail")]

    operations = [
        migrations.CreateModel(
            name="PulseLink",
            fields=[
                ("id", number()),
                ("token", models.CharField(editable=False, max_length=64, unique=True)),
                ("origins", models.JSONField(blank=True, default=list)),
                ("only_codes", models.BooleanField(default=False)),
                ("codes_made", models.PositiveIntegerField(default=0)),
                ("organization", owner()),
                (
                    "wave",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pulse_link",
                        to="surveys.wave",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PulseCode",
            fields=[
                ("id", number()),
                ("code_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("organization", owner()),
                ("wave", of_wave("pulse_codes")),
            ],
        ),
        migrations.CreateModel(
            name="PulseUpload",
            fields=[
                ("id", number()),
                ("fingerprint", models.CharField(editable=False, max_length=64)),
                ("rows", models.PositiveIntegerField()),
                ("organization", owner()),
                ("wave", of_wave("pulse_uploads")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("wave", "fingerprint"), name="pulse_upload_once")
                ],
            },
        ),
        migrations.RunPython(bind, release, elidable=False),
    ]
