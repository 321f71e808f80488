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

    dependencies = [
        ('accounts', '0005_one_login_in_words'),
        ('accounts', '__first__'),
        ('attachments', '0001_initial'),
        ('rse', '0009_confidential_alerts'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='identity')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='recorded at')),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='superseded at')),
                ('removed', models.BooleanField(default=False, editable=False, verbose_name='removed')),
                ('statement_fr', models.CharField(max_length=500, verbose_name='statement (French)')),
                ('statement_en', models.CharField(max_length=500, verbose_name='statement (English)')),
                ('channel', models.CharField(max_length=200, verbose_name='where it is said')),
                ('period_from', models.DateField(verbose_name='figures from')),
                ('period_to', models.DateField(verbose_name='figures until')),
                ('expires_on', models.DateField(verbose_name='holds until')),
                ('reviewed_on', models.DateField(blank=True, null=True, verbose_name='reviewed on')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason of the withdrawal')),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demonstration data')),
                ('evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attachments.attachment', verbose_name='evidence')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('recorded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('reviewer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewed by')),
            ],
            options={
                'verbose_name': 'public claim',
                'verbose_name_plural': 'public claims',
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('superseded_at__isnull', True)), fields=['expires_on'], name='rse_claim_by_expiry')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('key',), name='rse_publicclaim_one_current_version'), models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='rse_publicclaim_superseded_after_recorded'), models.CheckConstraint(condition=models.Q(('period_to__gte', models.F('period_from'))), name='rse_claim_period_in_order'), models.CheckConstraint(condition=models.Q(('reviewed_on__isnull', True), ('evidence__isnull', False), _connector='OR'), name='rse_claim_reviewed_with_evidence')],
            },
        ),
        migrations.CreateModel(
            name='WasteRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='identity')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='recorded at')),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='superseded at')),
                ('removed', models.BooleanField(default=False, editable=False, verbose_name='removed')),
                ('month', models.DateField(verbose_name='month')),
                ('stream', models.CharField(choices=[('wood', 'Wood'), ('cardboard', 'Cardboard and paper'), ('plastic', 'Plastics'), ('metal', 'Metals'), ('furniture', 'Returned furniture'), ('mineral', 'Rubble and plaster'), ('hazardous', 'Hazardous waste'), ('mixed', 'Mixed waste')], max_length=10, verbose_name='stream')),
                ('treatment', models.CharField(choices=[('reuse', 'Reuse'), ('recycling', 'Recycling'), ('compost', 'Compost'), ('energy', 'Burnt with energy recovered'), ('burnt', 'Burnt'), ('landfill', 'Landfill')], max_length=10, verbose_name='treatment')),
                ('tonnes', models.FloatField(verbose_name='tonnes')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason of the correction')),
                ('recorded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.site', verbose_name='site')),
            ],
            options={
                'verbose_name': 'waste of a month',
                'verbose_name_plural': 'waste by month',
                'abstract': False,
                'indexes': [models.Index(fields=['month', 'site'], name='rse_wastere_month_7fea10_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('key',), name='rse_wasterecord_one_current_version'), models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='rse_wasterecord_superseded_after_recorded'), models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('site', 'month', 'stream', 'treatment'), name='rse_waste_entered_once'), models.CheckConstraint(condition=models.Q(('tonnes__gte', 0)), name='rse_waste_is_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='LocalProject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_fr', models.CharField(max_length=300, verbose_name='name (French)')),
                ('name_en', models.CharField(max_length=300, verbose_name='name (English)')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('territory', models.CharField(max_length=120, verbose_name='territory')),
                ('partner', models.CharField(blank=True, max_length=200, verbose_name='partner')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('active', 'Active'), ('done', 'Done'), ('stopped', 'Stopped')], default='active', max_length=7, verbose_name='state')),
                ('starts_on', models.DateField(verbose_name='start')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='end')),
                ('budget', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='budget')),
                ('beneficiaries', models.PositiveIntegerField(default=0, verbose_name='beneficiaries')),
                ('volunteer_hours', models.PositiveIntegerField(default=0, verbose_name='volunteer hours')),
                ('counted', models.CharField(blank=True, max_length=80, verbose_name='what is counted')),
                ('planned', models.PositiveIntegerField(blank=True, null=True, verbose_name='planned')),
                ('achieved', models.PositiveIntegerField(blank=True, null=True, verbose_name='achieved')),
                ('outcome', models.TextField(blank=True, max_length=2000, verbose_name='what came of it')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demonstration data')),
                ('search', models.GeneratedField(db_persist=True, expression=foundation.search.FoldedVector('code', 'name_fr', 'name_en', 'territory', 'partner'), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('initiative', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='local_projects', to='rse.initiative', verbose_name='initiative')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'verbose_name': 'local project',
                'verbose_name_plural': 'local projects',
                'ordering': ['-starts_on', 'code'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='rse_local_project_search')],
            },
        ),
        migrations.CreateModel(
            name='MaterialRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='identity')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='recorded at')),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='superseded at')),
                ('removed', models.BooleanField(default=False, editable=False, verbose_name='removed')),
                ('month', models.DateField(verbose_name='month')),
                ('material', models.CharField(choices=[('wood', 'Wood'), ('paper', 'Paper and packaging'), ('plastic', 'Plastics'), ('metal', 'Metals'), ('textile', 'Textiles')], max_length=10, verbose_name='material')),
                ('tonnes', models.FloatField(verbose_name='tonnes')),
                ('recycled', models.FloatField(default=0, verbose_name='of which recycled')),
                ('certified', models.FloatField(default=0, verbose_name='of which certified')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason of the correction')),
                ('recorded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.site', verbose_name='site')),
            ],
            options={
                'verbose_name': 'materials of a month',
                'verbose_name_plural': 'materials by month',
                'abstract': False,
                'indexes': [models.Index(fields=['month', 'site'], name='rse_materia_month_7f3934_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('key',), name='rse_materialrecord_one_current_version'), models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='rse_materialrecord_superseded_after_recorded'), models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('site', 'month', 'material'), name='rse_material_entered_once'), models.CheckConstraint(condition=models.Q(('certified__gte', 0), ('certified__lte', models.F('tonnes')), ('recycled__gte', 0), ('recycled__lte', models.F('tonnes'))), name='rse_parts_of_a_material_within_it')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='materialrecord',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='b1b0fd3b773e55b5bec3d5c27f8f69f24c13c5f3', operation='DELETE', pgid='pgtrigger_no_delete_66c21', table='rse_materialrecord', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='materialrecord',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF OLD.superseded_at IS NULL AND NEW.superseded_at IS NOT NULL THEN\n                        OLD.superseded_at := NEW.superseded_at;\n                        IF OLD IS NOT DISTINCT FROM NEW THEN RETURN NEW; END IF;\n                    END IF;\n                    RAISE EXCEPTION 'append-only: rows of % are never edited, record a new version', TG_TABLE_NAME;\n                ", hash='3c63f0ba9eb74595edd4450a831c04d6915ff6ac', operation='UPDATE', pgid='pgtrigger_append_only_a8731', table='rse_materialrecord', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publicclaim',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='5d9cba52198974fc754deabb222973444b338b2d', operation='DELETE', pgid='pgtrigger_no_delete_085f9', table='rse_publicclaim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publicclaim',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF OLD.superseded_at IS NULL AND NEW.superseded_at IS NOT NULL THEN\n                        OLD.superseded_at := NEW.superseded_at;\n                        IF OLD IS NOT DISTINCT FROM NEW THEN RETURN NEW; END IF;\n                    END IF;\n                    RAISE EXCEPTION 'append-only: rows of % are never edited, record a new version', TG_TABLE_NAME;\n                ", hash='ddcf05b480e7df608d7e6c3bfc07ef57aac8ec82', operation='UPDATE', pgid='pgtrigger_append_only_ebccf', table='rse_publicclaim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='wasterecord',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='394f73cc992ecb157b26a08a30557c7808e11e09', operation='DELETE', pgid='pgtrigger_no_delete_0bafd', table='rse_wasterecord', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='wasterecord',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF OLD.superseded_at IS NULL AND NEW.superseded_at IS NOT NULL THEN\n                        OLD.superseded_at := NEW.superseded_at;\n                        IF OLD IS NOT DISTINCT FROM NEW THEN RETURN NEW; END IF;\n                    END IF;\n                    RAISE EXCEPTION 'append-only: rows of % are never edited, record a new version', TG_TABLE_NAME;\n                ", hash='d724de23284397526f2d745b7989fd1a941c7499', operation='UPDATE', pgid='pgtrigger_append_only_0a1c4', table='rse_wasterecord', when='BEFORE')),
        ),
    ]
