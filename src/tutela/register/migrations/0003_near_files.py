import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0003_assessment_promise'),
        ('register', '0002_standing_in_the_history'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='fact',
            name='fact_kind_is_known',
        ),
        migrations.AddField(
            model_name='fact',
            name='files',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, null=True, size=None),
        ),
        migrations.AddField(
            model_name='fact',
            name='other_file',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.file'),
        ),
        migrations.AlterField(
            model_name='fact',
            name='kind',
            field=models.CharField(choices=[('sighting', 'A known file was met again'), ('standing', "A series' children were identified, or no longer are"), ('entry', 'A file became one of a case after others had met it'), ('alike', 'Files with a perceptual hash became files of a case'), ('same', 'A person said that two files are the same picture')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='fact',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['sighting', 'standing', 'entry', 'alike', 'same'])), name='fact_kind_is_known'),
        ),
    ]
