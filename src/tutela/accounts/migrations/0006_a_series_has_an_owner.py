from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_language'),
        ('organisations', '0003_assessment_promise'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='grant',
            name='grant_subject_kind',
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('subject_kind__in', ('report', 'case', 'child', 'series'))), name='grant_subject_kind'),
        ),
    ]
