"""Keep the filter of a list under a name, for oneself or for one's organisation; name it anew; remove it."""

from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import READS_RECORDS, Role
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.text import neutral_words
from tutela.following.models import SavedFilter

MOST_KEPT = 30
_LONGEST = 1_000
# What belongs to one visit of a list, and not to its filter.
_PASSING = frozenset({"after", "format"})


def as_kept(query: str) -> str:
    """A query string as it is kept and compared: without the place in the list, and without what is empty."""
    pairs = [pair for pair in parse_qsl(query[: 4 * _LONGEST]) if pair[0] not in _PASSING and pair[1].strip()]
    return urlencode(sorted(pairs))


@transaction.atomic
def keep_filter(of_list: str, query: str, *, name: str, is_shared: bool, actor: Actor, now: datetime) -> SavedFilter:
    """Keep a filter of a list.

    Raises NotAllowed for a role that has no lists; BadInput for an empty filter, or a name that one has given already;
    RuleBroken for whoever keeps thirty of this list.
    """
    actor.must_hold(*READS_RECORDS)
    kept, called = as_kept(query), neutral_words(name, limit=60)
    if of_list not in SavedFilter.List.values:
        raise BadInput(gettext("There is no such list."), mend=gettext("Keep a filter from the list itself."))
    if not kept or len(kept) > _LONGEST:
        raise BadInput(
            gettext("There is no filter to keep."), mend=gettext("Filter the list first; then keep what you see.")
        )
    mine = SavedFilter.objects.filter(user_id=actor.user_pk, list=of_list)
    _must_be_a_name(called, mine.filter(name=called).exists())
    if mine.count() >= MOST_KEPT:
        raise RuleBroken(
            gettext("You keep %(number)s filters of this list already.") % {"number": MOST_KEPT},
            mend=gettext("Remove one, then keep this."),
        )
    name_the_verb("filter.keep")
    made = SavedFilter.objects.create(
        user_id=actor.user_pk,
        organisation_id=actor.organisation_pk,
        list=of_list,
        name=called,
        query=kept,
        is_shared=is_shared,
        made_at=now,
    )
    record("filter.keep", actor=actor, now=now, filter=made.pk, list=of_list, shared=is_shared)
    return made


@transaction.atomic
def rename_filter(saved: SavedFilter, *, name: str, is_shared: bool, actor: Actor, now: datetime) -> SavedFilter:
    """Name one's own filter anew, share it or keep it for oneself. Raises RuleBroken for somebody else's, BadInput for the name."""
    _must_be_mine(saved, actor)
    called = neutral_words(name, limit=60)
    others = SavedFilter.objects.filter(user_id=actor.user_pk, list=saved.list, name=called).exclude(pk=saved.pk)
    _must_be_a_name(called, others.exists())
    name_the_verb("filter.rename")
    saved.name, saved.is_shared = called, is_shared
    saved.save(update_fields=["name", "is_shared"])
    record("filter.rename", actor=actor, now=now, filter=saved.pk, shared=is_shared)
    return saved


@transaction.atomic
def remove_filter(saved: SavedFilter, *, actor: Actor, now: datetime) -> None:
    """Remove one's own filter, or as a manager one that is shared with the organisation. Raises RuleBroken for any other."""
    manages = actor.role == Role.MANAGER and saved.is_shared and saved.organisation_id == actor.organisation_id
    if saved.user_id != actor.user_pk and not manages:
        raise RuleBroken(
            gettext("Somebody else keeps this filter."), mend=gettext("Ask them, or a manager, to remove it.")
        )
    number = saved.pk
    SavedFilter.objects.filter(pk=number).delete()
    record("filter.remove", actor=actor, now=now, filter=number, list=saved.list)


def _must_be_mine(saved: SavedFilter, actor: Actor) -> None:
    if saved.user_id != actor.user_pk or saved.organisation_id != actor.organisation_id:
        raise RuleBroken(
            gettext("This filter is not yours to change."),
            mend=gettext("Keep the same filter under a name of your own."),
        )


def _must_be_a_name(called: str, is_given: bool) -> None:
    if not called:
        raise BadInput(
            gettext("The filter has no name."), where=where(field="name"), mend=gettext("Give it a short name.")
        )
    if is_given:
        raise BadInput(
            gettext("You gave this name already."), where=where(field="name"), mend=gettext("Choose another name.")
        )
