"""Of a mail that was sent: whether it came back, for now or for good."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("surveys", "0009_form")]

    operations = [
        migrations.AddField(
            "message",
            "came_back",
            models.CharField(
                blank=True, choices=[("soft", "for now"), ("hard", "for good")], default="", max_length=4
            ),
        ),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=Q(came_back__in=["", "soft", "hard"]), name="message_came_back_known"
            ),
        ),
    ]
