import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_proposals_and_who_is_there'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='case',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='case',
            name='update_update',
        ),
        migrations.AddField(
            model_name='case',
            name='handling',
            field=models.CharField(choices=[('RED', 'TLP:RED'), ('AMBER+STRICT', 'TLP:AMBER+STRICT'), ('AMBER', 'TLP:AMBER'), ('GREEN', 'TLP:GREEN'), ('CLEAR', 'TLP:CLEAR')], db_default='AMBER+STRICT', default='AMBER+STRICT', max_length=12, verbose_name='handling mark'),
        ),
        migrations.AddField(
            model_name='casechangeevent',
            name='handling',
            field=models.CharField(choices=[('RED', 'TLP:RED'), ('AMBER+STRICT', 'TLP:AMBER+STRICT'), ('AMBER', 'TLP:AMBER'), ('GREEN', 'TLP:GREEN'), ('CLEAR', 'TLP:CLEAR')], db_default='AMBER+STRICT', default='AMBER+STRICT', max_length=12, verbose_name='handling mark'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cases_casechangeevent" ("close_reason", "closed_at", "handler_id", "handling", "id", "is_restricted", "is_synthetic", "opened_at", "opened_by_id", "owner_basis", "owner_id", "owner_since", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "reference", "state", "summary", "version") VALUES (NEW."close_reason", NEW."closed_at", NEW."handler_id", NEW."handling", NEW."id", NEW."is_restricted", NEW."is_synthetic", NEW."opened_at", NEW."opened_by_id", NEW."owner_basis", NEW."owner_id", NEW."owner_since", NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."reference", NEW."state", NEW."summary", NEW."version"); RETURN NULL;', hash='20ccd185035f1ceedf42040fe198e973730a5751', operation='INSERT', pgid='pgtrigger_insert_insert_0b483', table='cases_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."close_reason" IS DISTINCT FROM (NEW."close_reason") OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."handler_id" IS DISTINCT FROM (NEW."handler_id") OR OLD."handling" IS DISTINCT FROM (NEW."handling") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_restricted" IS DISTINCT FROM (NEW."is_restricted") OR OLD."is_synthetic" IS DISTINCT FROM (NEW."is_synthetic") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."opened_by_id" IS DISTINCT FROM (NEW."opened_by_id") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."owner_basis" IS DISTINCT FROM (NEW."owner_basis") OR OLD."owner_since" IS DISTINCT FROM (NEW."owner_since") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "cases_casechangeevent" ("close_reason", "closed_at", "handler_id", "handling", "id", "is_restricted", "is_synthetic", "opened_at", "opened_by_id", "owner_basis", "owner_id", "owner_since", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "reference", "state", "summary", "version") VALUES (NEW."close_reason", NEW."closed_at", NEW."handler_id", NEW."handling", NEW."id", NEW."is_restricted", NEW."is_synthetic", NEW."opened_at", NEW."opened_by_id", NEW."owner_basis", NEW."owner_id", NEW."owner_since", NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."reference", NEW."state", NEW."summary", NEW."version"); RETURN NULL;', hash='cf0a53e94c5e5e538feceea2197a1783864193cf', operation='UPDATE', pgid='pgtrigger_update_update_f5146', table='cases_case', when='AFTER')),
        ),
    ]
