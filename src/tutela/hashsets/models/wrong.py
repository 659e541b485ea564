"""What was wrong: said here and to be told outside, or withdrawn outside and told here."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tutela.hashsets.models.body import Body
from tutela.hashsets.models.codes import Ground
from tutela.hashsets.models.giving import Edition
from tutela.hashsets.models.taking import TakenEdition
from tutela.organisations.models import Organisation
from tutela.register.models import File


class Wrong(models.Model):
    """An organisation says that what it held of a file was wrong: it is switched off, and withdrawn in the next edition of each set."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=10, choices=Ground)
    words = models.CharField(max_length=200)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="what_was_wrong_has_grounds")]

    def __str__(self) -> str:
        return f"Wrong {self.pk}"


class Telling(models.Model):
    """A body that has the file is to be told by telephone, now; ``edition`` is the last in which it got it."""

    wrong = models.ForeignKey(Wrong, on_delete=models.PROTECT, related_name="tellings", db_index=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)
    told_by_id = models.BigIntegerField(null=True, blank=True)
    told_words = models.CharField("whom one spoke to", max_length=200, blank=True)

    class Meta:
        ordering = ["wrong", "body"]
        constraints = [
            models.UniqueConstraint(fields=["wrong", "body"], name="a_body_is_told_once"),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True, told_by_id__isnull=True, told_words="")
                | (Q(told_at__isnull=False, told_by_id__isnull=False) & ~Q(told_words="")),
                name="who_told_it_is_said",
            ),
        ]

    def __str__(self) -> str:
        return f"Telling {self.pk}"


class Heard(models.Model):
    """An organisation here met files that an edition withdrew: it was told once. ``files`` are the first thousand, ``count`` all."""

    edition = models.ForeignKey(TakenEdition, on_delete=models.PROTECT, related_name="heard", db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    files = ArrayField(models.BigIntegerField())
    count = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["edition", "organisation"], name="an_organisation_hears_once")]

    def __str__(self) -> str:
        return f"Heard {self.pk}"
