"""Give the register a list that comes over a line, part by part: what is sent again after a broken line does no harm."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.languages import in_figures
from tutela.register.lists.rows import Rows
from tutela.register.models import Submission
from tutela.register.services.submit import PART, SUBMITTERS, Taken, take_part


@transaction.atomic
def take_sent(submission: Submission, rows: Rows, *, start: int, actor: Actor, now: datetime) -> Taken:
    """Take in the next rows of a list, all or none; ``start`` counts the rows before them. Rows that are in already stay as they are.

    Raises BadInput for more rows than a part may have or the list was said to have, RuleBroken where rows before ``start`` are
    missing, where some of these are in and others are not, or where another process goes on with the list.
    """
    actor.must_hold(*SUBMITTERS)
    done = Submission.objects.values_list("done_rows", flat=True).get(pk=submission.pk)
    end = start + len(rows)
    if len(rows) > PART:
        raise BadInput(
            gettext("A part of a list that is given has at most %(most)s rows.") % {"most": in_figures(PART)},
            where=where(field="rows"),
            mend=gettext("Send it in smaller parts: each enters whole or not at all."),
        )
    if end > submission.rows:
        raise BadInput(
            gettext("The list was said to have fewer rows."),
            where=where(field="rows"),
            mend=gettext("Give the whole list anew."),
        )
    if end <= done:
        return Taken(done, 0, 0)
    if start != done:
        raise RuleBroken(
            gettext("Rows before these are missing.")
            if start > done
            else gettext("Some of these rows are in already."),
            mend=gettext("Go on at row %(row)s.") % {"row": done + 1},
        )
    return take_part(submission, rows, start=start, before=start, actor=actor, now=now)
