from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0008_announcement'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='channelchoice',
            name='mailed_at_once_where_allowed',
        ),
        migrations.AlterField(
            model_name='channelchoice',
            name='kind',
            field=models.CharField(choices=[('assigned', 'Assigned to you'), ('offered', 'Offered to your organisation'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('lapsed', 'Not accepted in time'), ('urgent', 'Specific concern for a child'), ('due_soon', 'Due soon'), ('overdue', 'Overdue'), ('second_person', 'A second person is asked for'), ('access_asked', 'Access asked for'), ('access_decided', 'Your request for access'), ('break_glass', 'Break-glass to review'), ('reporter_wrote', 'The reporter has written'), ('released', 'Back to unassigned work'), ('people', 'A role was given or ended'), ('came_again', 'The same report came again'), ('agreement', 'Sending directly'), ('pause_over', 'A pause is over'), ('task', 'A task for you'), ('comment', 'Somebody wrote about a record'), ('followed', 'Something that you follow changed'), ('found', 'A search that you follow finds something new'), ('proposal', 'A correction is proposed'), ('meeting', 'A meeting'), ('disposal', 'A disposal to approve'), ('alert', 'The same in two services'), ('identified', 'What became of what you met')], max_length=20),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('assigned', 'Assigned to you'), ('offered', 'Offered to your organisation'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('lapsed', 'Not accepted in time'), ('urgent', 'Specific concern for a child'), ('due_soon', 'Due soon'), ('overdue', 'Overdue'), ('second_person', 'A second person is asked for'), ('access_asked', 'Access asked for'), ('access_decided', 'Your request for access'), ('break_glass', 'Break-glass to review'), ('reporter_wrote', 'The reporter has written'), ('released', 'Back to unassigned work'), ('people', 'A role was given or ended'), ('came_again', 'The same report came again'), ('agreement', 'Sending directly'), ('pause_over', 'A pause is over'), ('task', 'A task for you'), ('comment', 'Somebody wrote about a record'), ('followed', 'Something that you follow changed'), ('found', 'A search that you follow finds something new'), ('proposal', 'A correction is proposed'), ('meeting', 'A meeting'), ('disposal', 'A disposal to approve'), ('alert', 'The same in two services'), ('identified', 'What became of what you met')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='channelchoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel', 'mail'), _negated=True), ('kind__in', ['urgent', 'overdue', 'assigned', 'task', 'second_person', 'offered', 'alert', 'identified']), _connector='OR'), name='mailed_at_once_where_allowed'),
        ),
    ]
