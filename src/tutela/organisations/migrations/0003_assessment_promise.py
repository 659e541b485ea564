from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0002_agreements_of_two_sides'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='assessment_working_days',
            field=models.PositiveSmallIntegerField(db_default=10, default=10),
        ),
    ]
