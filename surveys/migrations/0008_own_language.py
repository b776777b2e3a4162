"""A listed person's language stands with the invitation: it greets them, not only their mail.

Nothing has ever been written into the contact's; there is nothing to take over.
"""

from importlib import import_module

from django.db import migrations, models

places = import_module("surveys.migrations.0005_setup")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0007_pulse")]

    operations = [
        migrations.AddField("invitation", "language", models.CharField(blank=True, default="", max_length=12), False),
        migrations.RunPython(places.keep_places, migrations.RunPython.noop, elidable=False),
        migrations.RemoveField("contact", "language"),
    ]
