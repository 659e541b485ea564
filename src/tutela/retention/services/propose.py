"""Propose to dispose of records whose time to be kept is over: a request, which another person decides."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.text import neutral_words
from tutela.notices.services import tell
from tutela.organisations.models import Organisation
from tutela.ownership.access import locked
from tutela.retention.models import Disposal
from tutela.retention.queries import Kept, Times, is_held, kept, open_work, open_work_in_words, times_of

PROPOSERS = (Role.MANAGER,)
WORDS_LIMIT = 300
MOST_AT_ONCE = 50


@transaction.atomic
def propose(subjects: Sequence[Any], *, words: str = "", actor: Actor, now: datetime) -> list[Disposal]:
    """Propose the disposal of one record or of many, all of them or none.

    Raises RuleBroken, naming the record, for one that is held, still worked on, not yet due, proposed already or another
    organisation's; BadInput for none or too many.
    """
    actor.must_hold(*PROPOSERS)
    if not 1 <= len(subjects) <= MOST_AT_ONCE:
        raise BadInput(
            gettext("Choose the records."),
            where=where(field="words"),
            mend=gettext("From 1 to %(most)d at a time.") % {"most": MOST_AT_ONCE},
        )
    said = neutral_words(words, limit=WORDS_LIMIT, field="words")
    times = times_of(actor.organisation_pk)
    # Cases, then children, then reports, each by number: as every verb that locks several does.
    ordered = sorted(subjects, key=lambda one: (one.subject_kind != "case", one.subject_kind, one.id))
    fresh = [locked(one) for one in ordered]
    due = [_must_be_due(one, times, actor, now) for one in fresh]
    name_the_verb("retention.propose")
    made = [_write(one, of, said, actor, now) for one, of in zip(fresh, due, strict=True)]
    for one, of in zip(fresh, due, strict=True):
        record("retention.propose", actor=actor, now=now, subject=one, category=of.category, months=of.months)
    several = fresh[0].reference if len(fresh) == 1 else f"{len(fresh)} records"
    _ask_second_person(f"{several}: a second person is asked to approve the disposal.", actor, now)
    return made


def _ask_second_person(words: str, actor: Actor, now: datetime) -> None:
    own = Organisation.objects.get(pk=actor.organisation_pk)
    others = _managers(own) - {actor.user_pk}
    if not others:
        centres = Organisation.objects.filter(is_coordinating_centre=True, is_active=True)
        for centre in centres.filter(country=own.country) or centres:
            others |= _managers(centre)
    tell(sorted(others), "disposal", words, now=now)


def _managers(organisation: Organisation) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT notices_recipients(%s, %s)", [organisation.pk, [Role.MANAGER.value]])
        return {user_id for (user_id,) in cursor.fetchall()}


def _must_be_due(subject: Any, times: Times, actor: Actor, now: datetime) -> Kept:
    name = subject.reference
    if subject.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("%(organisation)s answers for %(reference)s.") % {"organisation": subject.owner, "reference": name},
            mend=gettext("Its owner decides."),
        )
    if is_held(subject):
        raise RuleBroken(
            gettext("%(reference)s is held.") % {"reference": name},
            mend=gettext("Nothing of it is disposed of until a manager lifts the hold."),
        )
    worked_on = open_work(subject)
    if worked_on:
        raise RuleBroken(
            gettext("%(reference)s: %(work)s.") % {"reference": name, "work": open_work_in_words(worked_on)},
            mend=gettext("Finish that first."),
        )
    found = kept(subject, times)
    if found is None or not found.is_over(now):
        raise RuleBroken(
            gettext("The time for which %(reference)s is kept is not over.") % {"reference": name},
            mend=gettext("Look at its retention page."),
        )
    if Disposal.objects.filter(
        subject_kind=subject.subject_kind, subject_id=subject.id, state__in=Disposal.OPEN
    ).exists():
        raise RuleBroken(
            gettext("The disposal of %(reference)s is proposed already.") % {"reference": name},
            mend=gettext("Another manager decides about it."),
        )
    return found


def _write(subject: Any, of: Kept, words: str, actor: Actor, now: datetime) -> Disposal:
    return Disposal.objects.create(
        subject_kind=subject.subject_kind,
        subject_id=subject.id,
        subject_reference=subject.reference,
        organisation_id=subject.owner_id,
        category=of.category,
        months=of.months,
        closed_at=of.closed_at,
        runs_from=of.runs_from,
        kept_until=of.kept_until,
        words=words,
        proposed_by_id=actor.user_pk,
        proposed_at=now,
    )
