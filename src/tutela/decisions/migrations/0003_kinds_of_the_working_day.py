from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0002_states_by_their_words'),
    ]

    operations = [
        migrations.AlterField(
            model_name='decision',
            name='kind',
            field=models.CharField(choices=[('investigate', 'Investigate'), ('no_investigation', 'Do not investigate'), ('information_only', 'Keep as information'), ('close', 'Close'), ('reopen', 'Reopen'), ('restrict', 'Restrict to named persons'), ('stop_identification', 'Stop the work to identify'), ('no_assessment', 'No assessment of needs'), ('send_abroad', 'Send abroad'), ('no_welfare_step', 'Leave out a welfare step')], max_length=24),
        ),
    ]
