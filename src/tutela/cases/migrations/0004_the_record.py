import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_list_by_due'),
        ('children', '0002_identity_is_a_rule'),
    ]

    operations = [
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=40)),
                ('values', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('number', models.PositiveIntegerField(blank=True, null=True)),
                ('date', models.CharField(blank=True, max_length=10)),
                ('nature', models.CharField(choices=[('fact', 'Fact'), ('inference', 'Inference'), ('opinion', 'Opinion')], default='fact', max_length=10)),
                ('source', models.CharField(max_length=120)),
                ('grading', models.CharField(blank=True, max_length=20)),
                ('at', models.DateTimeField()),
                ('by_id', models.BigIntegerField(null=True)),
                ('replaced_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('date', ''), ('number__isnull', True), ('values__len__gt', 0)), models.Q(('date', ''), ('number__isnull', False), ('values', []), ('words', '')), models.Q(('number__isnull', True), ('values', []), ('words', ''), models.Q(('date', ''), _negated=True)), models.Q(('date', ''), ('number__isnull', True), ('values', []), models.Q(('words', ''), _negated=True)), _connector='OR'), name='answer_is_one_thing'), models.CheckConstraint(condition=models.Q(('date', ''), ('date__regex', '^\\d{4}(-\\d{2}(-\\d{2})?)?$'), _connector='OR'), name='answer_date_stays_partial'), models.CheckConstraint(condition=models.Q(models.Q(('values__contains', ['other']), _negated=True), models.Q(('words', ''), _negated=True), _connector='OR'), name='answer_other_has_words'), models.CheckConstraint(condition=models.Q(models.Q(('values__contains', ['not_yet_known']), _negated=True), models.Q(('values', ['not_yet_known']), ('words', '')), _connector='OR'), name='answer_not_known_stands_alone')],
            },
        ),
        migrations.CreateModel(
            name='Identifier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12)),
                ('raw', models.CharField(max_length=400, verbose_name='as it was written')),
                ('value', models.CharField(max_length=2083)),
                ('source', models.CharField(blank=True, max_length=120)),
                ('added_at', models.DateTimeField()),
                ('added_by_id', models.BigIntegerField(null=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('is_synthetic', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(models.F('kind'), django.db.models.functions.text.MD5('value'), name='case_identifier_value')],
            },
        ),
        migrations.CreateModel(
            name='IdentifierChangeevent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('changed_by', models.CharField(db_default=models.Func(models.Value('tutela.user'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=20, null=True)),
                ('changed_by_verb', models.CharField(db_default=models.Func(models.Value('tutela.verb'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=60, null=True)),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=12)),
                ('raw', models.CharField(max_length=400, verbose_name='as it was written')),
                ('value', models.CharField(max_length=2083)),
                ('source', models.CharField(blank=True, max_length=120)),
                ('added_at', models.DateTimeField()),
                ('added_by_id', models.BigIntegerField(null=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('is_synthetic', models.BooleanField(default=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('kind_words', models.CharField(blank=True, max_length=120, verbose_name='other, with words')),
                ('country', models.CharField(blank=True, max_length=2)),
                ('area', models.CharField(blank=True, max_length=80)),
                ('since', models.CharField(blank=True, max_length=10)),
                ('source', models.CharField(blank=True, max_length=120)),
                ('added_at', models.DateTimeField()),
                ('added_by_id', models.BigIntegerField(null=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('is_synthetic', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('since', ''), ('since__regex', '^\\d{4}(-\\d{2}(-\\d{2})?)?$'), _connector='OR'), name='place_since_stays_partial'), models.CheckConstraint(condition=models.Q(models.Q(('country', ''), _negated=True), models.Q(('area', ''), _negated=True), _connector='OR'), name='place_says_where')],
            },
        ),
        migrations.CreateModel(
            name='PlaceChangeevent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('changed_by', models.CharField(db_default=models.Func(models.Value('tutela.user'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=20, null=True)),
                ('changed_by_verb', models.CharField(db_default=models.Func(models.Value('tutela.verb'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=60, null=True)),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=40)),
                ('kind_words', models.CharField(blank=True, max_length=120, verbose_name='other, with words')),
                ('country', models.CharField(blank=True, max_length=2)),
                ('area', models.CharField(blank=True, max_length=80)),
                ('since', models.CharField(blank=True, max_length=10)),
                ('source', models.CharField(blank=True, max_length=120)),
                ('added_at', models.DateTimeField()),
                ('added_by_id', models.BigIntegerField(null=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('is_synthetic', models.BooleanField(default=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='answer',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='cases.case'),
        ),
        migrations.AddField(
            model_name='answer',
            name='child',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='children.child'),
        ),
        migrations.AddField(
            model_name='answer',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='cases.person'),
        ),
        migrations.AddField(
            model_name='identifier',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identifiers', to='cases.case'),
        ),
        migrations.AddField(
            model_name='identifier',
            name='child',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='children.child'),
        ),
        migrations.AddField(
            model_name='identifier',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='identifiers', to='cases.person'),
        ),
        migrations.AddField(
            model_name='identifierchangeevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case'),
        ),
        migrations.AddField(
            model_name='identifierchangeevent',
            name='child',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='children.child'),
        ),
        migrations.AddField(
            model_name='identifierchangeevent',
            name='person',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.person'),
        ),
        migrations.AddField(
            model_name='identifierchangeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='change_events', to='cases.identifier'),
        ),
        migrations.AddField(
            model_name='place',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='cases.case'),
        ),
        migrations.AddField(
            model_name='place',
            name='child',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='children.child'),
        ),
        migrations.AddField(
            model_name='place',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='cases.person'),
        ),
        migrations.AddField(
            model_name='placechangeevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case'),
        ),
        migrations.AddField(
            model_name='placechangeevent',
            name='child',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='children.child'),
        ),
        migrations.AddField(
            model_name='placechangeevent',
            name='person',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.person'),
        ),
        migrations.AddField(
            model_name='placechangeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='change_events', to='cases.place'),
        ),
        migrations.AddIndex(
            model_name='answer',
            index=models.Index(fields=['case', 'question', '-at'], name='answer_of_case'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(condition=models.Q(('replaced_at__isnull', True)), fields=('case', 'question', 'person', 'child'), name='one_present_answer', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', True), ('child__isnull', True), _connector='OR'), name='answer_of_one_person'),
        ),
        migrations.AddIndex(
            model_name='identifier',
            index=models.Index(fields=['case'], name='identifier_of_case'),
        ),
        migrations.AddConstraint(
            model_name='identifier',
            constraint=models.UniqueConstraint(models.F('case'), models.F('person'), models.F('child'), models.F('kind'), django.db.models.functions.text.MD5('value'), condition=models.Q(('removed_at__isnull', True)), name='identifier_entered_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='identifier',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', True), ('child__isnull', True), _connector='OR'), name='identifier_of_one_person'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='identifier',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_identifierchangeevent" ("added_at", "added_by_id", "case_id", "child_id", "id", "is_synthetic", "kind", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raw", "removed_at", "source", "value") VALUES (NEW."added_at", NEW."added_by_id", NEW."case_id", NEW."child_id", NEW."id", NEW."is_synthetic", NEW."kind", NEW."person_id", NOW(), \'insert\', NEW."id", NEW."raw", NEW."removed_at", NEW."source", NEW."value"); RETURN NULL;', hash='61273b70a1dc13b08401ebb60b9f95ce07e35293', operation='INSERT', pgid='pgtrigger_insert_insert_c72d4', table='cases_identifier', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='identifier',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_identifierchangeevent" ("added_at", "added_by_id", "case_id", "child_id", "id", "is_synthetic", "kind", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raw", "removed_at", "source", "value") VALUES (NEW."added_at", NEW."added_by_id", NEW."case_id", NEW."child_id", NEW."id", NEW."is_synthetic", NEW."kind", NEW."person_id", NOW(), \'update\', NEW."id", NEW."raw", NEW."removed_at", NEW."source", NEW."value"); RETURN NULL;', hash='1a11bfed6adfb8f5ee8dfee5199a23fa492919dd', operation='UPDATE', pgid='pgtrigger_update_update_4a493', table='cases_identifier', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='identifierchangeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='05aeef6bd19defcdf92608264cdd4d13addd3d32', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_bb532', table='cases_identifierchangeevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(fields=['case'], name='place_of_case'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', True), ('child__isnull', True), _connector='OR'), name='place_of_one_person'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='place',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_placechangeevent" ("added_at", "added_by_id", "area", "case_id", "child_id", "country", "id", "is_synthetic", "kind", "kind_words", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "since", "source") VALUES (NEW."added_at", NEW."added_by_id", NEW."area", NEW."case_id", NEW."child_id", NEW."country", NEW."id", NEW."is_synthetic", NEW."kind", NEW."kind_words", NEW."person_id", NOW(), \'insert\', NEW."id", NEW."removed_at", NEW."since", NEW."source"); RETURN NULL;', hash='1d86114778e03f986c60cb8e03a50aa0a784b587', operation='INSERT', pgid='pgtrigger_insert_insert_52410', table='cases_place', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='place',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_placechangeevent" ("added_at", "added_by_id", "area", "case_id", "child_id", "country", "id", "is_synthetic", "kind", "kind_words", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "since", "source") VALUES (NEW."added_at", NEW."added_by_id", NEW."area", NEW."case_id", NEW."child_id", NEW."country", NEW."id", NEW."is_synthetic", NEW."kind", NEW."kind_words", NEW."person_id", NOW(), \'update\', NEW."id", NEW."removed_at", NEW."since", NEW."source"); RETURN NULL;', hash='3fab68088a6774ceef28e441570d09451d9f65fe', operation='UPDATE', pgid='pgtrigger_update_update_570e1', table='cases_place', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placechangeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e1e84b0eb8c2e7933e9e6bef91885d8b26ddcee1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d1fe5', table='cases_placechangeevent', when='BEFORE')),
        ),
    ]
