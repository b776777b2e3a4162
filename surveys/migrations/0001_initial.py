
import django.db.models.deletion
import django.utils.timezone
import surveys.models
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organizations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('market', models.CharField(choices=[('b2b', 'businesses'), ('b2c', 'consumers'), ('both', 'businesses and consumers')], default='b2b', max_length=10)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('organization', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Wave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('state', models.CharField(choices=[('draft', 'being set up'), ('open', 'open'), ('closed', 'closed')], default='draft', max_length=10)),
                ('instrument_key', models.CharField(max_length=60)),
                ('instrument_version', models.CharField(max_length=10)),
                ('functions', models.JSONField(default=list)),
                ('minimum_group', models.PositiveSmallIntegerField(default=5)),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('languages', models.JSONField(default=surveys.models.default_languages)),
                ('asks', models.CharField(blank=True, max_length=300, verbose_name='who asks')),
                ('sees', models.CharField(blank=True, max_length=300, verbose_name='who sees the outcome')),
                ('closes_on', models.DateField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waves', to='surveys.assessment')),
                ('organization', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
            ],
            options={
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField(default=django.utils.timezone.localdate, editable=False)),
                ('function', models.PositiveSmallIntegerField()),
                ('level', models.PositiveSmallIntegerField()),
                ('answers', models.BinaryField()),
                ('duration_s', models.PositiveIntegerField(null=True)),
                ('organization', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('wave', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='submissions', to='surveys.wave')),
            ],
        ),
        migrations.CreateModel(
            name='PulseSubmission',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField(default=django.utils.timezone.localdate, editable=False)),
                ('answers', models.BinaryField()),
                ('organization', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('wave', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='pulse', to='surveys.wave')),
            ],
        ),
        migrations.CreateModel(
            name='OpenLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('function', models.CharField(blank=True, max_length=40, null=True)),
                ('token', models.CharField(editable=False, max_length=64, unique=True)),
                ('organization', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='open_links', to='surveys.wave')),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('function', models.CharField(max_length=40)),
                ('level', models.CharField(blank=True, choices=[('leader', 'leader'), ('manager', 'manager'), ('contributor', 'contributor')], max_length=12)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('state', models.CharField(choices=[('invited', 'invited'), ('started', 'started'), ('submitted', 'submitted')], default='invited', max_length=10)),
                ('organization', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='surveys.wave')),
            ],
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('function', models.CharField(blank=True, max_length=40)),
                ('level', models.CharField(blank=True, choices=[('leader', 'leader'), ('manager', 'manager'), ('contributor', 'contributor')], max_length=12)),
                ('answers', models.JSONField(blank=True, default=dict)),
                ('comment', models.TextField(blank=True)),
                ('page', models.CharField(blank=True, max_length=60)),
                ('language', models.CharField(default='en', max_length=12)),
                ('seed', models.PositiveIntegerField(default=0)),
                ('elapsed_s', models.PositiveIntegerField(default=0)),
                ('organization', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('invitation', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='surveys.invitation')),
                ('open_link', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='surveys.openlink')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='surveys.wave')),
            ],
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField(default=django.utils.timezone.localdate, editable=False)),
                ('function', models.PositiveSmallIntegerField()),
                ('text', models.TextField()),
                ('organization', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='surveys.wave')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.UniqueConstraint(fields=('organization', 'name'), name='assessment_name_once'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.UniqueConstraint(fields=('organization', 'id'), name='assessment_of_organization'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('market__in', ['b2b', 'b2c', 'both'])), name='assessment_market_known'),
        ),
        migrations.AddConstraint(
            model_name='wave',
            constraint=models.UniqueConstraint(fields=('assessment', 'name'), name='wave_name_once'),
        ),
        migrations.AddConstraint(
            model_name='wave',
            constraint=models.UniqueConstraint(fields=('organization', 'id'), name='wave_of_organization'),
        ),
        migrations.AddConstraint(
            model_name='wave',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'open', 'closed'])), name='wave_state_known'),
        ),
        migrations.AddConstraint(
            model_name='wave',
            constraint=models.CheckConstraint(condition=models.Q(('minimum_group__gte', 5), ('minimum_group__lte', 10)), name='wave_minimum_group_5_to_10'),
        ),
        migrations.AddConstraint(
            model_name='wave',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed')), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', True)), _connector='OR'), name='wave_closed_has_time'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['wave', 'id'], name='submission_of_wave'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('level__lt', 3)), name='submission_level_known'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('function__lt', 200)), name='submission_function_known'),
        ),
        migrations.AddIndex(
            model_name='pulsesubmission',
            index=models.Index(fields=['wave', 'id'], name='pulse_of_wave'),
        ),
        migrations.AddConstraint(
            model_name='openlink',
            constraint=models.UniqueConstraint(fields=('wave', 'function'), name='open_link_once_per_function'),
        ),
        migrations.AddConstraint(
            model_name='openlink',
            constraint=models.UniqueConstraint(condition=models.Q(('function__isnull', True)), fields=('wave',), name='open_link_once_for_all'),
        ),
        migrations.AddConstraint(
            model_name='openlink',
            constraint=models.UniqueConstraint(fields=('organization', 'id'), name='open_link_of_organization'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('email', ''), _negated=True), fields=('wave', 'email'), name='invitation_once_per_address'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['invited', 'started', 'submitted'])), name='invitation_state_known'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('level__in', ['', 'leader', 'manager', 'contributor'])), name='invitation_level_known'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(fields=('organization', 'id'), name='invitation_of_organization'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('invitation__isnull', True), ('open_link__isnull', False)), models.Q(('invitation__isnull', False), ('open_link__isnull', True)), _connector='OR'), name='draft_by_one_link'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.CheckConstraint(condition=models.Q(('level__in', ['', 'leader', 'manager', 'contributor'])), name='draft_level_known'),
        ),
    ]
