import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('rse', '0008_targets_have_a_context'),
    ]

    operations = [
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handle', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('code_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('subject', models.CharField(choices=[('human_rights', 'Human rights'), ('safety', 'Health and safety'), ('environment', 'Environment'), ('integrity', 'Corruption or fraud'), ('harassment', 'Harassment or discrimination'), ('other', 'Something else')], max_length=12, verbose_name='what it is about')),
                ('about', models.CharField(blank=True, max_length=200, verbose_name='company, site or team')),
                ('text', models.TextField(max_length=10000, verbose_name='what happens')),
                ('received_at', models.DateTimeField(verbose_name='received at')),
                ('state', models.CharField(choices=[('received', 'Received'), ('looked_into', 'Being looked into'), ('closed', 'Closed')], default='received', max_length=11, verbose_name='state')),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demonstration data')),
                ('reporter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reported by')),
            ],
            options={
                'verbose_name': 'confidential alert',
                'verbose_name_plural': 'confidential alerts',
                'ordering': ['-received_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='AlertMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=10000, verbose_name='message')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='rse.alert', verbose_name='alert')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'message about an alert',
                'verbose_name_plural': 'messages about alerts',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='AlertReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('named_at', models.DateTimeField(verbose_name='named at')),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='rse.alert', verbose_name='alert')),
                ('named_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='named by')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'reader of an alert',
                'verbose_name_plural': 'readers of alerts',
                'ordering': ['named_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('alert', 'user'), name='rse_alert_reader_named_once')],
            },
        ),
        migrations.CreateModel(
            name='AlertRecipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(verbose_name='since')),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'recipient of alerts',
                'verbose_name_plural': 'recipients of alerts',
                'ordering': ['since', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('user',), name='rse_recipient_named_once')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertmessage',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1cd128b9a330c809189dacbea1963d371c652e27', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0fe70', table='rse_alertmessage', when='BEFORE')),
        ),
    ]
