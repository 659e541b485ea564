import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('children', '0004_every_child_has_one'),
    ]

    operations = [
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
            name='handling',
            field=models.CharField(choices=[('RED', 'TLP:RED'), ('AMBER+STRICT', 'TLP:AMBER+STRICT'), ('AMBER', 'TLP:AMBER'), ('GREEN', 'TLP:GREEN'), ('CLEAR', 'TLP:CLEAR')], db_default='AMBER+STRICT', default='AMBER+STRICT', max_length=12, verbose_name='handling mark'),
        ),
        migrations.AddField(
            model_name='childchangeevent',
            name='handling',
            field=models.CharField(choices=[('RED', 'TLP:RED'), ('AMBER+STRICT', 'TLP:AMBER+STRICT'), ('AMBER', 'TLP:AMBER'), ('GREEN', 'TLP:GREEN'), ('CLEAR', 'TLP:CLEAR')], db_default='AMBER+STRICT', default='AMBER+STRICT', max_length=12, verbose_name='handling mark'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='child',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "children_childchangeevent" ("birth_date", "countries", "created_at", "handler_id", "handling", "id", "identified_at", "identified_by_id", "identified_how", "identity", "is_restricted", "is_synthetic", "label", "name", "owner_basis", "owner_id", "owner_since", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "safeguarded_at", "safeguarded_by_id", "safeguarded_how", "safeguarded_words", "safety", "sex", "version") VALUES (NEW."birth_date", NEW."countries", NEW."created_at", NEW."handler_id", NEW."handling", NEW."id", NEW."identified_at", NEW."identified_by_id", NEW."identified_how", NEW."identity", NEW."is_restricted", NEW."is_synthetic", NEW."label", NEW."name", NEW."owner_basis", NEW."owner_id", NEW."owner_since", NOW(), \'insert\', NEW."id", NEW."reference", NEW."safeguarded_at", NEW."safeguarded_by_id", NEW."safeguarded_how", NEW."safeguarded_words", NEW."safety", NEW."sex", NEW."version"); RETURN NULL;', hash='5c6338dfd687aa1fa1b064a2901405f98487bb11', operation='INSERT', pgid='pgtrigger_insert_insert_d8818', table='children_child', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='child',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."birth_date" IS DISTINCT FROM (NEW."birth_date") OR OLD."countries" IS DISTINCT FROM (NEW."countries") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."handler_id" IS DISTINCT FROM (NEW."handler_id") OR OLD."handling" IS DISTINCT FROM (NEW."handling") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."identified_at" IS DISTINCT FROM (NEW."identified_at") OR OLD."identified_by_id" IS DISTINCT FROM (NEW."identified_by_id") OR OLD."identified_how" IS DISTINCT FROM (NEW."identified_how") OR OLD."identity" IS DISTINCT FROM (NEW."identity") OR OLD."is_restricted" IS DISTINCT FROM (NEW."is_restricted") OR OLD."is_synthetic" IS DISTINCT FROM (NEW."is_synthetic") OR OLD."label" IS DISTINCT FROM (NEW."label") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."owner_basis" IS DISTINCT FROM (NEW."owner_basis") OR OLD."owner_since" IS DISTINCT FROM (NEW."owner_since") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."safeguarded_at" IS DISTINCT FROM (NEW."safeguarded_at") OR OLD."safeguarded_by_id" IS DISTINCT FROM (NEW."safeguarded_by_id") OR OLD."safeguarded_how" IS DISTINCT FROM (NEW."safeguarded_how") OR OLD."safeguarded_words" IS DISTINCT FROM (NEW."safeguarded_words") OR OLD."safety" IS DISTINCT FROM (NEW."safety") OR OLD."sex" IS DISTINCT FROM (NEW."sex") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "children_childchangeevent" ("birth_date", "countries", "created_at", "handler_id", "handling", "id", "identified_at", "identified_by_id", "identified_how", "identity", "is_restricted", "is_synthetic", "label", "name", "owner_basis", "owner_id", "owner_since", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "safeguarded_at", "safeguarded_by_id", "safeguarded_how", "safeguarded_words", "safety", "sex", "version") VALUES (NEW."birth_date", NEW."countries", NEW."created_at", NEW."handler_id", NEW."handling", NEW."id", NEW."identified_at", NEW."identified_by_id", NEW."identified_how", NEW."identity", NEW."is_restricted", NEW."is_synthetic", NEW."label", NEW."name", NEW."owner_basis", NEW."owner_id", NEW."owner_since", NOW(), \'update\', NEW."id", NEW."reference", NEW."safeguarded_at", NEW."safeguarded_by_id", NEW."safeguarded_how", NEW."safeguarded_words", NEW."safety", NEW."sex", NEW."version"); RETURN NULL;', hash='e4449b128ee42395f33fd8b6ad674f652a8fe32b', operation='UPDATE', pgid='pgtrigger_update_update_7c384', table='children_child', when='AFTER')),
        ),
    ]
