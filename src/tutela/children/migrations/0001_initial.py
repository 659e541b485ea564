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
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Child',
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
                ('identity', models.CharField(choices=[('not_identified', 'Not yet identified'), ('identified', 'Identified'), ('stopped', 'Work to identify stopped by decision')], default='not_identified', max_length=16)),
                ('identified_at', models.DateTimeField(blank=True, null=True)),
                ('identified_by_id', models.BigIntegerField(blank=True, null=True)),
                ('identified_how', models.CharField(blank=True, max_length=200)),
                ('safety', models.CharField(choices=[('not_known', 'Not known'), ('at_risk', 'At risk now'), ('safe', 'Safe now')], default='not_known', max_length=10)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('label', models.CharField(max_length=60)),
                ('birth_date', models.CharField(blank=True, help_text='as much of it as is known: 2004, 2004-05, 2004-05-17', max_length=10)),
                ('sex', models.CharField(blank=True, max_length=12)),
                ('countries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), blank=True, default=list, size=None)),
                ('created_at', models.DateTimeField()),
                ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'verbose_name_plural': 'children',
                'indexes': [models.Index(fields=['owner', 'identity', 'next_due_at', 'id'], name='child_of_owner'), models.Index(condition=models.Q(('identity', 'not_identified')), fields=['next_due_at', 'id'], name='child_not_identified')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('identity', 'identified'), _negated=True), ('identified_at__isnull', False), _connector='OR'), name='identified_has_a_moment')],
            },
        ),
        migrations.CreateModel(
            name='ChildChangeevent',
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
                ('identity', models.CharField(choices=[('not_identified', 'Not yet identified'), ('identified', 'Identified'), ('stopped', 'Work to identify stopped by decision')], default='not_identified', max_length=16)),
                ('identified_at', models.DateTimeField(blank=True, null=True)),
                ('identified_by_id', models.BigIntegerField(blank=True, null=True)),
                ('identified_how', models.CharField(blank=True, max_length=200)),
                ('safety', models.CharField(choices=[('not_known', 'Not known'), ('at_risk', 'At risk now'), ('safe', 'Safe now')], default='not_known', max_length=10)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('label', models.CharField(max_length=60)),
                ('birth_date', models.CharField(blank=True, help_text='as much of it as is known: 2004, 2004-05, 2004-05-17', max_length=10)),
                ('sex', models.CharField(blank=True, max_length=12)),
                ('countries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), blank=True, default=list, size=None)),
                ('created_at', models.DateTimeField()),
                ('handler', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.organisation')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='change_events', to='children.child')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='child',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "children_childchangeevent" ("birth_date", "countries", "created_at", "handler_id", "id", "identified_at", "identified_by_id", "identified_how", "identity", "is_restricted", "is_synthetic", "label", "name", "owner_basis", "owner_id", "owner_since", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "safety", "sex", "version") VALUES (NEW."birth_date", NEW."countries", NEW."created_at", NEW."handler_id", NEW."id", NEW."identified_at", NEW."identified_by_id", NEW."identified_how", NEW."identity", NEW."is_restricted", NEW."is_synthetic", NEW."label", NEW."name", NEW."owner_basis", NEW."owner_id", NEW."owner_since", NOW(), \'insert\', NEW."id", NEW."reference", NEW."safety", NEW."sex", NEW."version"); RETURN NULL;', hash='c15649d0d37ae945dc06b17a9aa9fffbf64c9b86', operation='INSERT', pgid='pgtrigger_insert_insert_d8818', table='children_child', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='child',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."birth_date" IS DISTINCT FROM (NEW."birth_date") OR OLD."countries" IS DISTINCT FROM (NEW."countries") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."handler_id" IS DISTINCT FROM (NEW."handler_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."identified_at" IS DISTINCT FROM (NEW."identified_at") OR OLD."identified_by_id" IS DISTINCT FROM (NEW."identified_by_id") OR OLD."identified_how" IS DISTINCT FROM (NEW."identified_how") OR OLD."identity" IS DISTINCT FROM (NEW."identity") OR OLD."is_restricted" IS DISTINCT FROM (NEW."is_restricted") OR OLD."is_synthetic" IS DISTINCT FROM (NEW."is_synthetic") OR OLD."label" IS DISTINCT FROM (NEW."label") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."owner_basis" IS DISTINCT FROM (NEW."owner_basis") OR OLD."owner_since" IS DISTINCT FROM (NEW."owner_since") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."safety" IS DISTINCT FROM (NEW."safety") OR OLD."sex" IS DISTINCT FROM (NEW."sex") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "children_childchangeevent" ("birth_date", "countries", "created_at", "handler_id", "id", "identified_at", "identified_by_id", "identified_how", "identity", "is_restricted", "is_synthetic", "label", "name", "owner_basis", "owner_id", "owner_since", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "safety", "sex", "version") VALUES (NEW."birth_date", NEW."countries", NEW."created_at", NEW."handler_id", NEW."id", NEW."identified_at", NEW."identified_by_id", NEW."identified_how", NEW."identity", NEW."is_restricted", NEW."is_synthetic", NEW."label", NEW."name", NEW."owner_basis", NEW."owner_id", NEW."owner_since", NOW(), \'update\', NEW."id", NEW."reference", NEW."safety", NEW."sex", NEW."version"); RETURN NULL;', hash='39ae4daabeb48aa0c6d48d63a0ccdc7d72c6c086', operation='UPDATE', pgid='pgtrigger_update_update_7c384', table='children_child', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='childchangeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a04f21ebcc301f402a3931ef5dee7d09a58f5521', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_dd440', table='children_childchangeevent', when='BEFORE')),
        ),
    ]
