"""The lists that an organisation has given to the register, and how far each is in it."""

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import User
from tutela.core.errors import NotFound
from tutela.core.paging import Key
from tutela.register import staged
from tutela.register.models import Check, Submission

ORDER = (Key("began_at", descending=True), Key("id", descending=True))


@dataclass(frozen=True)
class SubmissionFilters:
    """What the reader narrowed the list to."""

    what: str = ""
    exhibit: str = ""
    state: str = ""  # "unfinished", "done"


def submissions_of(actor: Actor, filters: SubmissionFilters) -> QuerySet[Submission]:
    """The lists that the actor's organisation gave."""
    rows = _given(actor)
    if filters.what:
        rows = rows.filter(what=filters.what)
    if filters.exhibit:
        rows = rows.filter(exhibit__icontains=filters.exhibit)
    if filters.state:
        rows = rows.filter(done_at__isnull=filters.state == "unfinished")
    return rows


def find_submission(number: int, actor: Actor) -> Submission:
    """One list that the actor's organisation gave. Raises NotFound for one that is absent or another's, in the same words."""
    found = _given(actor).filter(pk=number).first()
    if found is None:
        raise NotFound(
            gettext("There is no such list that your organisation gave."), mend=gettext("Look at the lists given.")
        )
    return found


def checks_about(made: Submission) -> list[Check]:
    """The checks that say that they were sent with it."""
    return list(Check.objects.filter(submission=made).order_by("-asked_at", "-id")[:20])


def state_of(made: Submission) -> str:
    """How a list stands: all of it in the register, being taken in, or stopped."""
    if made.done_at is not None:
        return "done"
    return "running" if staged.place_of(staged.SUBMISSION, made.pk).exists() else "stopped"


def _given(actor: Actor) -> QuerySet[Submission]:
    made_by = User.objects.filter(pk=OuterRef("made_by_id")).values("name")[:1]
    rows = Submission.objects.filter(organisation_id=actor.organisation_pk)
    return rows.select_related("series", "source").annotate(made_by=Subquery(made_by))
