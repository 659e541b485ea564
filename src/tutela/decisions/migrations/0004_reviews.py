import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


MOVE = """
INSERT INTO decisions_review (decision_id, by_id, at, found, words, again_on)
SELECT d.id, d.reviewed_by_id, d.reviewed_at, 'not_yet_known', d.review_words,
       (SELECT (c.due_at AT TIME ZONE o.time_zone)::date
          FROM clocks_clock c JOIN organisations_organisation o ON o.id = c.answerable_id
         WHERE c.subject_kind = d.subject_kind AND c.subject_id = d.subject_id AND c.kind = 'review'
           AND c.started_at = d.reviewed_at ORDER BY c.id LIMIT 1)
  FROM decisions_decision d WHERE d.reviewed_by_id IS NOT NULL AND d.reviewed_at IS NOT NULL;
UPDATE decisions_decision d
   SET next_review_on = CASE WHEN d.reviewed_at IS NULL THEN d.review_on
                             ELSE (SELECT r.again_on FROM decisions_review r WHERE r.decision_id = d.id) END
 WHERE d.review_on IS NOT NULL OR d.reviewed_at IS NOT NULL;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0003_kinds_of_the_working_day'),
        ('organisations', '0001_initial'),
        ('clocks', '0004_kinds_of_the_working_day'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('found', models.CharField(max_length=20)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('again_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.RemoveIndex(
            model_name='decision',
            name='decision_to_review',
        ),
        migrations.AddField(
            model_name='decision',
            name='country',
            field=models.CharField(blank=True, max_length=2),
        ),
        migrations.AddField(
            model_name='decision',
            name='danger_abroad',
            field=models.CharField(blank=True, choices=[('no', 'No'), ('yes', 'Yes'), ('not_yet_known', 'Not yet known')], max_length=14),
        ),
        migrations.AddField(
            model_name='decision',
            name='danger_words',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='decision',
            name='next_review_on',
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='decision',
            name='reviewed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='review',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='review',
            name='decision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='decisions.decision'),
        ),
        # Each review that was written over the one before becomes a row; what it found was not asked then, and the day on which the
        # decision is looked at again is that of the promise which it began.
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        # The policies are installed anew after the migrations; the one in place names a column that goes.
        migrations.RunSQL("DROP POLICY IF EXISTS adds ON decisions_decision", migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name='decision',
            name='review_words',
        ),
        migrations.RemoveField(
            model_name='decision',
            name='reviewed_by',
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['organisation', 'next_review_on', 'id'], name='decision_to_review'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['organisation', 'made_at', 'id'], name='decision_of_organisation'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'send_abroad'), _negated=True), models.Q(models.Q(('country', ''), _negated=True), models.Q(('danger_abroad', ''), _negated=True), models.Q(models.Q(('danger_abroad', 'yes'), _negated=True), models.Q(('danger_words', ''), _negated=True), _connector='OR')), _connector='OR'), name='sent_abroad_says_where_and_of_danger'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'send_abroad'), ('state', 'taken'), _negated=True), models.Q(('second_person__isnull', False), models.Q(('words', ''), _negated=True), models.Q(('grounds', ''), _negated=True)), _connector='OR'), name='sent_abroad_needs_grounds_words_second_person'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(fields=['decision', '-at'], name='review_of_decision'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('found', ''), _negated=True), name='review_finds_something'),
        ),
    ]
