"""What somebody is known by gets a table of its own: comparable, with when it was entered and when it was taken away."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

from tutela.core.identifiers import recognised

_AT_ONCE = 1_000


def enter_each(apps, schema_editor):
    """One row for each identifier that a person ever had: entered when the history first shows it, gone when it no longer does."""
    Person, Event, Identifier = (
        apps.get_model("cases", name) for name in ("Person", "PersonChangeEvent", "Identifier")
    )
    made = []
    # Read as values: while both are there, the column's name is also that of the way back from the new table, which a row made
    # into an object may not be given.
    people = Person.objects.order_by("pk").values_list("pk", "case_id", "added_at", "is_synthetic", "identifiers")
    for number, case_id, entered_at, is_synthetic, present in people.iterator(chunk_size=_AT_ONCE):
        states = list(
            Event.objects.filter(pgh_obj_id=number).order_by("pgh_id").values_list("pgh_created_at", "identifiers")
        )
        seen = {}
        for raw in [one for _, held in states for one in held] + list(present):
            kind, value = recognised(raw)
            if (kind, value) in seen:
                continue
            seen[kind, value] = raw
            added_at = next((at for at, held in states if raw in held), entered_at)
            gone = [at for at, held in states if at > added_at and raw not in held and raw not in present]
            made.append(
                Identifier(
                    case_id=case_id,
                    person_id=number,
                    kind=kind,
                    raw=raw,
                    value=value,
                    added_at=min(added_at, entered_at) if not gone else added_at,
                    removed_at=gone[0] if gone else None,
                    is_synthetic=is_synthetic,
                )
            )
        if len(made) >= _AT_ONCE:
            Identifier.objects.bulk_create(made)
            made = []
    Identifier.objects.bulk_create(made)
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_the_record")]

    operations = [
        migrations.RunPython(enter_each),
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="update_update",
        ),
        migrations.RemoveField(
            model_name="person",
            name="identifiers",
        ),
        migrations.RemoveField(
            model_name="personchangeevent",
            name="identifiers",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_personchangeevent" ("added_at", "birth_date", "capacity", "case_id", "country", "id", "is_synthetic", "label", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at") VALUES (NEW."added_at", NEW."birth_date", NEW."capacity", NEW."case_id", NEW."country", NEW."id", NEW."is_synthetic", NEW."label", NEW."name", NOW(), \'insert\', NEW."id", NEW."removed_at"); RETURN NULL;',
                    hash="b768f565d6d2bf72e33a475f5b2c3311ddbbf096",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_eb0b4",
                    table="cases_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "cases_personchangeevent" ("added_at", "birth_date", "capacity", "case_id", "country", "id", "is_synthetic", "label", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at") VALUES (NEW."added_at", NEW."birth_date", NEW."capacity", NEW."case_id", NEW."country", NEW."id", NEW."is_synthetic", NEW."label", NEW."name", NOW(), \'update\', NEW."id", NEW."removed_at"); RETURN NULL;',
                    hash="eeb327d4eb682696acce93daf04059e63107e1ee",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6804f",
                    table="cases_person",
                    when="AFTER",
                ),
            ),
        ),
    ]
