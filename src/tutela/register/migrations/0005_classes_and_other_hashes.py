import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0003_assessment_promise'),
        ('register', '0004_near_verdicts'),
    ]

    operations = [
        migrations.CreateModel(
            name='OtherHash',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('value', models.CharField(max_length=600)),
                ('given_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'other hashes',
                'ordering': ['kind', 'id'],
            },
        ),
        migrations.AddField(
            model_name='submission',
            name='new_classes',
            field=models.BigIntegerField(default=0, verbose_name='files that it classified'),
        ),
        migrations.AddField(
            model_name='submission',
            name='scheme',
            field=models.ForeignKey(blank=True, help_text='by which its categories classify', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.scheme'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('scheme__isnull', True), ('what', 'case'), _connector='OR'), name='what_a_submission_classifies_is_of_a_case'),
        ),
        migrations.AddField(
            model_name='otherhash',
            name='file',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='other_hashes', to='register.file'),
        ),
        migrations.AddField(
            model_name='otherhash',
            name='organisation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='otherhash',
            name='submission',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.submission'),
        ),
        migrations.AddIndex(
            model_name='otherhash',
            index=models.Index(fields=['value', 'kind'], name='other_hash_by_value'),
        ),
        migrations.AddConstraint(
            model_name='otherhash',
            constraint=models.UniqueConstraint(fields=('file', 'organisation', 'kind', 'value'), name='other_hash_given_once'),
        ),
        migrations.AddConstraint(
            model_name='otherhash',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', ''), _negated=True), models.Q(('value', ''), _negated=True)), name='other_hash_is_there'),
        ),
    ]
