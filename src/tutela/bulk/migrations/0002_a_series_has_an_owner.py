from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_a_series_has_an_owner'),
        ('bulk', '0001_initial'),
        ('organisations', '0003_assessment_promise'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='bulkassignment',
            name='bulk_kind',
        ),
        migrations.AddConstraint(
            model_name='bulkassignment',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('report', 'case', 'child', 'series'))), name='bulk_kind'),
        ),
    ]
