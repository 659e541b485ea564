import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('organisations', '0003_assessment_promise'),
    ]

    operations = [
        migrations.CreateModel(
            name='Disposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=10)),
                ('subject_id', models.BigIntegerField()),
                ('subject_reference', models.CharField(max_length=20)),
                ('state', models.CharField(choices=[('proposed', 'Waiting for a second person'), ('approved', 'Approved; waiting time runs'), ('refused', 'Not approved'), ('stopped', 'Stopped'), ('overtaken', 'Overtaken by another owner'), ('carried_out', 'Disposed of')], default='proposed', max_length=12)),
                ('category', models.CharField(max_length=40)),
                ('months', models.PositiveSmallIntegerField()),
                ('closed_at', models.DateTimeField()),
                ('runs_from', models.DateTimeField()),
                ('kept_until', models.DateTimeField()),
                ('words', models.CharField(blank=True, max_length=300)),
                ('proposed_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision_words', models.CharField(blank=True, max_length=300)),
                ('not_before', models.DateTimeField(blank=True, null=True)),
                ('approval_written_at', models.DateTimeField(blank=True, null=True)),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('stop_words', models.CharField(blank=True, max_length=300)),
                ('stopped_by_hold', models.BooleanField(default=False)),
                ('carried_out_at', models.DateTimeField(blank=True, null=True)),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 over what was removed')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stopped_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'state', '-proposed_at', '-id'], name='disposal_of_organisation'), models.Index(fields=['subject_kind', 'subject_id'], name='disposal_of_subject'), models.Index(condition=models.Q(('state', 'approved')), fields=['not_before'], name='disposal_to_carry_out')],
                'constraints': [models.CheckConstraint(condition=models.Q(('subject_kind__in', ('report', 'case', 'child'))), name='disposal_subject_kind'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='disposal_approved_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'carried_out']), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('not_before__gt', models.F('decided_at'))), _connector='OR'), name='disposal_waits_after_approval'), models.CheckConstraint(condition=models.Q(('kept_until__lte', models.F('proposed_at'))), name='disposal_after_the_time_to_be_kept'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'carried_out'), _negated=True), models.Q(('carried_out_at__isnull', False), ('words', ''), models.Q(('digest', ''), _negated=True)), _connector='OR'), name='disposal_leaves_a_digest_and_no_words'), models.UniqueConstraint(condition=models.Q(('state__in', ['proposed', 'approved'])), fields=('subject_kind', 'subject_id'), name='one_open_disposal')],
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=10)),
                ('subject_id', models.BigIntegerField()),
                ('subject_reference', models.CharField(max_length=20)),
                ('grounds', models.CharField(max_length=40)),
                ('words', models.CharField(max_length=300)),
                ('since', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('lift_words', models.CharField(blank=True, max_length=300)),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['subject_kind', 'subject_id'], name='hold_on_subject'), models.Index(condition=models.Q(('lifted_at__isnull', True)), fields=['since'], name='hold_that_stands')],
                'constraints': [models.CheckConstraint(condition=models.Q(('subject_kind__in', ('report', 'case', 'child'))), name='hold_subject_kind'), models.CheckConstraint(condition=models.Q(models.Q(('grounds', ''), _negated=True), models.Q(('words', ''), _negated=True)), name='hold_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('lift_words', ''), ('lifted_at__isnull', True), ('lifted_by__isnull', True)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False), models.Q(('lift_words', ''), _negated=True)), _connector='OR'), name='hold_lifted_by_somebody_in_words'), models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('subject_kind', 'subject_id', 'grounds'), name='held_once_on_a_ground')],
            },
        ),
        migrations.CreateModel(
            name='KeepingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(max_length=40)),
                ('months', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('words', models.CharField(max_length=300)),
                ('set_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'category', '-id'], name='keeping_rule_that_counts')],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='keeping_rule_says_why'), models.CheckConstraint(condition=models.Q(('months__isnull', True), ('months__gte', 1), _connector='OR'), name='keeping_rule_is_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Removed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('table', models.CharField(max_length=63)),
                ('is_emptied', models.BooleanField(default=False)),
                ('rows', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('disposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='removed', to='retention.disposal')),
            ],
            options={
                'verbose_name_plural': 'removed',
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('disposal', 'position'), name='removed_once_a_table')],
            },
        ),
        migrations.CreateModel(
            name='Stayed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=10)),
                ('subject_id', models.BigIntegerField()),
                ('subject_reference', models.CharField(max_length=20)),
                ('disposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stayed', to='retention.disposal')),
            ],
            options={
                'verbose_name_plural': 'stayed',
                'indexes': [models.Index(fields=['subject_kind', 'subject_id'], name='stayed_subject')],
            },
        ),
    ]
