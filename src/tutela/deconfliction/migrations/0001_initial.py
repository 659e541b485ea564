import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0003_assessment_promise'),
        ('register', '0002_standing_in_the_history'),
    ]

    operations = [
        migrations.CreateModel(
            name='Lookout',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('position', models.BigIntegerField(default=0)),
                ('too_common', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=160, unique=True)),
                ('kind', models.CharField(choices=[('same_series', 'The same series'), ('same_file', 'The same file'), ('near_file', 'Files that look alike'), ('same_identifier', 'The same identifier'), ('same_external_report', 'The same report at its source'), ('solved_still_worked', 'Solved, and still worked on'), ('identified', 'Child identified'), ('identification_withdrawn', 'Identification withdrawn'), ('open_again', 'Open again'), ('news', 'News of what you met'), ('worked_by_nobody', 'Worked on by nobody')], max_length=24)),
                ('made_at', models.DateTimeField()),
                ('other_series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.series')),
                ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.series')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('other_series__isnull', False)), fields=['other_series'], name='alert_of_other')],
            },
        ),
        migrations.CreateModel(
            name='AlertTo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('same_series', 'The same series'), ('same_file', 'The same file'), ('near_file', 'Files that look alike'), ('same_identifier', 'The same identifier'), ('same_external_report', 'The same report at its source'), ('solved_still_worked', 'Solved, and still worked on'), ('identified', 'Child identified'), ('identification_withdrawn', 'Identification withdrawn'), ('open_again', 'Open again'), ('news', 'News of what you met'), ('worked_by_nobody', 'Worked on by nobody')], max_length=24)),
                ('reason', models.CharField(choices=[('met_yours', 'They met files of a series that you answer for.'), ('you_met', 'You met files of a series that they answer for.'), ('two_series', 'The same files are in a series of yours and in one of theirs.'), ('met_held', 'They met files that you hold.'), ('you_met_held', 'You met files that they hold.'), ('ask', 'What you met is known. They decide what they say of it.'), ('alike', 'A file of yours and one of theirs look alike. They are not the same until a person says so.'), ('alike_ask', 'A file of yours looks like one that is known. They decide what they say of it.'), ('same_value', 'A record of yours and one of theirs have the same identifier.'), ('same_number', 'A report of yours and one of theirs have the same number at their source.'), ('solved_met_yours', 'They met files of a series of yours that is solved.'), ('solved', 'You work on files of a series that is solved.'), ('identified', 'The children of a series that you met are identified.'), ('safeguarded', 'The children of a series that you met are identified and safeguarded.'), ('not_safeguarded', 'A child of a series that you met is no longer safeguarded.'), ('withdrawn', 'The identification of a child of a series that you met was wrong.'), ('another_child', 'A series that you met concerns another child, who is not identified yet.'), ('news', 'There is news of something that you met. They decide what they say of it.'), ('nobody_series', 'Several services meet this series, and nobody works on it.'), ('nobody_child', 'Nobody works on finding out who this child is.'), ('claim_it', 'You meet a series on which nobody works. Whoever wants to can claim it.')], max_length=20)),
                ('may_say', models.CharField(choices=[('series', 'The reference of the series, how far its children are known, and where you met it.'), ('yours_to_decide', 'What you hold is yours: they may not know of it, and you decide what you say.'), ('file', 'That you have the file, and where you met it.'), ('value', 'The reference of your own record, and the value that both have. You know nothing of their record.'), ('only_ask', 'Only the reference of your own record, and that you ask. You know nothing more.'), ('own', 'The reference of your own record.')], max_length=16)),
                ('subject_kind', models.CharField(blank=True, max_length=10)),
                ('subject_id', models.BigIntegerField(blank=True, null=True)),
                ('subject_reference', models.CharField(blank=True, max_length=20)),
                ('exhibit', models.CharField(blank=True, max_length=60)),
                ('identifier_id', models.BigIntegerField(blank=True, null=True)),
                ('distance', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='bits in which the nearest two differ')),
                ('count', models.PositiveIntegerField(default=1, verbose_name='how often it was met')),
                ('told_at', models.DateTimeField()),
                ('last_at', models.DateTimeField(verbose_name='met last')),
                ('take_by', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('new', 'New'), ('acknowledged', 'Acknowledged'), ('acted_on', 'Acted on'), ('dismissed', 'Dismissed'), ('solved', 'Solved: the child is identified'), ('overtaken', 'Overtaken by what happened since')], default='new', max_length=12)),
                ('before_solved', models.CharField(blank=True, max_length=12)),
                ('action', models.CharField(blank=True, max_length=40)),
                ('grounds', models.CharField(blank=True, max_length=40)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('changed_at', models.DateTimeField()),
                ('by_id', models.BigIntegerField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('alert', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='told', to='deconfliction.alert')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('other', models.ForeignKey(blank=True, db_index=False, help_text='whom to telephone', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('other_series', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.series')),
                ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.series')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'take_by', '-last_at', '-id'], name='alert_list'), models.Index(condition=models.Q(('take_by__isnull', False)), fields=['take_by'], name='alert_not_taken'), models.Index(fields=['subject_kind', 'subject_id'], name='alert_about_subject')],
                'constraints': [models.UniqueConstraint(fields=('alert', 'organisation'), name='told_of_a_thing_once'), models.CheckConstraint(condition=models.Q(models.Q(('subject_id__isnull', True), ('subject_kind', ''), ('subject_reference', '')), models.Q(('subject_id__isnull', False), ('subject_kind__in', ('report', 'case', 'child', 'series')), models.Q(('subject_reference', ''), _negated=True)), _connector='OR'), name='alert_subject_is_whole'), models.CheckConstraint(condition=models.Q(('other', models.F('organisation')), _negated=True), name='nobody_telephones_themselves'), models.CheckConstraint(condition=models.Q(models.Q(('action', ''), ('grounds', ''), ('state', 'new'), ('take_by__isnull', False)), models.Q(('action', ''), ('grounds', ''), ('state__in', ['acknowledged', 'solved', 'overtaken']), ('take_by__isnull', True)), models.Q(('grounds', ''), ('state', 'acted_on'), ('take_by__isnull', True), models.Q(('action', ''), _negated=True)), models.Q(('action', ''), ('state', 'dismissed'), ('take_by__isnull', True), models.Q(('grounds', ''), _negated=True), models.Q(('words', ''), _negated=True)), _connector='OR'), name='alert_state_follows'), models.CheckConstraint(condition=models.Q(('before_solved', ''), models.Q(('before_solved__in', ['new', 'acknowledged']), ('state', 'solved')), _connector='OR'), name='solved_stood_otherwise_before')],
            },
        ),
        migrations.CreateModel(
            name='AlertToChangeevent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('changed_by', models.CharField(db_default=models.Func(models.Value('tutela.user'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=20, null=True)),
                ('changed_by_verb', models.CharField(db_default=models.Func(models.Value('tutela.verb'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=60, null=True)),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('same_series', 'The same series'), ('same_file', 'The same file'), ('near_file', 'Files that look alike'), ('same_identifier', 'The same identifier'), ('same_external_report', 'The same report at its source'), ('solved_still_worked', 'Solved, and still worked on'), ('identified', 'Child identified'), ('identification_withdrawn', 'Identification withdrawn'), ('open_again', 'Open again'), ('news', 'News of what you met'), ('worked_by_nobody', 'Worked on by nobody')], max_length=24)),
                ('reason', models.CharField(choices=[('met_yours', 'They met files of a series that you answer for.'), ('you_met', 'You met files of a series that they answer for.'), ('two_series', 'The same files are in a series of yours and in one of theirs.'), ('met_held', 'They met files that you hold.'), ('you_met_held', 'You met files that they hold.'), ('ask', 'What you met is known. They decide what they say of it.'), ('alike', 'A file of yours and one of theirs look alike. They are not the same until a person says so.'), ('alike_ask', 'A file of yours looks like one that is known. They decide what they say of it.'), ('same_value', 'A record of yours and one of theirs have the same identifier.'), ('same_number', 'A report of yours and one of theirs have the same number at their source.'), ('solved_met_yours', 'They met files of a series of yours that is solved.'), ('solved', 'You work on files of a series that is solved.'), ('identified', 'The children of a series that you met are identified.'), ('safeguarded', 'The children of a series that you met are identified and safeguarded.'), ('not_safeguarded', 'A child of a series that you met is no longer safeguarded.'), ('withdrawn', 'The identification of a child of a series that you met was wrong.'), ('another_child', 'A series that you met concerns another child, who is not identified yet.'), ('news', 'There is news of something that you met. They decide what they say of it.'), ('nobody_series', 'Several services meet this series, and nobody works on it.'), ('nobody_child', 'Nobody works on finding out who this child is.'), ('claim_it', 'You meet a series on which nobody works. Whoever wants to can claim it.')], max_length=20)),
                ('may_say', models.CharField(choices=[('series', 'The reference of the series, how far its children are known, and where you met it.'), ('yours_to_decide', 'What you hold is yours: they may not know of it, and you decide what you say.'), ('file', 'That you have the file, and where you met it.'), ('value', 'The reference of your own record, and the value that both have. You know nothing of their record.'), ('only_ask', 'Only the reference of your own record, and that you ask. You know nothing more.'), ('own', 'The reference of your own record.')], max_length=16)),
                ('subject_kind', models.CharField(blank=True, max_length=10)),
                ('subject_id', models.BigIntegerField(blank=True, null=True)),
                ('subject_reference', models.CharField(blank=True, max_length=20)),
                ('exhibit', models.CharField(blank=True, max_length=60)),
                ('identifier_id', models.BigIntegerField(blank=True, null=True)),
                ('distance', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='bits in which the nearest two differ')),
                ('told_at', models.DateTimeField()),
                ('take_by', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('new', 'New'), ('acknowledged', 'Acknowledged'), ('acted_on', 'Acted on'), ('dismissed', 'Dismissed'), ('solved', 'Solved: the child is identified'), ('overtaken', 'Overtaken by what happened since')], default='new', max_length=12)),
                ('before_solved', models.CharField(blank=True, max_length=12)),
                ('action', models.CharField(blank=True, max_length=40)),
                ('grounds', models.CharField(blank=True, max_length=40)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('changed_at', models.DateTimeField()),
                ('by_id', models.BigIntegerField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('alert', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='deconfliction.alert')),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.organisation')),
                ('other', models.ForeignKey(blank=True, db_constraint=False, help_text='whom to telephone', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.organisation')),
                ('other_series', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='register.series')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='change_events', to='deconfliction.alertto')),
                ('series', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='register.series')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=32)),
                ('alert', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='deconfliction.alert')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place', 'alert'), name='place_of_alert_once')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertto',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "deconfliction_alerttochangeevent" ("action", "alert_id", "before_solved", "by_id", "changed_at", "distance", "exhibit", "grounds", "id", "identifier_id", "kind", "may_say", "organisation_id", "other_id", "other_series_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "series_id", "state", "subject_id", "subject_kind", "subject_reference", "take_by", "told_at", "version", "words") VALUES (NEW."action", NEW."alert_id", NEW."before_solved", NEW."by_id", NEW."changed_at", NEW."distance", NEW."exhibit", NEW."grounds", NEW."id", NEW."identifier_id", NEW."kind", NEW."may_say", NEW."organisation_id", NEW."other_id", NEW."other_series_id", NOW(), \'insert\', NEW."id", NEW."reason", NEW."series_id", NEW."state", NEW."subject_id", NEW."subject_kind", NEW."subject_reference", NEW."take_by", NEW."told_at", NEW."version", NEW."words"); RETURN NULL;', hash='f2fd205372875f7ceb6f1faa16911f39ba650b5f', operation='INSERT', pgid='pgtrigger_insert_insert_20e3b', table='deconfliction_alertto', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertto',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."action" IS DISTINCT FROM (NEW."action") OR OLD."alert_id" IS DISTINCT FROM (NEW."alert_id") OR OLD."before_solved" IS DISTINCT FROM (NEW."before_solved") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."distance" IS DISTINCT FROM (NEW."distance") OR OLD."exhibit" IS DISTINCT FROM (NEW."exhibit") OR OLD."grounds" IS DISTINCT FROM (NEW."grounds") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."identifier_id" IS DISTINCT FROM (NEW."identifier_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."may_say" IS DISTINCT FROM (NEW."may_say") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."other_id" IS DISTINCT FROM (NEW."other_id") OR OLD."other_series_id" IS DISTINCT FROM (NEW."other_series_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."series_id" IS DISTINCT FROM (NEW."series_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."subject_id" IS DISTINCT FROM (NEW."subject_id") OR OLD."subject_kind" IS DISTINCT FROM (NEW."subject_kind") OR OLD."subject_reference" IS DISTINCT FROM (NEW."subject_reference") OR OLD."take_by" IS DISTINCT FROM (NEW."take_by") OR OLD."told_at" IS DISTINCT FROM (NEW."told_at") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."words" IS DISTINCT FROM (NEW."words"))', func='INSERT INTO "deconfliction_alerttochangeevent" ("action", "alert_id", "before_solved", "by_id", "changed_at", "distance", "exhibit", "grounds", "id", "identifier_id", "kind", "may_say", "organisation_id", "other_id", "other_series_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "series_id", "state", "subject_id", "subject_kind", "subject_reference", "take_by", "told_at", "version", "words") VALUES (NEW."action", NEW."alert_id", NEW."before_solved", NEW."by_id", NEW."changed_at", NEW."distance", NEW."exhibit", NEW."grounds", NEW."id", NEW."identifier_id", NEW."kind", NEW."may_say", NEW."organisation_id", NEW."other_id", NEW."other_series_id", NOW(), \'update\', NEW."id", NEW."reason", NEW."series_id", NEW."state", NEW."subject_id", NEW."subject_kind", NEW."subject_reference", NEW."take_by", NEW."told_at", NEW."version", NEW."words"); RETURN NULL;', hash='d38973787119400643aca2b67001a69567fbd41b', operation='UPDATE', pgid='pgtrigger_update_update_16596', table='deconfliction_alertto', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alerttochangeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='92905089c87211060e670ee11c50dcd6d704af26', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8ebe7', table='deconfliction_alerttochangeevent', when='BEFORE')),
        ),
    ]
