from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('finding', '0003_a_series_has_an_owner'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='document',
            index=GinIndex(condition=models.Q(('subject_kind', 'series')), fastupdate=False, fields=['words'], name='words_of_series'),
        ),
    ]
