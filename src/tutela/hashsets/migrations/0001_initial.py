import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0003_assessment_promise'),
        ('register', '0002_standing_in_the_history'),
    ]

    operations = [
        migrations.CreateModel(
            name='Origin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=12)),
                ('hands', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('terms', models.CharField(max_length=200)),
                ('pass_on', models.CharField(choices=[('nobody', 'To nobody'), ('countries', 'To bodies of the countries named'), ('anybody', 'To anybody, under the same terms')], max_length=9)),
                ('pass_on_countries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), default=list, size=None)),
            ],
        ),
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('country', models.CharField(max_length=2)),
                ('contact_name', models.CharField(blank=True, max_length=80, verbose_name='whom to ask for')),
                ('contact_telephone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('contact_email', models.CharField(blank=True, max_length=120, verbose_name='e-mail')),
                ('added_at', models.DateTimeField()),
                ('added_by_id', models.BigIntegerField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'verbose_name_plural': 'bodies',
                'ordering': ['name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'name'), name='body_named_once_in_organisation'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='body_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='BodyChangeevent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('changed_by', models.CharField(db_default=models.Func(models.Value('tutela.user'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=20, null=True)),
                ('changed_by_verb', models.CharField(db_default=models.Func(models.Value('tutela.verb'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=60, null=True)),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('country', models.CharField(max_length=2)),
                ('contact_name', models.CharField(blank=True, max_length=80, verbose_name='whom to ask for')),
                ('contact_telephone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('contact_email', models.CharField(blank=True, max_length=120, verbose_name='e-mail')),
                ('added_at', models.DateTimeField()),
                ('added_by_id', models.BigIntegerField()),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.organisation')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='change_events', to='hashsets.body')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BodyKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public', models.BinaryField(max_length=32)),
                ('fingerprint', models.CharField(max_length=29)),
                ('trusted_at', models.DateTimeField()),
                ('trusted_by_id', models.BigIntegerField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by_id', models.BigIntegerField(blank=True, null=True)),
                ('ended_words', models.CharField(blank=True, max_length=200)),
                ('body', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='hashsets.body')),
            ],
            options={
                'ordering': ['-trusted_at', '-id'],
                'indexes': [models.Index(fields=['body', '-trusted_at'], name='key_of_body')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('body',), name='one_key_of_a_body'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_words', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_words', ''), _negated=True)), _connector='OR'), name='a_key_ends_with_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(blank=True, null=True)),
                ('is_full', models.BooleanField()),
                ('since', models.PositiveIntegerField(blank=True, null=True, verbose_name='the edition that it follows')),
                ('asked_at', models.DateTimeField()),
                ('asked_by_id', models.BigIntegerField()),
                ('at_file', models.BigIntegerField(default=0, verbose_name='how far it is')),
                ('until_file', models.BigIntegerField(verbose_name='how far it goes')),
                ('given', models.BigIntegerField(default=0, verbose_name='files given')),
                ('changed', models.BigIntegerField(default=0, verbose_name='files said otherwise of')),
                ('withdrawn', models.BigIntegerField(default=0, verbose_name='files withdrawn')),
                ('left_restricted', models.BigIntegerField(default=0, verbose_name='left out: for the own organisation alone')),
                ('left_disputed', models.BigIntegerField(default=0, verbose_name='left out: disputed')),
                ('left_off', models.BigIntegerField(default=0, verbose_name='left out: switched off')),
                ('left_terms', models.BigIntegerField(default=0, verbose_name='left out: may not be passed on')),
                ('issued_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.CharField(blank=True, max_length=29, verbose_name='fingerprint of the key that signed it')),
                ('text_digest', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of its lines')),
                ('size', models.BigIntegerField(default=0, verbose_name='bytes of its file')),
                ('head', models.BinaryField(null=True)),
                ('tail', models.BinaryField(null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='hashsets.body')),
            ],
            options={
                'ordering': ['-asked_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('is_full', True), ('since__isnull', True)), models.Q(('is_full', False), ('since__isnull', False)), _connector='OR'), name='an_edition_is_full_or_follows_one'), models.CheckConstraint(condition=models.Q(models.Q(('head__isnull', True), ('issued_at__isnull', True), ('number__isnull', True), ('tail__isnull', True)), models.Q(('head__isnull', False), ('issued_at__isnull', False), ('number__isnull', False), ('tail__isnull', False)), _connector='OR'), name='an_issued_edition_is_whole'), models.CheckConstraint(condition=models.Q(('at_file__lte', models.F('until_file'))), name='an_edition_goes_to_its_end')],
            },
        ),
        migrations.CreateModel(
            name='EditionPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('first_file', models.BigIntegerField()),
                ('last_file', models.BigIntegerField()),
                ('files', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('acts', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), size=None)),
                ('prints', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('origins', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('sources', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('codes', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('mappings', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('classes', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('parties', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('content', models.BinaryField()),
                ('edition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='hashsets.edition')),
            ],
            options={
                'ordering': ['edition', 'number'],
                'indexes': [models.Index(fields=['edition', 'first_file', 'last_file'], name='part_by_files')],
                'constraints': [models.UniqueConstraint(fields=('edition', 'number'), name='part_once_in_edition')],
            },
        ),
        migrations.CreateModel(
            name='GivenClass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(max_length=40)),
                ('scheme_name', models.CharField(max_length=120)),
                ('jurisdiction', models.CharField(blank=True, max_length=2)),
                ('code', models.CharField(max_length=20)),
                ('label', models.CharField(max_length=120)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'verbose_name_plural': 'given classes',
                'constraints': [models.UniqueConstraint(fields=('organisation', 'scheme', 'scheme_name', 'jurisdiction', 'code', 'label'), name='a_given_class_is_kept_once')],
            },
        ),
        migrations.CreateModel(
            name='HashSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=32, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('kind', models.CharField(choices=[('case', 'Of a case'), ('harmless', 'Known to be harmless'), ('trivial', 'Shared by so many that meeting it tells nothing')], max_length=8)),
                ('with_mapped', models.BooleanField(default=False, verbose_name='what another class would be in this one as well')),
                ('jurisdictions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), default=list, size=None)),
                ('sources', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('with_restricted', models.BooleanField(default=False, verbose_name='what is for the own organisation alone as well')),
                ('terms', models.CharField(max_length=200)),
                ('pass_on', models.CharField(choices=[('nobody', 'To nobody'), ('countries', 'To bodies of the countries named'), ('anybody', 'To anybody, under the same terms')], default='nobody', max_length=9)),
                ('pass_on_countries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), default=list, size=None)),
                ('made_at', models.DateTimeField()),
                ('made_by_id', models.BigIntegerField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_words', models.CharField(blank=True, max_length=200)),
                ('code', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.schemecode')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('say_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.scheme')),
                ('scheme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.scheme')),
            ],
            options={
                'ordering': ['name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'name'), name='set_named_once_in_organisation'), models.CheckConstraint(condition=models.Q(('terms', ''), _negated=True), name='set_has_terms'), models.CheckConstraint(condition=models.Q(('kind__in', ['case', 'harmless', 'trivial'])), name='set_kind_is_known'), models.CheckConstraint(condition=models.Q(('pass_on__in', ['nobody', 'countries', 'anybody'])), name='set_pass_on_is_known')],
            },
        ),
        migrations.AddField(
            model_name='edition',
            name='hash_set',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='hashsets.hashset'),
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'verbose_name_plural': 'parties',
                'constraints': [models.UniqueConstraint(fields=('organisation', 'name', 'country'), name='a_party_is_named_once')],
            },
        ),
        migrations.CreateModel(
            name='ReceivedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.SmallIntegerField()),
                ('why', models.CharField(blank=True, choices=[('switched_off', 'It was switched off'), ('disputed', 'It is disputed'), ('restricted', 'It is not for others any more'), ('terms', 'Its terms do not allow it any more'), ('left', 'It is not of this set any more'), ('harmless', 'It was wrong: the file is harmless'), ('mistaken', 'It was wrong: entered by mistake'), ('ordered', 'A court or an authority ordered it'), ('other', 'It was wrong, for another reason')], max_length=12)),
                ('file', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.file')),
                ('origin', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hashsets.origin')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('act__in', [1, 2]), ('origin__isnull', False), ('why', '')), models.Q(('act__in', [3, 4]), ('origin__isnull', True), models.Q(('why', ''), _negated=True)), _connector='OR'), name='an_item_is_given_or_withdrawn')],
            },
        ),
        migrations.CreateModel(
            name='ReceivedClass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hashsets.givenclass')),
                ('mapped_from', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hashsets.givenclass')),
                ('party', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hashsets.party')),
                ('item', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='classes', to='hashsets.receiveditem')),
            ],
            options={
                'verbose_name_plural': 'received classes',
                'indexes': [models.Index(fields=['item'], name='class_of_item')],
            },
        ),
        migrations.CreateModel(
            name='ReceivedSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=32)),
                ('name', models.CharField(max_length=80)),
                ('kind', models.CharField(choices=[('case', 'Of a case'), ('harmless', 'Known to be harmless'), ('trivial', 'Shared by so many that meeting it tells nothing')], max_length=8)),
                ('terms', models.CharField(max_length=200)),
                ('pass_on', models.CharField(choices=[('nobody', 'To nobody'), ('countries', 'To bodies of the countries named'), ('anybody', 'To anybody, under the same terms')], default='nobody', max_length=9)),
                ('pass_on_countries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), default=list, size=None)),
                ('last_number', models.PositiveIntegerField(default=0)),
                ('first_at', models.DateTimeField()),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gave', to='hashsets.body')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='received_set', to='register.source')),
            ],
            options={
                'ordering': ['name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'uid'), name='a_set_is_received_once')],
            },
        ),
        migrations.AddField(
            model_name='receiveditem',
            name='received',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='hashsets.receivedset'),
        ),
        migrations.AddField(
            model_name='origin',
            name='received',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='origins', to='hashsets.receivedset'),
        ),
        migrations.CreateModel(
            name='Recipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('by_id', models.BigIntegerField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receives', to='hashsets.body')),
                ('hash_set', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='recipients', to='hashsets.hashset')),
            ],
            options={
                'ordering': ['hash_set', 'body'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('hash_set', 'body'), name='a_set_goes_to_a_body_once')],
            },
        ),
        migrations.CreateModel(
            name='TakenEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('is_full', models.BooleanField()),
                ('since', models.PositiveIntegerField(blank=True, null=True)),
                ('issued_at', models.DateTimeField()),
                ('file_digest', models.CharField(max_length=64, verbose_name='SHA-256 of its lines')),
                ('terms', models.CharField(max_length=200)),
                ('pass_on', models.CharField(choices=[('nobody', 'To nobody'), ('countries', 'To bodies of the countries named'), ('anybody', 'To anybody, under the same terms')], max_length=9)),
                ('pass_on_countries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), default=list, size=None)),
                ('lines', models.BigIntegerField()),
                ('done_lines', models.BigIntegerField(default=0)),
                ('began_at', models.DateTimeField()),
                ('by_id', models.BigIntegerField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('entered', models.BigIntegerField(default=0, verbose_name='files that are in answers since')),
                ('withdrawn', models.BigIntegerField(default=0, verbose_name='entries that were switched off')),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hashsets.bodykey')),
                ('received', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='hashsets.receivedset')),
            ],
            options={
                'ordering': ['-number', '-id'],
                'constraints': [models.UniqueConstraint(fields=('received', 'number'), name='an_edition_is_taken_once'), models.UniqueConstraint(condition=models.Q(('done_at__isnull', True)), fields=('received',), name='one_edition_of_a_set_comes_in'), models.CheckConstraint(condition=models.Q(('done_lines__lte', models.F('lines'))), name='an_edition_has_its_lines'), models.CheckConstraint(condition=models.Q(('done_at__isnull', True), ('done_lines', models.F('lines')), _connector='OR'), name='an_edition_is_taken_whole')],
            },
        ),
        migrations.AddField(
            model_name='receiveditem',
            name='edition',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='hashsets.takenedition'),
        ),
        migrations.CreateModel(
            name='Heard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('files', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('count', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('edition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='heard', to='hashsets.takenedition')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('edition', 'organisation'), name='an_organisation_hears_once')],
            },
        ),
        migrations.CreateModel(
            name='Wrong',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ground', models.CharField(choices=[('harmless', 'The file is harmless'), ('mistaken', 'It was entered by mistake'), ('ordered', 'A court or an authority ordered it'), ('other', 'Another reason')], max_length=10)),
                ('words', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('by_id', models.BigIntegerField()),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.file')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='what_was_wrong_has_grounds')],
            },
        ),
        migrations.CreateModel(
            name='Telling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('told_by_id', models.BigIntegerField(blank=True, null=True)),
                ('told_words', models.CharField(blank=True, max_length=200, verbose_name='whom one spoke to')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hashsets.body')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hashsets.edition')),
                ('wrong', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tellings', to='hashsets.wrong')),
            ],
            options={
                'ordering': ['wrong', 'body'],
                'constraints': [models.UniqueConstraint(fields=('wrong', 'body'), name='a_body_is_told_once'), models.CheckConstraint(condition=models.Q(models.Q(('told_at__isnull', True), ('told_by_id__isnull', True), ('told_words', '')), models.Q(('told_at__isnull', False), ('told_by_id__isnull', False), models.Q(('told_words', ''), _negated=True)), _connector='OR'), name='who_told_it_is_said')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='body',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "hashsets_bodychangeevent" ("added_at", "added_by_id", "contact_email", "contact_name", "contact_telephone", "country", "id", "name", "organisation_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."added_at", NEW."added_by_id", NEW."contact_email", NEW."contact_name", NEW."contact_telephone", NEW."country", NEW."id", NEW."name", NEW."organisation_id", NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='e44356d072f12317c2594a9cc29101bb3e1a9c3a', operation='INSERT', pgid='pgtrigger_insert_insert_dcd68', table='hashsets_body', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='body',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "hashsets_bodychangeevent" ("added_at", "added_by_id", "contact_email", "contact_name", "contact_telephone", "country", "id", "name", "organisation_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."added_at", NEW."added_by_id", NEW."contact_email", NEW."contact_name", NEW."contact_telephone", NEW."country", NEW."id", NEW."name", NEW."organisation_id", NOW(), \'update\', NEW."id"); RETURN NULL;', hash='faca9b4dca62a09d729401eb3acbf1638e9bcab4', operation='UPDATE', pgid='pgtrigger_update_update_9f5c7', table='hashsets_body', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bodychangeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d48195c2a21f09850997388d64eb577a0db3f914', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e0c16', table='hashsets_bodychangeevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['hash_set', '-asked_at', '-id'], name='edition_of_set'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(fields=('hash_set', 'number'), name='an_edition_has_its_number_alone'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(condition=models.Q(('number__isnull', True)), fields=('hash_set', 'body'), name='one_edition_of_a_body_is_made'),
        ),
        migrations.AddConstraint(
            model_name='origin',
            constraint=models.UniqueConstraint(fields=('received', 'token'), name='an_origin_is_kept_once'),
        ),
        migrations.AddIndex(
            model_name='receiveditem',
            index=models.Index(fields=['file', 'received', '-id'], name='item_of_file'),
        ),
        migrations.AddConstraint(
            model_name='receiveditem',
            constraint=models.UniqueConstraint(fields=('edition', 'file'), name='a_file_once_in_an_edition'),
        ),
    ]
