import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0003_assessment_promise'),
        ('register', '0003_near_files'),
    ]

    operations = [
        migrations.AddField(
            model_name='checkpart',
            name='more',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None),
        ),
        migrations.CreateModel(
            name='CheckSaid',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('other_series', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('also_ask', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('same_by', models.BigIntegerField(null=True, verbose_name='organisation that said it is the same')),
                ('same_at', models.DateTimeField(null=True)),
                ('same_bits', models.PositiveSmallIntegerField(null=True, verbose_name='bits in which the two differ')),
                ('of_check', models.ForeignKey(db_column='check_id', db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='said', to='register.check')),
            ],
            options={
                'ordering': ['of_check', 'number'],
                'constraints': [models.UniqueConstraint(fields=('of_check', 'number'), name='said_once_in_check')],
            },
        ),
        migrations.CreateModel(
            name='NearVerdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('same', 'The same picture'), ('not_same', 'Not the same picture')], max_length=8)),
                ('distance', models.PositiveSmallIntegerField(editable=False, verbose_name='bits in which they differ')),
                ('words', models.CharField(max_length=200, verbose_name='grounds')),
                ('at', models.DateTimeField()),
                ('by_id', models.BigIntegerField()),
                ('file', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.file')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.file')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['file', 'other', '-at', '-id'], name='verdict_on_two_files')],
                'constraints': [models.CheckConstraint(condition=models.Q(('file__lt', models.F('other'))), name='near_files_are_two_in_order'), models.CheckConstraint(condition=models.Q(('verdict__in', ['same', 'not_same'])), name='near_verdict_is_known'), models.CheckConstraint(condition=models.Q(('distance__lte', 31)), name='near_files_are_near'), models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='a_near_verdict_has_grounds')],
            },
        ),
    ]
