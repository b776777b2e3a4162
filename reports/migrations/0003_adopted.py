"""Adopted actions; their history only grows, and on PostgreSQL they stay with their own organization."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


POSTGRESQL = """
ALTER TABLE reports_adoptedaction ADD CONSTRAINT reports_adoptedaction_wave_same_org
  FOREIGN KEY (organization_id, wave_id) REFERENCES surveys_wave (organization_id, id)
  DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE reports_adoptedchange ADD CONSTRAINT reports_adoptedchange_action_same_org
  FOREIGN KEY (organization_id, action_id) REFERENCES reports_adoptedaction (organization_id, id)
  DEFERRABLE INITIALLY DEFERRED;
CREATE OR REPLACE FUNCTION reports_adoptedchange_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND NOT EXISTS (
    SELECT 1 FROM reports_adoptedaction JOIN surveys_submission
      ON surveys_submission.wave_id = reports_adoptedaction.wave_id
    WHERE reports_adoptedaction.id = OLD.action_id
  ) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'a line of an action''s history does not change' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER reports_adoptedchange_stays BEFORE UPDATE OR DELETE ON reports_adoptedchange
  FOR EACH ROW EXECUTE FUNCTION reports_adoptedchange_stays();
"""

SQLITE = (
    """
    CREATE TRIGGER reports_adoptedchange_is_not_changed BEFORE UPDATE ON reports_adoptedchange
    BEGIN SELECT RAISE(ABORT, 'a line of an action''s history does not change'); END
    """,
    """
    CREATE TRIGGER reports_adoptedchange_is_not_deleted BEFORE DELETE ON reports_adoptedchange
    WHEN EXISTS (
      SELECT 1 FROM reports_adoptedaction JOIN surveys_submission
        ON surveys_submission.wave_id = reports_adoptedaction.wave_id
      WHERE reports_adoptedaction.id = OLD.action_id
    )
    BEGIN SELECT RAISE(ABORT, 'a line of an action''s history does not change'); END
    """,
)


def keep(apps, schema_editor):
    statements = (POSTGRESQL,) if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement, params=None)


def let_go(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION reports_adoptedchange_stays CASCADE", params=None)
        schema_editor.execute(
            "ALTER TABLE reports_adoptedchange DROP CONSTRAINT reports_adoptedchange_action_same_org", params=None
        )
        schema_editor.execute(
            "ALTER TABLE reports_adoptedaction DROP CONSTRAINT reports_adoptedaction_wave_same_org", params=None
        )
        return
    for name in ("reports_adoptedchange_is_not_changed", "reports_adoptedchange_is_not_deleted"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}", params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0003_colleagues'),
        ('reports', '0002_same_organization'),
        ('surveys', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AdoptedAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('catalog_id', models.CharField(blank=True, editable=False, max_length=8)),
                ('title', models.CharField(max_length=200)),
                ('text', models.TextField(blank=True)),
                ('moves', models.CharField(blank=True, editable=False, max_length=200)),
                ('measure', models.CharField(blank=True, max_length=60)),
                ('owner', models.CharField(blank=True, max_length=120)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('status', models.CharField(choices=[('open', 'open'), ('under_way', 'under way'), ('done', 'done'), ('dropped', 'dropped')], default='open', max_length=10)),
                ('note', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='adopted', to='organizations.member')),
                ('organization', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='adopted', to='surveys.wave')),
            ],
            options={
                'ordering': ['due_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AdoptedChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('open', 'open'), ('under_way', 'under way'), ('done', 'done'), ('dropped', 'dropped')], max_length=10)),
                ('due_on', models.DateField(null=True)),
                ('detail', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='history', to='reports.adoptedaction')),
                ('actor', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feed', to='organizations.member')),
                ('organization', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='adoptedaction',
            constraint=models.UniqueConstraint(condition=models.Q(('catalog_id', ''), _negated=True), fields=('wave', 'catalog_id'), name='action_adopted_once'),
        ),
        migrations.AddConstraint(
            model_name='adoptedaction',
            constraint=models.UniqueConstraint(fields=('organization', 'id'), name='adopted_of_organization'),
        ),
        migrations.AddConstraint(
            model_name='adoptedaction',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['open', 'under_way', 'done', 'dropped'])), name='adopted_status_known'),
        ),
        migrations.RunPython(keep, let_go, elidable=False),
    ]
