"""A pause ends by itself. One of before ends 28 days after it began, or a day after the upgrade where that is over."""

from django.db import migrations, models
from django.db.models import F, Q

_UNTIL_OF_BEFORE = """
    UPDATE clocks_pause SET until = coalesce(ended_at, greatest(started_at + interval '28 days', now() + interval '1 day'));
    UPDATE clocks_clock SET paused_until = greatest(paused_at + interval '28 days', now() + interval '1 day') WHERE paused_at IS NOT NULL;
    SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("clocks", "0002_told_once")]

    operations = [
        migrations.AddField(
            model_name="clock", name="paused_until", field=models.DateTimeField(null=True, blank=True)
        ),
        migrations.AddField(model_name="pause", name="until", field=models.DateTimeField(null=True)),
        migrations.RunSQL(_UNTIL_OF_BEFORE, migrations.RunSQL.noop),
        migrations.AlterField(model_name="pause", name="until", field=models.DateTimeField()),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                fields=["paused_until"], condition=Q(paused_until__isnull=False), name="clock_paused_until"
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=Q(paused_at__isnull=True, paused_until__isnull=True)
                | Q(paused_at__isnull=False, paused_until__gt=F("paused_at")),
                name="clock_paused_until_a_moment",
            ),
        ),
    ]
