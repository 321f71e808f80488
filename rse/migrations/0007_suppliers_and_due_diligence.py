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
        ('accounts', '__first__'),
        ('attachments', '0001_initial'),
        ('rse', '0006_raters_are_persons'),
    ]

    operations = [
        migrations.CreateModel(
            name='Supplier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('tier', models.PositiveSmallIntegerField(default=1, verbose_name='tier')),
                ('country', models.CharField(max_length=2, verbose_name='country')),
                ('spend_share', models.DecimalField(blank=True, decimal_places=6, max_digits=7, null=True, verbose_name='share of spend')),
                ('staff', models.PositiveIntegerField(blank=True, null=True, verbose_name='employees')),
                ('contact', models.EmailField(blank=True, max_length=254, verbose_name='contact')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demonstration data')),
                ('inherent', models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='inherent risk')),
                ('residual', models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='residual risk')),
                ('assessed_on', models.DateField(editable=False, null=True, verbose_name='assessed on')),
                ('worst', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='gravest finding that is open')),
                ('open_actions', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='corrective actions that are open')),
                ('due_on', models.DateField(editable=False, null=True, verbose_name='next deadline')),
                ('search', models.GeneratedField(db_persist=True, expression=foundation.search.FoldedVector('code', 'name'), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('sort_name', models.GeneratedField(db_persist=True, expression=foundation.search.Folded('name'), output_field=models.TextField())),
                ('buyer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='suppliers', to=settings.AUTH_USER_MODEL, verbose_name='buyer')),
            ],
            options={
                'verbose_name': 'supplier',
                'verbose_name_plural': 'suppliers',
                'ordering': ['sort_name', 'id'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='rse_supplier_search'), models.Index(fields=['sort_name', 'id'], name='rse_supplier_by_name'), models.Index(fields=['residual', 'inherent'], name='rse_supplier_by_risk')],
                'constraints': [models.CheckConstraint(condition=models.Q(('tier__gte', 1), ('tier__lte', 9)), name='rse_tier_from_one_to_nine'), models.CheckConstraint(condition=models.Q(('spend_share__isnull', True), models.Q(('spend_share__gte', 0), ('spend_share__lte', 1)), _connector='OR'), name='rse_spend_is_a_share')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='identity')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='recorded at')),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='superseded at')),
                ('removed', models.BooleanField(default=False, editable=False, verbose_name='removed')),
                ('title', models.CharField(max_length=200, verbose_name='finding')),
                ('description', models.TextField(blank=True, max_length=2000, verbose_name='what was found')),
                ('severity', models.CharField(choices=[('minor', 'Minor'), ('major', 'Major'), ('severe', 'Severe')], max_length=6, verbose_name='severity')),
                ('human_rights', models.BooleanField(default=False, verbose_name='concerns human rights')),
                ('found_on', models.DateField(verbose_name='found on')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason of the withdrawal')),
                ('evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attachments.attachment', verbose_name='evidence')),
                ('recorded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rse.theme', verbose_name='theme')),
                ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='rse.supplier', verbose_name='supplier')),
            ],
            options={
                'verbose_name': 'finding',
                'verbose_name_plural': 'findings',
                'abstract': False,
                'indexes': [models.Index(fields=['supplier', 'recorded_at'], name='rse_finding_supplie_750de4_idx'), models.Index(condition=models.Q(('removed', False), ('superseded_at__isnull', True)), fields=['severity'], name='rse_finding_by_severity')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('key',), name='rse_finding_one_current_version'), models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='rse_finding_superseded_after_recorded')],
            },
        ),
        migrations.CreateModel(
            name='DueDiligence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='identity')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='recorded at')),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='superseded at')),
                ('removed', models.BooleanField(default=False, editable=False, verbose_name='removed')),
                ('inherent', models.PositiveSmallIntegerField(verbose_name='inherent risk')),
                ('residual', models.PositiveSmallIntegerField(verbose_name='residual risk')),
                ('assessed_on', models.DateField(verbose_name='assessed on')),
                ('assessor', models.CharField(max_length=200, verbose_name='assessor')),
                ('rationale', models.TextField(max_length=2000, verbose_name='why')),
                ('recorded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='rse.supplier', verbose_name='supplier')),
            ],
            options={
                'verbose_name': 'due-diligence assessment',
                'verbose_name_plural': 'due-diligence assessments',
                'abstract': False,
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('key',), name='rse_duediligence_one_current_version'), models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='rse_duediligence_superseded_after_recorded'), models.CheckConstraint(condition=models.Q(('inherent__gte', 1), ('inherent__lte', 5), ('residual__gte', 1), ('residual__lte', 5)), name='rse_risks_from_one_to_five'), models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('supplier',), name='rse_supplier_assessed_once')],
            },
        ),
        migrations.CreateModel(
            name='CorrectiveAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='identity')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='recorded at')),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='superseded at')),
                ('removed', models.BooleanField(default=False, editable=False, verbose_name='removed')),
                ('finding_key', models.UUIDField(verbose_name='finding')),
                ('what', models.CharField(max_length=500, verbose_name='corrective action')),
                ('due_on', models.DateField(verbose_name='deadline')),
                ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='open', max_length=6, verbose_name='state')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('outcome', models.TextField(blank=True, max_length=2000, verbose_name='what was verified')),
                ('evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attachments.attachment', verbose_name='evidence')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='followed by')),
                ('recorded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrective_actions', to='rse.supplier', verbose_name='supplier')),
            ],
            options={
                'verbose_name': 'corrective action',
                'verbose_name_plural': 'corrective actions',
                'abstract': False,
                'indexes': [models.Index(fields=['finding_key'], name='rse_correct_finding_d59b2f_idx'), models.Index(fields=['supplier', 'recorded_at'], name='rse_correct_supplie_40bdbe_idx'), models.Index(condition=models.Q(('removed', False), ('state', 'open'), ('superseded_at__isnull', True)), fields=['due_on'], name='rse_correction_open_by_day')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('key',), name='rse_correctiveaction_one_current_version'), models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='rse_correctiveaction_superseded_after_recorded'), models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(('closed_on__isnull', False), ('evidence__isnull', False)), _connector='OR'), name='rse_correction_is_closed_with_evidence')],
            },
        ),
        migrations.CreateModel(
            name='SupplierFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('read_at', models.DateTimeField(verbose_name='read at')),
                ('rows', models.JSONField(default=list, verbose_name='rows')),
                ('problems', models.JSONField(default=list, verbose_name='problems')),
                ('wrong', models.PositiveIntegerField(default=0, verbose_name='lines left out')),
                ('applied_at', models.DateTimeField(null=True, verbose_name='recorded at')),
                ('outcome', models.JSONField(default=dict, verbose_name='outcome')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
            ],
            options={
                'verbose_name': 'file of suppliers',
                'verbose_name_plural': 'files of suppliers',
                'ordering': ['-id'],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='a4c2cdb79168a07cbf817b95ad52cb47051aa216', operation='DELETE', pgid='pgtrigger_no_delete_5de69', table='rse_finding', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF OLD.superseded_at IS NULL AND NEW.superseded_at IS NOT NULL THEN\n                        OLD.superseded_at := NEW.superseded_at;\n                        IF OLD IS NOT DISTINCT FROM NEW THEN RETURN NEW; END IF;\n                    END IF;\n                    RAISE EXCEPTION 'append-only: rows of % are never edited, record a new version', TG_TABLE_NAME;\n                ", hash='179e5b18e3ef723cbac098a82fffb23abddf5465', operation='UPDATE', pgid='pgtrigger_append_only_f1daa', table='rse_finding', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='duediligence',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='4c23908826465abaac9929099abf663a233effc1', operation='DELETE', pgid='pgtrigger_no_delete_974d5', table='rse_duediligence', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='duediligence',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF OLD.superseded_at IS NULL AND NEW.superseded_at IS NOT NULL THEN\n                        OLD.superseded_at := NEW.superseded_at;\n                        IF OLD IS NOT DISTINCT FROM NEW THEN RETURN NEW; END IF;\n                    END IF;\n                    RAISE EXCEPTION 'append-only: rows of % are never edited, record a new version', TG_TABLE_NAME;\n                ", hash='36dadeb8ba19184e935f5249d4e7d774a769ca49', operation='UPDATE', pgid='pgtrigger_append_only_72569', table='rse_duediligence', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correctiveaction',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='0453f8206172417b8da09602ac9e95608d3f2c03', operation='DELETE', pgid='pgtrigger_no_delete_5b96f', table='rse_correctiveaction', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correctiveaction',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF OLD.superseded_at IS NULL AND NEW.superseded_at IS NOT NULL THEN\n                        OLD.superseded_at := NEW.superseded_at;\n                        IF OLD IS NOT DISTINCT FROM NEW THEN RETURN NEW; END IF;\n                    END IF;\n                    RAISE EXCEPTION 'append-only: rows of % are never edited, record a new version', TG_TABLE_NAME;\n                ", hash='b5f67979cc7be5bf5e89d83456bad7302d26a671', operation='UPDATE', pgid='pgtrigger_append_only_42f8a', table='rse_correctiveaction', when='BEFORE')),
        ),
    ]
