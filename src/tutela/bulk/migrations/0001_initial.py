import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0004_counts_for_all_processes'),
        ('accounts', '__first__'),
        ('organisations', '0003_assessment_promise'),
    ]

    operations = [
        migrations.CreateModel(
            name='BulkAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('state', models.CharField(choices=[('prepared', 'Waiting for your word'), ('running', 'Being assigned'), ('done', 'Assigned'), ('undone', 'Undone')], default='prepared', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('handler', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['membership', '-made_at'], name='bulk_of_membership')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ('report', 'case', 'child'))), name='bulk_kind'), models.CheckConstraint(condition=models.Q(('state', 'prepared'), ('handler__isnull', False), _connector='OR'), name='bulk_assigned_to_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('state__in', ['prepared', 'running'])), models.Q(('done_at__isnull', False), ('state__in', ['done', 'undone'])), _connector='OR'), name='bulk_done_has_a_moment')],
            },
        ),
        migrations.CreateModel(
            name='BulkProgress',
            fields=[
                ('bulk', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='progress', serialize=False, to='bulk.bulkassignment')),
                ('done', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='BulkItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_id', models.BigIntegerField()),
                ('subject_reference', models.CharField(max_length=20)),
                ('before_id', models.BigIntegerField(blank=True, null=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('assigned', 'Assigned'), ('left', 'Left as it was'), ('undone', 'As before again')], default='waiting', max_length=10)),
                ('why', models.CharField(blank=True, max_length=40)),
                ('bulk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='bulk.bulkassignment')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('bulk', 'subject_id'), name='bulk_item_once')],
            },
        ),
    ]
