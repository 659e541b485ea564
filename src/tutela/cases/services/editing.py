"""Who has a section of the record open: said to whoever opens it too. It locks nothing; a lock that is forgotten keeps work back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import User
from tutela.cases.models import Case, Editing

# Whoever has not come back to the page for as long has left it, or is asked by the colleague who wants it.
STILL_THERE = timedelta(minutes=15)


@transaction.atomic
def open_section(case: Case, section: str, *, actor: Actor, now: datetime) -> None:
    """Say that the actor has the section open."""
    Editing.objects.update_or_create(case=case, section=section, user_id=actor.user_pk, defaults={"at": now})


@transaction.atomic
def leave_section(case: Case, section: str, *, actor: Actor) -> None:
    """Say that the actor has left it."""
    Editing.objects.filter(case=case, section=section, user_id=actor.user_pk).delete()


def others_in(case: Case, section: str, *, actor: Actor, now: datetime) -> list[tuple[str, datetime]]:
    """Who else has the section open, and since when, by the name that the reader may know."""
    name = User.objects.filter(pk=OuterRef("user_id")).values("name")[:1]
    rows = Editing.objects.filter(case=case, section=section, at__gt=now - STILL_THERE).exclude(user_id=actor.user_pk)
    who = Coalesce(Subquery(name), Value(gettext("Somebody of another organisation")))
    return list(rows.annotate(who=who).order_by("at").values_list("who", "at"))
