import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import foundation.search
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_one_login_in_words'),
        ('accounts', '__first__'),
        ('kpis', '0004_wholes_are_rolled_up_from_parts'),
        ('rse', '0011_sub_topics'),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_fr', models.CharField(max_length=300, verbose_name='name (French)')),
                ('name_en', models.CharField(max_length=300, verbose_name='name (English)')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('kind', models.CharField(choices=[('awareness', 'Awareness campaign'), ('training', 'Training')], default='awareness', max_length=9, verbose_name='kind')),
                ('message_fr', models.TextField(blank=True, max_length=2000, verbose_name='message (French)')),
                ('message_en', models.TextField(blank=True, max_length=2000, verbose_name='message (English)')),
                ('starts_on', models.DateField(verbose_name='start')),
                ('ends_on', models.DateField(verbose_name='end')),
                ('goal', models.PositiveSmallIntegerField(default=60, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='participation wanted (%)')),
                ('sessions_needed', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='sessions to complete it')),
                ('cost', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='cost')),
                ('people', models.PositiveIntegerField(default=0, editable=False, verbose_name='people reached')),
                ('first_reached', models.PositiveIntegerField(default=0, editable=False, verbose_name='people whom no earlier campaign reached')),
                ('attendances', models.PositiveIntegerField(default=0, editable=False, verbose_name='attendances')),
                ('hours', models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=12, verbose_name='hours')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demonstration data')),
                ('search', models.GeneratedField(db_persist=True, expression=foundation.search.FoldedVector('code', 'name_fr', 'name_en'), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('indicator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='kpis.indicator', verbose_name='indicator')),
                ('initiative', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='campaigns', to='rse.initiative', verbose_name='initiative')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('themes', models.ManyToManyField(related_name='campaigns', to='rse.theme', verbose_name='themes')),
            ],
            options={
                'verbose_name': 'campaign',
                'verbose_name_plural': 'campaigns',
                'ordering': ['-starts_on', 'code'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='rse_campaign_search')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='rse_campaign_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('goal__gte', 1), ('goal__lte', 100)), name='rse_campaign_goal_is_a_share')],
            },
        ),
        migrations.CreateModel(
            name='CampaignGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('headcount', models.PositiveIntegerField(verbose_name='people')),
                ('reached', models.PositiveIntegerField(default=0, editable=False, verbose_name='people reached')),
                ('completed', models.PositiveIntegerField(default=0, editable=False, verbose_name='people who completed it')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='groups', to='rse.campaign', verbose_name='campaign')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.site', verbose_name='site')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisationunit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'part of the audience',
                'verbose_name_plural': 'audiences',
                'ordering': ['campaign', 'id'],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'unit', 'site'), name='rse_audience_once_per_place', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('headcount__gt', 0)), name='rse_audience_has_people')],
            },
        ),
        migrations.CreateModel(
            name='CampaignSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='day')),
                ('closes_on', models.DateField(verbose_name='sign-in until')),
                ('place', models.CharField(max_length=160, verbose_name='place')),
                ('hours', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='hours')),
                ('trainer', models.CharField(blank=True, max_length=120, verbose_name='trainer')),
                ('code', models.CharField(max_length=12, unique=True, verbose_name='join code')),
                ('attendances', models.PositiveIntegerField(default=0, editable=False, verbose_name='attendances')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='rse.campaign', verbose_name='campaign')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.site', verbose_name='site')),
            ],
            options={
                'verbose_name': 'session of a campaign',
                'verbose_name_plural': 'sessions of campaigns',
                'ordering': ['on', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('on'))), name='rse_session_closes_after_its_day'), models.CheckConstraint(condition=models.Q(('hours__gt', 0), ('hours__lte', 100)), name='rse_session_has_hours')],
            },
        ),
        migrations.CreateModel(
            name='Participation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(max_length=64, verbose_name='person (keyed hash)')),
                ('campaign', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rse.campaign', verbose_name='campaign')),
                ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rse.campaigngroup', verbose_name='part of the audience')),
                ('session', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rse.campaignsession', verbose_name='session')),
            ],
            options={
                'verbose_name': 'participation',
                'verbose_name_plural': 'participations',
                'indexes': [models.Index(fields=['campaign', 'person'], name='rse_partici_campaig_fb4299_idx'), models.Index(fields=['person', 'campaign'], name='rse_partici_person_43a35a_idx')],
                'constraints': [models.UniqueConstraint(fields=('session', 'person'), name='rse_person_counts_once_a_session')],
            },
        ),
        migrations.CreateModel(
            name='QuizQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('words_fr', models.CharField(max_length=300, verbose_name='question (French)')),
                ('words_en', models.CharField(max_length=300, verbose_name='question (English)')),
                ('options', models.JSONField(verbose_name='answers')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='rse.campaign', verbose_name='campaign')),
            ],
            options={
                'verbose_name': 'question of a quiz',
                'verbose_name_plural': 'questions of quizzes',
                'ordering': ['campaign', 'position'],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'position'), name='rse_quiz_one_question_a_position')],
            },
        ),
        migrations.CreateModel(
            name='QuizTake',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phase', models.CharField(choices=[('before', 'Before'), ('after', 'After')], max_length=6, verbose_name='when')),
                ('taker', models.CharField(max_length=64, verbose_name='person (keyed hash)')),
                ('right', models.PositiveSmallIntegerField(verbose_name='right answers')),
                ('asked', models.PositiveSmallIntegerField(verbose_name='questions')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='takes', to='rse.campaign', verbose_name='campaign')),
            ],
            options={
                'verbose_name': 'quiz filled in',
                'verbose_name_plural': 'quizzes filled in',
                'constraints': [models.UniqueConstraint(fields=('campaign', 'phase', 'taker'), name='rse_quiz_once_a_phase')],
            },
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_fr', models.CharField(max_length=300, verbose_name='name (French)')),
                ('name_en', models.CharField(max_length=300, verbose_name='name (English)')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('kind', models.CharField(choices=[('wellbeing', 'Well-being at work'), ('stakeholders', 'Satisfaction of stakeholders'), ('other', 'Other')], default='other', max_length=12, verbose_name='kind')),
                ('intro_fr', models.TextField(blank=True, max_length=1000, verbose_name='what it is for (French)')),
                ('intro_en', models.TextField(blank=True, max_length=1000, verbose_name='what it is for (English)')),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demonstration data')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'verbose_name': 'survey',
                'verbose_name_plural': 'surveys',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='SurveyQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('kind', models.CharField(choices=[('scale', 'From 1 to 5'), ('nps', 'Recommendation, from 0 to 10'), ('choice', 'One of several answers'), ('text', "Words of one's own")], max_length=6, verbose_name='kind')),
                ('words_fr', models.CharField(max_length=300, verbose_name='question (French)')),
                ('words_en', models.CharField(max_length=300, verbose_name='question (English)')),
                ('options', models.JSONField(blank=True, default=list, verbose_name='answers')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='rse.survey', verbose_name='survey')),
            ],
            options={
                'verbose_name': 'question of a survey',
                'verbose_name_plural': 'questions of surveys',
                'ordering': ['survey', 'position'],
                'constraints': [models.UniqueConstraint(fields=('survey', 'position'), name='rse_survey_one_question_a_position')],
            },
        ),
        migrations.CreateModel(
            name='SurveyWave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('opens_on', models.DateField(verbose_name='from')),
                ('closes_on', models.DateField(verbose_name='until')),
                ('goal', models.PositiveSmallIntegerField(default=60, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='answers wanted (%)')),
                ('state', models.CharField(choices=[('draft', 'In preparation'), ('open', 'Open'), ('closed', 'Closed')], default='draft', max_length=6, verbose_name='state')),
                ('links_drawn_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='links drawn at')),
                ('results', models.JSONField(blank=True, editable=False, null=True, verbose_name='results')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waves', to='rse.survey', verbose_name='survey')),
            ],
            options={
                'verbose_name': 'wave of a survey',
                'verbose_name_plural': 'waves of surveys',
                'ordering': ['survey', '-number'],
                'constraints': [models.UniqueConstraint(fields=('survey', 'number'), name='rse_survey_wave_numbered_once'), models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('opens_on'))), name='rse_wave_closes_after_it_opens')],
            },
        ),
        migrations.CreateModel(
            name='WaveGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('invited', models.PositiveIntegerField(verbose_name='people asked')),
                ('answered', models.PositiveIntegerField(default=0, editable=False, verbose_name='answers')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.site', verbose_name='site')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisationunit', verbose_name='unit')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='groups', to='rse.surveywave', verbose_name='wave')),
            ],
            options={
                'verbose_name': 'people asked',
                'verbose_name_plural': 'people asked',
                'ordering': ['wave', 'id'],
                'constraints': [models.UniqueConstraint(fields=('wave', 'unit', 'site'), name='rse_asked_once_per_place', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('answered__lte', models.F('invited'))), name='rse_no_more_answers_than_asked')],
            },
        ),
        migrations.CreateModel(
            name='SurveyToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True, verbose_name='hash')),
                ('used', models.BooleanField(default=False, verbose_name='used')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='rse.surveywave', verbose_name='wave')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rse.wavegroup', verbose_name='people asked')),
            ],
            options={
                'verbose_name': 'link to a survey',
                'verbose_name_plural': 'links to surveys',
            },
        ),
        migrations.CreateModel(
            name='SurveyAnswer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('values', models.JSONField(verbose_name='answers')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='rse.surveywave', verbose_name='wave')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rse.wavegroup', verbose_name='people asked')),
            ],
            options={
                'verbose_name': 'answer to a survey',
                'verbose_name_plural': 'answers to surveys',
            },
        ),
    ]
