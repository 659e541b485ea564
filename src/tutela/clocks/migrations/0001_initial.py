import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=10)),
                ('subject_id', models.BigIntegerField()),
                ('subject_reference', models.CharField(max_length=20)),
                ('kind', models.CharField(choices=[('receipt', 'Receipt owed'), ('progress', 'Progress owed'), ('outcome', 'Outcome owed'), ('acceptance', 'Acceptance awaited'), ('review', 'Review due'), ('assessment', 'Assessment of needs due'), ('urgent', 'Specific concern: acceptance at once')], max_length=12)),
                ('started_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('paused_at', models.DateTimeField(blank=True, null=True)),
                ('met_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_reason', models.CharField(blank=True, max_length=40)),
                ('answerable', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('owed_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['subject_kind', 'subject_id'], name='clock_of_subject'), models.Index(condition=models.Q(('ended_at__isnull', True), ('met_at__isnull', True)), fields=['answerable', 'due_at'], name='clock_running'), models.Index(fields=['owed_to', '-started_at'], name='clock_owed_to')],
                'constraints': [models.CheckConstraint(condition=models.Q(('subject_kind__in', ('report', 'case', 'child'))), name='clock_subject_kind'), models.CheckConstraint(condition=models.Q(('due_at__gte', models.F('started_at'))), name='clock_due_after_start'), models.CheckConstraint(condition=models.Q(('met_at__isnull', True), ('ended_at__isnull', True), _connector='OR'), name='clock_met_or_ended'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('met_at__isnull', True)), fields=('subject_kind', 'subject_id', 'kind'), name='one_running_clock_of_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(max_length=40)),
                ('words', models.CharField(blank=True, max_length=200)),
                ('paused_by_id', models.BigIntegerField(null=True)),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pauses', to='clocks.clock')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('clock',), name='paused_once_at_a_time'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='pause_has_a_reason')],
            },
        ),
    ]
