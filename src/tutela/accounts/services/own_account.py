"""What somebody does with their own account: how they are called, the zone of their pages, their other sessions."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Membership, User
from tutela.accounts.zone import zone_named
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, NotAllowed, where
from tutela.core.languages import STAFF
from tutela.core.text import neutral_words


@transaction.atomic
def change_own_details(
    *, name: str, telephone: str, time_zone: str, language: str, actor: Actor, now: datetime
) -> User:
    """Another name, telephone, time zone or language of one's own. The address is the administrator's to change.

    Raises BadInput for an empty name, markup, an unknown zone, or a language in which there are no pages for staff.
    """
    called = neutral_words(name, limit=120, field="name")
    if not called:
        raise BadInput(
            gettext("A name is needed."),
            where=where(field="name"),
            mend=gettext("Enter the name that colleagues know."),
        )
    reached = neutral_words(telephone, limit=40, field="telephone")
    if zone_named(time_zone) is None:
        raise BadInput(
            gettext("There is no such time zone."),
            where=where(field="time_zone"),
            mend=gettext("Choose one of the list."),
        )
    if language not in {one.code for one in STAFF}:
        raise BadInput(
            gettext("There are no pages in that language."),
            where=where(field="language"),
            mend=gettext("Choose one of the list."),
        )
    name_the_verb("account.change")
    user = User.objects.select_for_update(no_key=True).get(pk=actor.user_pk)
    given = {"name": called, "telephone": reached, "time_zone": time_zone, "language": language}
    changed = sorted(field for field, value in given.items() if getattr(user, field) != value)
    for field in changed:
        setattr(user, field, given[field])
    if changed:
        user.save(update_fields=changed)
        # The line names the fields: a telephone number is nobody's business there.
        record("account.change", actor=actor, now=now, fields=changed)
    return user


@transaction.atomic
def end_other_sessions(*, actor: Actor, now: datetime) -> User:
    """Every session of one's own ends, on every machine; the caller renews the present one."""
    name_the_verb("account.end_sessions")
    user = User.objects.select_for_update(no_key=True).get(pk=actor.user_pk)
    user.sessions_since = now
    user.save(update_fields=["sessions_since"])
    record("account.end_sessions", actor=actor, now=now)
    return user


@transaction.atomic
def work_as(membership_id: int, *, actor: Actor, now: datetime) -> Membership:
    """Work in another of one's own roles from here on. Raises NotAllowed for one that is not open or not one's own."""
    chosen = (
        Membership.objects.select_related("organisation")
        .filter(pk=membership_id, user_id=actor.user_pk, starts_at__lte=now)
        .exclude(ends_at__lte=now)
        .first()
    )
    if chosen is None:
        raise NotAllowed(
            gettext("You do not hold this role now."), mend=gettext("Choose one of the roles of the list.")
        )
    record("account.work_as", actor=actor, now=now, role=chosen.role, organisation=chosen.organisation.code)
    return chosen
