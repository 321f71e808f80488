import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('portfolio', '0002_nothing_published_yet'),
    ]

    operations = [
        migrations.AddField(
            model_name='project',
            name='is_confidential',
            field=models.BooleanField(default=False, help_text='Seen only by its lead, its sponsor and its members; absent from the totals others see.', verbose_name='confidential'),
        ),
        migrations.AddField(
            model_name='statusreport',
            name='benefits_health',
            field=models.CharField(blank=True, choices=[('green', 'On track'), ('amber_green', 'Rather on track'), ('amber', 'Watch'), ('amber_red', 'Rather off track'), ('red', 'Off track')], max_length=11, verbose_name='benefits'),
        ),
        migrations.AddField(
            model_name='statusreport',
            name='change_health',
            field=models.CharField(blank=True, choices=[('green', 'On track'), ('amber_green', 'Rather on track'), ('amber', 'Watch'), ('amber_red', 'Rather off track'), ('red', 'Off track')], max_length=11, verbose_name='change'),
        ),
        migrations.AddField(
            model_name='statusreport',
            name='computed',
            field=models.JSONField(blank=True, default=dict, verbose_name='computed when published'),
        ),
        migrations.AddField(
            model_name='statusreport',
            name='cost_health',
            field=models.CharField(blank=True, choices=[('green', 'On track'), ('amber_green', 'Rather on track'), ('amber', 'Watch'), ('amber_red', 'Rather off track'), ('red', 'Off track')], max_length=11, verbose_name='cost'),
        ),
        migrations.AddField(
            model_name='statusreport',
            name='done',
            field=models.TextField(blank=True, max_length=5000, verbose_name='done'),
        ),
        migrations.AddField(
            model_name='statusreport',
            name='forecast_at_completion',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='forecast at completion'),
        ),
        migrations.AddField(
            model_name='statusreport',
            name='help_needed',
            field=models.TextField(blank=True, max_length=5000, verbose_name='help needed'),
        ),
        migrations.AddField(
            model_name='statusreport',
            name='kind',
            field=models.CharField(choices=[('report', 'Report'), ('unchanged', 'Nothing changed'), ('correction', 'Correction')], default='report', max_length=10, verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='statusreport',
            name='next_steps',
            field=models.TextField(blank=True, max_length=5000, verbose_name='next'),
        ),
        migrations.AddField(
            model_name='statusreport',
            name='payload_hash',
            field=models.CharField(blank=True, editable=False, max_length=64, verbose_name='hash of what was published'),
        ),
        migrations.AddField(
            model_name='statusreport',
            name='reason',
            field=models.TextField(blank=True, verbose_name='reason of the correction'),
        ),
        migrations.AddField(
            model_name='statusreport',
            name='risk_health',
            field=models.CharField(blank=True, choices=[('green', 'On track'), ('amber_green', 'Rather on track'), ('amber', 'Watch'), ('amber_red', 'Rather off track'), ('red', 'Off track')], max_length=11, verbose_name='risk'),
        ),
        migrations.AddField(
            model_name='statusreport',
            name='rse_health',
            field=models.CharField(blank=True, choices=[('green', 'On track'), ('amber_green', 'Rather on track'), ('amber', 'Watch'), ('amber_red', 'Rather off track'), ('red', 'Off track')], max_length=11, verbose_name='CSR'),
        ),
        migrations.AddField(
            model_name='statusreport',
            name='schedule_health',
            field=models.CharField(blank=True, choices=[('green', 'On track'), ('amber_green', 'Rather on track'), ('amber', 'Watch'), ('amber_red', 'Rather off track'), ('red', 'Off track')], max_length=11, verbose_name='schedule'),
        ),
        migrations.AddField(
            model_name='statusreport',
            name='scope_health',
            field=models.CharField(blank=True, choices=[('green', 'On track'), ('amber_green', 'Rather on track'), ('amber', 'Watch'), ('amber_red', 'Rather off track'), ('red', 'Off track')], max_length=11, verbose_name='scope'),
        ),
        migrations.AddField(
            model_name='statusreport',
            name='token',
            field=models.UUIDField(blank=True, editable=False, null=True, unique=True, verbose_name='token of the form'),
        ),
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('kind', models.CharField(choices=[('seen', 'Read'), ('question', 'Question')], max_length=8, verbose_name='kind')),
                ('text', models.TextField(blank=True, max_length=2000, verbose_name='question')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='portfolio.statusreport', verbose_name='report')),
            ],
            options={
                'verbose_name': 'acknowledgement',
                'verbose_name_plural': 'acknowledgements',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ActionItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='identity')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='recorded at')),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='superseded at')),
                ('removed', models.BooleanField(default=False, editable=False, verbose_name='removed')),
                ('title', models.CharField(max_length=300, verbose_name='what is asked')),
                ('due_on', models.DateField(verbose_name='by')),
                ('state', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('dropped', 'No longer needed')], default='open', max_length=7, verbose_name='state')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='action_items', to=settings.AUTH_USER_MODEL, verbose_name='of whom')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='action_items', to='portfolio.project', verbose_name='project')),
                ('recorded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
            ],
            options={
                'verbose_name': 'action item',
                'verbose_name_plural': 'action items',
                'abstract': False,
                'indexes': [models.Index(fields=['project'], name='portfolio_a_project_098eb1_idx'), models.Index(condition=models.Q(('state', 'open'), ('superseded_at__isnull', True)), fields=['owner', 'due_on'], name='portfolio_action_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('key',), name='portfolio_actionitem_one_current_version'), models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='portfolio_actionitem_superseded_after_recorded')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='identity')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='recorded at')),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='superseded at')),
                ('removed', models.BooleanField(default=False, editable=False, verbose_name='removed')),
                ('title', models.CharField(max_length=200, verbose_name='decision')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='wanted by')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('taken', 'Taken'), ('dropped', 'No longer needed')], default='waiting', max_length=7, verbose_name='state')),
                ('outcome', models.TextField(blank=True, verbose_name='what was decided')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='decided on')),
                ('decider', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who decides')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='portfolio.project', verbose_name='project')),
                ('recorded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
                'abstract': False,
                'indexes': [models.Index(fields=['project'], name='portfolio_d_project_e1cfd1_idx'), models.Index(condition=models.Q(('state', 'waiting'), ('superseded_at__isnull', True)), fields=['decider', 'due_on'], name='portfolio_decision_waiting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('key',), name='portfolio_decision_one_current_version'), models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='portfolio_decision_superseded_after_recorded'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'taken'), _negated=True), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_on__isnull', False)), _connector='OR'), name='portfolio_taken_decision_says_what_and_when')],
            },
        ),
        migrations.CreateModel(
            name='StatusDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.JSONField(default=dict, verbose_name='content')),
                ('saved_at', models.DateTimeField(verbose_name='saved at')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='portfolio.project', verbose_name='project')),
            ],
            options={
                'verbose_name': 'draft',
                'verbose_name_plural': 'drafts',
                'constraints': [models.UniqueConstraint(fields=('project', 'author'), name='portfolio_one_draft_per_author')],
            },
        ),
        migrations.CreateModel(
            name='Win',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('text_fr', models.CharField(max_length=300, verbose_name='the news (French)')),
                ('text_en', models.CharField(max_length=300, verbose_name='the news (English)')),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demonstration data')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wins', to='portfolio.project', verbose_name='project')),
            ],
            options={
                'verbose_name': 'win',
                'verbose_name_plural': 'wins',
                'ordering': ['-id'],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='acknowledgement',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c8de30ba61859aa473ec05ed0f225279ab2c6189', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_76bd3', table='portfolio_acknowledgement', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actionitem',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='15ae5c5ee241e2224c3878f56821655c620edd1e', operation='DELETE', pgid='pgtrigger_no_delete_64f41', table='portfolio_actionitem', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actionitem',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF OLD.superseded_at IS NULL AND NEW.superseded_at IS NOT NULL THEN\n                        OLD.superseded_at := NEW.superseded_at;\n                        IF OLD IS NOT DISTINCT FROM NEW THEN RETURN NEW; END IF;\n                    END IF;\n                    RAISE EXCEPTION 'append-only: rows of % are never edited, record a new version', TG_TABLE_NAME;\n                ", hash='549aca17d2a2c9a2472ff2aab20aab23b220b12d', operation='UPDATE', pgid='pgtrigger_append_only_ecf8f', table='portfolio_actionitem', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='de03d8c0817684f5e070413a91be7a30e96e32b0', operation='DELETE', pgid='pgtrigger_no_delete_76d0e', table='portfolio_decision', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF OLD.superseded_at IS NULL AND NEW.superseded_at IS NOT NULL THEN\n                        OLD.superseded_at := NEW.superseded_at;\n                        IF OLD IS NOT DISTINCT FROM NEW THEN RETURN NEW; END IF;\n                    END IF;\n                    RAISE EXCEPTION 'append-only: rows of % are never edited, record a new version', TG_TABLE_NAME;\n                ", hash='5c00e174b7ec2cf0a70a4a5ccd940b7392562a8f', operation='UPDATE', pgid='pgtrigger_append_only_42dec', table='portfolio_decision', when='BEFORE')),
        ),
    ]
