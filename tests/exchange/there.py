"""A case out of the installation of the test, and into it."""

from datetime import UTC, datetime

from tests.cast import World
from tutela.accounts.need_to_know import acting_as
from tutela.cases.models import Case
from tutela.core import clock
from tutela.exchange.compose import as_bytes, document_of
from tutela.exchange.reading import read_document
from tutela.exchange.services.take_in import take_in
from tutela.ownership.access import find

AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def exported(world: World, reference: str, *, who: str = "north_investigator", at: datetime = AT) -> bytes:
    """The document of a case, as somebody of the cast sees it."""
    actor = world.actor(who)
    with acting_as(actor):
        case: Case = find(reference, kind="case")
        return as_bytes(document_of(case, actor=actor, now=at))


def brought_in(world: World, raw: bytes, *, who: str = "north_manager") -> Case:
    """The case of a document, brought in by somebody of the cast."""
    actor = world.actor(who)
    with acting_as(actor):
        return take_in(read_document(raw), actor=actor, now=clock.now())
