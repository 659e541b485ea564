"""Receive reports of which each stands for itself, each with a key by which its sender repeats it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.core.errors import RuleBroken, where
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import Arrival
from tutela.reports.services.came_again import Received, wait_for_the_same
from tutela.reports.services.receive import receive_reports


@transaction.atomic
def receive_each(
    incoming: Sequence[IncomingReport], *, actor: Actor, now: datetime, idempotency_keys: Sequence[str]
) -> list[Received | RuleBroken]:
    """What became of each report, in order: one whose key came with another report is refused, the others are received.

    The number of statements does not grow with that of the reports.
    """
    wait_for_the_same(incoming, idempotency_keys, actor=actor)
    digest_of_key = _heard(idempotency_keys, actor)
    refused: dict[int, RuleBroken] = {}
    for index, (one, key) in enumerate(zip(incoming, idempotency_keys, strict=True)):
        if key and digest_of_key.setdefault(key, one.digest) != one.digest:
            refused[index] = RuleBroken(
                "This key was used for another report.",
                where=where(field="Idempotency-Key"),
                mend="Take a new key for a new report; a key names one sending and its repetitions.",
                code="key_reused",
            )
    kept = [index for index in range(len(incoming)) if index not in refused]
    taken = receive_reports(
        [incoming[index] for index in kept],
        actor=actor,
        now=now,
        idempotency_keys=[idempotency_keys[index] for index in kept],
    )
    of_index: dict[int, Received | RuleBroken] = {**refused, **dict(zip(kept, taken, strict=True))}
    return [of_index[index] for index in range(len(incoming))]


def _heard(keys: Sequence[str], actor: Actor) -> dict[str, str]:
    """The digest of what came with each of the sender's keys before."""
    given = [key for key in keys if key]
    arrived = Arrival.objects.filter(sender_id=actor.organisation_id, idempotency_key__in=given)
    return {str(key): digest for key, digest in arrived.values_list("idempotency_key", "digest")} if given else {}
