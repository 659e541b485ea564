"""Every child gets an assessment of needs, with its own clock: it is opened with the record, given, and opened again [¶ 13.6]."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import WRITES_RECORDS, Membership, User
from tutela.audit.services import name_the_verb, record
from tutela.children.models import Assessment, Child
from tutela.children.services.checks import own, said
from tutela.clocks import services as clocks
from tutela.clocks.models import Clock
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.marking import gettext_noop
from tutela.notices.services import tell
from tutela.organisations.models import Organisation
from tutela.organisations.promises import assessment_due
from tutela.tasks.queries import tasks_of_origin
from tutela.tasks.services.cancel import cancel_task
from tutela.tasks.services.give import give_task

ORIGIN = "assessment"
# Kept with the tasks in English; the pages of the child say it in the reader's language.
WHAT = gettext_noop(
    "Assess the needs of the child: health, safety, family, school, therapy, as a witness, after contact over the internet"
)
ANOTHER_MAKES_IT = gettext_noop("Another organisation makes the assessment.")
NONE_IS_MADE = gettext_noop("It was decided that no assessment is made.")


def begin_assessment(child: Child, *, owner: Organisation, why: str = "", actor: Actor, now: datetime) -> Assessment:
    """An open assessment that the owner makes, and the promise to make it; called by the verbs that open one."""
    made = Assessment.objects.create(
        child=child, organisation=owner, opened_at=now, opened_by_id=actor.user_id, why=why
    )
    clocks.start(Clock.Kind.ASSESSMENT, child, now=now, due_at=assessment_due(owner, now))
    return made


def open_assessment_of(child: Child) -> Assessment:
    """The open assessment of a child whose record is locked. Raises RuleBroken when none is open."""
    found = Assessment.objects.filter(child=child, state=Assessment.State.OPEN).select_for_update(no_key=True).first()
    if found is None:
        raise RuleBroken(
            gettext("No assessment of %(record)s is open.") % {"record": child.reference},
            mend=gettext("Open it again, with the reason."),
        )
    return found


@transaction.atomic
def open_assessment_again(child: Child, *, why: str, actor: Actor, now: datetime) -> Assessment:
    """A further assessment: something has changed, or the decision that none is needed no longer stands. The earlier ones stay.

    Raises RuleBroken while one is open or the child is another organisation's; BadInput without the reason.
    """
    fresh = own(child, actor)
    if Assessment.objects.filter(child=fresh, state=Assessment.State.OPEN).exists():
        raise RuleBroken(
            gettext("An assessment of %(record)s is open already.") % {"record": fresh.reference},
            mend=gettext("Say there what was found."),
        )
    why = said(why, field="words", what=gettext("Why is it made again?"))
    name_the_verb("child.open_assessment_again")
    made = begin_assessment(fresh, owner=fresh.owner, why=why, actor=actor, now=now)
    record("child.open_assessment_again", actor=actor, now=now, subject=fresh, assessment=made.pk)
    return made


@transaction.atomic
def give_assessment(
    child: Child,
    *,
    organisation: Organisation,
    assessor: User | None = None,
    words: str = "",
    actor: Actor,
    now: datetime,
) -> Assessment:
    """Say which organisation makes the assessment, and who there. The child's owner goes on answering for it, and its clock runs on.

    Another organisation, children's services for example, gets a task that says what is asked: it sees the task, and not the
    record. What it found, it writes into the task; the owner's staff enter it as findings, with that organisation as the source.

    Raises RuleBroken when none is open or the child is another organisation's; BadInput for an assessor who does not work there.
    """
    fresh = own(child, actor)
    assessment = open_assessment_of(fresh)
    is_ours = organisation.pk == fresh.owner_id
    if assessor is not None and not (is_ours and _works_there(assessor, organisation, now)):
        raise BadInput(
            gettext("That person does not work on records in your organisation."),
            where=where(field="assessor"),
            mend=gettext("Name somebody of your own; another organisation names its people itself."),
        )
    if not organisation.is_active:
        raise BadInput(
            gettext("That organisation no longer works."),
            where=where(field="organisation"),
            mend=gettext("Choose another."),
        )
    changes_hands = organisation.pk != assessment.organisation_id
    if not changes_hands and assessor is None and assessment.assessor_id is None:
        raise RuleBroken(
            gettext("%(organisation)s makes the assessment already.") % {"organisation": organisation},
            mend=gettext("Name who, or choose another organisation."),
        )
    name_the_verb("child.give_assessment")
    assessment.organisation = organisation
    assessment.assessor = assessor
    assessment.save(update_fields=["organisation", "assessor"])
    if changes_hands:
        call_back_tasks(assessment, words=ANOTHER_MAKES_IT, actor=actor, now=now)
        if not is_ours:
            clock = clocks.running(fresh, Clock.Kind.ASSESSMENT)
            give_task(
                fresh,
                what=words.strip() or WHAT,
                kind="needs",
                due_at=clock.due_at if clock and clock.due_at > now else None,
                organisation=organisation,
                origin_kind=ORIGIN,
                origin_id=assessment.pk,
                actor=actor,
                now=now,
            )
    record(
        "child.give_assessment",
        actor=actor,
        now=now,
        subject=fresh,
        organisation=organisation.code,
        handler=assessor.pk if assessor else None,
    )
    if assessor is not None and assessor.pk != actor.user_id:
        tell(
            [assessor.pk],
            "assigned",
            f"{fresh.reference}: you were named to assess the child's needs.",
            subject=fresh,
            now=now,
        )
    return assessment


def call_back_tasks(assessment: Assessment, *, words: str, actor: Actor, now: datetime) -> None:
    """The tasks by which an assessment was given to somebody no longer stand; what was finished stays."""
    for task in tasks_of_origin(ORIGIN, assessment.pk):
        if task.is_open:
            cancel_task(task, words=words, actor=actor, now=now)


def _works_there(person: User, organisation: Organisation, now: datetime) -> bool:
    held = Membership.objects.filter(
        user=person, organisation=organisation, role__in=WRITES_RECORDS, starts_at__lte=now
    ).exclude(ends_at__lte=now)
    return person.is_active and held.exists()
