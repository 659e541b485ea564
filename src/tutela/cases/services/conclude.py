"""*Recorded* is more than *reported*: the agency has concluded that an offence took place, or concludes that it was wrong."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.cases.models import Case, Entry
from tutela.cases.search_words import write_document
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.ownership.access import locked

_CONCLUDERS = (Role.INVESTIGATOR, Role.MANAGER)


@transaction.atomic
def record_offence(case: Case, *, words: str, version: int | None = None, actor: Actor, now: datetime) -> Case:
    """The owner concludes that an offence took place; on what it rests goes into the record.

    Raises RuleBroken when it is recorded already, closed, or another organisation's; BadInput without words.
    """
    fresh = _own(case, words, actor, version)
    if fresh.recorded_at is not None:
        raise RuleBroken(
            gettext("%(record)s is recorded already.") % {"record": fresh.reference},
            mend=gettext("If that is wrong, withdraw it with the reason."),
        )
    name_the_verb("case.record_offence")
    return _write(fresh, now, words=words, action="case.record_offence", actor=actor, now=now)


@transaction.atomic
def withdraw_offence(case: Case, *, words: str, version: int | None = None, actor: Actor, now: datetime) -> Case:
    """The conclusion was wrong: the case is reported and not recorded again; the record keeps both, with the reason.

    Raises as ``record_offence`` does.
    """
    fresh = _own(case, words, actor, version)
    if fresh.recorded_at is None:
        raise RuleBroken(
            gettext("%(record)s is not recorded.") % {"record": fresh.reference},
            mend=gettext("Nothing has to be withdrawn."),
        )
    name_the_verb("case.withdraw_offence")
    return _write(fresh, None, words=words, action="case.withdraw_offence", actor=actor, now=now)


def _own(case: Case, words: str, actor: Actor, version: int | None) -> Case:
    actor.must_hold(*_CONCLUDERS)
    fresh: Case = locked(case, version=version)
    if fresh.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("%(owner)s answers for %(record)s.") % {"owner": fresh.owner, "record": fresh.reference},
            mend=gettext("Its owner concludes."),
        )
    if fresh.state != Case.State.OPEN:
        raise RuleBroken(
            gettext("%(record)s is closed.") % {"record": fresh.reference},
            mend=gettext("Reopen it first, with the reason."),
        )
    if not words.strip():
        raise BadInput(
            gettext("On what does it rest?"),
            where=where(field="words"),
            mend=gettext("One short administrative sentence."),
        )
    return fresh


def _write(case: Case, recorded_at: datetime | None, *, words: str, action: str, actor: Actor, now: datetime) -> Case:
    case.recorded_at = recorded_at
    case.version += 1
    case.save(update_fields=["recorded_at", "version"])
    Entry.objects.create(
        case=case,
        at=now,
        section="acts_and_recording",
        words=words.strip(),
        source=case.owner.name,
        written_by_id=actor.user_id,
    )
    write_document(case, now=now)
    record(action, actor=actor, now=now, subject=case)
    return case
