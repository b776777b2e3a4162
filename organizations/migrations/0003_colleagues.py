"""Invitations of colleagues, branding, second factors, retention, and what became of an audited attempt.

SQLite rebuilds the audit trail's table for its new columns and forgets its triggers; they are made again.
"""

from importlib import import_module

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

SQLITE_TRIGGERS = ("organizations_audit_is_not_changed", "organizations_audit_is_not_deleted")


def keep_again(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    for name in SQLITE_TRIGGERS:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
    import_module("organizations.migrations.0002_audit_stays").keep(apps, schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0002_audit_stays'),
    ]

    operations = [
        migrations.CreateModel(
            name='Logo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('image', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='MemberInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('analyst', 'Analyst'), ('reader', 'Reader')], default='reader', max_length=10)),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('sends', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('sent_at', models.DateTimeField(editable=False, null=True)),
                ('expires_at', models.DateTimeField(editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ['email', 'id'],
            },
        ),
        migrations.CreateModel(
            name='RetentionNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('holder', models.CharField(max_length=40)),
                ('object_id', models.CharField(max_length=40)),
                ('label', models.CharField(max_length=320)),
                ('due_on', models.DateField()),
                ('told_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.AddField(
            model_name='auditentry',
            name='detail',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='outcome',
            field=models.CharField(choices=[('done', 'done'), ('refused', 'refused'), ('failed', 'failed, rolled back')], default='done', max_length=8),
        ),
        migrations.AddField(
            model_name='organization',
            name='accent',
            field=models.CharField(blank=True, max_length=7),
        ),
        migrations.AddField(
            model_name='organization',
            name='logo_digest',
            field=models.CharField(blank=True, editable=False, max_length=16),
        ),
        migrations.AddField(
            model_name='organization',
            name='logo_height',
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='organization',
            name='logo_width',
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='organization',
            name='requires_second_factor',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='organization',
            name='retention_months',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='session_epoch',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddConstraint(
            model_name='organization',
            constraint=models.CheckConstraint(condition=models.Q(('retention_months__isnull', True), models.Q(('retention_months__gte', 3), ('retention_months__lte', 120)), _connector='OR'), name='organization_retention_3_to_120'),
        ),
        migrations.AddField(
            model_name='logo',
            name='organization',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='memberinvitation',
            name='invited_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='memberinvitation',
            name='organization',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='retentionnotice',
            name='organization',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization'),
        ),
        migrations.AddConstraint(
            model_name='logo',
            constraint=models.UniqueConstraint(fields=('organization',), name='one_logo_each'),
        ),
        migrations.AddConstraint(
            model_name='memberinvitation',
            constraint=models.UniqueConstraint(models.F('organization'), django.db.models.functions.text.Lower('email'), name='member_invitation_once_an_address'),
        ),
        migrations.AddConstraint(
            model_name='memberinvitation',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['owner', 'analyst', 'reader'])), name='member_invitation_role_known'),
        ),
        migrations.AddConstraint(
            model_name='retentionnotice',
            constraint=models.UniqueConstraint(fields=('organization', 'holder', 'object_id'), name='one_retention_notice_each'),
        ),
        migrations.RunPython(keep_again, migrations.RunPython.noop),
    ]
