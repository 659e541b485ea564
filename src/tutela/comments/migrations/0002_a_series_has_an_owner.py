from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0001_initial'),
        ('organisations', '0003_assessment_promise'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='comment',
            name='comment_subject_kind',
        ),
        migrations.RemoveConstraint(
            model_name='letter',
            name='letter_subject_kind',
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('subject_kind__in', ('report', 'case', 'child', 'series'))), name='comment_subject_kind'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('subject_kind__in', ('report', 'case', 'child', 'series'))), name='letter_subject_kind'),
        ),
    ]
