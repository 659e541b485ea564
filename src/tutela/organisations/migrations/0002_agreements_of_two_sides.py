from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]

    operations = [
        migrations.AddField("organisation", "version", models.PositiveIntegerField(default=1, db_default=1)),
        migrations.AddField("directagreement", "proposed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("directagreement", "proposed_by_id", models.BigIntegerField(blank=True, null=True)),
        migrations.AddField("directagreement", "agreed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("directagreement", "agreed_by_id", models.BigIntegerField(blank=True, null=True)),
        migrations.AddField("directagreement", "ended_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("directagreement", "ended_by_id", models.BigIntegerField(blank=True, null=True)),
        migrations.AddField(
            "directagreement", "end_words", models.CharField("why it ended", blank=True, max_length=200)
        ),
        # What was written down before two sides had to say so was agreed, and goes on counting.
        migrations.RunSQL(
            "UPDATE organisations_directagreement SET proposed_at = since, agreed_at = since",
            migrations.RunSQL.noop,
        ),
    ]
