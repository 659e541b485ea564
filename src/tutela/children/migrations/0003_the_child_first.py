import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import tutela.core.fields


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('children', '0002_identity_is_a_rule'),
        ('decisions', '0003_kinds_of_the_working_day'),
        ('organisations', '0003_assessment_promise'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'Open'), ('concluded', 'Concluded'), ('decided_against', 'Decided against')], default='open', max_length=16)),
                ('opened_at', models.DateTimeField()),
                ('opened_by_id', models.BigIntegerField(null=True)),
                ('why', models.CharField(blank=True, max_length=300, verbose_name='why it is made again')),
                ('outcome', models.CharField(blank=True, max_length=40)),
                ('outcome_words', models.CharField(blank=True, max_length=300)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by_id', models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-opened_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='AssessmentChangeevent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('changed_by', models.CharField(db_default=models.Func(models.Value('tutela.user'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=20, null=True)),
                ('changed_by_verb', models.CharField(db_default=models.Func(models.Value('tutela.verb'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=60, null=True)),
                ('id', models.BigIntegerField()),
                ('state', models.CharField(choices=[('open', 'Open'), ('concluded', 'Concluded'), ('decided_against', 'Decided against')], default='open', max_length=16)),
                ('opened_at', models.DateTimeField()),
                ('opened_by_id', models.BigIntegerField(null=True)),
                ('why', models.CharField(blank=True, max_length=300, verbose_name='why it is made again')),
                ('outcome', models.CharField(blank=True, max_length=40)),
                ('outcome_words', models.CharField(blank=True, max_length=300)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by_id', models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('capacity', models.CharField(max_length=40)),
                ('body', models.CharField(blank=True, max_length=120, verbose_name='organisation, in words')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='who')),
                ('since', tutela.core.fields.PartialDateField(blank=True, help_text='as much of the date as is known')),
                ('until', tutela.core.fields.PartialDateField(blank=True, help_text='as much of the date as is known')),
                ('source', models.CharField(max_length=120)),
                ('grading', models.CharField(blank=True, max_length=40)),
                ('added_at', models.DateTimeField()),
                ('added_by_id', models.BigIntegerField(null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by_id', models.BigIntegerField(blank=True, null=True)),
                ('end_words', models.CharField(blank=True, max_length=200, verbose_name='why it ended')),
            ],
            options={
                'ordering': ['-added_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='contact_has_a_source'), models.CheckConstraint(condition=models.Q(models.Q(('end_words', ''), ('ended_at__isnull', True)), models.Q(('ended_at__isnull', False), models.Q(('end_words', ''), _negated=True)), _connector='OR'), name='contact_ends_with_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='ContactChangeevent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('changed_by', models.CharField(db_default=models.Func(models.Value('tutela.user'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=20, null=True)),
                ('changed_by_verb', models.CharField(db_default=models.Func(models.Value('tutela.verb'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=60, null=True)),
                ('id', models.BigIntegerField()),
                ('capacity', models.CharField(max_length=40)),
                ('body', models.CharField(blank=True, max_length=120, verbose_name='organisation, in words')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='who')),
                ('since', tutela.core.fields.PartialDateField(blank=True, help_text='as much of the date as is known')),
                ('until', tutela.core.fields.PartialDateField(blank=True, help_text='as much of the date as is known')),
                ('source', models.CharField(max_length=120)),
                ('grading', models.CharField(blank=True, max_length=40)),
                ('added_at', models.DateTimeField()),
                ('added_by_id', models.BigIntegerField(null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by_id', models.BigIntegerField(blank=True, null=True)),
                ('end_words', models.CharField(blank=True, max_length=200, verbose_name='why it ended')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(max_length=40)),
                ('result', models.CharField(choices=[('need', 'Need found'), ('no_need', 'No need found'), ('not_yet_known', 'Not yet known')], max_length=16)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('source', models.CharField(max_length=120)),
                ('grading', models.CharField(blank=True, max_length=40)),
                ('done', models.CharField(blank=True, max_length=200, verbose_name='what is done')),
                ('said_by_id', models.BigIntegerField(null=True)),
                ('said_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-said_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('area__in', ['health', 'safety', 'family', 'education', 'therapy', 'as_a_witness', 'after_contact_over_the_internet', 'other'])), name='finding_area_is_of_the_typology'), models.CheckConstraint(condition=models.Q(('result__in', ['need', 'no_need', 'not_yet_known'])), name='finding_result_is_known'), models.CheckConstraint(condition=models.Q(('result', 'no_need'), models.Q(('words', ''), _negated=True), _connector='OR'), name='finding_has_words'), models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='finding_has_a_source')],
            },
        ),
        migrations.CreateModel(
            name='Whereabouts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(blank=True, max_length=2)),
                ('place', models.CharField(blank=True, max_length=60, verbose_name='place, in a few words')),
                ('state', models.CharField(choices=[('considered', 'Considered'), ('ruled_out', 'Ruled out'), ('confirmed', 'Confirmed')], max_length=10)),
                ('source', models.CharField(max_length=120)),
                ('grading', models.CharField(blank=True, max_length=40)),
                ('words', models.CharField(blank=True, max_length=200)),
                ('said_by_id', models.BigIntegerField(null=True)),
                ('said_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'whereabouts',
                'ordering': ['-said_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['considered', 'ruled_out', 'confirmed'])), name='whereabouts_state_is_known'), models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='whereabouts_have_a_source')],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='child',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='child',
            name='update_update',
        ),
        migrations.AddField(
            model_name='child',
            name='safeguarded_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='child',
            name='safeguarded_by_id',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='child',
            name='safeguarded_how',
            field=models.CharField(blank=True, db_default='', default='', max_length=40),
        ),
        migrations.AddField(
            model_name='child',
            name='safeguarded_words',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='childchangeevent',
            name='safeguarded_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='childchangeevent',
            name='safeguarded_by_id',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='childchangeevent',
            name='safeguarded_how',
            field=models.CharField(blank=True, db_default='', default='', max_length=40),
        ),
        migrations.AddField(
            model_name='childchangeevent',
            name='safeguarded_words',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='child',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "children_childchangeevent" ("birth_date", "countries", "created_at", "handler_id", "id", "identified_at", "identified_by_id", "identified_how", "identity", "is_restricted", "is_synthetic", "label", "name", "owner_basis", "owner_id", "owner_since", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "safeguarded_at", "safeguarded_by_id", "safeguarded_how", "safeguarded_words", "safety", "sex", "version") VALUES (NEW."birth_date", NEW."countries", NEW."created_at", NEW."handler_id", NEW."id", NEW."identified_at", NEW."identified_by_id", NEW."identified_how", NEW."identity", NEW."is_restricted", NEW."is_synthetic", NEW."label", NEW."name", NEW."owner_basis", NEW."owner_id", NEW."owner_since", NOW(), \'insert\', NEW."id", NEW."reference", NEW."safeguarded_at", NEW."safeguarded_by_id", NEW."safeguarded_how", NEW."safeguarded_words", NEW."safety", NEW."sex", NEW."version"); RETURN NULL;', hash='172ca734f098927f42845effc7131a2c7fe75412', operation='INSERT', pgid='pgtrigger_insert_insert_d8818', table='children_child', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='child',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."birth_date" IS DISTINCT FROM (NEW."birth_date") OR OLD."countries" IS DISTINCT FROM (NEW."countries") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."handler_id" IS DISTINCT FROM (NEW."handler_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."identified_at" IS DISTINCT FROM (NEW."identified_at") OR OLD."identified_by_id" IS DISTINCT FROM (NEW."identified_by_id") OR OLD."identified_how" IS DISTINCT FROM (NEW."identified_how") OR OLD."identity" IS DISTINCT FROM (NEW."identity") OR OLD."is_restricted" IS DISTINCT FROM (NEW."is_restricted") OR OLD."is_synthetic" IS DISTINCT FROM (NEW."is_synthetic") OR OLD."label" IS DISTINCT FROM (NEW."label") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."owner_basis" IS DISTINCT FROM (NEW."owner_basis") OR OLD."owner_since" IS DISTINCT FROM (NEW."owner_since") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."safeguarded_at" IS DISTINCT FROM (NEW."safeguarded_at") OR OLD."safeguarded_by_id" IS DISTINCT FROM (NEW."safeguarded_by_id") OR OLD."safeguarded_how" IS DISTINCT FROM (NEW."safeguarded_how") OR OLD."safeguarded_words" IS DISTINCT FROM (NEW."safeguarded_words") OR OLD."safety" IS DISTINCT FROM (NEW."safety") OR OLD."sex" IS DISTINCT FROM (NEW."sex") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "children_childchangeevent" ("birth_date", "countries", "created_at", "handler_id", "id", "identified_at", "identified_by_id", "identified_how", "identity", "is_restricted", "is_synthetic", "label", "name", "owner_basis", "owner_id", "owner_since", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "safeguarded_at", "safeguarded_by_id", "safeguarded_how", "safeguarded_words", "safety", "sex", "version") VALUES (NEW."birth_date", NEW."countries", NEW."created_at", NEW."handler_id", NEW."id", NEW."identified_at", NEW."identified_by_id", NEW."identified_how", NEW."identity", NEW."is_restricted", NEW."is_synthetic", NEW."label", NEW."name", NEW."owner_basis", NEW."owner_id", NEW."owner_since", NOW(), \'update\', NEW."id", NEW."reference", NEW."safeguarded_at", NEW."safeguarded_by_id", NEW."safeguarded_how", NEW."safeguarded_words", NEW."safety", NEW."sex", NEW."version"); RETURN NULL;', hash='e333db9e63a0e97fe6cc9a101e6b41719179df9c', operation='UPDATE', pgid='pgtrigger_update_update_7c384', table='children_child', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='child',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('safeguarded_at__isnull', True), ('safeguarded_how', ''), ('safeguarded_words', '')), models.Q(('identity', 'identified'), ('safeguarded_at__isnull', False), ('safety', 'safe'), models.Q(('safeguarded_how', ''), _negated=True)), _connector='OR'), name='safeguarded_is_identified_and_safe'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='assessor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='assessment',
            name='child',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='children.child'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='decision',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='decisions.decision'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='assessmentchangeevent',
            name='assessor',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='assessmentchangeevent',
            name='child',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='children.child'),
        ),
        migrations.AddField(
            model_name='assessmentchangeevent',
            name='decision',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='decisions.decision'),
        ),
        migrations.AddField(
            model_name='assessmentchangeevent',
            name='organisation',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='assessmentchangeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='change_events', to='children.assessment'),
        ),
        migrations.AddField(
            model_name='contact',
            name='child',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='children.child'),
        ),
        migrations.AddField(
            model_name='contact',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='contactchangeevent',
            name='child',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='children.child'),
        ),
        migrations.AddField(
            model_name='contactchangeevent',
            name='organisation',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='contactchangeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='change_events', to='children.contact'),
        ),
        migrations.AddField(
            model_name='finding',
            name='assessment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='children.assessment'),
        ),
        migrations.AddField(
            model_name='whereabouts',
            name='child',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='whereabouts', to='children.child'),
        ),
        migrations.AddField(
            model_name='whereabouts',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['child', '-opened_at', '-id'], name='assessment_of_child'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('child',), name='one_open_assessment_a_child'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision__isnull', True), ('ended_at__isnull', True), ('outcome', ''), ('state', 'open')), models.Q(('decision__isnull', True), ('ended_at__isnull', False), ('state', 'concluded'), models.Q(('outcome', ''), _negated=True)), models.Q(('decision__isnull', False), ('ended_at__isnull', False), ('outcome', ''), ('state', 'decided_against')), _connector='OR'), name='assessment_ends_with_an_outcome_or_a_decision'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "children_assessmentchangeevent" ("assessor_id", "child_id", "decision_id", "ended_at", "ended_by_id", "id", "opened_at", "opened_by_id", "organisation_id", "outcome", "outcome_words", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "why") VALUES (NEW."assessor_id", NEW."child_id", NEW."decision_id", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."opened_at", NEW."opened_by_id", NEW."organisation_id", NEW."outcome", NEW."outcome_words", NOW(), \'insert\', NEW."id", NEW."state", NEW."why"); RETURN NULL;', hash='5d43430fa95c56f6d52fa8e4d0f029643eb1c2b7', operation='INSERT', pgid='pgtrigger_insert_insert_fdcbd', table='children_assessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "children_assessmentchangeevent" ("assessor_id", "child_id", "decision_id", "ended_at", "ended_by_id", "id", "opened_at", "opened_by_id", "organisation_id", "outcome", "outcome_words", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "why") VALUES (NEW."assessor_id", NEW."child_id", NEW."decision_id", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."opened_at", NEW."opened_by_id", NEW."organisation_id", NEW."outcome", NEW."outcome_words", NOW(), \'update\', NEW."id", NEW."state", NEW."why"); RETURN NULL;', hash='2ae3226f4fd920acd2f69d545850a031a7054d79', operation='UPDATE', pgid='pgtrigger_update_update_8e90e', table='children_assessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessmentchangeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d9175a4a1ef60ac78893763788606206eaf124f4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_56b3c', table='children_assessmentchangeevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['child', '-added_at'], name='contact_of_child'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('body', ''), _negated=True), ('organisation__isnull', False), _connector='OR'), name='contact_is_somebody'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "children_contactchangeevent" ("added_at", "added_by_id", "body", "capacity", "child_id", "end_words", "ended_at", "ended_by_id", "grading", "id", "name", "organisation_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "source", "until") VALUES (NEW."added_at", NEW."added_by_id", NEW."body", NEW."capacity", NEW."child_id", NEW."end_words", NEW."ended_at", NEW."ended_by_id", NEW."grading", NEW."id", NEW."name", NEW."organisation_id", NOW(), \'insert\', NEW."id", NEW."since", NEW."source", NEW."until"); RETURN NULL;', hash='eb953a94f459289c89ed3a361476eedcd633e2d8', operation='INSERT', pgid='pgtrigger_insert_insert_a0682', table='children_contact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "children_contactchangeevent" ("added_at", "added_by_id", "body", "capacity", "child_id", "end_words", "ended_at", "ended_by_id", "grading", "id", "name", "organisation_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "source", "until") VALUES (NEW."added_at", NEW."added_by_id", NEW."body", NEW."capacity", NEW."child_id", NEW."end_words", NEW."ended_at", NEW."ended_by_id", NEW."grading", NEW."id", NEW."name", NEW."organisation_id", NOW(), \'update\', NEW."id", NEW."since", NEW."source", NEW."until"); RETURN NULL;', hash='752986fe0d927f2be6dc9f2fa8e8bd760476b2b4', operation='UPDATE', pgid='pgtrigger_update_update_ab279', table='children_contact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactchangeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cfd130d4382f7e9b47385673d1023abaef38725a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6dbb7', table='children_contactchangeevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['assessment', 'area', '-said_at', '-id'], name='finding_of_assessment'),
        ),
        migrations.AddIndex(
            model_name='whereabouts',
            index=models.Index(fields=['child', '-said_at', '-id'], name='whereabouts_of_child'),
        ),
        migrations.AddConstraint(
            model_name='whereabouts',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('country', ''), _negated=True), ('organisation__isnull', False), _connector='OR'), name='whereabouts_are_somewhere'),
        ),
    ]
