"""A series concerns a child, or does not after all. How far its children are known follows by itself."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.audit.services import name_the_verb, record
from tutela.children.models import Child
from tutela.core.errors import BadInput, NotFound, RuleBroken, where
from tutela.core.new_facts import hold_against_everything
from tutela.core.text import neutral_words
from tutela.ownership.access import records
from tutela.register.models import ChildInSeries, Series
from tutela.register.services.series_checks import WORDS_LIMIT, changed, reason_of, worked_on


@transaction.atomic
def link_child(
    series: Series, child: Child, *, basis: str, version: int | None = None, actor: Actor, now: datetime
) -> ChildInSeries:
    """The series concerns a child whose record the actor sees; ``basis`` says how this is known.

    Raises NotAllowed, NotFound for a child whose record is not for this reader, BadInput without a basis, RuleBroken for
    whoever may not write in the series or where the child is in it already, StaleRecord.
    """
    said = neutral_words(basis, limit=WORDS_LIMIT)
    if not said:
        raise BadInput(
            gettext("How is this known?"), where=where(field="basis"), mend=gettext("A few words are enough.")
        )
    fresh = worked_on(series, actor, version=version)
    if not records("child").filter(pk=child.pk).exists():
        raise NotFound(
            gettext("There is no record {reference} that you may see.").format(reference=child.reference),
            mend=gettext("Ask whoever answers for the child to link them, or for access."),
        )
    if ChildInSeries.objects.filter(series=fresh, child_id=child.pk, removed_at=None).exists():
        raise RuleBroken(
            gettext("%(child)s is in %(series)s already.") % {"child": child.reference, "series": fresh.reference},
            mend=gettext("Nothing has to be done."),
        )
    name_the_verb("series.link_child")
    made = ChildInSeries.objects.create(
        series=fresh, child_id=child.pk, added_at=now, added_by_id=actor.user_id, basis=said
    )
    changed(fresh)
    record("series.link_child", actor=actor, now=now, subject=fresh, child=child.reference)
    hold_against_everything()
    return made


@transaction.atomic
def unlink_child(
    link: ChildInSeries, *, reason: str, version: int | None = None, actor: Actor, now: datetime
) -> ChildInSeries:
    """The series does not concern that child after all. The link is ended, and stays on record with the reason.

    Raises NotAllowed, BadInput without a reason, RuleBroken for whoever may not write in the series or where it is ended
    already, StaleRecord.
    """
    said = reason_of(reason, field="reason")
    fresh = worked_on(link.series, actor, version=version)
    there = ChildInSeries.objects.filter(pk=link.pk, series=fresh, removed_at=None).first()
    if there is None:
        raise RuleBroken(gettext("That is ended already."), mend=gettext("Nothing has to be done."))
    # Whoever works on the series may not see the child's record: the trail then names the link by its number alone.
    child = records("child").filter(pk=there.child_id).values_list("reference", flat=True).first() or ""
    name_the_verb("series.unlink_child")
    there.removed_at, there.removed_by_id, there.removed_words = now, actor.user_id, said
    there.save(update_fields=["removed_at", "removed_by_id", "removed_words"])
    changed(fresh)
    record("series.unlink_child", actor=actor, now=now, subject=fresh, child=child, link=there.pk)
    hold_against_everything()
    return there
