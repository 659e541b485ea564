import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0005_in_their_language'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='report',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='report',
            name='update_update',
        ),
        migrations.AddField(
            model_name='report',
            name='handling',
            field=models.CharField(choices=[('RED', 'TLP:RED'), ('AMBER+STRICT', 'TLP:AMBER+STRICT'), ('AMBER', 'TLP:AMBER'), ('GREEN', 'TLP:GREEN'), ('CLEAR', 'TLP:CLEAR')], db_default='AMBER+STRICT', default='AMBER+STRICT', max_length=12, verbose_name='handling mark'),
        ),
        migrations.AddField(
            model_name='reportchangeevent',
            name='handling',
            field=models.CharField(choices=[('RED', 'TLP:RED'), ('AMBER+STRICT', 'TLP:AMBER+STRICT'), ('AMBER', 'TLP:AMBER'), ('GREEN', 'TLP:GREEN'), ('CLEAR', 'TLP:CLEAR')], db_default='AMBER+STRICT', default='AMBER+STRICT', max_length=12, verbose_name='handling mark'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reports_reportchangeevent" ("categories", "category_basis", "closed_at", "concern_grounds", "concern_stated_by", "countries", "decided_at", "disposition", "door", "external_reference", "external_source", "handler_id", "handling", "id", "is_restricted", "is_synthetic", "is_urgent", "occurred", "owner_basis", "owner_id", "owner_since", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "place_words", "received_at", "reference", "specific_concern", "state", "summary", "times_received", "urgent_accepted_at", "version") VALUES (NEW."categories", NEW."category_basis", NEW."closed_at", NEW."concern_grounds", NEW."concern_stated_by", NEW."countries", NEW."decided_at", NEW."disposition", NEW."door", NEW."external_reference", NEW."external_source", NEW."handler_id", NEW."handling", NEW."id", NEW."is_restricted", NEW."is_synthetic", NEW."is_urgent", NEW."occurred", NEW."owner_basis", NEW."owner_id", NEW."owner_since", NOW(), \'insert\', NEW."id", NEW."place_id", NEW."place_words", NEW."received_at", NEW."reference", NEW."specific_concern", NEW."state", NEW."summary", NEW."times_received", NEW."urgent_accepted_at", NEW."version"); RETURN NULL;', hash='e38fd9a529b14a4c5ed5b1b45824e9825204a6a8', operation='INSERT', pgid='pgtrigger_insert_insert_84ceb', table='reports_report', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."categories" IS DISTINCT FROM (NEW."categories") OR OLD."category_basis" IS DISTINCT FROM (NEW."category_basis") OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."concern_grounds" IS DISTINCT FROM (NEW."concern_grounds") OR OLD."concern_stated_by" IS DISTINCT FROM (NEW."concern_stated_by") OR OLD."countries" IS DISTINCT FROM (NEW."countries") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."disposition" IS DISTINCT FROM (NEW."disposition") OR OLD."door" IS DISTINCT FROM (NEW."door") OR OLD."external_reference" IS DISTINCT FROM (NEW."external_reference") OR OLD."external_source" IS DISTINCT FROM (NEW."external_source") OR OLD."handler_id" IS DISTINCT FROM (NEW."handler_id") OR OLD."handling" IS DISTINCT FROM (NEW."handling") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_restricted" IS DISTINCT FROM (NEW."is_restricted") OR OLD."is_synthetic" IS DISTINCT FROM (NEW."is_synthetic") OR OLD."is_urgent" IS DISTINCT FROM (NEW."is_urgent") OR OLD."occurred" IS DISTINCT FROM (NEW."occurred") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."owner_basis" IS DISTINCT FROM (NEW."owner_basis") OR OLD."owner_since" IS DISTINCT FROM (NEW."owner_since") OR OLD."place_id" IS DISTINCT FROM (NEW."place_id") OR OLD."place_words" IS DISTINCT FROM (NEW."place_words") OR OLD."received_at" IS DISTINCT FROM (NEW."received_at") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."specific_concern" IS DISTINCT FROM (NEW."specific_concern") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."times_received" IS DISTINCT FROM (NEW."times_received") OR OLD."urgent_accepted_at" IS DISTINCT FROM (NEW."urgent_accepted_at") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "reports_reportchangeevent" ("categories", "category_basis", "closed_at", "concern_grounds", "concern_stated_by", "countries", "decided_at", "disposition", "door", "external_reference", "external_source", "handler_id", "handling", "id", "is_restricted", "is_synthetic", "is_urgent", "occurred", "owner_basis", "owner_id", "owner_since", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "place_words", "received_at", "reference", "specific_concern", "state", "summary", "times_received", "urgent_accepted_at", "version") VALUES (NEW."categories", NEW."category_basis", NEW."closed_at", NEW."concern_grounds", NEW."concern_stated_by", NEW."countries", NEW."decided_at", NEW."disposition", NEW."door", NEW."external_reference", NEW."external_source", NEW."handler_id", NEW."handling", NEW."id", NEW."is_restricted", NEW."is_synthetic", NEW."is_urgent", NEW."occurred", NEW."owner_basis", NEW."owner_id", NEW."owner_since", NOW(), \'update\', NEW."id", NEW."place_id", NEW."place_words", NEW."received_at", NEW."reference", NEW."specific_concern", NEW."state", NEW."summary", NEW."times_received", NEW."urgent_accepted_at", NEW."version"); RETURN NULL;', hash='26486d2c280d21bcabb6734df72b3b63f670dbe6', operation='UPDATE', pgid='pgtrigger_update_update_234a9', table='reports_report', when='AFTER')),
        ),
    ]
