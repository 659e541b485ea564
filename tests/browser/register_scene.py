"""Something worth looking at on the register's pages: a list that was checked and what it met, lists given, sources, schemes, verdicts."""

from datetime import timedelta
from typing import Any

from tests.cast import World
from tests.children.children import a_child
from tests.register.lists_of import listed, looking_like, made_up, turned
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.ownership.access import find
from tutela.register.lists.rows import HashList
from tutela.register.models import Check, Entry, File, Series, Source, Submission
from tutela.register.services.check import Asked, ListHead, begin_check, check_list, say_not_sent
from tutela.register.services.classify import classify
from tutela.register.services.entries import review_entry
from tutela.register.services.hard_copy import Met, record_hard_copy
from tutela.register.services.near_verdicts import say_alike
from tutela.register.services.schemes import NewScheme, add_mapping, add_scheme
from tutela.register.services.series_children import link_child
from tutela.register.services.series_open import open_series
from tutela.register.services.sources import NewSource, add_source, set_review
from tutela.register.services.submit import Given, begin_submission, take_all
from tutela.register.services.votes import say_verdict

Files = list[dict[str, bytes]]


def of_the_register(world: World) -> dict[str, object]:
    """All of it, and the names by which addresses are put together."""
    files = made_up(40, seed=22)
    series = _a_series_with_a_child(world)
    _give(world, "north_examiner", files[:6], series=series)
    _give(world, "south_investigator", files[4:12])
    _give(world, "foreign_investigator", files[3:14])
    source = _a_source(world)
    _give(world, "north_examiner", files[14:18], what="harmless", source=source, exhibit="")
    return {
        "hash_source": source.pk,
        **_asked(world, files),
        **_said(world),
        **_classified(world),
        **_stopped(world, files),
        **_alike(world),
    }


def _a_series_with_a_child(world: World) -> Series:
    child, actor = a_child(world), world.actor("north_investigator")
    with acting_as(actor):
        made = open_series(label="Blue tent", actor=actor, now=clock.now())
        link_child(made, find(child.reference), basis="The same room.", actor=actor, now=clock.now())
        fresh: Series = find(made.reference)
    return fresh


def _give(world: World, who: str, files: Files, **more: Any) -> Submission:
    return _give_list(world, who, listed(files), **more)


def _give_list(world: World, who: str, given_list: HashList, **more: Any) -> Submission:
    actor = world.actor(who)
    with acting_as(actor):
        given = Given(**{"what": "case", "exhibit": "NM/7"} | more)
        made = begin_submission(given_list, given, actor=actor, now=clock.now())
        list(take_all(made, given_list.rows, actor=actor))
    return made


def _a_source(world: World) -> Source:
    actor, now = world.actor("north_examiner"), clock.now()
    with acting_as(actor):
        made = add_source(
            NewSource("Files of programs", "A synthetic maker", "Free to use with its name", "GB"), actor=actor, now=now
        )
        return set_review(made, review_on=now.date() + timedelta(days=5), actor=actor, now=now)


def _asked(world: World, files: Files) -> dict[str, object]:
    """A check that met everything, to be sent; one that was not sent; one that broke off."""
    actor, now = world.actor("north_examiner"), clock.now()
    with acting_as(actor):
        check = check_list(listed(files), Asked("page", exhibit="NM/8"), actor=actor, now=now).check
        other = check_list(listed(files[30:]), Asked("server", exhibit="NM/9"), actor=actor, now=now).check
        say_not_sent(other, reason="other", words="The court decides in May.", actor=actor, now=now)
        broken: Check = begin_check(ListHead.of(listed(files)), Asked("page"), actor=actor, now=now)
    return {"check": check.pk, "check_not_sent": other.pk, "check_stopped": broken.pk}


def _said(world: World) -> dict[str, object]:
    """What others say of an entry, and a hard copy."""
    actor, other, now = world.actor("north_examiner"), world.actor("south_investigator"), clock.now()
    with acting_as(actor):
        own = _own_entry(world)
        theirs = Entry.objects.get(organisation=world.south, file=own.file_id)
        review_entry(own, review_on=now.date() + timedelta(days=9), actor=actor, now=now)
        record_hard_copy(Met("PRINT/4", exhibit="PO/2"), actor=actor, now=now)
        say_verdict(theirs, verdict="confirmed", words="The same set.", actor=actor, now=now)
    with acting_as(other):
        say_verdict(own, verdict="confirmed", words="Seen in the same folder.", actor=other, now=now)
        say_verdict(own, verdict="disputed", words="It is of another origin.", actor=other, now=now)
    return {"own_entry": own.pk, "their_entry": theirs.pk, "file": own.file_id}


def _alike(world: World) -> dict[str, object]:
    """Two files that look alike, and what two organisations say of them."""
    pdq, files = bytes(range(32)), made_up(2, seed=23)
    _give_list(world, "north_examiner", looking_like(files[:1], pdq, quality=[80]))
    _give_list(world, "south_investigator", looking_like(files[1:], turned(pdq, 9), quality=[90]))
    one = two = File()
    for who, verdict in (("south_investigator", "not_same"), ("north_examiner", "same")):
        actor = world.actor(who)
        with acting_as(actor):
            one, two = File.objects.filter(pdq__isnull=False).order_by("pk")
            say_alike(one, two, verdict=verdict, words="Compared side by side.", actor=actor, now=clock.now())
    return {"picture": one.pk, "other_picture": two.pk}


def _own_entry(world: World) -> Entry:
    """What the north holds of a file that the south holds as well."""
    both = Entry.objects.filter(organisation=world.south, kind="case").values("file")
    found = (
        Entry.objects.select_related("file")
        .filter(organisation=world.north, kind="case", file__in=both)
        .order_by("pk")
        .first()
    )
    assert found is not None
    return found


def _classified(world: World) -> dict[str, object]:
    """Two schemes, what a class of one would be in the other, and what two organisations say of a file."""
    now, one, other = clock.now(), world.actor("north_examiner"), world.actor("south_manager")
    classes = (("1", "First class"), ("2", "Second class"))
    with acting_as(one):
        scheme = add_scheme(
            NewScheme("syn-1", "Synthetic scheme", "A synthetic law", classes, "GB"), actor=one, now=now
        )
        second = add_scheme(NewScheme("syn-2", "Other scheme", "Another law", classes), actor=one, now=now)
        mapping = add_mapping(
            scheme.codes.get(code="1"),
            second.codes.get(code="2"),
            words="Where nothing else is shown.",
            actor=one,
            now=now,
        )
        entry = _own_entry(world)
        made = classify(entry.file, code=scheme.codes.get(code="1"), actor=one, now=now)
    with acting_as(other):
        classify(entry.file, code=scheme.codes.get(code="2"), actor=other, now=now)
    return {"scheme": scheme.pk, "mapping": mapping.pk, "classified": made.pk}


def _stopped(world: World, files: Files) -> dict[str, object]:
    """A list that is in, and one that broke off before its first part."""
    actor = world.actor("north_examiner")
    whole = _give(world, "north_examiner", files[20:24], exhibit="NM/6")
    with acting_as(actor):
        broken = begin_submission(listed(files[24:]), Given("case", exhibit="NM/5"), actor=actor, now=clock.now())
    return {"list_given": whole.pk, "list_stopped": broken.pk}
