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
        ('children', '0001_initial'),
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=20, unique=True)),
                ('owner_basis', models.CharField(choices=[('received', 'It received the report'), ('default', 'Default owner: nobody else has accepted it'), ('accepted', 'It accepted a hand-over'), ('claimed', 'It claimed the identification'), ('transferred', 'Transferred by decision of the coordinating centre'), ('opened', 'It opened the record'), ('lapsed', 'Came back: the hand-over was not accepted in time')], max_length=12)),
                ('owner_since', models.DateTimeField()),
                ('is_restricted', models.BooleanField(default=False)),
                ('readers', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('next_due_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('is_synthetic', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='open', max_length=10)),
                ('summary', models.CharField(max_length=500)),
                ('opened_at', models.DateTimeField()),
                ('opened_by_id', models.BigIntegerField(null=True)),
                ('recorded_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('close_reason', models.CharField(blank=True, max_length=40)),
                ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['owner', 'state', 'next_due_at', 'id'], name='case_of_owner'), models.Index(fields=['handler', 'state', 'next_due_at'], name='case_of_handler')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state', 'open')), models.Q(('closed_at__isnull', False), ('state', 'closed')), _connector='OR'), name='case_closed_has_a_moment')],
            },
        ),
        migrations.CreateModel(
            name='CaseCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(max_length=3)),
                ('type', models.CharField(max_length=40)),
                ('type_words', models.CharField(blank=True, max_length=120, verbose_name='other, with words')),
                ('facets', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('added_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='categories', to='cases.case')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('category__in', ['ICV', 'ICA', 'IMI', 'IIG', 'IIC', 'IBI', 'URC', 'COM'])), name='case_category_is_of_the_typology'), models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('case', 'category', 'type'), name='case_category_said_once')],
            },
        ),
        migrations.CreateModel(
            name='CaseCategoryChangeevent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('changed_by', models.CharField(db_default=models.Func(models.Value('tutela.user'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=20, null=True)),
                ('changed_by_verb', models.CharField(db_default=models.Func(models.Value('tutela.verb'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=60, null=True)),
                ('id', models.BigIntegerField()),
                ('category', models.CharField(max_length=3)),
                ('type', models.CharField(max_length=40)),
                ('type_words', models.CharField(blank=True, max_length=120, verbose_name='other, with words')),
                ('facets', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('added_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='change_events', to='cases.casecategory')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CaseChangeevent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('changed_by', models.CharField(db_default=models.Func(models.Value('tutela.user'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=20, null=True)),
                ('changed_by_verb', models.CharField(db_default=models.Func(models.Value('tutela.verb'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=60, null=True)),
                ('id', models.BigIntegerField(serialize=False)),
                ('reference', models.CharField(max_length=20)),
                ('owner_basis', models.CharField(choices=[('received', 'It received the report'), ('default', 'Default owner: nobody else has accepted it'), ('accepted', 'It accepted a hand-over'), ('claimed', 'It claimed the identification'), ('transferred', 'Transferred by decision of the coordinating centre'), ('opened', 'It opened the record'), ('lapsed', 'Came back: the hand-over was not accepted in time')], max_length=12)),
                ('owner_since', models.DateTimeField()),
                ('is_restricted', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('is_synthetic', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='open', max_length=10)),
                ('summary', models.CharField(max_length=500)),
                ('opened_at', models.DateTimeField()),
                ('opened_by_id', models.BigIntegerField(null=True)),
                ('recorded_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('close_reason', models.CharField(blank=True, max_length=40)),
                ('handler', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.organisation')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='change_events', to='cases.case')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ChildInCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('added_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='children_in_case', to='cases.case')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases_of_child', to='children.child')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('case', 'child'), name='child_once_in_case')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('section', models.CharField(max_length=40)),
                ('nature', models.CharField(choices=[('fact', 'Fact'), ('inference', 'Inference'), ('opinion', 'Opinion')], default='fact', max_length=10)),
                ('words', models.CharField(max_length=500)),
                ('source', models.CharField(blank=True, max_length=120)),
                ('written_by_id', models.BigIntegerField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='cases.case')),
                ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='cases.entry')),
            ],
            options={
                'verbose_name_plural': 'entries',
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['case', '-at'], name='entry_of_case')],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('capacity', models.CharField(choices=[('suspect', 'Suspect'), ('carer', 'Parent or carer'), ('witness', 'Witness'), ('other', 'Other')], max_length=10)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('label', models.CharField(max_length=60)),
                ('birth_date', models.CharField(blank=True, max_length=10)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('identifiers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=400), blank=True, default=list, size=None)),
                ('added_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('is_synthetic', models.BooleanField(default=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='cases.case')),
            ],
            options={
                'verbose_name_plural': 'people',
                'indexes': [models.Index(fields=['case', 'capacity'], name='person_in_case')],
            },
        ),
        migrations.CreateModel(
            name='PersonChangeevent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('changed_by', models.CharField(db_default=models.Func(models.Value('tutela.user'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=20, null=True)),
                ('changed_by_verb', models.CharField(db_default=models.Func(models.Value('tutela.verb'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=60, null=True)),
                ('id', models.BigIntegerField()),
                ('capacity', models.CharField(choices=[('suspect', 'Suspect'), ('carer', 'Parent or carer'), ('witness', 'Witness'), ('other', 'Other')], max_length=10)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('label', models.CharField(max_length=60)),
                ('birth_date', models.CharField(blank=True, max_length=10)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('identifiers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=400), blank=True, default=list, size=None)),
                ('added_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('is_synthetic', models.BooleanField(default=False)),
                ('case', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='change_events', to='cases.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('standing', models.CharField(max_length=40)),
                ('since', models.CharField(blank=True, help_text='as much of the date as is known', max_length=10)),
                ('source', models.CharField(max_length=120)),
                ('grading', models.CharField(blank=True, max_length=20)),
                ('words', models.CharField(blank=True, max_length=200)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by_id', models.BigIntegerField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standings', to='cases.person')),
            ],
            options={
                'ordering': ['-recorded_at', '-id'],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_casechangeevent" ("close_reason", "closed_at", "handler_id", "id", "is_restricted", "is_synthetic", "opened_at", "opened_by_id", "owner_basis", "owner_id", "owner_since", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "reference", "state", "summary", "version") VALUES (NEW."close_reason", NEW."closed_at", NEW."handler_id", NEW."id", NEW."is_restricted", NEW."is_synthetic", NEW."opened_at", NEW."opened_by_id", NEW."owner_basis", NEW."owner_id", NEW."owner_since", NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."reference", NEW."state", NEW."summary", NEW."version"); RETURN NULL;', hash='3210776b7093d9374242db5a5870a8b703e7a297', operation='INSERT', pgid='pgtrigger_insert_insert_0b483', table='cases_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."close_reason" IS DISTINCT FROM (NEW."close_reason") OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."handler_id" IS DISTINCT FROM (NEW."handler_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_restricted" IS DISTINCT FROM (NEW."is_restricted") OR OLD."is_synthetic" IS DISTINCT FROM (NEW."is_synthetic") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."opened_by_id" IS DISTINCT FROM (NEW."opened_by_id") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."owner_basis" IS DISTINCT FROM (NEW."owner_basis") OR OLD."owner_since" IS DISTINCT FROM (NEW."owner_since") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "cases_casechangeevent" ("close_reason", "closed_at", "handler_id", "id", "is_restricted", "is_synthetic", "opened_at", "opened_by_id", "owner_basis", "owner_id", "owner_since", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "reference", "state", "summary", "version") VALUES (NEW."close_reason", NEW."closed_at", NEW."handler_id", NEW."id", NEW."is_restricted", NEW."is_synthetic", NEW."opened_at", NEW."opened_by_id", NEW."owner_basis", NEW."owner_id", NEW."owner_since", NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."reference", NEW."state", NEW."summary", NEW."version"); RETURN NULL;', hash='02208613f163c1684f1fe3be48e69dfdae69bd57', operation='UPDATE', pgid='pgtrigger_update_update_f5146', table='cases_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casecategory',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_casecategorychangeevent" ("added_at", "case_id", "category", "facets", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "type", "type_words") VALUES (NEW."added_at", NEW."case_id", NEW."category", NEW."facets", NEW."id", NOW(), \'insert\', NEW."id", NEW."removed_at", NEW."type", NEW."type_words"); RETURN NULL;', hash='3d70d749971bcffd326880f830171348a958f342', operation='INSERT', pgid='pgtrigger_insert_insert_4f85f', table='cases_casecategory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casecategory',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_casecategorychangeevent" ("added_at", "case_id", "category", "facets", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "type", "type_words") VALUES (NEW."added_at", NEW."case_id", NEW."category", NEW."facets", NEW."id", NOW(), \'update\', NEW."id", NEW."removed_at", NEW."type", NEW."type_words"); RETURN NULL;', hash='a30ca8cdf8d52fb6ffe2680a336794c4bd37199c', operation='UPDATE', pgid='pgtrigger_update_update_69fa3', table='cases_casecategory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casecategorychangeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ded7feb9ea689e709c01ee5316a8ba733a134a0a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_806e2', table='cases_casecategorychangeevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casechangeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1b77f2151f17c2547284084bf490d15277775c8c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ecc62', table='cases_casechangeevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_personchangeevent" ("added_at", "birth_date", "capacity", "case_id", "country", "id", "identifiers", "is_synthetic", "label", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at") VALUES (NEW."added_at", NEW."birth_date", NEW."capacity", NEW."case_id", NEW."country", NEW."id", NEW."identifiers", NEW."is_synthetic", NEW."label", NEW."name", NOW(), \'insert\', NEW."id", NEW."removed_at"); RETURN NULL;', hash='ef289ae2e72244af672e7b60b8648ecdded5c4f9', operation='INSERT', pgid='pgtrigger_insert_insert_eb0b4', table='cases_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "cases_personchangeevent" ("added_at", "birth_date", "capacity", "case_id", "country", "id", "identifiers", "is_synthetic", "label", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at") VALUES (NEW."added_at", NEW."birth_date", NEW."capacity", NEW."case_id", NEW."country", NEW."id", NEW."identifiers", NEW."is_synthetic", NEW."label", NEW."name", NOW(), \'update\', NEW."id", NEW."removed_at"); RETURN NULL;', hash='67f3bdfbe68361df5d74dd41a63482838acae84f', operation='UPDATE', pgid='pgtrigger_update_update_6804f', table='cases_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personchangeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3d3e19e8e3a20cf6244770a408112271441a9814', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d5d95', table='cases_personchangeevent', when='BEFORE')),
        ),
    ]
