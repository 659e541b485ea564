import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('children', '0005_handling_mark'),
        ('organisations', '0003_assessment_promise'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='File',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.BinaryField(max_length=33, unique=True)),
                ('md5', models.BinaryField(max_length=16, null=True)),
                ('sha1', models.BinaryField(max_length=20, null=True)),
                ('sha256', models.BinaryField(max_length=32, null=True)),
                ('size', models.BigIntegerField(null=True, verbose_name='size in bytes')),
                ('pdq', models.BinaryField(max_length=32, null=True)),
                ('pdq_quality', models.SmallIntegerField(null=True)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.HashIndex(fields=['md5'], name='register_file_by_md5'), django.contrib.postgres.indexes.HashIndex(fields=['sha1'], name='register_file_by_sha1'), django.contrib.postgres.indexes.HashIndex(fields=['sha256'], name='register_file_by_sha256'), models.Index(condition=models.Q(('pdq__isnull', False)), fields=['id'], name='file_with_pdq')],
                'constraints': [models.CheckConstraint(condition=models.Q(('md5__isnull', True), ('md5__octets', 16), _connector='OR'), name='md5_has_16_bytes'), models.CheckConstraint(condition=models.Q(('sha1__isnull', True), ('sha1__octets', 20), _connector='OR'), name='sha1_has_20_bytes'), models.CheckConstraint(condition=models.Q(('sha256__isnull', True), ('sha256__octets', 32), _connector='OR'), name='sha256_has_32_bytes'), models.CheckConstraint(condition=models.Q(('pdq__isnull', True), ('pdq__octets', 32), _connector='OR'), name='pdq_has_32_bytes'), models.CheckConstraint(condition=models.Q(('md5__isnull', False), ('sha1__isnull', False), ('sha256__isnull', False), _connector='OR'), name='file_has_an_exact_hash'), models.CheckConstraint(condition=models.Q(('size__isnull', True), ('size__gte', 0), _connector='OR'), name='file_size_is_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='Completion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.file')),
            ],
        ),
        migrations.CreateModel(
            name='Scheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('jurisdiction', models.CharField(blank=True, max_length=2)),
                ('source', models.CharField(max_length=200, verbose_name='where it is laid down')),
                ('made_at', models.DateTimeField()),
                ('made_by_id', models.BigIntegerField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='SchemeCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20)),
                ('label', models.CharField(max_length=120)),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='register.scheme')),
            ],
            options={
                'ordering': ['scheme', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Classification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_at', models.DateTimeField()),
                ('given_by_id', models.BigIntegerField(null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_words', models.CharField(blank=True, max_length=200)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='classifications', to='register.file')),
                ('code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.schemecode')),
            ],
            options={
                'ordering': ['-given_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='SchemeMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(blank=True, max_length=200)),
                ('said_at', models.DateTimeField()),
                ('said_by_id', models.BigIntegerField(null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('from_code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mapped_to', to='register.schemecode')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('to_code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mapped_from', to='register.schemecode')),
            ],
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=20, unique=True)),
                ('owner_basis', models.CharField(choices=[('received', 'It received the report'), ('default', 'Default owner: nobody else has accepted it'), ('accepted', 'It accepted a hand-over'), ('claimed', 'It claimed the identification'), ('transferred', 'Transferred by decision of the coordinating centre'), ('opened', 'It opened the record'), ('lapsed', 'Came back: the hand-over was not accepted in time')], max_length=12)),
                ('owner_since', models.DateTimeField()),
                ('is_restricted', models.BooleanField(default=False)),
                ('readers', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('next_due_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('is_synthetic', models.BooleanField(default=False)),
                ('handling', models.CharField(choices=[('RED', 'TLP:RED'), ('AMBER+STRICT', 'TLP:AMBER+STRICT'), ('AMBER', 'TLP:AMBER'), ('GREEN', 'TLP:GREEN'), ('CLEAR', 'TLP:CLEAR')], db_default='AMBER+STRICT', default='AMBER+STRICT', max_length=12, verbose_name='handling mark')),
                ('label', models.CharField(max_length=60)),
                ('standing', models.CharField(choices=[('not_identified', 'Child not identified'), ('identified', 'Child identified'), ('safeguarded', 'Child identified and safeguarded'), ('stopped', 'Work to identify stopped by decision')], default='not_identified', editable=False, max_length=16)),
                ('standing_since', models.DateTimeField(editable=False, null=True)),
                ('audience', models.CharField(choices=[('own', 'Only the organisation that gave it'), ('country', 'Every service of the same country'), ('all', 'Every service')], default='country', max_length=8)),
                ('otherwise', models.CharField(choices=[('new', 'As if it were new'), ('ask', 'Known: ask its owner')], default='ask', max_length=4)),
                ('created_at', models.DateTimeField()),
                ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'verbose_name_plural': 'series',
            },
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('sighting', 'A known file was met again'), ('standing', "A series' children were identified, or no longer are"), ('entry', 'A file became one of a case after others had met it')], max_length=10)),
                ('sighting_id', models.BigIntegerField(blank=True, null=True)),
                ('standing', models.CharField(blank=True, max_length=16)),
                ('at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.file')),
                ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.series')),
            ],
        ),
        migrations.CreateModel(
            name='ChildInSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('added_at', models.DateTimeField()),
                ('added_by_id', models.BigIntegerField(null=True)),
                ('basis', models.CharField(max_length=200, verbose_name='how this is known')),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('removed_by_id', models.BigIntegerField(blank=True, null=True)),
                ('removed_words', models.CharField(blank=True, max_length=200, verbose_name='why it was wrong')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='children.child')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='children', to='register.series')),
            ],
        ),
        migrations.CreateModel(
            name='SeriesChangeevent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('changed_by', models.CharField(db_default=models.Func(models.Value('tutela.user'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=20, null=True)),
                ('changed_by_verb', models.CharField(db_default=models.Func(models.Value('tutela.verb'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=60, null=True)),
                ('id', models.BigIntegerField(serialize=False)),
                ('reference', models.CharField(max_length=20)),
                ('owner_basis', models.CharField(choices=[('received', 'It received the report'), ('default', 'Default owner: nobody else has accepted it'), ('accepted', 'It accepted a hand-over'), ('claimed', 'It claimed the identification'), ('transferred', 'Transferred by decision of the coordinating centre'), ('opened', 'It opened the record'), ('lapsed', 'Came back: the hand-over was not accepted in time')], max_length=12)),
                ('owner_since', models.DateTimeField()),
                ('is_restricted', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('is_synthetic', models.BooleanField(default=False)),
                ('handling', models.CharField(choices=[('RED', 'TLP:RED'), ('AMBER+STRICT', 'TLP:AMBER+STRICT'), ('AMBER', 'TLP:AMBER'), ('GREEN', 'TLP:GREEN'), ('CLEAR', 'TLP:CLEAR')], db_default='AMBER+STRICT', default='AMBER+STRICT', max_length=12, verbose_name='handling mark')),
                ('label', models.CharField(max_length=60)),
                ('standing_since', models.DateTimeField(editable=False, null=True)),
                ('audience', models.CharField(choices=[('own', 'Only the organisation that gave it'), ('country', 'Every service of the same country'), ('all', 'Every service')], default='country', max_length=8)),
                ('otherwise', models.CharField(choices=[('new', 'As if it were new'), ('ask', 'Known: ask its owner')], default='ask', max_length=4)),
                ('created_at', models.DateTimeField()),
                ('handler', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.organisation')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='change_events', to='register.series')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('origin', models.CharField(max_length=120, verbose_name='who made it')),
                ('terms', models.CharField(max_length=200, verbose_name='under what terms it was given')),
                ('jurisdiction', models.CharField(blank=True, max_length=2)),
                ('audience', models.CharField(choices=[('own', 'Only the organisation that gave it'), ('country', 'Every service of the same country'), ('all', 'Every service')], default='all', max_length=8)),
                ('is_on', models.BooleanField(default=True)),
                ('switched_words', models.CharField(blank=True, max_length=200, verbose_name='why it was switched on or off')),
                ('review_on', models.DateField(blank=True, null=True)),
                ('made_at', models.DateTimeField()),
                ('made_by_id', models.BigIntegerField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SourceChangeevent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('changed_by', models.CharField(db_default=models.Func(models.Value('tutela.user'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=20, null=True)),
                ('changed_by_verb', models.CharField(db_default=models.Func(models.Value('tutela.verb'), models.Value(True), function='current_setting', output_field=models.CharField()), max_length=60, null=True)),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=80)),
                ('origin', models.CharField(max_length=120, verbose_name='who made it')),
                ('terms', models.CharField(max_length=200, verbose_name='under what terms it was given')),
                ('jurisdiction', models.CharField(blank=True, max_length=2)),
                ('audience', models.CharField(choices=[('own', 'Only the organisation that gave it'), ('country', 'Every service of the same country'), ('all', 'Every service')], default='all', max_length=8)),
                ('is_on', models.BooleanField(default=True)),
                ('switched_words', models.CharField(blank=True, max_length=200, verbose_name='why it was switched on or off')),
                ('review_on', models.DateField(blank=True, null=True)),
                ('made_at', models.DateTimeField()),
                ('made_by_id', models.BigIntegerField(null=True)),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.organisation')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='change_events', to='register.source')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('made_by_id', models.BigIntegerField()),
                ('form', models.CharField(max_length=20, verbose_name='format of the list')),
                ('list_digest', models.CharField(max_length=64, verbose_name='SHA-256 of the list')),
                ('rows', models.BigIntegerField()),
                ('done_rows', models.BigIntegerField(default=0)),
                ('what', models.CharField(choices=[('case', 'Files of a case: those that are new are entered'), ('harmless', 'Known to be harmless'), ('seen', 'Everything on an exhibit: only what is known is noted as met')], max_length=8, verbose_name='what its files are')),
                ('how', models.CharField(choices=[('found', 'Found on an exhibit'), ('reported', 'Reported to us'), ('exchanged', 'Given by another body')], max_length=10)),
                ('exhibit', models.CharField(blank=True, max_length=60)),
                ('subject_kind', models.CharField(blank=True, max_length=10)),
                ('subject_id', models.BigIntegerField(blank=True, null=True)),
                ('subject_reference', models.CharField(blank=True, max_length=20)),
                ('met_at', models.DateTimeField()),
                ('new_files', models.BigIntegerField(default=0, verbose_name='files that the register had not')),
                ('new_sightings', models.BigIntegerField(default=0)),
                ('began_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.series')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.source')),
            ],
            options={
                'ordering': ['-began_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Sighting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hard_copy', models.CharField(blank=True, max_length=60, verbose_name='reference of the hard copy')),
                ('how', models.CharField(choices=[('found', 'Found on an exhibit'), ('reported', 'Reported to us'), ('exchanged', 'Given by another body')], max_length=10)),
                ('exhibit', models.CharField(blank=True, max_length=60)),
                ('subject_kind', models.CharField(blank=True, max_length=10)),
                ('subject_id', models.BigIntegerField(blank=True, null=True)),
                ('subject_reference', models.CharField(blank=True, max_length=20)),
                ('met_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by_id', models.BigIntegerField()),
                ('file', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sightings', to='register.file')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('series', models.ForeignKey(blank=True, db_index=False, help_text='of a hard copy, where it is known', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hard_copies', to='register.series')),
                ('submission', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sightings', to='register.submission')),
            ],
            options={
                'ordering': ['-met_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(max_length=2)),
                ('kind', models.CharField(choices=[('case', 'Of a case'), ('harmless', 'Known to be harmless'), ('trivial', 'Shared by so many that meeting it tells nothing')], max_length=8)),
                ('audience', models.CharField(choices=[('own', 'Only the organisation that gave it'), ('country', 'Every service of the same country'), ('all', 'Every service')], max_length=8)),
                ('otherwise', models.CharField(choices=[('new', 'As if it were new'), ('ask', 'Known: ask its owner')], max_length=4)),
                ('is_on', models.BooleanField(default=True)),
                ('switched_words', models.CharField(blank=True, max_length=200, verbose_name='why it was switched on or off')),
                ('switched_at', models.DateTimeField(blank=True, null=True)),
                ('switched_by_id', models.BigIntegerField(blank=True, null=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('added_at', models.DateTimeField()),
                ('added_by_id', models.BigIntegerField(null=True)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('file', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='register.file')),
                ('series', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='register.series')),
                ('source', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='register.source')),
                ('submission', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.submission')),
            ],
            options={
                'verbose_name_plural': 'entries',
            },
        ),
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_by_id', models.BigIntegerField()),
                ('asked_at', models.DateTimeField()),
                ('asked_from', models.CharField(choices=[('server', 'On the server'), ('page', 'On a page'), ('api', 'From another machine'), ('pack', 'With a pack, on a machine without a connection')], max_length=6)),
                ('form', models.CharField(max_length=20, verbose_name='format of the list')),
                ('list_digest', models.CharField(max_length=64, verbose_name='SHA-256 of the list')),
                ('exhibit', models.CharField(blank=True, max_length=60)),
                ('subject_kind', models.CharField(blank=True, max_length=10)),
                ('subject_id', models.BigIntegerField(blank=True, null=True)),
                ('subject_reference', models.CharField(blank=True, max_length=20)),
                ('key', models.CharField(blank=True, max_length=64)),
                ('rows', models.BigIntegerField()),
                ('done_rows', models.BigIntegerField(default=0)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('safeguarded', models.BigIntegerField(default=0, verbose_name='rows of an identified and safeguarded child')),
                ('identified', models.BigIntegerField(default=0, verbose_name='rows of an identified child not yet safeguarded')),
                ('not_identified', models.BigIntegerField(default=0, verbose_name='rows of a child not identified')),
                ('known', models.BigIntegerField(default=0, verbose_name='rows known otherwise')),
                ('harmless', models.BigIntegerField(default=0, verbose_name='rows known to be harmless')),
                ('ask', models.BigIntegerField(default=0, verbose_name='rows to ask somebody about')),
                ('new', models.BigIntegerField(default=0, verbose_name='rows that are new')),
                ('not_sent', models.CharField(blank=True, choices=[('not_ours', "The examination is another organisation's, which sends it"), ('court', 'A court or prosecutor does not allow it yet'), ('ongoing', 'The examination goes on; it is sent at its end'), ('test', 'It was a trial'), ('other', 'Other, with words')], max_length=10)),
                ('not_sent_words', models.CharField(blank=True, max_length=200)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('submission', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='register.submission')),
            ],
            options={
                'ordering': ['-asked_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='CheckPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('places', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('files', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('answers', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), size=None)),
                ('series', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('organisations', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('distances', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), size=None)),
                ('of_check', models.ForeignKey(db_column='check_id', db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='register.check')),
            ],
            options={
                'ordering': ['of_check', 'number'],
                'constraints': [models.UniqueConstraint(fields=('of_check', 'number'), name='part_once_in_check')],
            },
        ),
        migrations.CreateModel(
            name='EntryVote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('confirmed', 'Confirmed'), ('disputed', 'Disputed')], max_length=10)),
                ('words', models.CharField(max_length=200, verbose_name='grounds')),
                ('at', models.DateTimeField()),
                ('by_id', models.BigIntegerField(null=True)),
                ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='register.entry')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['entry', '-at', '-id'], name='vote_on_entry')],
                'constraints': [models.CheckConstraint(condition=models.Q(('verdict__in', ['confirmed', 'disputed'])), name='verdict_is_known'), models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='a_verdict_has_grounds')],
            },
        ),
        migrations.AddConstraint(
            model_name='scheme',
            constraint=models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='scheme_has_a_source'),
        ),
        migrations.AddConstraint(
            model_name='schemecode',
            constraint=models.UniqueConstraint(fields=('scheme', 'code'), name='code_once_in_scheme'),
        ),
        migrations.AddConstraint(
            model_name='classification',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('file', 'organisation', 'code'), name='classified_once'),
        ),
        migrations.AddConstraint(
            model_name='classification',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_words', '')), models.Q(('withdrawn_at__isnull', False), models.Q(('withdrawn_words', ''), _negated=True)), _connector='OR'), name='a_classification_is_withdrawn_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='schememapping',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('from_code', 'to_code', 'organisation'), name='a_mapping_is_said_once'),
        ),
        migrations.AddIndex(
            model_name='series',
            index=models.Index(fields=['owner', 'standing', 'next_due_at', 'id'], name='series_of_owner'),
        ),
        migrations.AddIndex(
            model_name='series',
            index=models.Index(fields=['owner', '-created_at', '-id'], name='series_of_owner_by_entry'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('standing__in', ['not_identified', 'identified', 'safeguarded', 'stopped'])), name='series_standing_is_known'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['own', 'country', 'all'])), name='series_audience_is_known'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('otherwise__in', ['new', 'ask'])), name='series_otherwise_is_known'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('label', ''), _negated=True), name='series_has_a_label'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='series',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "register_serieschangeevent" ("audience", "created_at", "handler_id", "handling", "id", "is_restricted", "is_synthetic", "label", "otherwise", "owner_basis", "owner_id", "owner_since", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "standing_since", "version") VALUES (NEW."audience", NEW."created_at", NEW."handler_id", NEW."handling", NEW."id", NEW."is_restricted", NEW."is_synthetic", NEW."label", NEW."otherwise", NEW."owner_basis", NEW."owner_id", NEW."owner_since", NOW(), \'insert\', NEW."id", NEW."reference", NEW."standing_since", NEW."version"); RETURN NULL;', hash='538f81fcdca2d4a8de257bd816680b06dbe69386', operation='INSERT', pgid='pgtrigger_insert_insert_d6fd2', table='register_series', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='series',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."audience" IS DISTINCT FROM (NEW."audience") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."handler_id" IS DISTINCT FROM (NEW."handler_id") OR OLD."handling" IS DISTINCT FROM (NEW."handling") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_restricted" IS DISTINCT FROM (NEW."is_restricted") OR OLD."is_synthetic" IS DISTINCT FROM (NEW."is_synthetic") OR OLD."label" IS DISTINCT FROM (NEW."label") OR OLD."otherwise" IS DISTINCT FROM (NEW."otherwise") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."owner_basis" IS DISTINCT FROM (NEW."owner_basis") OR OLD."owner_since" IS DISTINCT FROM (NEW."owner_since") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."standing_since" IS DISTINCT FROM (NEW."standing_since") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "register_serieschangeevent" ("audience", "created_at", "handler_id", "handling", "id", "is_restricted", "is_synthetic", "label", "otherwise", "owner_basis", "owner_id", "owner_since", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "standing_since", "version") VALUES (NEW."audience", NEW."created_at", NEW."handler_id", NEW."handling", NEW."id", NEW."is_restricted", NEW."is_synthetic", NEW."label", NEW."otherwise", NEW."owner_basis", NEW."owner_id", NEW."owner_since", NOW(), \'update\', NEW."id", NEW."reference", NEW."standing_since", NEW."version"); RETURN NULL;', hash='09333793c3cd77e84785d7c43a890a4f60686216', operation='UPDATE', pgid='pgtrigger_update_update_98894', table='register_series', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='fact',
            index=models.Index(condition=models.Q(('taken_at__isnull', True)), fields=['id'], name='fact_not_taken'),
        ),
        migrations.AddConstraint(
            model_name='fact',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['sighting', 'standing', 'entry'])), name='fact_kind_is_known'),
        ),
        migrations.AddIndex(
            model_name='childinseries',
            index=models.Index(fields=['child'], name='series_of_child'),
        ),
        migrations.AddConstraint(
            model_name='childinseries',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('series', 'child'), name='child_once_in_series'),
        ),
        migrations.AddConstraint(
            model_name='childinseries',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('removed_at__isnull', True), ('removed_words', '')), models.Q(('removed_at__isnull', False), models.Q(('removed_words', ''), _negated=True)), _connector='OR'), name='child_leaves_a_series_with_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='serieschangeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cfcc7b584054778cbfb72f0372c7935dc1186848', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3051c', table='register_serieschangeevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.UniqueConstraint(fields=('organisation', 'name'), name='source_named_once_in_organisation'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('origin', ''), _negated=True), name='source_has_an_origin'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('terms', ''), _negated=True), name='source_has_terms'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "register_sourcechangeevent" ("audience", "id", "is_on", "jurisdiction", "made_at", "made_by_id", "name", "organisation_id", "origin", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_on", "switched_words", "terms") VALUES (NEW."audience", NEW."id", NEW."is_on", NEW."jurisdiction", NEW."made_at", NEW."made_by_id", NEW."name", NEW."organisation_id", NEW."origin", NOW(), \'insert\', NEW."id", NEW."review_on", NEW."switched_words", NEW."terms"); RETURN NULL;', hash='3f80873edb10a8db97a98e35f43b8c8c3bc96703', operation='INSERT', pgid='pgtrigger_insert_insert_1fc20', table='register_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "register_sourcechangeevent" ("audience", "id", "is_on", "jurisdiction", "made_at", "made_by_id", "name", "organisation_id", "origin", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_on", "switched_words", "terms") VALUES (NEW."audience", NEW."id", NEW."is_on", NEW."jurisdiction", NEW."made_at", NEW."made_by_id", NEW."name", NEW."organisation_id", NEW."origin", NOW(), \'update\', NEW."id", NEW."review_on", NEW."switched_words", NEW."terms"); RETURN NULL;', hash='05c3a649b8019763e1f0e08caa01d904b21d2aa3', operation='UPDATE', pgid='pgtrigger_update_update_7556f', table='register_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sourcechangeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bf7ca40404b53cd333f6ab85046706ece9bc7bc1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fb9de', table='register_sourcechangeevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['organisation', '-began_at', '-id'], name='submission_of_organisation'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.UniqueConstraint(fields=('organisation', 'key'), name='a_list_is_submitted_once'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('done_rows__gte', 0), ('done_rows__lte', models.F('rows'))), name='submission_has_no_more_rows_than_its_list'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('done_at__isnull', True), ('done_rows', models.F('rows')), _connector='OR'), name='a_submission_is_done_when_all_is_in'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('what__in', ['case', 'harmless', 'seen'])), name='submission_what_is_known'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('series__isnull', True), ('what', 'case'), _connector='OR'), name='a_submission_to_a_series_is_of_a_case'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('what', 'harmless'), ('source__isnull', False)), models.Q(models.Q(('what', 'harmless'), _negated=True), ('source__isnull', True)), _connector='OR'), name='what_is_harmless_has_a_source'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('how__in', ['found', 'reported', 'exchanged'])), name='submission_how_is_known'),
        ),
        migrations.AddIndex(
            model_name='sighting',
            index=models.Index(fields=['organisation', '-met_at', '-id'], name='sighting_of_organisation'),
        ),
        migrations.AddIndex(
            model_name='sighting',
            index=models.Index(condition=models.Q(('series__isnull', False)), fields=['series'], name='hard_copy_of_series'),
        ),
        migrations.AddIndex(
            model_name='sighting',
            index=models.Index(fields=['submission'], name='sighting_of_submission'),
        ),
        migrations.AddConstraint(
            model_name='sighting',
            constraint=models.UniqueConstraint(fields=('file', 'organisation', 'exhibit', 'subject_kind', 'subject_id', 'hard_copy'), name='met_once_in_one_place', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='sighting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('file__isnull', False), ('hard_copy', '')), models.Q(('file__isnull', True), models.Q(('hard_copy', ''), _negated=True)), _connector='OR'), name='a_sighting_is_of_a_file_or_a_hard_copy'),
        ),
        migrations.AddConstraint(
            model_name='sighting',
            constraint=models.CheckConstraint(condition=models.Q(('series__isnull', True), models.Q(('hard_copy', ''), _negated=True), _connector='OR'), name='a_files_series_is_its_entrys'),
        ),
        migrations.AddConstraint(
            model_name='sighting',
            constraint=models.CheckConstraint(condition=models.Q(('how__in', ['found', 'reported', 'exchanged'])), name='sighting_how_is_known'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('series__isnull', False)), fields=['series', 'id'], name='entry_of_series'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('source__isnull', False)), fields=['source', 'id'], name='entry_of_source'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('review_on__isnull', False)), fields=['review_on'], name='entry_to_review'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(fields=('file', 'organisation', 'kind', 'source'), name='entry_said_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['case', 'harmless', 'trivial'])), name='entry_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(('series__isnull', True), ('kind', 'case'), _connector='OR'), name='a_series_is_of_a_case'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['own', 'country', 'all'])), name='entry_audience_is_known'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(('otherwise__in', ['new', 'ask'])), name='entry_otherwise_is_known'),
        ),
        migrations.AddIndex(
            model_name='check',
            index=models.Index(fields=['organisation', '-asked_at', '-id'], name='check_of_organisation'),
        ),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('organisation', 'key'), name='a_check_is_begun_once'),
        ),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.CheckConstraint(condition=models.Q(('done_rows__gte', 0), ('done_rows__lte', models.F('rows'))), name='check_has_no_more_rows_than_its_list'),
        ),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.CheckConstraint(condition=models.Q(('done_at__isnull', True), ('done_rows', models.F('rows')), _connector='OR'), name='a_check_is_done_when_all_is_answered'),
        ),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.CheckConstraint(condition=models.Q(('submission__isnull', True), ('not_sent', ''), _connector='OR'), name='what_was_sent_needs_no_reason'),
        ),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('not_sent', 'other'), _negated=True), models.Q(('not_sent_words', ''), _negated=True), _connector='OR'), name='another_reason_has_words'),
        ),
    ]
