from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clocks', '0003_paused_until'),
    ]

    operations = [
        migrations.AlterField(
            model_name='clock',
            name='kind',
            field=models.CharField(choices=[('receipt', 'Receipt owed'), ('progress', 'Progress owed'), ('outcome', 'Outcome owed'), ('acceptance', 'Acceptance awaited'), ('review', 'Review due'), ('assessment', 'Assessment of needs due'), ('urgent', 'Specific concern: acceptance at once'), ('retention', 'End of its time to be kept')], max_length=12),
        ),
    ]
