from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('deconfliction', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='alertto',
            name='file_number',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='alertto',
            name='other_file_number',
            field=models.BigIntegerField(blank=True, null=True),
        ),
    ]
