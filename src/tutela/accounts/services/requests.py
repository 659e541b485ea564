"""*May I see this?* Asked by reference, with a reason; the same words and the same time whether the record exists or
not.

The verb only writes the question. A job finds out whom it concerns, so that not even the time of the answer tells the
asker anything; and a refusal shows as *not granted* on the same day on which a question about nothing does.
"""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.jobs import route_access_request
from tutela.accounts.models import AccessRequest, AccessRequestTarget, Grant, Role
from tutela.accounts.records import RecordName, record_named
from tutela.accounts.services.grants import grant
from tutela.audit.services import name_the_verb, record
from tutela.core import references
from tutela.core.errors import NotAllowed, RuleBroken, where
from tutela.notices.services import tell, tell_organisation
from tutela.organisations.models import Organisation
from tutela.organisations.working_time import add_working_days
from tutela.organisations.working_week import week_of

# By the asker's own working week: the owner's would tell whose the record is.
ANSWER_WITHIN_WORKING_DAYS = 5


@transaction.atomic
def ask_for_access(reference: str, *, reason: str, actor: Actor, now: datetime) -> AccessRequest:
    """Ask to see a record. Raises BadInput for a mistyped reference, NotAllowed for a role that reads no records."""
    if not actor.reads_records or actor.user_id is None or actor.organisation_id is None:
        raise NotAllowed(gettext("Your role reads no records."), mend=gettext("Ask your manager."))
    written = str(references.parse(reference))
    if not reason.strip():
        raise RuleBroken(
            gettext("A request needs a reason."),
            where=where(field="reason"),
            mend=gettext("Say in a few words what you need it for."),
        )
    name_the_verb("access.ask")
    organisation = Organisation.objects.get(pk=actor.organisation_id)
    request = AccessRequest.objects.create(
        asked_reference=written,
        asked_by_id=actor.user_id,
        asked_for=organisation,
        reason=reason.strip(),
        asked_at=now,
        answer_by=add_working_days(now, ANSWER_WITHIN_WORKING_DAYS, week_of(organisation)),
    )
    # The line names no record: whether there is one is not known here.
    record("access.ask", actor=actor, now=now, request=request.pk, reference=written)
    route_access_request.defer(request_id=request.pk)
    return request


@transaction.atomic
def withdraw_request(request: AccessRequest, *, actor: Actor, now: datetime) -> AccessRequest:
    """The asker needs it no more."""
    fresh = _still_asked(request)
    if fresh.asked_by_id != actor.user_id:
        raise NotAllowed(gettext("Only the asker withdraws a request."), mend=gettext("Decide it instead."))
    name_the_verb("access.withdraw")
    fresh.state, fresh.decided_at = AccessRequest.State.WITHDRAWN, now
    fresh.save(update_fields=["state", "decided_at"])
    record("access.withdraw", actor=actor, now=now, request=fresh.pk)
    return fresh


def route(request_id: int, *, now: datetime) -> bool:
    """Find whom a request concerns and tell their managers; nothing happens where there is no such record. Run by the
    worker.

    Doing it again follows a record that has another owner by now; whoever was told already is not told twice.
    """
    with transaction.atomic():
        request = (
            AccessRequest.objects.select_for_update(no_key=True)
            .filter(pk=request_id, state=AccessRequest.State.ASKED)
            .first()
        )
        if request is None:
            return False
        named = record_named(request.asked_reference)
        if named is None:
            return False
        target, is_new = AccessRequestTarget.objects.get_or_create(
            request=request,
            defaults={"subject_kind": named.subject_kind, "subject_id": named.id, "owner_id": named.owner_id},
        )
        if not is_new:
            if target.owner_id == named.owner_id:
                return False
            target.owner_id = named.owner_id
            target.refused_at = target.refused_by_id = None
            target.refused_words = ""
            target.save(update_fields=["owner", "refused_at", "refused_by", "refused_words"])
        tell_organisation(
            Organisation.objects.get(pk=named.owner_id),
            "access_asked",
            f"Somebody asks for access to {named.reference}.",
            now=now,
            subject=named,
            roles=(Role.MANAGER,),
        )
    return True


@transaction.atomic
def grant_request(
    request: AccessRequest, *, until: datetime, words: str, actor: Actor, now: datetime, may_write: bool = False
) -> Grant:
    """Let the asker see the record until a moment.

    Raises NotAllowed for anybody but a manager of the owner, RuleBroken when it was decided already or the owner has
    changed.
    """
    fresh, named = _to_decide(request, actor=actor)
    name_the_verb("access.grant_request")
    made = grant(
        named,
        to_id=fresh.asked_by_id,
        until=until,
        reason=words.strip() or fresh.reason,
        actor=actor,
        now=now,
        may_write=may_write,
        basis=Grant.Basis.GRANTED,
    )
    fresh.state, fresh.decided_by_id, fresh.decided_at = AccessRequest.State.GRANTED, actor.user_id, now
    fresh.decision_words = words.strip()
    fresh.save(update_fields=["state", "decided_by_id", "decided_at", "decision_words"])
    record("access.grant_request", actor=actor, now=now, subject=named, request=fresh.pk)
    return made


@transaction.atomic
def refuse_request(request: AccessRequest, *, words: str, actor: Actor, now: datetime) -> None:
    """Refuse. The asker sees *asked* until the day on which every unanswered request becomes *not granted*.

    Raises NotAllowed and RuleBroken as granting does; words are needed, and stay with the owner.
    """
    fresh, named = _to_decide(request, actor=actor)
    if not words.strip():
        raise RuleBroken(
            gettext("A refusal needs words."),
            where=where(field="words"),
            mend=gettext("Say why; only your organisation reads it."),
        )
    name_the_verb("access.refuse")
    AccessRequestTarget.objects.filter(request=fresh).update(
        refused_by_id=actor.user_id, refused_at=now, refused_words=words.strip()
    )
    record("access.refuse", actor=actor, now=now, subject=named, request=fresh.pk)


def close_unanswered(*, now: datetime) -> int:
    """Every request whose day has passed becomes *not granted*, whatever the reason; the askers are told. Run by the
    worker.
    """
    with transaction.atomic():
        over = list(
            AccessRequest.objects.select_for_update(skip_locked=True, no_key=True).filter(
                state=AccessRequest.State.ASKED, answer_by__lte=now
            )
        )
        for request in over:
            request.state, request.decided_at = AccessRequest.State.REFUSED, now
            request.save(update_fields=["state", "decided_at"])
            tell(
                [request.asked_by_id],
                "access_decided",
                f"Your request about {request.asked_reference} was not granted.",
                now=now,
            )
    return len(over)


def follow_owners(*, now: datetime) -> int:
    """Requests about records that have another owner by now go to that owner's managers. Run by the worker."""
    asked = AccessRequest.objects.filter(state=AccessRequest.State.ASKED).values_list("pk", flat=True)
    return sum(route(pk, now=now) for pk in list(asked))


def _still_asked(request: AccessRequest) -> AccessRequest:
    fresh = (
        AccessRequest.objects.select_for_update(no_key=True)
        .filter(pk=request.pk, state=AccessRequest.State.ASKED)
        .first()
    )
    if fresh is None:
        raise RuleBroken(gettext("This request is not open any more."), mend=gettext("Look at what became of it."))
    return fresh


def _to_decide(request: AccessRequest, *, actor: Actor) -> tuple[AccessRequest, RecordName]:
    actor.must_hold(Role.MANAGER)
    fresh = _still_asked(request)
    # Row-level security: the target is there for the owner's managers and for nobody else, the asker included.
    target = AccessRequestTarget.objects.filter(request=fresh).first()
    if target is None:
        raise NotAllowed(
            gettext("This is decided by another manager of the record's owner."),
            mend=gettext("Ask a colleague who did not ask it."),
        )
    if target.refused_at is not None:
        raise RuleBroken(
            gettext("This request was refused already."),
            mend=gettext("Give access without a request, if the refusal was wrong."),
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT tutela_owner_of(%s, %s)", [target.subject_kind, target.subject_id])
        owner_id = cursor.fetchone()[0]
    if owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("Your organisation does not answer for this record any more."),
            mend=gettext("The request goes to its new owner."),
        )
    named = RecordName(target.subject_kind, target.subject_id, fresh.asked_reference, owner_id)
    return fresh, named
