"""What the worker does with editions: makes those that were asked for, takes in those that wait, in the role of whoever asked."""

from datetime import datetime, timedelta

from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.accounts.models import Membership
from tutela.core import clock
from tutela.core.later import defer_once
from tutela.hashsets import staged
from tutela.hashsets.keys import own_signer
from tutela.hashsets.models import Edition, TakenEdition
from tutela.hashsets.services.bodies import KEEPERS
from tutela.hashsets.services.issue import let_the_worker_make, make_edition
from tutela.hashsets.services.take import TAKE
from tutela.hashsets.services.take_in import take_in
from tutela.hashsets.setfile.reading import prove

KEPT_FOR = timedelta(days=7)
"""A file that nobody could go on with is kept no longer; the same file, sent again, goes on where it was."""
_BROKEN_OFF_AFTER = timedelta(hours=6)


def make(number: int) -> bool:
    """Make and issue an edition; False where nobody's role allows it any more, or it is issued."""
    edition = Edition.objects.select_related("hash_set").filter(pk=number, number=None).first()
    actor = _in_the_role_of(edition.asked_by_id, edition.hash_set.organisation_id) if edition else None
    if edition is None or actor is None:
        return False
    make_edition(number, signer=own_signer(), actor=actor)
    return True


def take(number: int) -> bool:
    """Take in an edition that waits; False where it is gone, is in, or nobody's role allows it any more."""
    with staged.held(number) as path:
        edition = TakenEdition.objects.select_related("received").filter(pk=number).first()
        actor = _in_the_role_of(edition.by_id, edition.received.organisation_id) if edition else None
        if path is None or edition is None or actor is None:
            return False
        if edition.done_at is None:
            # What lay on the disk is proved again, by the digest with which it began.
            proved = prove(path, name=path.name, known=lambda _: None)
            if proved.digest == edition.file_digest:
                take_in(edition, path, proved, actor=actor)
        staged.drop(number)
    return True


def begin_again(*, now: datetime) -> int:
    """Have the worker go on with every edition that is unfinished; returns how many. What broke off on its way in is taken away."""
    oldest, broken = (now - KEPT_FOR).timestamp(), (now - _BROKEN_OFF_AFTER).timestamp()
    for path, moment in [
        *((one, broken) for one in staged.broken_off()),
        *((one, oldest) for _, one in staged.waiting()),
    ]:
        if path.stat().st_mtime < moment:
            path.unlink(missing_ok=True)
    again = 0
    for edition in Edition.objects.filter(number=None).only("pk"):
        with transaction.atomic():
            let_the_worker_make(edition)
        again += 1
    for number, _ in list(staged.waiting()):
        with staged.held(number) as free:
            is_free = free is not None
        if is_free:
            with transaction.atomic():
                defer_once(TAKE, queue="imports", number=number)
            again += 1
    return again


def _in_the_role_of(user: int, organisation: int) -> Actor | None:
    now = clock.now()
    held = Membership.objects.select_related("user", "organisation").filter(
        user_id=user, organisation_id=organisation, role__in=KEEPERS, starts_at__lte=now, user__is_active=True
    )
    found = held.exclude(ends_at__lte=now).order_by("pk").first()
    return Actor.of(found) if found else None
