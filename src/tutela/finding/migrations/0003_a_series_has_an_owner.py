from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('finding', '0002_words_by_kind'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='document',
            name='document_subject_kind',
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('subject_kind__in', ('report', 'case', 'child', 'series'))), name='document_subject_kind'),
        ),
    ]
