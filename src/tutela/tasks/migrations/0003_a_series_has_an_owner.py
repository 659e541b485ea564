from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0003_assessment_promise'),
        ('tasks', '0002_what_is_waited_for'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='task',
            name='task_subject_kind',
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('subject_kind__in', ('report', 'case', 'child', 'series'))), name='task_subject_kind'),
        ),
    ]
