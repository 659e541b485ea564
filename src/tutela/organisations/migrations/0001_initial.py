import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('world', 'World'), ('country', 'Country'), ('region', 'Region'), ('area', 'Police area'), ('district', 'District')], max_length=10)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='organisations.place')),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=120, unique=True)),
                ('short_name', models.CharField(max_length=40)),
                ('kind', models.CharField(choices=[('police', 'Police service'), ('national_centre', 'National centre'), ('international_body', 'International body'), ('customs', 'Customs'), ('hotline', 'Hotline'), ('childrens_services', "Children's services"), ('prosecutor', 'Prosecutor'), ('industry', 'Industry'), ('foreign_agency', 'Foreign agency'), ('ngo', 'Non-governmental body')], max_length=20)),
                ('country', models.CharField(max_length=2)),
                ('is_coordinating_centre', models.BooleanField(default=False)),
                ('time_zone', models.CharField(default='Europe/London', max_length=60)),
                ('holiday_country', models.CharField(max_length=2)),
                ('holiday_subdivision', models.CharField(blank=True, max_length=10)),
                ('contact_name', models.CharField(blank=True, max_length=120, verbose_name='single point of contact')),
                ('contact_email', models.EmailField(blank=True, max_length=254)),
                ('contact_telephone', models.CharField(blank=True, max_length=40)),
                ('deputy_name', models.CharField(blank=True, max_length=120, verbose_name='deputy of the single point of contact')),
                ('deputy_email', models.EmailField(blank=True, max_length=254)),
                ('deputy_telephone', models.CharField(blank=True, max_length=40)),
                ('receipt_working_days', models.PositiveSmallIntegerField(default=1)),
                ('progress_days', models.PositiveSmallIntegerField(default=28)),
                ('outcome_working_days', models.PositiveSmallIntegerField(default=5)),
                ('acceptance_working_hours', models.PositiveSmallIntegerField(default=16)),
                ('urgent_acceptance_minutes', models.PositiveSmallIntegerField(default=60)),
                ('escalation_minutes', models.PositiveSmallIntegerField(default=15)),
                ('is_active', models.BooleanField(default=True)),
                ('is_synthetic', models.BooleanField(default=False)),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='organisations.place')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_coordinating_centre', True)), fields=('country',), name='one_coordinating_centre_a_country'), models.CheckConstraint(condition=models.Q(('progress_days__gte', 1)), name='progress_is_owed_at_least_daily')],
            },
        ),
        migrations.CreateModel(
            name='Remit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(blank=True, max_length=3)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remits', to='organisations.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remits', to='organisations.place')),
            ],
            options={
                'ordering': ['organisation', 'category'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'category', 'place'), name='remit_said_once'), models.CheckConstraint(condition=models.Q(('category', ''), ('category__in', ['ICV', 'ICA', 'IMI', 'IIG', 'IIC', 'IBI', 'URC', 'COM']), _connector='OR'), name='remit_category_is_of_the_typology')],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('kind', models.CharField(choices=[('child_protection', 'Child protection unit'), ('computer_examination', 'Computer examination unit'), ('cid', 'Criminal investigation department'), ('vice', 'Vice unit'), ('paedophile', 'Paedophile unit'), ('intake', 'Intake desk'), ('other', 'Other')], max_length=24)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='organisations.organisation')),
            ],
            options={
                'ordering': ['organisation', 'name'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'name'), name='unit_named_once_in_organisation')],
            },
        ),
        migrations.CreateModel(
            name='OpeningHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField()),
                ('opens', models.TimeField()),
                ('closes', models.TimeField(help_text='00:00 means midnight at the end of the day')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opening_hours', to='organisations.organisation')),
            ],
            options={
                'ordering': ['weekday', 'opens'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'weekday', 'opens'), name='opens_once_at_a_time'), models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='weekday_is_one_of_seven')],
            },
        ),
        migrations.CreateModel(
            name='DirectAgreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('words', models.CharField(max_length=200, verbose_name='what was agreed, and where it is kept')),
                ('one', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('one', models.F('other')), _negated=True), name='agreement_has_two_sides')],
            },
        ),
        migrations.CreateModel(
            name='ClosedDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField()),
                ('name', models.CharField(max_length=80)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='closed_days', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'date'), name='closed_once_a_day')],
            },
        ),
    ]
