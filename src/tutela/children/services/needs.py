"""Say what was found of a child's needs, area by area, and let what has to be done become a task."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.audit.services import name_the_verb, record
from tutela.children.models import AREAS, Child, Finding
from tutela.children.services.assess import open_assessment_of
from tutela.children.services.checks import graded, own, said
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.organisations.models import Organisation
from tutela.tasks.services.give import give_task

ORIGIN = "need"


@transaction.atomic
def record_finding(
    child: Child,
    *,
    area: str,
    result: str,
    source: str,
    words: str = "",
    grading: str = "",
    done: str = "",
    actor: Actor,
    now: datetime,
) -> Finding:
    """Say of one area that there is a need, that there is none, or that it is not yet known. A later finding adds.

    Raises BadInput for an unknown area or result, without a source, or without words where there is a need or it is not yet
    known; RuleBroken when no assessment is open or the child is another organisation's.
    """
    fresh = own(child, actor)
    assessment = open_assessment_of(fresh)
    if area not in (*AREAS, "other"):
        raise BadInput(
            gettext("There is no such area."), where=where(field="area"), mend=gettext("Choose one of the list.")
        )
    if result not in Finding.Result.values:
        raise BadInput(
            gettext("This is not one of the choices."),
            where=where(field="result"),
            mend=gettext("Choose one of the list."),
        )
    if result != Finding.Result.NO_NEED:
        words = said(
            words, field="words", what=gettext("Say in a few words what is needed, or why it is not yet known.")
        )
    source, grading = graded(source, grading)
    name_the_verb("child.record_finding")
    made = Finding.objects.create(
        assessment=assessment,
        area=area,
        result=result,
        words=words.strip(),
        source=source,
        grading=grading,
        done=done.strip(),
        said_by_id=actor.user_id,
        said_at=now,
    )
    record("child.record_finding", actor=actor, now=now, subject=fresh, area=area, result=result)
    return made


@transaction.atomic
def give_task_for_need(
    child: Child,
    *,
    area: str,
    what: str,
    organisation: Organisation | None = None,
    due_at: datetime | None = None,
    actor: Actor,
    now: datetime,
) -> Finding:
    """What is to be done about a need becomes a task: of the owner, or of another organisation, which sees the task alone.

    Raises RuleBroken when no need stands in that area of the newest assessment, or the child is another organisation's.
    """
    fresh = own(child, actor)
    found = Finding.objects.filter(assessment__child=fresh, area=area).order_by("-said_at", "-pk").first()
    if found is None or found.result != Finding.Result.NEED:
        raise RuleBroken(
            gettext("No need was found there."), mend=gettext("Say first what was found, then give the task.")
        )
    give_task(
        fresh,
        what=said(what, field="what", what=gettext("What is to be done?")),
        kind="needs",
        due_at=due_at,
        organisation=organisation,
        origin_kind=ORIGIN,
        origin_id=found.pk,
        actor=actor,
        now=now,
    )
    return found
