import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0003_list_by_due'),
        ('organisations', '0002_agreements_of_two_sides'),
    ]

    operations = [
        migrations.CreateModel(
            name='Elsewhere',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=10)),
                ('subject_id', models.BigIntegerField()),
                ('part', models.CharField(choices=[('decision', 'Decision'), ('assessment', 'Assessment that was decided against'), ('owner', 'Who answered for it')], max_length=12)),
                ('said', models.JSONField()),
                ('by_id', models.BigIntegerField()),
            ],
            options={
                'verbose_name_plural': 'said elsewhere',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['subject_kind', 'subject_id'], name='elsewhere_of_subject')],
                'constraints': [models.CheckConstraint(condition=models.Q(('subject_kind__in', ('report', 'case', 'child'))), name='elsewhere_subject_kind')],
            },
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_code', models.CharField(max_length=40)),
                ('from_name', models.CharField(max_length=120)),
                ('exported_at', models.DateTimeField()),
                ('digest', models.CharField(max_length=64, verbose_name='SHA-256 of the document')),
                ('tlp', models.CharField(blank=True, max_length=20)),
                ('classification', models.CharField(blank=True, max_length=60)),
                ('children_left_out', models.PositiveIntegerField(default=0)),
                ('by_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='brought_in', to='cases.case')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
    ]
