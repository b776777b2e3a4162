"""How attentively people answered: seconds by page while they answer, a few bits afterwards, no time at all.

Waves that are closed already get their bits, and their durations go. The trigger of this step stands apart
from those of `0002_promises`; a later migration that makes SQLite rebuild `surveys_wave` ends with both.
"""

from django.db import migrations, models
from django.db.models import Q

SPEED = 1
FAST_TOTAL = 3

POSTGRESQL = """
CREATE OR REPLACE FUNCTION surveys_wave_keeps_median() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.median_s IS NOT NULL AND NEW.median_s IS DISTINCT FROM OLD.median_s THEN
    RAISE EXCEPTION 'the median that answers were judged by does not change' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS surveys_wave_keeps_median ON surveys_wave;
CREATE TRIGGER surveys_wave_keeps_median BEFORE UPDATE ON surveys_wave
  FOR EACH ROW EXECUTE FUNCTION surveys_wave_keeps_median();
"""

SQLITE = (
    "DROP TRIGGER IF EXISTS surveys_wave_keeps_median",
    """
    CREATE TRIGGER surveys_wave_keeps_median BEFORE UPDATE ON surveys_wave
    WHEN OLD.median_s IS NOT NULL AND NEW.median_s IS NOT OLD.median_s
    BEGIN SELECT RAISE(ABORT, 'the median that answers were judged by does not change'); END
    """,
)


def keep_median(apps, schema_editor):
    statements = (POSTGRESQL,) if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement, params=None)


def drop_median(apps, schema_editor):
    on = " ON surveys_wave" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS surveys_wave_keeps_median{on}", params=None)


def judge_closed_waves(apps, schema_editor):
    """What closing a wave does from here on, for those closed before."""
    submissions = apps.get_model("surveys", "Submission").objects.all()
    waves = apps.get_model("surveys", "Wave").objects.all()
    for wave in waves.filter(state="closed"):
        timed = submissions.filter(wave=wave, duration_s__isnull=False)
        count = timed.count()
        if count >= wave.minimum_group:
            around = timed.order_by("duration_s").values_list("duration_s", flat=True)
            middle = list(around[(count - 1) // 2 : count // 2 + 1])
            median = sum(middle) / len(middle)
            timed.update(attention=0)
            timed.filter(duration_s__lt=median / FAST_TOTAL).update(attention=SPEED)
            waves.filter(pk=wave.pk).update(median_s=median)
        timed.update(duration_s=None)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_promises")]

    operations = [
        migrations.AddField("wave", "median_s", models.FloatField(editable=False, null=True)),
        migrations.AddField("submission", "attention", models.PositiveSmallIntegerField(null=True)),
        migrations.AddConstraint(
            "submission",
            models.CheckConstraint(condition=Q(attention__lt=16), name="submission_attention_known"),
        ),
        migrations.AddField("draft", "page_seconds", models.JSONField(blank=True, default=dict)),
        migrations.AddField("draft", "visits", models.JSONField(blank=True, default=list)),
        migrations.RemoveField("draft", "elapsed_s"),
        migrations.RunPython(keep_median, drop_median, elidable=False),
        migrations.RunPython(judge_closed_waves, migrations.RunPython.noop, elidable=False),
    ]
