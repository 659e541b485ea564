"""A disposal: what it is about, what goes or went, and the steps of whoever decides about it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.models import Role
from tutela.accounts.pages import About, actor_in, reads_records
from tutela.audit.services import record as write_down
from tutela.children.verb_pages import RecordVerb
from tutela.core import clock
from tutela.core.errors import NotFound
from tutela.retention.forms import MayBeWords, Words
from tutela.retention.models import Disposal
from tutela.retention.queries import (
    Told,
    content,
    may_decide,
    named,
    open_work,
    open_work_in_words,
    removed_by,
    stayed_after,
    stays_in_words,
)
from tutela.retention.queries import is_held as held
from tutela.retention.rules import defaults
from tutela.retention.services.decide import DECIDERS, approve, name_of, refuse, stop


@reads_records
@require_safe
def show(request: HttpRequest, disposal: int) -> HttpResponse:
    """One proposal, or the tombstone that stays of it. Reading is written down."""
    actor, now = actor_in(request), clock.now()
    found = _seen(disposal)
    subject = name_of(found)
    write_down("retention.read", actor=actor, now=now, subject=subject, disposal=found.pk)
    is_open = found.state in Disposal.OPEN
    decides = found.state == Disposal.State.PROPOSED and may_decide(found)
    is_ours = found.organisation_id == actor.organisation_id
    return render(
        request,
        "pages/retention_disposal.html",
        _about(found)
        | {
            "is_open": is_open,
            "is_ours": is_ours,
            "decides": decides,
            "may_stop": is_open and actor.role == Role.MANAGER and (is_ours or may_decide(found)),
            "is_held": is_open and held(subject),
            "open_words": open_work_in_words(open_work(subject)) if is_open else "",
            "waiting_days": defaults().waiting_days,
            "now": now,
        },
    )


def _about(found: Disposal) -> dict[str, Any]:
    is_done = found.state == Disposal.State.CARRIED_OUT
    return {
        "told": Told(found),
        "disposal": found,
        "is_done": is_done,
        "goes": removed_by(found) if is_done else content(found.subject_kind, found.subject_id),
        "stays": stays_in_words(found.subject_kind),
        "stayed": stayed_after(found) if is_done else [],
    }


def _seen(number: int) -> Disposal:
    found = named(Disposal.objects.filter(pk=number)).first()
    if found is None:
        raise NotFound(
            gettext("There is no such disposal that you may see."), mend=gettext("Open it from the list of retention.")
        )
    return found


class _Step(RecordVerb):
    """A step of one disposal."""

    roles = DECIDERS
    template_name = "pages/retention_step.html"

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The disposal, by the name of its record."""
        found = _seen(where["disposal"])
        return About(found.subject_reference, reverse("retention_disposal", args=[found.pk]), found)

    def more_context(self, record: About, request: HttpRequest) -> dict[str, Any]:
        """What goes and what stays."""
        return _about(record.of)


class ApprovePage(_Step):
    """The second person agrees."""

    title = "Approve the disposal of {record}"
    button = "Approve it"
    done = "The disposal of {record} is approved. Until it is carried out it can be stopped."
    hint = "Look first at what goes. When the waiting time is over, it is carried out and cannot be undone."
    form_class = MayBeWords
    is_warning = True

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Disposal:
        """Approve it."""
        return approve(record.of.pk, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class RefusePage(_Step):
    """The second person does not agree."""

    title = "Keep {record}"
    button = "Do not approve it"
    done = "{record} is kept."
    hint = "The record stays as it is. It can be proposed again."
    form_class = Words

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Disposal:
        """Refuse it."""
        return refuse(record.of.pk, **form.cleaned_data, actor=actor_in(request), now=clock.now())

    def after(self, record: About, result: Disposal) -> str:
        """To the list: whoever decided in place of its managers may not see it any longer."""
        return reverse("retention")


class StopPage(RefusePage):
    """Anybody of those who may takes it back, whole."""

    title = "Stop the disposal of {record}"
    button = "Stop it"
    done = "The disposal of {record} is stopped. Everything is as it was before."
    hint = "Everything is as it was before it was proposed. It can be proposed again."

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Disposal:
        """Stop it."""
        return stop(record.of.pk, **form.cleaned_data, actor=actor_in(request), now=clock.now())
