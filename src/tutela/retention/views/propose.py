"""Propose to dispose of one record or of many, having seen what goes of each and what stays."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from tutela.accounts.pages import About, actor_in
from tutela.audit.reading import record_readings
from tutela.children.verb_pages import RecordVerb
from tutela.core import clock
from tutela.core.errors import BadInput
from tutela.ownership.access import find
from tutela.retention.forms import MayBeWords
from tutela.retention.models import Disposal
from tutela.retention.queries import content, kept, stays_in_words, times_of
from tutela.retention.rules import defaults
from tutela.retention.services.propose import MOST_AT_ONCE, PROPOSERS, propose


class ProposePage(RecordVerb):
    """What is chosen in the list, or one record from its own page."""

    title = "Propose to dispose of {record}"
    button = "Propose it"
    done = "The disposal of {record} is proposed. Another manager decides about it."
    form_class = MayBeWords
    template_name = "pages/retention_propose.html"
    roles = PROPOSERS
    is_warning = True

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The records that the address names."""
        named = list(dict.fromkeys(request.GET.getlist("record")))
        if not 1 <= len(named) <= MOST_AT_ONCE:
            raise BadInput(
                gettext("Choose the records."),
                mend=gettext("Tick from 1 to %(most)d in the list of what is due.") % {"most": MOST_AT_ONCE},
            )
        found = [find(reference) for reference in named]
        several = ngettext("%(number)d record", "%(number)d records", len(found)) % {"number": len(found)}
        name = found[0].reference if len(found) == 1 else several
        return About(name, reverse("retention"), found)

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> list[Disposal]:
        """Propose all of them, or none."""
        return propose(record.of, **form.cleaned_data, actor=actor_in(request), now=clock.now())

    def after(self, record: About, result: list[Disposal]) -> str:
        """To the proposal, or to the list of them."""
        if len(result) == 1:
            return reverse("retention_disposal", args=[result[0].pk])
        return f"{reverse('retention')}?state=proposed"

    def more_context(self, record: About, request: HttpRequest) -> dict[str, Any]:
        """Of each record what goes, by number of rows, and what stays. Looking at it is written down."""
        actor, now = actor_in(request), clock.now()
        record_readings(record.of, actor=actor, now=now)
        times = times_of(actor.organisation_pk)
        return {
            "each": [
                {
                    "record": one,
                    "kept": kept(one, times),
                    "goes": content(one.subject_kind, one.id),
                    "stays": stays_in_words(one.subject_kind),
                }
                for one in record.of
            ],
            "waiting_days": defaults().waiting_days,
        }
