from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0007_channels'),
    ]

    operations = [
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('news', 'Announcement'), ('maintenance', 'Planned maintenance'), ('disturbance', 'Disturbance')], max_length=20)),
                ('words', models.CharField(max_length=300)),
                ('in_languages', models.JSONField(default=dict)),
                ('shown_from', models.DateTimeField()),
                ('begins_at', models.DateTimeField(blank=True, null=True)),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['shown_from', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['news', 'maintenance', 'disturbance'])), name='announcement_kind'), models.CheckConstraint(condition=models.Q(('ends_at', None), ('ends_at__gt', models.F('shown_from')), _connector='OR'), name='announcement_ends_after_it_is_shown'), models.CheckConstraint(condition=models.Q(('begins_at', None), ('ends_at', None), ('ends_at__gt', models.F('begins_at')), _connector='OR'), name='announced_ends_after_it_begins')],
            },
        ),
    ]
