"""Hand-overs: what is offered to and by your organisation; accept, decline, withdraw."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router

from tutela.api.access import TO_READ, TO_WORK, actor_of
from tutela.api.shapes.acts import DeclineSent
from tutela.api.shapes.common import Cursor, Identity, ListOf, Size, listed
from tutela.api.shapes.records import RecordState, record_state
from tutela.api.shapes.reports import OfferRead, offer
from tutela.core import clock
from tutela.ownership.access import find
from tutela.ownership.models import HandOver
from tutela.ownership.queries import offered_by, offered_to
from tutela.ownership.services import accept, decline, withdraw

router = Router(tags=["Hand-overs"], auth=TO_WORK)
Side = Annotated[Literal["to", "by"], Query("to", description="Offered to your organisation, or by it.")]


@router.get("/offers", response=ListOf[OfferRead], auth=TO_READ, operation_id="listOffers")
def list_offers(request: HttpRequest, cursor: Cursor, size: Size, side: Side) -> ListOf[OfferRead]:
    """Offers that wait for an answer: urgent first, then what lapses first."""
    ask = offered_to if side == "to" else offered_by
    return listed(ask(actor_of(request), cursor=cursor, size=size), offer)


@router.post("/offers/{offer_id}/accept", response=RecordState, operation_id="acceptOffer")
def accept_offer(request: HttpRequest, offer_id: Identity) -> RecordState:
    """Become the owner of what was offered. You answer for it from now on, to its reporter too."""
    made = accept(offer_id, actor=actor_of(request), now=clock.now())
    return record_state(find(made.reference))


@router.post("/offers/{offer_id}/decline", response=OfferRead, operation_id="declineOffer")
def decline_offer(request: HttpRequest, offer_id: Identity, body: DeclineSent) -> OfferRead:
    """Refuse an offer with a coded reason. The preview is cleared: you keep nothing."""
    decline(offer_id, reason=body.reason, words=body.words, actor=actor_of(request), now=clock.now())
    return _read(offer_id)


@router.post("/offers/{offer_id}/withdraw", response=OfferRead, operation_id="withdrawOffer")
def withdraw_offer(request: HttpRequest, offer_id: Identity) -> OfferRead:
    """Take an offer back before it is answered."""
    withdraw(offer_id, actor=actor_of(request), now=clock.now())
    return _read(offer_id)


def _read(offer_id: int) -> OfferRead:
    return offer(HandOver.objects.select_related("sender", "receiver", "final_receiver").get(pk=offer_id))
