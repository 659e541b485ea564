"""What is known of where a child may be becomes statements, and every child gets an assessment of needs with its own clock.

The clock starts now: what nobody promised before cannot be broken already. Two weeks are ten working days without holidays.
"""

from django.db import migrations

_STATEMENTS = """
INSERT INTO children_whereabouts (child_id, country, place, state, source, grading, words, said_at)
SELECT c.id, country, '', 'considered', 'Kept in the record before sources were', '', '', c.created_at
  FROM children_child c CROSS JOIN unnest(c.countries) AS country
"""
_ASSESSMENTS = """
INSERT INTO children_assessment (child_id, organisation_id, state, opened_at, why, outcome, outcome_words)
SELECT id, owner_id, 'open', now(), '', '', '' FROM children_child
"""
_CLOCKS = """
INSERT INTO clocks_clock (subject_kind, subject_id, subject_reference, kind, answerable_id, started_at, due_at, end_reason)
SELECT 'child', id, reference, 'assessment', owner_id, now(), now() + interval '14 days', '' FROM children_child
"""


class Migration(migrations.Migration):

    dependencies = [
        ("children", "0003_the_child_first"),
        ("clocks", "0004_kinds_of_the_working_day"),
    ]

    operations = [
        migrations.RunSQL(_STATEMENTS, migrations.RunSQL.noop),
        migrations.RunSQL(_ASSESSMENTS, migrations.RunSQL.noop),
        migrations.RunSQL(_CLOCKS, "DELETE FROM clocks_clock WHERE subject_kind = 'child' AND kind = 'assessment'"),
    ]
