from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('following', '0002_a_series_has_an_owner'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='search',
            name='search_of_something',
        ),
        migrations.AddField(
            model_name='search',
            name='of_series',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name='search',
            constraint=models.CheckConstraint(condition=models.Q(('of_children', True), ('of_series', True), ('of_cases', True), ('of_reports', True), _connector='OR'), name='search_of_something'),
        ),
        migrations.AlterField(
            model_name='savedfilter',
            name='list',
            field=models.CharField(choices=[('work_list', 'Work list'), ('cases', 'Cases'), ('children', 'Children'), ('series_list', 'Series'), ('tasks', 'Tasks'), ('decisions', 'Decisions'), ('answers_owed', 'Answers owed')], max_length=20),
        ),
    ]
