from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0004_second_person_refuses'),
    ]

    operations = [
        migrations.AddField(
            model_name='answer',
            name='language',
            field=models.CharField(db_default='en', default='en', max_length=10),
        ),
        migrations.AddField(
            model_name='submission',
            name='language',
            field=models.CharField(db_default='en', default='en', max_length=10),
        ),
    ]
