"""Who is in contact with a child: the social worker, the school, the carer, the lawyer, since when and until when."""

from django.db import models
from django.db.models import Q

from tutela.audit.history import tracked
from tutela.children.models.child import Child
from tutela.core.fields import PartialDateField
from tutela.organisations.models import Organisation


@tracked()
class Contact(models.Model):
    """Somebody who is in contact with the child, in a capacity. What was entered stays; the contact is ended, with the reason."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="contacts")
    capacity = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    body = models.CharField("organisation, in words", max_length=120, blank=True)
    name = models.CharField("who", max_length=120, blank=True)
    since = PartialDateField(blank=True, help_text="as much of the date as is known")
    until = PartialDateField(blank=True, help_text="as much of the date as is known")
    source = models.CharField(max_length=120)
    grading = models.CharField(max_length=40, blank=True)
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_id = models.BigIntegerField(null=True, blank=True)
    end_words = models.CharField("why it ended", max_length=200, blank=True)

    class Meta:
        ordering = ["-added_at", "-id"]
        indexes = [models.Index(fields=["child", "-added_at"], name="contact_of_child")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") | ~Q(body="") | Q(organisation__isnull=False), name="contact_is_somebody"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="contact_has_a_source"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end_words="") | (Q(ended_at__isnull=False) & ~Q(end_words="")),
                name="contact_ends_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.body or str(self.organisation_id)
