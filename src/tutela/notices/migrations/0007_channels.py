import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0006_kinds_of_the_working_day'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='digestchoice',
            name='mailed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='notice',
            name='mailed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='ChannelChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('assigned', 'Assigned to you'), ('offered', 'Offered to your organisation'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('lapsed', 'Not accepted in time'), ('urgent', 'Specific concern for a child'), ('due_soon', 'Due soon'), ('overdue', 'Overdue'), ('second_person', 'A second person is asked for'), ('access_asked', 'Access asked for'), ('access_decided', 'Your request for access'), ('break_glass', 'Break-glass to review'), ('reporter_wrote', 'The reporter has written'), ('released', 'Back to unassigned work'), ('people', 'A role was given or ended'), ('came_again', 'The same report came again'), ('agreement', 'Sending directly'), ('pause_over', 'A pause is over'), ('task', 'A task for you'), ('comment', 'Somebody wrote about a record'), ('followed', 'Something that you follow changed'), ('found', 'A search that you follow finds something new'), ('proposal', 'A correction is proposed'), ('meeting', 'A meeting'), ('disposal', 'A disposal to approve')], max_length=20)),
                ('channel', models.CharField(choices=[('page', 'On the page only'), ('digest', 'Also in the daily digest'), ('mail', 'Also by e-mail at once')], max_length=6)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='channel_choices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'kind'), name='channel_chosen_once'), models.CheckConstraint(condition=models.Q(models.Q(('channel', 'mail'), _negated=True), ('kind__in', ['urgent', 'overdue', 'assigned', 'task', 'second_person', 'offered']), _connector='OR'), name='mailed_at_once_where_allowed')],
            },
        ),
    ]
