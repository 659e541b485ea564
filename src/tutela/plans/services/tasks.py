"""Work that comes of a plan, a measure or a meeting is a task: called off or finished where what it came of says so."""

from datetime import datetime

from tutela.accounts.actor import Actor
from tutela.tasks.models import Task
from tutela.tasks.services.cancel import cancel_task
from tutela.tasks.services.finish import finish_task

WELFARE_STEP, PLAN, MEASURE, MEETING = "welfare_step", "plan", "special_measure", "meeting"


def call_off_task(task_id: int | None, *, words: str, actor: Actor, now: datetime) -> None:
    """Call off a task that waits to be done. One that is over, or that the actor may not call off, stays as it is."""
    task = _of(task_id, (Task.State.OPEN, Task.State.DECLINED))
    if task is not None and task.giver_id == actor.organisation_id:
        cancel_task(task, words=words, actor=actor, now=now)


def finish_own_task(task_id: int | None, *, words: str, actor: Actor, now: datetime) -> None:
    """Finish an open task that the actor's organisation has. Another body finishes its own."""
    task = _of(task_id, (Task.State.OPEN,))
    if task is not None and task.organisation_id == actor.organisation_id:
        finish_task(task, outcome="done", words=words, actor=actor, now=now)


def _of(task_id: int | None, states: tuple[str, ...]) -> Task | None:
    if task_id is None:
        return None
    return Task.objects.filter(pk=task_id, state__in=states).first()
