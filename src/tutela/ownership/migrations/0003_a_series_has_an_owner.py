from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0003_assessment_promise'),
        ('ownership', '0002_joint_work'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='handover',
            name='hand_over_subject_kind',
        ),
        migrations.RemoveConstraint(
            model_name='participation',
            name='participation_subject_kind',
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(('subject_kind__in', ('report', 'case', 'child', 'series'))), name='hand_over_subject_kind'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.CheckConstraint(condition=models.Q(('subject_kind__in', ('report', 'case', 'child', 'series'))), name='participation_subject_kind'),
        ),
    ]
