"""What was approved is carried out by the worker when its waiting time is over. Everything is checked again, here and in the database."""

import logging
from datetime import datetime

from django.db import DatabaseError, connection, transaction

from tutela.accounts.actor import Actor
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import NotAllowed, NotFound, RuleBroken
from tutela.notices.services import tell
from tutela.retention.models import Disposal
from tutela.retention.queries import is_held, kept, open_work, open_work_in_words, times_of, to_carry_out
from tutela.retention.services.decide import name_of

_LOG = logging.getLogger("tutela.retention")


@transaction.atomic
def carry_out(disposal_id: int, *, actor: Actor, now: datetime) -> str:
    """Dispose of a record; the tombstone, the counts and the trail stay. Returns the digest over what was removed.

    Raises NotFound; RuleBroken when it is not approved, still waits, or the record is held, worked on or to be kept longer
    under the rule that counts now.
    """
    if actor.kind != "system":
        raise NotAllowed("A disposal is carried out by the worker.", mend="Wait until its waiting time is over.")
    disposal = Disposal.objects.filter(pk=disposal_id).first()
    if disposal is None:
        raise NotFound("There is no such disposal.", mend="Look at the list of retention.")
    subject = name_of(disposal)
    if disposal.state != Disposal.State.APPROVED or disposal.not_before is None or disposal.not_before > now:
        raise RuleBroken(
            f"The disposal of {subject.reference} is not to be carried out now.", mend="Wait, or approve it."
        )
    if is_held(subject):
        raise RuleBroken(f"{subject.reference} is held.", mend="Stop the disposal.")
    worked_on = open_work(subject)
    if worked_on:
        raise RuleBroken(f"{subject.reference}: {open_work_in_words(worked_on)}.", mend="Stop the disposal.")
    due = kept(subject, times_of(disposal.organisation_id))
    if due is None or not due.is_over(now):
        raise RuleBroken(f"The time for which {subject.reference} is kept is not over.", mend="Stop the disposal.")
    name_the_verb("retention.dispose")
    with connection.cursor() as cursor:
        cursor.execute("SELECT retention_dispose(%s, %s, %s)", [subject.subject_kind, subject.id, disposal.pk])
        digest = str(cursor.fetchone()[0])
    record(
        "retention.dispose",
        actor=actor,
        now=now,
        subject=subject,
        disposal=disposal.pk,
        category=disposal.category,
        digest=digest,
    )
    words = f"{subject.reference} was disposed of."
    tell([one for one in (disposal.proposed_by_id, disposal.decided_by_id) if one], "disposal", words, now=now)
    return digest


def carry_out_due(*, actor: Actor, now: datetime) -> int:
    """Carry out what is due, each in a transaction of its own; returns how many. What is refused waits for a person to stop it."""
    done = 0
    for disposal_id in to_carry_out(now=now):
        try:
            carry_out(disposal_id, actor=actor, now=now)
        except (
            RuleBroken,
            DatabaseError,
        ):  # the database checks again by itself, and one refusal must not keep the others
            _LOG.warning("disposal %s was not carried out: a rule stands against it", disposal_id)
        else:
            done += 1
    return done
