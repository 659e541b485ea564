import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('organisations', '0002_agreements_of_two_sides'),
    ]

    operations = [
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=10)),
                ('subject_id', models.BigIntegerField()),
                ('subject_reference', models.CharField(max_length=20)),
                ('what', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=24)),
                ('template', models.CharField(blank=True, max_length=40)),
                ('for_role', models.CharField(blank=True, choices=[('intake_officer', 'Intake officer'), ('investigator', 'Investigator'), ('examiner', 'Examiner'), ('analyst', 'Analyst'), ('manager', 'Manager'), ('welfare_officer', 'Welfare officer'), ('researcher', 'Researcher'), ('auditor', 'Auditor'), ('administrator', 'Administrator'), ('partner', 'Partner')], max_length=20)),
                ('origin_kind', models.CharField(blank=True, max_length=20)),
                ('origin_id', models.BigIntegerField(blank=True, null=True)),
                ('given_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('declined', 'Given back'), ('cancelled', 'Cancelled')], default='open', max_length=10)),
                ('outcome', models.CharField(blank=True, max_length=24)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('showed', models.CharField(blank=True, max_length=500)),
                ('asked', models.CharField(blank=True, max_length=300)),
                ('changed_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('assignee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['subject_kind', 'subject_id', 'given_at'], name='task_of_subject'), models.Index(condition=models.Q(('state', 'open')), fields=['organisation', 'due_at', 'id'], name='task_open_of_organisation'), models.Index(condition=models.Q(('state', 'open')), fields=['assignee', 'due_at', 'id'], name='task_open_of_person'), models.Index(fields=['organisation', '-given_at', '-id'], name='task_of_organisation'), models.Index(fields=['giver', '-given_at', '-id'], name='task_given_by'), models.Index(condition=models.Q(('state', 'open')), fields=['due_at', 'id'], name='task_due'), models.Index(condition=models.Q(('origin_kind', ''), _negated=True), fields=['origin_kind', 'origin_id'], name='task_of_origin')],
                'constraints': [models.CheckConstraint(condition=models.Q(('subject_kind__in', ('report', 'case', 'child'))), name='task_subject_kind'), models.CheckConstraint(condition=models.Q(models.Q(('what', ''), _negated=True), models.Q(('kind', ''), _negated=True)), name='task_says_what'), models.CheckConstraint(condition=models.Q(models.Q(('origin_id__isnull', True), ('origin_kind', '')), models.Q(models.Q(('origin_kind', ''), _negated=True), ('origin_id__isnull', False)), _connector='OR'), name='task_origin_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('outcome', ''), ('reason', ''), ('state', 'open')), models.Q(('ended_at__isnull', False), ('reason', ''), ('state', 'done'), models.Q(('outcome', ''), _negated=True)), models.Q(('ended_at__isnull', False), ('outcome', ''), ('state', 'declined'), models.Q(('reason', ''), _negated=True)), models.Q(('ended_at__isnull', False), ('outcome', ''), ('reason', ''), ('state', 'cancelled'), models.Q(('words', ''), _negated=True)), _connector='OR'), name='task_state_follows'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'identification'), ('state', 'done'), _negated=True), models.Q(models.Q(('words', ''), _negated=True), models.Q(('asked', ''), _negated=True)), _connector='OR'), name='identification_says_what_was_tried'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('given_at')), _connector='OR'), name='task_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='TaskChangeevent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('changed_by_verb', models.CharField(db_default=models.Func(models.Value('tutela.verb'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=60, null=True)),
                ('id', models.BigIntegerField()),
                ('subject_kind', models.CharField(max_length=10)),
                ('subject_id', models.BigIntegerField()),
                ('subject_reference', models.CharField(max_length=20)),
                ('what', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=24)),
                ('template', models.CharField(blank=True, max_length=40)),
                ('for_role', models.CharField(blank=True, choices=[('intake_officer', 'Intake officer'), ('investigator', 'Investigator'), ('examiner', 'Examiner'), ('analyst', 'Analyst'), ('manager', 'Manager'), ('welfare_officer', 'Welfare officer'), ('researcher', 'Researcher'), ('auditor', 'Auditor'), ('administrator', 'Administrator'), ('partner', 'Partner')], max_length=20)),
                ('origin_kind', models.CharField(blank=True, max_length=20)),
                ('origin_id', models.BigIntegerField(blank=True, null=True)),
                ('given_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('declined', 'Given back'), ('cancelled', 'Cancelled')], default='open', max_length=10)),
                ('outcome', models.CharField(blank=True, max_length=24)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('showed', models.CharField(blank=True, max_length=500)),
                ('asked', models.CharField(blank=True, max_length=300)),
                ('changed_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('assignee', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('giver', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.organisation')),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.organisation')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='change_events', to='tasks.task')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Told',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('due_soon', 'Due soon'), ('overdue', 'Overdue')], max_length=10)),
                ('due_at', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('people', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='told', to='tasks.task')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('task', 'due_at', 'stage'), name='task_told_once_a_stage')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='task',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tasks_taskchangeevent" ("asked", "assignee_id", "changed_at", "changed_by_id", "due_at", "ended_at", "for_role", "given_at", "given_by_id", "giver_id", "id", "kind", "organisation_id", "origin_id", "origin_kind", "outcome", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "showed", "state", "subject_id", "subject_kind", "subject_reference", "template", "version", "what", "words") VALUES (NEW."asked", NEW."assignee_id", NEW."changed_at", NEW."changed_by_id", NEW."due_at", NEW."ended_at", NEW."for_role", NEW."given_at", NEW."given_by_id", NEW."giver_id", NEW."id", NEW."kind", NEW."organisation_id", NEW."origin_id", NEW."origin_kind", NEW."outcome", NOW(), \'insert\', NEW."id", NEW."reason", NEW."showed", NEW."state", NEW."subject_id", NEW."subject_kind", NEW."subject_reference", NEW."template", NEW."version", NEW."what", NEW."words"); RETURN NULL;', hash='c28c04349ca71356ae5cfdf3a176d76f421eb76d', operation='INSERT', pgid='pgtrigger_insert_insert_e2e86', table='tasks_task', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='task',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "tasks_taskchangeevent" ("asked", "assignee_id", "changed_at", "changed_by_id", "due_at", "ended_at", "for_role", "given_at", "given_by_id", "giver_id", "id", "kind", "organisation_id", "origin_id", "origin_kind", "outcome", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "showed", "state", "subject_id", "subject_kind", "subject_reference", "template", "version", "what", "words") VALUES (NEW."asked", NEW."assignee_id", NEW."changed_at", NEW."changed_by_id", NEW."due_at", NEW."ended_at", NEW."for_role", NEW."given_at", NEW."given_by_id", NEW."giver_id", NEW."id", NEW."kind", NEW."organisation_id", NEW."origin_id", NEW."origin_kind", NEW."outcome", NOW(), \'update\', NEW."id", NEW."reason", NEW."showed", NEW."state", NEW."subject_id", NEW."subject_kind", NEW."subject_reference", NEW."template", NEW."version", NEW."what", NEW."words"); RETURN NULL;', hash='4e7abb968ee0556946720fd2c4a703aa20b66ac7', operation='UPDATE', pgid='pgtrigger_update_update_705e1', table='tasks_task', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='taskchangeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e9c0ab9423a9ea8c7b026ab35c837778e98b2e75', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_edec3', table='tasks_taskchangeevent', when='BEFORE')),
        ),
    ]
