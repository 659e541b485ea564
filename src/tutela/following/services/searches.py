"""Let a search stand: it is asked again now and then as whoever keeps it, and tells of records that are new, each once."""

from collections.abc import Sequence
from datetime import datetime
from types import SimpleNamespace

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import READS_RECORDS
from tutela.accounts.need_to_know import acting_as
from tutela.accounts.queries import roles_of
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.text import neutral_words
from tutela.following.models import Hit, Search
from tutela.following.searching import matching
from tutela.notices.models import Notice
from tutela.notices.services import tell
from tutela.ownership.access import model_of

MOST_KEPT = 30
MOST_FOUND = 200
# So many of a kind are looked at again: far more than the newest ones that can have come in between.
_LOOKED_AT = 2 * MOST_FOUND
_KINDS = ("child", "series", "case", "report")


@transaction.atomic
def keep_search(words: str, kinds: Sequence[str], *, actor: Actor, now: datetime) -> Search:
    """A search that stands for the actor; what it finds now is known, and is not told.

    Raises NotAllowed for a role that reads no records; BadInput without words or kinds, or when it finds too much to tell of
    what is new; RuleBroken for whoever keeps too many.
    """
    actor.must_hold(*READS_RECORDS)
    kept = neutral_words(words, limit=200)
    if not kept:
        raise BadInput(
            gettext("Nothing is searched for."),
            where=where(field="words"),
            mend=gettext("Write a word or an identifier."),
        )
    if not kinds or not set(kinds) <= set(_KINDS):
        raise BadInput(
            gettext("No kind of record is named."), where=where(field="kinds"), mend=gettext("Choose at least one.")
        )
    if Search.objects.filter(user_id=actor.user_pk).count() >= MOST_KEPT:
        raise RuleBroken(
            gettext("You keep %(number)s searches already.") % {"number": MOST_KEPT},
            mend=gettext("Remove one that you no longer need."),
        )
    found = {kind: matching(kept, kind, most=MOST_FOUND + 1) for kind in kinds}
    if any(len(numbers) > MOST_FOUND for numbers in found.values()):
        raise BadInput(
            gettext("This finds more than %(number)s records of a kind.") % {"number": MOST_FOUND},
            where=where(field="words"),
            mend=gettext("Add a word: of so many, nobody can be told what is new."),
        )
    name_the_verb("search.keep")
    made = Search.objects.create(
        user_id=actor.user_pk,
        words=kept,
        made_at=now,
        looked_at=now,
        **{f"of_{field}": kind in kinds for kind, field in _FIELDS.items()},
    )
    Hit.objects.bulk_create(
        Hit(search=made, subject_kind=kind, subject_id=number, found_at=now)
        for kind, numbers in found.items()
        for number in numbers
    )
    record("search.keep", actor=actor, now=now, search=made.pk, kinds=list(made.kinds))
    return made


@transaction.atomic
def drop_search(search: Search, *, actor: Actor, now: datetime) -> None:
    """One's own search no longer stands. Raises RuleBroken for somebody else's."""
    number = search.pk
    if search.user_id != actor.user_pk:
        raise RuleBroken(gettext("This search is somebody else's."), mend=gettext("Remove your own."))
    Hit.objects.filter(search_id=number).delete()
    Search.objects.filter(pk=number).delete()
    record("search.drop", actor=actor, now=now, search=number)


@transaction.atomic
def search_again(search_id: int, *, actor: Actor, now: datetime) -> int:
    """Ask a search again, as whoever keeps it in each of their roles; returns of how many records they were told.

    The search is locked: of two workers the second one finds what the first has noted, and tells nothing twice.
    """
    search = Search.objects.select_for_update(of=("self",), no_key=True).filter(pk=search_id).first()
    if search is None:
        return 0
    found: dict[tuple[str, int], None] = {}
    for role in roles_of(search.user_id, now=now):
        if role.role in READS_RECORDS and role.user.is_active:
            with acting_as(Actor.of(role)):
                for kind in search.kinds:
                    found |= dict.fromkeys((kind, number) for number in matching(search.words, kind, most=_LOOKED_AT))
    known = set(search.hits.values_list("subject_kind", "subject_id"))
    new = [one for one in found if one not in known]
    Hit.objects.bulk_create(
        Hit(search=search, subject_kind=kind, subject_id=number, found_at=now) for kind, number in new
    )
    for kind, number in new:
        reference = model_of(kind)._default_manager.values_list("reference", flat=True).get(pk=number)
        subject = SimpleNamespace(subject_kind=kind, reference=reference)
        words = f"Your search number {search.pk} finds a record that is new to it."
        tell([search.user_id], Notice.Kind.FOUND, words, now=now, subject=subject)
    search.looked_at = now
    if new:
        search.last_found_at = now
        record("search.tell", actor=actor, now=now, search=search.pk, to=search.user_id, found=len(new))
    search.save(update_fields=["looked_at", "last_found_at"])
    return len(new)


_FIELDS = {"child": "children", "series": "series", "case": "cases", "report": "reports"}
