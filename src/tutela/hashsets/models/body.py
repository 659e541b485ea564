"""Bodies outside this installation, with which an organisation exchanges sets: whom to telephone, and by which key they are known."""

from django.db import models
from django.db.models import Q

from tutela.audit.history import tracked
from tutela.organisations.models import COUNTRY, Organisation


@tracked()
class Body(models.Model):
    """A body outside, as one organisation knows it. ``name`` is the one that it writes into its own editions."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=COUNTRY)
    contact_name = models.CharField("whom to ask for", max_length=80, blank=True)
    contact_telephone = models.CharField("telephone", max_length=40, blank=True)
    contact_email = models.CharField("e-mail", max_length=120, blank=True)
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "bodies"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="body_named_once_in_organisation"),
            models.CheckConstraint(condition=~Q(name=""), name="body_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class BodyKey(models.Model):
    """The key by which a body signs, trusted by a person to whom its fingerprint was read. One at a time; an ended one stays to be read."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="keys", db_index=False)
    public = models.BinaryField(max_length=32)
    fingerprint = models.CharField(max_length=29)
    trusted_at = models.DateTimeField()
    trusted_by_id = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_id = models.BigIntegerField(null=True, blank=True)
    ended_words = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-trusted_at", "-id"]
        indexes = [models.Index(fields=["body", "-trusted_at"], name="key_of_body")]
        constraints = [
            models.UniqueConstraint(fields=["body"], condition=Q(ended_at__isnull=True), name="one_key_of_a_body"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_words="") | (Q(ended_at__isnull=False) & ~Q(ended_words="")),
                name="a_key_ends_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.fingerprint
