import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0001_initial'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='series',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='series',
            name='update_update',
        ),
        migrations.AddField(
            model_name='serieschangeevent',
            name='standing',
            field=models.CharField(choices=[('not_identified', 'Child not identified'), ('identified', 'Child identified'), ('safeguarded', 'Child identified and safeguarded'), ('stopped', 'Work to identify stopped by decision')], default='not_identified', editable=False, max_length=16),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='series',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "register_serieschangeevent" ("audience", "created_at", "handler_id", "handling", "id", "is_restricted", "is_synthetic", "label", "otherwise", "owner_basis", "owner_id", "owner_since", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "standing", "standing_since", "version") VALUES (NEW."audience", NEW."created_at", NEW."handler_id", NEW."handling", NEW."id", NEW."is_restricted", NEW."is_synthetic", NEW."label", NEW."otherwise", NEW."owner_basis", NEW."owner_id", NEW."owner_since", NOW(), \'insert\', NEW."id", NEW."reference", NEW."standing", NEW."standing_since", NEW."version"); RETURN NULL;', hash='d2d43b695c04cc33f996c596f4d20df37f455b09', operation='INSERT', pgid='pgtrigger_insert_insert_d6fd2', table='register_series', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='series',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."audience" IS DISTINCT FROM (NEW."audience") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."handler_id" IS DISTINCT FROM (NEW."handler_id") OR OLD."handling" IS DISTINCT FROM (NEW."handling") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_restricted" IS DISTINCT FROM (NEW."is_restricted") OR OLD."is_synthetic" IS DISTINCT FROM (NEW."is_synthetic") OR OLD."label" IS DISTINCT FROM (NEW."label") OR OLD."otherwise" IS DISTINCT FROM (NEW."otherwise") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."owner_basis" IS DISTINCT FROM (NEW."owner_basis") OR OLD."owner_since" IS DISTINCT FROM (NEW."owner_since") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."standing" IS DISTINCT FROM (NEW."standing") OR OLD."standing_since" IS DISTINCT FROM (NEW."standing_since") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "register_serieschangeevent" ("audience", "created_at", "handler_id", "handling", "id", "is_restricted", "is_synthetic", "label", "otherwise", "owner_basis", "owner_id", "owner_since", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "standing", "standing_since", "version") VALUES (NEW."audience", NEW."created_at", NEW."handler_id", NEW."handling", NEW."id", NEW."is_restricted", NEW."is_synthetic", NEW."label", NEW."otherwise", NEW."owner_basis", NEW."owner_id", NEW."owner_since", NOW(), \'update\', NEW."id", NEW."reference", NEW."standing", NEW."standing_since", NEW."version"); RETURN NULL;', hash='25722dcad8f5a4d9c729a568b4fe3c261616e808', operation='UPDATE', pgid='pgtrigger_update_update_98894', table='register_series', when='AFTER')),
        ),
    ]
