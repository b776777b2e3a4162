"""Webhooks; on PostgreSQL a delivery stays with the organization of its event and its endpoint."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


BIND = (
    """
    ALTER TABLE organizations_hookdelivery ADD CONSTRAINT organizations_hookdelivery_event_same_org
      FOREIGN KEY (organization_id, event_id) REFERENCES organizations_hookevent (organization_id, id)
      DEFERRABLE INITIALLY DEFERRED
    """,
    """
    ALTER TABLE organizations_hookdelivery ADD CONSTRAINT organizations_hookdelivery_endpoint_same_org
      FOREIGN KEY (organization_id, endpoint_id) REFERENCES organizations_hookendpoint (organization_id, id)
      DEFERRABLE INITIALLY DEFERRED
    """,
)
RELEASE = (
    "ALTER TABLE organizations_hookdelivery DROP CONSTRAINT organizations_hookdelivery_event_same_org",
    "ALTER TABLE organizations_hookdelivery DROP CONSTRAINT organizations_hookdelivery_endpoint_same_org",
)


def bind(apps, schema_editor):
    for statement in BIND if schema_editor.connection.vendor == "postgresql" else ():
        schema_editor.execute(statement, params=None)


def release(apps, schema_editor):
    for statement in RELEASE if schema_editor.connection.vendor == "postgresql" else ():
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0004_tokens'),
    ]

    operations = [
        migrations.CreateModel(
            name='HookEndpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=500)),
                ('events', models.JSONField(default=list)),
                ('secret', models.TextField(editable=False)),
                ('former_secret', models.TextField(blank=True, editable=False)),
                ('former_until', models.DateTimeField(editable=False, null=True)),
                ('origin', models.CharField(editable=False, max_length=300)),
                ('state', models.CharField(choices=[('active', 'Active'), ('paused', 'Paused'), ('off', 'Switched off')], default='active', max_length=8)),
                ('off_reason', models.CharField(blank=True, choices=[('gone', 'its receiver answered 410: gone'), ('failing', 'nothing arrived for three days')], max_length=8)),
                ('failing_since', models.DateTimeField(editable=False, null=True)),
                ('told_at', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('organization', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
            ],
            options={
                'ordering': ['created_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='HookEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.CharField(editable=False, max_length=40, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('day', models.DateField()),
                ('data', models.JSONField()),
                ('path', models.CharField(max_length=300)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('organization', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
            ],
        ),
        migrations.CreateModel(
            name='HookDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Being sent'), ('taken', 'Delivered'), ('given_up', 'Given up')], default='waiting', max_length=8)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('claims', models.PositiveIntegerField(default=0)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('retry_at', models.DateTimeField(blank=True, null=True)),
                ('rung_at', models.DateTimeField(blank=True, null=True)),
                ('status', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('code', models.CharField(blank=True, max_length=20)),
                ('excerpt', models.CharField(blank=True, max_length=200)),
                ('milliseconds', models.PositiveIntegerField(blank=True, null=True)),
                ('tried_at', models.DateTimeField(blank=True, null=True)),
                ('organization', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='organizations.hookendpoint')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='organizations.hookevent')),
            ],
            options={
                'ordering': ['-asked_at', '-id'],
            },
        ),
        migrations.AddConstraint(
            model_name='hookendpoint',
            constraint=models.UniqueConstraint(fields=('organization', 'id'), name='hook_endpoint_of_organization'),
        ),
        migrations.AddConstraint(
            model_name='hookendpoint',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['active', 'paused', 'off'])), name='hook_state_known'),
        ),
        migrations.AddConstraint(
            model_name='hookendpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('off_reason__in', ['gone', 'failing']), ('state', 'off')), models.Q(models.Q(('state', 'off'), _negated=True), ('off_reason', '')), _connector='OR'), name='hook_off_says_why'),
        ),
        migrations.AddConstraint(
            model_name='hookendpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('former_secret', ''), ('former_until__isnull', True)), models.Q(models.Q(('former_secret', ''), _negated=True), ('former_until__isnull', False)), _connector='OR'), name='hook_former_secret_ends'),
        ),
        migrations.AddConstraint(
            model_name='hookevent',
            constraint=models.UniqueConstraint(fields=('organization', 'id'), name='hook_event_of_organization'),
        ),
        migrations.AddIndex(
            model_name='hookdelivery',
            index=models.Index(condition=models.Q(('state__in', ('waiting', 'sending'))), fields=['state', 'retry_at'], name='hook_live'),
        ),
        migrations.AddIndex(
            model_name='hookdelivery',
            index=models.Index(fields=['endpoint', '-asked_at'], name='hook_latest'),
        ),
        migrations.AddConstraint(
            model_name='hookdelivery',
            constraint=models.UniqueConstraint(fields=('event', 'endpoint'), name='hook_delivery_once'),
        ),
        migrations.AddConstraint(
            model_name='hookdelivery',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sending', 'taken', 'given_up'])), name='hook_delivery_known'),
        ),
        migrations.AddConstraint(
            model_name='hookdelivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claims__gte', 1), ('lease_until__isnull', False), ('state', 'sending')), models.Q(models.Q(('state', 'sending'), _negated=True), ('lease_until__isnull', True)), _connector='OR'), name='hook_lease_only_while_sending'),
        ),
        migrations.RunPython(bind, release, elidable=False),
    ]
