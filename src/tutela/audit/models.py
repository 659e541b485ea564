"""Who did and who read what, and why: an append-only table whose entries are chained by hash."""

from django.db import models

from tutela.core.identity import new_uuid


class Entry(models.Model):
    """One act or one reading, written in the transaction of the act itself.

    ``position``, ``previous`` and ``digest`` are filled in by the database as the transaction commits: the digest
    covers this entry and the one before it, so that nobody, the administrator included, can alter or remove one unseen.
    ``details`` is the canonical JSON text that was hashed; it names fields and codes, never a record's personal values.
    """

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    user_id = models.BigIntegerField(null=True)
    membership_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=20, blank=True)
    action = models.CharField(max_length=60)
    purpose = models.CharField(max_length=40, blank=True)
    subject_kind = models.CharField(max_length=20, blank=True)
    subject_id = models.BigIntegerField(null=True)
    subject_reference = models.CharField(max_length=20, blank=True)
    details = models.TextField(default="{}")
    position = models.BigIntegerField(null=True, unique=True, editable=False)
    previous = models.CharField(max_length=64, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "at"], name="audit_of_subject"),
            models.Index(fields=["organisation_id", "-at"], name="audit_of_organisation"),
            models.Index(fields=["user_id", "-at"], name="audit_of_user"),
        ]


class ChainHead(models.Model):
    """The newest position and digest: one row, locked for the moment of sealing an entry."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
