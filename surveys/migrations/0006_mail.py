"""What is written to people during the fieldwork: plan, texts, rounds, messages, and the key of the links."""

import django.db.models.deletion
import django.utils.timezone
import surveys.mail_models
from django.db import migrations, models

PARENTS = (
    ("surveys_mailkey", "wave_id", "surveys_wave"),
    ("surveys_mailplan", "wave_id", "surveys_wave"),
    ("surveys_mailtext", "wave_id", "surveys_wave"),
    ("surveys_mailround", "wave_id", "surveys_wave"),
    ("surveys_message", "wave_id", "surveys_wave"),
    ("surveys_message", "round_id", "surveys_mailround"),
    ("surveys_message", "invitation_id", "surveys_invitation"),
    ("surveys_contact", "invitation_id", "surveys_invitation"),
)
"""A child, its key, and the parent that must be of the same organization."""


def bind_parents(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for child, key, parent in PARENTS:
        schema_editor.execute(
            f"ALTER TABLE {child} ADD CONSTRAINT {_name(child, key)}"
            f" FOREIGN KEY (organization_id, {key}) REFERENCES {parent} (organization_id, id)"
            " DEFERRABLE INITIALLY DEFERRED",
            params=None,
        )


def release_parents(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for child, key, _ in PARENTS:
        schema_editor.execute(f"ALTER TABLE {child} DROP CONSTRAINT {_name(child, key)}", params=None)


def _name(child, key):
    return f"{child}_{key.removesuffix('_id')}_same_org"


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0003_colleagues'),
        ('surveys', '0005_setup'),
    ]

    operations = [
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nonce', models.CharField(default=surveys.mail_models.new_nonce, editable=False, max_length=32)),
                ('language', models.CharField(blank=True, max_length=12)),
                ('silent', models.BooleanField(default=False)),
                ('unreachable', models.BooleanField(default=False)),
                ('invitation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='contact', to='surveys.invitation')),
                ('organization', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MailKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret', models.BinaryField(default=surveys.mail_models.new_secret)),
                ('organization', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('wave', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mail_key', to='surveys.wave')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MailRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('invitation', 'invitation'), ('reminder', 'reminder')], max_length=10)),
                ('number', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('planned', 'planned'), ('running', 'being sent'), ('done', 'sent'), ('ended', 'ended with the wave')], default='planned', max_length=10)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('lease_until', models.DateTimeField(null=True)),
                ('rung_at', models.DateTimeField(null=True)),
                ('retry_at', models.DateTimeField(null=True)),
                ('claims', models.PositiveIntegerField(default=0)),
                ('trouble', models.PositiveSmallIntegerField(default=0)),
                ('written', models.PositiveIntegerField(default=0)),
                ('sent', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('uncertain', models.PositiveIntegerField(default=0)),
                ('dropped', models.PositiveIntegerField(default=0)),
                ('organization', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mail_rounds', to='surveys.wave')),
            ],
            options={
                'ordering': ['due_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='MailText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('invitation', 'invitation'), ('reminder', 'reminder')], max_length=10)),
                ('language', models.CharField(max_length=12)),
                ('subject', models.CharField(max_length=150)),
                ('body', models.TextField()),
                ('organization', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mail_texts', to='surveys.wave')),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('invitation', 'invitation'), ('reminder', 'reminder')], max_length=10)),
                ('number', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('sending', 'being sent'), ('sent', 'sent'), ('refused', 'refused'), ('uncertain', 'uncertain'), ('dropped', 'no longer needed')], default='waiting', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('retry_at', models.DateTimeField(null=True)),
                ('invitation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='messages', to='surveys.invitation')),
                ('organization', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='surveys.mailround')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='surveys.wave')),
            ],
        ),
        migrations.CreateModel(
            name='MailPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(blank=True, max_length=300)),
                ('reply_to', models.EmailField(blank=True, max_length=254)),
                ('at_most', models.PositiveSmallIntegerField(default=3)),
                ('paused', models.BooleanField(default=False)),
                ('organization', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('wave', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mail_plan', to='surveys.wave')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('at_most__lte', 5)), name='mail_plan_few_reminders')],
            },
        ),
        migrations.AddConstraint(
            model_name='mailround',
            constraint=models.UniqueConstraint(fields=('wave', 'kind', 'number'), name='mail_round_once'),
        ),
        migrations.AddConstraint(
            model_name='mailround',
            constraint=models.UniqueConstraint(fields=('organization', 'id'), name='mail_round_of_organization'),
        ),
        migrations.AddConstraint(
            model_name='mailround',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['invitation', 'reminder'])), name='mail_round_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='mailround',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'running', 'done', 'ended'])), name='mail_round_state_known'),
        ),
        migrations.AddConstraint(
            model_name='mailround',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='mail_round_from_one'),
        ),
        migrations.AddConstraint(
            model_name='mailtext',
            constraint=models.UniqueConstraint(fields=('wave', 'kind', 'language'), name='mail_text_once'),
        ),
        migrations.AddConstraint(
            model_name='mailtext',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['invitation', 'reminder'])), name='mail_text_kind_known'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['round', 'state'], name='message_next'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('wave', 'invitation', 'kind', 'number'), name='message_once'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'reminder'), ('number__gte', 1)), models.Q(('kind', 'invitation'), ('number', 1)), _connector='OR'), name='message_number_known'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sending', 'sent', 'refused', 'uncertain', 'dropped'])), name='message_state_known'),
        ),
        migrations.RunPython(bind_parents, release_parents, elidable=False),
    ]
