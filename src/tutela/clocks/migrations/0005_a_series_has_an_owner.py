from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clocks', '0004_kinds_of_the_working_day'),
        ('organisations', '0003_assessment_promise'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='clock',
            name='clock_subject_kind',
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.CheckConstraint(condition=models.Q(('subject_kind__in', ('report', 'case', 'child', 'series'))), name='clock_subject_kind'),
        ),
    ]
