from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0001_exchange'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='elsewhere',
            name='elsewhere_subject_kind',
        ),
        migrations.AddConstraint(
            model_name='elsewhere',
            constraint=models.CheckConstraint(condition=models.Q(('subject_kind__in', ('report', 'case', 'child', 'series'))), name='elsewhere_subject_kind'),
        ),
    ]
