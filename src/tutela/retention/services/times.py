"""Set how long an organisation keeps a category of data: longer or shorter than the default, with who and why."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.text import neutral_words
from tutela.retention.models import KeepingRule
from tutela.retention.queries import times_of
from tutela.retention.rules import category

SETTERS = (Role.MANAGER, Role.ADMINISTRATOR)
MOST_MONTHS = 120 * 12
WORDS_LIMIT = 300


@transaction.atomic
def set_time(code: str, *, months: int | None, words: str, actor: Actor, now: datetime) -> KeepingRule:
    """Keep a category for so many months from now on; without a number, the installation's default counts again.

    A later one adds: what counted before can be read. Raises BadInput for an unknown category, a time that is none, or no
    reason; RuleBroken when it stands so already; NotAllowed for whoever is no manager or administrator.
    """
    actor.must_hold(*SETTERS)
    of = category(code)
    why = neutral_words(words, limit=WORDS_LIMIT, field="words")
    if months is not None and not 1 <= months <= MOST_MONTHS:
        raise BadInput(
            gettext("That is no time to keep something."),
            where=where(field="years"),
            mend=gettext("From 1 month to %(years)d years.") % {"years": MOST_MONTHS // 12},
        )
    if not why:
        raise BadInput(
            gettext("Say why."),
            where=where(field="words"),
            mend=gettext("Name the law or the decision that it follows."),
        )
    standing = next(one for one in times_of(actor.organisation_pk).each if one.category.code == of.code)
    present = standing.own.months if standing.own else None
    if present == months:
        raise RuleBroken(
            gettext("%(category)s: it stands so already.") % {"category": of.said},
            mend=gettext("Nothing has to be done."),
        )
    name_the_verb("retention.set_time")
    made = KeepingRule.objects.create(
        organisation_id=actor.organisation_pk,
        category=of.code,
        months=months,
        words=why,
        set_by_id=actor.user_pk,
        set_at=now,
    )
    record(
        "retention.set_time", actor=actor, now=now, category=of.code, months=months or of.months, before=standing.months
    )
    return made
