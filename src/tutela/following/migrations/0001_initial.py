import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('organisations', '0002_agreements_of_two_sides'),
    ]

    operations = [
        migrations.CreateModel(
            name='Lookout',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('position', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Search',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=200)),
                ('of_children', models.BooleanField(default=True)),
                ('of_cases', models.BooleanField(default=True)),
                ('of_reports', models.BooleanField(default=True)),
                ('made_at', models.DateTimeField()),
                ('looked_at', models.DateTimeField()),
                ('last_found_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['looked_at'], name='search_looked_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(('of_children', True), ('of_cases', True), ('of_reports', True), _connector='OR'), name='search_of_something')],
            },
        ),
        migrations.CreateModel(
            name='Hit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=10)),
                ('subject_id', models.BigIntegerField()),
                ('found_at', models.DateTimeField()),
                ('search', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hits', to='following.search')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('search', 'subject_kind', 'subject_id'), name='found_once')],
            },
        ),
        migrations.CreateModel(
            name='Follow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=10)),
                ('subject_id', models.BigIntegerField()),
                ('subject_reference', models.CharField(max_length=20)),
                ('since', models.DateTimeField()),
                ('last_change', models.CharField(blank=True, choices=[('state', 'how it stands'), ('owner', 'who answers for it'), ('safety', "the child's safety"), ('decision', 'a decision'), ('answer', 'an answer'), ('comment', 'a comment')], max_length=10)),
                ('last_change_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['subject_kind', 'subject_id'], name='follow_of_subject')],
                'constraints': [models.UniqueConstraint(fields=('user', 'subject_kind', 'subject_id'), name='followed_once'), models.CheckConstraint(condition=models.Q(('subject_kind__in', ('report', 'case', 'child'))), name='follow_subject_kind')],
            },
        ),
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('list', models.CharField(choices=[('work_list', 'Work list'), ('cases', 'Cases'), ('children', 'Children'), ('tasks', 'Tasks'), ('decisions', 'Decisions'), ('answers_owed', 'Answers owed')], max_length=20)),
                ('name', models.CharField(max_length=60)),
                ('query', models.CharField(max_length=1000)),
                ('is_shared', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'list'], name='filter_of_organisation')],
                'constraints': [models.UniqueConstraint(fields=('user', 'list', 'name'), name='filter_named_once')],
            },
        ),
    ]
