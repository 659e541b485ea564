"""Strategy meetings: planned, changed, held with minutes, called off. Actions become tasks of the bodies that took them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.audit.services import name_the_verb, record
from tutela.cases.models import Case
from tutela.children.models import Child
from tutela.core.errors import BadInput, NotFound, RuleBroken, where
from tutela.core.partial_date import PartialDate
from tutela.notices.models import Notice
from tutela.notices.services import tell, tell_organisation
from tutela.organisations.models import Organisation
from tutela.ownership.models import Participation
from tutela.plans.models import Meeting, MeetingAction, MeetingChild, MeetingDecision, MeetingPerson
from tutela.plans.services.locks import (
    MEETERS,
    fresh_meeting,
    must_be_children_of,
    must_have_its_day,
    must_have_words,
    writable_case,
)
from tutela.plans.services.tasks import MEETING
from tutela.tasks.services.give import give_task


@dataclass(frozen=True)
class NewMeetingPerson:
    """Who is invited, for which body."""

    organisation: Organisation | None = None
    organisation_words: str = ""
    name: str = ""
    role: str = ""


@dataclass(frozen=True)
class MeetingDetails:
    """When and where a meeting is, who chairs it, and which children and matters it is about."""

    matters: str
    on: PartialDate | None = None
    at: time | None = None
    time_zone: str = ""
    means: str = Meeting.Means.NOT_YET_KNOWN
    place: str = ""
    chair: str = ""
    children: Sequence[Child] = ()
    people: Sequence[NewMeetingPerson] = ()
    kept_people: Sequence[int] = ()


@dataclass(frozen=True)
class NewAction:
    """What a body takes with it, and by when."""

    what: str
    organisation: Organisation
    due_at: datetime
    by_whom: str = ""


_PLAIN = ("on", "at", "means", "place", "chair", "matters")


@transaction.atomic
def plan_meeting(case: Case, details: MeetingDetails, *, actor: Actor, now: datetime) -> Meeting:
    """A strategy meeting on an open case. Who handles the case is told, and the desks of invited bodies that may see it.

    Raises BadInput for what does not belong to the case; RuleBroken when the case is closed or not the actor's.
    """
    case = writable_case(case, actor, MEETERS)
    _must_fit(case, details)
    name_the_verb("case.plan_meeting")
    meeting = Meeting(case=case, created_at=now, created_by_id=actor.user_id)
    _say(meeting, details)
    meeting.save(force_insert=True)
    _write_rows(meeting, details, now)
    record("case.plan_meeting", actor=actor, now=now, subject=case, meeting=meeting.pk)
    _tell(meeting, f"{case.reference}: a strategy meeting is planned.", actor, now)
    return meeting


@transaction.atomic
def change_meeting(
    meeting: Meeting, details: MeetingDetails, *, version: int | None = None, actor: Actor, now: datetime
) -> Meeting:
    """Change when, where, about what and with whom it is. The history keeps what was said before.

    Raises as ``plan_meeting`` does; StaleRecord when somebody changed it since.
    """
    fresh = fresh_meeting(meeting, actor, version=version)
    _must_fit(fresh.case, details)
    name_the_verb("case.change_meeting")
    _say(fresh, details)
    fresh.version += 1
    fresh.save(update_fields=[*_PLAIN, "time_zone", "version"])
    present = {"meeting": fresh, "removed_at": None}
    MeetingPerson.objects.filter(**present).exclude(pk__in=details.kept_people).update(removed_at=now)
    MeetingChild.objects.filter(**present).exclude(child__in=[one.pk for one in details.children]).update(
        removed_at=now
    )
    _write_rows(fresh, details, now)
    record("case.change_meeting", actor=actor, now=now, subject=fresh.case, meeting=fresh.pk)
    if fresh.state == Meeting.State.PLANNED:
        _tell(fresh, f"{fresh.case.reference}: a strategy meeting was changed.", actor, now)
    return fresh


@transaction.atomic
def call_off_meeting(
    meeting: Meeting, *, words: str, version: int | None = None, actor: Actor, now: datetime
) -> Meeting:
    """The meeting does not take place, with words. Raises RuleBroken when it was held."""
    fresh = fresh_meeting(meeting, actor, version=version)
    if fresh.state == Meeting.State.HELD:
        raise RuleBroken(gettext("This meeting was held."), mend=gettext("Correct its minutes by a further decision."))
    words = must_have_words(words, what=gettext("Say why it is called off."))
    name_the_verb("case.call_off_meeting")
    fresh.state, fresh.state_words = Meeting.State.CALLED_OFF, words
    fresh.version += 1
    fresh.save(update_fields=["state", "state_words", "version"])
    record("case.call_off_meeting", actor=actor, now=now, subject=fresh.case, meeting=fresh.pk)
    _tell(fresh, f"{fresh.case.reference}: a strategy meeting was called off.", actor, now)
    return fresh


@transaction.atomic
def write_minutes(
    meeting: Meeting,
    *,
    came: Mapping[int, str] | None = None,
    decided: Sequence[str] = (),
    actions: Sequence[NewAction] = (),
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Meeting:
    """The meeting was held: who came (by row), what was decided, and which body takes which action by when.

    Called again, it adds: decisions are numbered on, and none is overwritten. Each action becomes a task of its body, also of
    one that may not see the case: that body then sees the task alone. Raises BadInput where an action has no words or no time
    ahead; StaleRecord.
    """
    fresh = fresh_meeting(meeting, actor, version=version)
    for answer in (came or {}).values():
        if answer not in MeetingPerson.Came.values:
            raise BadInput(
                gettext("Did they come?"), where=where(field="came"), mend=gettext("Choose one of the answers.")
            )
    for action in actions:
        must_have_words(action.what, what=gettext("What is to be done?"), field="actions")
        if action.due_at <= now:
            raise BadInput(
                gettext("An action lies ahead."), where=where(field="actions"), mend=gettext("Choose a later day.")
            )
    name_the_verb("case.write_minutes")
    fresh.state = Meeting.State.HELD
    fresh.version += 1
    fresh.save(update_fields=["state", "version"])
    for person in MeetingPerson.objects.filter(meeting=fresh, removed_at=None, pk__in=came or {}):
        person.came = (came or {})[person.pk]
        person.save(update_fields=["came"])
    number = _highest(fresh)
    MeetingDecision.objects.bulk_create(
        MeetingDecision(
            meeting=fresh, number=number + place, words=words.strip(), added_at=now, added_by_id=actor.user_id
        )
        for place, words in enumerate((one for one in decided if one.strip()), 1)
    )
    for action in actions:
        _give(fresh, action, actor, now)
    record("case.write_minutes", actor=actor, now=now, subject=fresh.case, meeting=fresh.pk, actions=len(actions))
    return fresh


@transaction.atomic
def correct_decision(
    decision: MeetingDecision, *, words: str, version: int | None = None, actor: Actor, now: datetime
) -> MeetingDecision:
    """Say what is right of a decision in the minutes: the earlier one stays and says that it was corrected.

    Raises BadInput without words; RuleBroken where it was corrected already: then that correction is corrected.
    """
    fresh = fresh_meeting(decision.meeting, actor, version=version)
    words = must_have_words(words, what=gettext("What was decided?"))
    there = MeetingDecision.objects.filter(pk=decision.pk, meeting=fresh).first()
    if there is None:
        raise NotFound(gettext("There is no such decision of the meeting."), mend=gettext("Open it from the meeting."))
    if there.corrections.exists():
        raise RuleBroken(gettext("This was corrected already."), mend=gettext("Correct the later one."))
    name_the_verb("case.correct_minutes")
    fresh.version += 1
    fresh.save(update_fields=["version"])
    made = MeetingDecision.objects.create(
        meeting=fresh,
        number=_highest(fresh) + 1,
        words=words,
        corrects=there,
        added_at=now,
        added_by_id=actor.user_id,
    )
    record("case.correct_minutes", actor=actor, now=now, subject=fresh.case, meeting=fresh.pk, decision=there.number)
    return made


def _must_fit(case: Case, details: MeetingDetails) -> None:
    must_have_words(details.matters, what=gettext("What is the meeting about?"), field="matters")
    must_have_its_day(details.on, details.at)
    must_be_children_of(case, details.children)
    if details.means not in Meeting.Means.values:
        raise BadInput(
            gettext("That is none of the means."), where=where(field="means"), mend=gettext("Choose one of them.")
        )
    for one in details.people:
        if one.organisation is None and not one.organisation_words.strip():
            raise BadInput(
                gettext("Of which body?"),
                where=where(field="people"),
                mend=gettext("Choose an organisation, or name the body in words."),
            )


def _say(meeting: Meeting, details: MeetingDetails) -> None:
    for name in _PLAIN:
        given = getattr(details, name)
        setattr(meeting, name, given.strip() if isinstance(given, str) else given)
    meeting.time_zone = (details.time_zone or meeting.case.owner.time_zone) if details.at is not None else ""


def _write_rows(meeting: Meeting, details: MeetingDetails, now: datetime) -> None:
    MeetingPerson.objects.bulk_create(
        MeetingPerson(
            meeting=meeting,
            organisation=one.organisation,
            organisation_words=one.organisation_words.strip() if one.organisation is None else "",
            name=one.name.strip(),
            role=one.role.strip(),
            added_at=now,
        )
        for one in details.people
    )
    there = set(MeetingChild.objects.filter(meeting=meeting, removed_at=None).values_list("child", flat=True))
    MeetingChild.objects.bulk_create(
        MeetingChild(meeting=meeting, child=one, added_at=now) for one in details.children if one.pk not in there
    )


def _give(meeting: Meeting, new: NewAction, actor: Actor, now: datetime) -> None:
    action = MeetingAction.objects.create(
        meeting=meeting,
        what=new.what.strip(),
        organisation=new.organisation,
        by_whom=new.by_whom.strip(),
        due_at=new.due_at,
        added_at=now,
        added_by_id=actor.user_id,
    )
    task = give_task(
        meeting.case,
        what=action.what,
        kind="meeting_action",
        due_at=new.due_at,
        organisation=new.organisation,
        origin_kind=MEETING,
        origin_id=meeting.pk,
        actor=actor,
        now=now,
    )
    action.task_id = task.pk
    action.save(update_fields=["task_id"])


def _highest(meeting: Meeting) -> int:
    return int(meeting.decisions.aggregate(highest=Max("number"))["highest"] or 0)


def _tell(meeting: Meeting, words: str, actor: Actor, now: datetime) -> None:
    """Only who may see the record hears of it: its handler, and the desks of invited bodies that take part in it as a whole."""
    case = meeting.case
    if case.handler_id not in (None, actor.user_id):
        tell([case.handler_id], Notice.Kind.MEETING, words, now=now, subject=case)
    if case.is_restricted:
        return
    taking_part = Participation.objects.filter(subject_kind="case", subject_id=case.pk, ended_at=None, user=None)
    invited = Organisation.objects.filter(
        pk__in=MeetingPerson.objects.filter(meeting=meeting, removed_at=None).values("organisation")
    ).filter(pk__in=taking_part.values("organisation"))
    for body in invited:
        tell_organisation(body, Notice.Kind.MEETING, words, now=now, subject=case)
