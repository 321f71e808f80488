import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import foundation.search
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='StrategyTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_fr', models.CharField(max_length=300, verbose_name='name (French)')),
                ('name_en', models.CharField(max_length=300, verbose_name='name (English)')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
            ],
            options={
                'verbose_name': 'theme',
                'verbose_name_plural': 'themes',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='StrategicPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_fr', models.CharField(max_length=300, verbose_name='name (French)')),
                ('name_en', models.CharField(max_length=300, verbose_name='name (English)')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='code')),
                ('vision_fr', models.TextField(blank=True, verbose_name='vision (French)')),
                ('vision_en', models.TextField(blank=True, verbose_name='vision (English)')),
                ('mission_fr', models.TextField(blank=True, verbose_name='mission (French)')),
                ('mission_en', models.TextField(blank=True, verbose_name='mission (English)')),
                ('starts_on', models.DateField(verbose_name='starts')),
                ('ends_on', models.DateField(verbose_name='ends')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('active', 'Active'), ('closed', 'Closed')], default='draft', max_length=6, verbose_name='status')),
                ('currency', models.CharField(default='EUR', max_length=3, verbose_name='currency (ISO 4217)')),
                ('target_short', models.DecimalField(decimal_places=4, default='0.45', max_digits=5, verbose_name='share of money, short term')),
                ('target_medium', models.DecimalField(decimal_places=4, default='0.35', max_digits=5, verbose_name='share of money, medium term')),
                ('target_long', models.DecimalField(decimal_places=4, default='0.20', max_digits=5, verbose_name='share of money, long term')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demonstration data')),
            ],
            options={
                'verbose_name': 'strategic plan',
                'verbose_name_plural': 'strategic plans',
                'ordering': ['-starts_on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='strategy_plan_ends_after_it_starts'), models.UniqueConstraint(condition=models.Q(('status', 'active')), fields=('status',), name='strategy_one_active_plan'), models.CheckConstraint(condition=models.Q(('target_short__gte', 0), ('target_medium__gte', 0), ('target_long__gte', 0)), name='strategy_plan_targets_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='StrategicAxis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_fr', models.CharField(max_length=300, verbose_name='name (French)')),
                ('name_en', models.CharField(max_length=300, verbose_name='name (English)')),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('perspective', models.CharField(choices=[('finance', 'Finance'), ('customer', 'Customers'), ('process', 'Processes'), ('people', 'People and learning'), ('rse', 'CSR')], max_length=8, verbose_name='perspective')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='axes', to='strategy.strategicplan', verbose_name='plan')),
            ],
            options={
                'verbose_name': 'strategic axis',
                'verbose_name_plural': 'strategic axes',
                'ordering': ['plan', 'position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('plan', 'code'), name='strategy_axis_code_once_per_plan')],
            },
        ),
        migrations.CreateModel(
            name='PlanValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_fr', models.CharField(max_length=300, verbose_name='name (French)')),
                ('name_en', models.CharField(max_length=300, verbose_name='name (English)')),
                ('meaning_fr', models.TextField(blank=True, verbose_name='meaning (French)')),
                ('meaning_en', models.TextField(blank=True, verbose_name='meaning (English)')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='strategy.strategicplan', verbose_name='plan')),
            ],
            options={
                'verbose_name': 'value',
                'verbose_name_plural': 'values',
                'ordering': ['plan', 'position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='StrategicObjective',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_fr', models.CharField(max_length=300, verbose_name='name (French)')),
                ('name_en', models.CharField(max_length=300, verbose_name='name (English)')),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('why_fr', models.TextField(blank=True, verbose_name='why this objective (French)')),
                ('why_en', models.TextField(blank=True, verbose_name='why this objective (English)')),
                ('horizon', models.CharField(choices=[('short', 'Short term (12 months or less)'), ('medium', 'Medium term (13 to 36 months)'), ('long', 'Long term (more than 36 months)')], default='medium', max_length=6, verbose_name='horizon')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                ('external_source', models.CharField(blank=True, editable=False, max_length=80, verbose_name='came from')),
                ('external_id', models.CharField(blank=True, editable=False, max_length=200, verbose_name='number there')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demonstration data')),
                ('search', models.GeneratedField(db_persist=True, expression=foundation.search.FoldedVector('code', 'name_fr', 'name_en'), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('axis', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='objectives', to='strategy.strategicaxis', verbose_name='axis')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='owned_objectives', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='strategy.strategicobjective', verbose_name='part of')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objectives', to='strategy.strategicplan', verbose_name='plan')),
                ('tags', models.ManyToManyField(blank=True, related_name='objectives', to='strategy.strategytag', verbose_name='themes')),
            ],
            options={
                'verbose_name': 'strategic objective',
                'verbose_name_plural': 'strategic objectives',
                'ordering': ['plan', 'position', 'code'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='strategy_objective_search')],
                'constraints': [models.UniqueConstraint(fields=('plan', 'code'), name='strategy_objective_code_once_per_plan'), models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('plan', 'external_source', 'external_id'), name='strategy_objective_external_id_once'), models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='strategy_objective_not_its_own_parent')],
            },
        ),
        migrations.CreateModel(
            name='WeightSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='identity')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='recorded at')),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='superseded at')),
                ('removed', models.BooleanField(default=False, editable=False, verbose_name='removed')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('method', models.CharField(choices=[('classes', 'Three classes'), ('direct', 'Direct entry'), ('pairwise', 'Pairwise comparison')], max_length=8, verbose_name='method')),
                ('in_force_from', models.DateField(verbose_name='in force from')),
                ('consistency_ratio', models.FloatField(blank=True, null=True, verbose_name='consistency ratio')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='weight_sets', to='strategy.strategicplan', verbose_name='plan')),
                ('recorded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
            ],
            options={
                'verbose_name': 'weight set',
                'verbose_name_plural': 'weight sets',
                'ordering': ['plan', '-number'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('key',), name='strategy_weightset_one_current_version'), models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='strategy_weightset_superseded_after_recorded'), models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('plan', 'number'), name='strategy_weight_set_number'), models.CheckConstraint(condition=models.Q(('consistency_ratio__isnull', True), ('consistency_ratio__lt', 0.1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='strategy_inconsistent_weights_need_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='PairwiseJudgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ratio', models.FloatField(verbose_name='ratio')),
                ('left_axis', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='strategy.strategicaxis')),
                ('right_axis', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='strategy.strategicaxis')),
                ('left_objective', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='strategy.strategicobjective')),
                ('right_objective', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='strategy.strategicobjective')),
                ('weight_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='judgements', to='strategy.weightset', verbose_name='weight set')),
            ],
            options={
                'verbose_name': 'pairwise judgement',
                'verbose_name_plural': 'pairwise judgements',
                'constraints': [models.CheckConstraint(condition=models.Q(('ratio__gt', 0.11), ('ratio__lte', 9)), name='strategy_ratio_between_ninth_and_nine'), models.CheckConstraint(condition=models.Q(models.Q(('left_axis__isnull', False), ('left_objective__isnull', True), ('right_axis__isnull', False), ('right_objective__isnull', True)), models.Q(('left_axis__isnull', True), ('left_objective__isnull', False), ('right_axis__isnull', True), ('right_objective__isnull', False)), _connector='OR'), name='strategy_judgement_compares_like_with_like')],
            },
        ),
        migrations.CreateModel(
            name='ObjectiveWeight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight_class', models.PositiveSmallIntegerField(blank=True, choices=[(3, 'Major'), (2, 'Important'), (1, 'Useful')], null=True, verbose_name='class')),
                ('weight', models.FloatField(verbose_name='weight')),
                ('objective', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='weights', to='strategy.strategicobjective', verbose_name='objective')),
                ('weight_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='weights', to='strategy.weightset', verbose_name='weight set')),
            ],
            options={
                'verbose_name': 'objective weight',
                'verbose_name_plural': 'objective weights',
                'constraints': [models.UniqueConstraint(fields=('weight_set', 'objective'), name='strategy_one_weight_per_objective'), models.CheckConstraint(condition=models.Q(('weight__gte', 0), ('weight__lte', 1)), name='strategy_weight_between_0_and_1')],
            },
        ),
        migrations.CreateModel(
            name='ContributionLevel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.DecimalField(decimal_places=2, max_digits=3, verbose_name='level')),
                ('statement_fr', models.CharField(max_length=300, verbose_name='statement (French)')),
                ('statement_en', models.CharField(max_length=300, verbose_name='statement (English)')),
                ('objective', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='levels', to='strategy.strategicobjective', verbose_name='objective')),
            ],
            options={
                'verbose_name': 'contribution level',
                'verbose_name_plural': 'contribution levels',
                'ordering': ['objective', 'level'],
                'constraints': [models.UniqueConstraint(fields=('objective', 'level'), name='strategy_level_stated_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('level__in', ['0', '0.25', '0.5', '0.75', '1'])), name='strategy_level_is_one_of_five')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='weightset',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='a409e5042e49c95e7355af5427efda0f462f10e1', operation='DELETE', pgid='pgtrigger_no_delete_68aa2', table='strategy_weightset', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='weightset',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF OLD.superseded_at IS NULL AND NEW.superseded_at IS NOT NULL THEN\n                        OLD.superseded_at := NEW.superseded_at;\n                        IF OLD IS NOT DISTINCT FROM NEW THEN RETURN NEW; END IF;\n                    END IF;\n                    RAISE EXCEPTION 'append-only: rows of % are never edited, record a new version', TG_TABLE_NAME;\n                ", hash='2c62c79d71a36fbee41cd396c6ec62d5f0ae27b3', operation='UPDATE', pgid='pgtrigger_append_only_1380d', table='strategy_weightset', when='BEFORE')),
        ),
    ]
