"""What a search looks through: one document a record, of words and identifiers, kept by the verbs that change the record."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from tutela.core.subjects import SUBJECT_KINDS


class Document(models.Model):
    """The searchable words of one record. Nobody reads this table: ``finding_search`` applies the record's own policy."""

    subject_kind = models.CharField(max_length=10)
    subject_id = models.BigIntegerField()
    reference = models.CharField(max_length=20)
    words = SearchVectorField()
    changed_at = models.DateTimeField()

    class Meta:
        # One for each kind: a word that half of all reports hold says nothing of how many children it finds.
        indexes = [
            GinIndex(fields=["words"], name=f"words_of_{kind}", condition=models.Q(subject_kind=kind), fastupdate=False)
            for kind in SUBJECT_KINDS
        ]
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="one_document_a_record"),
            models.CheckConstraint(condition=models.Q(subject_kind__in=SUBJECT_KINDS), name="document_subject_kind"),
        ]
