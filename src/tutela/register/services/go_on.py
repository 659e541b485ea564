"""The worker deals with the lists that wait: part by part, each in a transaction of its own, in the role of whoever sent the list."""

from datetime import datetime, timedelta

from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.accounts.models import Membership
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.register import staged
from tutela.register.lists.reading import read_list
from tutela.register.models import Check, Submission
from tutela.register.services.ask import ask_the_worker, part_of
from tutela.register.services.check import ASKERS, answer_part
from tutela.register.services.submit import take_all

ROWS_A_PART = 100_000
KEPT_FOR = timedelta(days=7)
"""A list that nobody could go on with is kept no longer."""
_BROKEN_OFF_AFTER = timedelta(hours=6)


def answer_list(number: int) -> int:
    """Answer what is left of a check whose list waits; returns how many of its rows are answered. Then the list is sent, or goes.

    Where the asker's role has ended, or somebody took the list away, it stays as far as it is.
    """
    with staged.held(staged.CHECK, number) as path:
        check = Check.objects.filter(pk=number).first()
        actor = _in_the_role_of(check.asked_by_id, check.organisation_id) if check else None
        if path is None or check is None or actor is None:
            return 0
        done = check.done_rows
        rows = read_list(path).rows if done < check.rows else None
        while rows is not None and done < check.rows and path.exists():
            end = min(done + ROWS_A_PART, check.rows)
            with acting_as(actor):
                answer_part(check, part_of(rows, done, end), start=done, actor=actor, now=clock.now())
            done = end
        if done == check.rows:
            _hand_on(check)
    return done


def take_list(number: int) -> int:
    """Take in what is left of a submission whose list waits; returns how many of its rows are in. Then the list goes."""
    with staged.held(staged.SUBMISSION, number) as path:
        made = Submission.objects.filter(pk=number).first()
        actor = _in_the_role_of(made.made_by_id, made.organisation_id) if made else None
        if path is None or made is None or actor is None:
            return 0
        done = made.done_rows
        if done < made.rows:
            for taken in take_all(made, read_list(path).rows, actor=actor):
                done = taken.done
                if not path.exists():
                    break
        if done == made.rows:
            staged.drop(staged.SUBMISSION, number)
    return done


def begin_again(*, now: datetime) -> int:
    """Have the worker go on with every list that waits and that nobody goes on with; returns how many. What nobody will is taken away."""
    _clear(now)
    again = 0
    for kind, number, _ in list(staged.waiting()):
        with staged.held(kind, number) as path:
            is_free = path is not None
        if is_free:
            with transaction.atomic():
                ask_the_worker(kind, number)
            again += 1
    return again


def _hand_on(check: Check) -> None:
    """What was found is sent, where that was said when it was asked."""
    if check.submission_id is None:
        staged.drop(staged.CHECK, check.pk)
        return
    staged.hand_on(staged.CHECK, check.pk, staged.SUBMISSION, check.submission_id)
    with transaction.atomic():
        ask_the_worker(staged.SUBMISSION, check.submission_id)


def _in_the_role_of(user: int, organisation: int) -> Actor | None:
    """Whoever sent the list, in the role in which they still give lists to the register; None where there is none any more."""
    now = clock.now()
    held = Membership.objects.select_related("user", "organisation").filter(
        user_id=user, organisation_id=organisation, role__in=ASKERS, starts_at__lte=now, user__is_active=True
    )
    found = held.exclude(ends_at__lte=now).order_by("pk").first()
    return Actor.of(found) if found else None


def _clear(now: datetime) -> None:
    oldest, broken = (now - KEPT_FOR).timestamp(), (now - _BROKEN_OFF_AFTER).timestamp()
    for path in staged.broken_off():
        _drop_older(path, broken)
    waiting = list(staged.waiting())
    checks = {number for kind, number, _ in waiting if kind == staged.CHECK}
    given = {number for kind, number, _ in waiting if kind == staged.SUBMISSION}
    left = {
        # A check that is answered and to be sent waits until its list is handed on.
        *(
            (staged.CHECK, one.pk)
            for one in Check.objects.filter(pk__in=checks)
            if not one.done_at or one.submission_id
        ),
        *(
            (staged.SUBMISSION, one)
            for one in Submission.objects.filter(pk__in=given, done_at=None).values_list("pk", flat=True)
        ),
    }
    for kind, number, path in waiting:
        if (kind, number) not in left:
            # What it is for may be in a transaction that is not yet committed.
            _drop_older(path, broken)
        else:
            _drop_older(path, oldest)


def _drop_older(path, moment: float) -> None:  # type: ignore[no-untyped-def]
    if path.stat().st_mtime < moment:
        path.unlink(missing_ok=True)
