"""What is offered to us and by us: seen in its limited preview, accepted, declined with a coded reason, or taken back."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tutela import typology
from tutela.accounts.models import WRITES_RECORDS
from tutela.accounts.pages import About, actor_in, for_roles, reads_records
from tutela.audit.services import record as write_down
from tutela.core import clock
from tutela.core.errors import NotFound
from tutela.core.form_fields import offer
from tutela.core.marking import gettext_noop
from tutela.core.verb_pages import VerbPage
from tutela.core.widgets import LongText, Radios
from tutela.ownership.models import HandOver
from tutela.ownership.queries import answered, decline_words, offered_by, offered_to, preview_lines
from tutela.ownership.services import accept, decline, withdraw

_SIDES = {
    "to": gettext_noop("Offered to us"),
    "by": gettext_noop("Offered by us"),
    "answered": gettext_noop("What became of our offers"),
}


class Decline(forms.Form):
    """Why an offer is declined."""

    reason = forms.ChoiceField(label=_("Reason"), widget=Radios())
    words = forms.CharField(
        label=_("In words"), max_length=300, required=False, widget=LongText(rows=2), help_text=_("Needed for “other”.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "reason", typology.choices("hand_over_decline_reason"))


@for_roles(*WRITES_RECORDS)
@reads_records
@require_safe
def hand_overs(request: HttpRequest) -> HttpResponse:
    """Offers on one page each: those to us, those by us, and what became of ours."""
    actor, now, cursor = actor_in(request), clock.now(), request.GET.get("after", "")
    side = request.GET.get("side", "to")
    side = side if side in _SIDES else "to"
    if side == "to":
        rows = offered_to(actor, cursor=cursor)
    elif side == "by":
        rows = offered_by(actor, cursor=cursor)
    else:
        rows = answered(actor, now=now, cursor=cursor)
    shown = [(one, preview_lines(one.preview) if one.preview else [], decline_words(one)) for one in rows]
    return render(
        request,
        "pages/hand_overs.html",
        {
            "rows": rows.with_items(shown),
            "side": side,
            "tabs": [
                {"label": gettext(label), "href": "?" if name == "to" else f"?side={name}", "is_current": name == side}
                for name, label in _SIDES.items()
            ],
            "now": now,
        },
    )


@method_decorator([for_roles(*WRITES_RECORDS), reads_records], name="dispatch")
class _OfferVerb(VerbPage):
    """A verb on one offer, which is known by its number; whoever is not on that side of it is told that there is none."""

    template_name = "pages/hand_over.html"
    side = "receiver"

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The offer under the reference of what it offers."""
        rows = HandOver.objects.filter(pk=where["offer"], **{f"{self.side}_id": actor_in(request).organisation_id})
        offer = rows.select_related("sender", "receiver", "final_receiver").first()
        if offer is None:
            raise NotFound(
                gettext("There is no such offer to your organisation."), mend=gettext("It may have been withdrawn.")
            )
        return About(offer.subject_reference, "/offered" if self.side == "receiver" else "/offered?side=by", of=offer)

    def get(self, request: HttpRequest, **where: Any) -> HttpResponse:
        """Show the preview; whoever read it is written down."""
        response = super().get(request, **where)
        write_down("hand_over.read_preview", actor=actor_in(request), now=clock.now(), offer=where["offer"])
        return response

    def more_context(self, record: About, request: HttpRequest) -> dict[str, Any]:
        """The preview, line by line."""
        return {"offer": record.of, "preview": preview_lines(record.of.preview)}


class AcceptPage(_OfferVerb):
    """Become the owner."""

    title = "Accept {record}"
    button = "Accept"
    done = "{record} is yours now: you answer for it."
    hint = "You answer for it from then on, and see all of it. The clocks of the former owner go on."
    hint_of_a_series = gettext_noop(
        "You answer for it from then on, and see its files and its history. Its children stay with whoever answers for them:"
        " ask those to share what you need."
    )

    def more_context(self, record: About, request: HttpRequest) -> dict[str, Any]:
        """The preview; a series does not bring the records of its children along."""
        is_series = record.of.subject_kind == "series"
        more = {"hint": gettext(self.hint_of_a_series)} if is_series else {}
        return super().more_context(record, request) | more

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Accept it."""
        return accept(record.of.pk, actor=actor_in(request), now=clock.now())

    def after(self, record: About, result: Any) -> str:
        """To the record, which is in sight now."""
        return str(result.get_absolute_url())


class DeclinePage(_OfferVerb):
    """Refuse, with a coded reason."""

    title = "Decline {record}"
    button = "Decline"
    done = "{record} was declined. The sender hears it, and you keep nothing of it."
    hint = "The sender hears the reason and goes on answering for it. The preview is cleared."
    form_class = Decline

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Decline it."""
        return decline(record.of.pk, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class WithdrawPage(_OfferVerb):
    """Take an offer back."""

    title = "Withdraw the offer of {record}"
    button = "Withdraw"
    done = "The offer of {record} was withdrawn. You answer for it as before."
    hint = "The receiver hears it, and keeps nothing of the preview."
    side = "sender"
    is_warning = True

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Take it back."""
        return withdraw(record.of.pk, actor=actor_in(request), now=clock.now())
