"""The organisation's trail: a list with filters, one entry in words, one person, and the newest anchor."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from tutela.accounts.models import Role, User
from tutela.accounts.pages import actor_in, csv_response, for_roles, membership_in
from tutela.audit.forms import FilterEntries
from tutela.audit.models import Entry
from tutela.audit.queries import NEWEST_FIRST, Filter, Row, newest_sealed, rows_of, trail_of
from tutela.audit.services import record
from tutela.audit.verify import Anchor
from tutela.audit.words import details_in_words, people_in, purpose_in_words, role_in_words
from tutela.core import clock
from tutela.core.csv_export import write_rows
from tutela.core.paging import bounded_count, page
from tutela.organisations.models import Organisation

_MOST_ROWS = 20_000


@for_roles(Role.AUDITOR)
def trail(request: HttpRequest) -> HttpResponse:
    """What the people of the organisation did and read, newest first."""
    people = _people_of(actor_in(request).organisation_id or 0)
    form = FilterEntries(request.GET, people=people)
    return _list(request, form, people, person=None)


@for_roles(Role.AUDITOR)
def of_person(request: HttpRequest, pk: int) -> HttpResponse:
    """What one person of the organisation did and read, newest first."""
    people = _people_of(actor_in(request).organisation_id or 0)
    person = next((one for one in people if one.pk == pk), None)
    if person is None:
        raise Http404
    form = FilterEntries(request.GET, people=people)
    del form.fields["person"]
    return _list(request, form, people, person=person)


@for_roles(Role.AUDITOR)
def entry(request: HttpRequest, pk: str) -> HttpResponse:
    """One entry, with all that it holds, in words; and where it stands in the chain."""
    found = get_object_or_404(Entry, pk=pk)
    people = {one.pk: one.name for one in User.objects.filter(pk__in=people_in(found) | {found.user_id or 0})}
    return render(
        request,
        "pages/audit_entry.html",
        {
            "row": rows_of([found], people)[0],
            "details": details_in_words(found, people),
            "organisation": Organisation.objects.filter(pk=found.organisation_id or 0).first(),
            "record_url": _record_url(found),
        },
    )


@for_roles(Role.AUDITOR)
def chain(request: HttpRequest) -> HttpResponse:
    """The newest anchor that this reader sees, to be kept elsewhere, and how the whole trail is proved."""
    now, newest = clock.now(), newest_sealed(actor_in(request).organisation_id or 0)
    anchor = Anchor(newest.position, newest.digest, f"{now:%Y-%m-%dT%H:%M:%SZ}") if newest and newest.position else None
    return render(request, "pages/audit_chain.html", {"newest": newest, "anchor": anchor, "now": now})


def _list(request: HttpRequest, form: FilterEntries, people: list[User], *, person: User | None) -> HttpResponse:
    actor, now = actor_in(request), clock.now()
    wanted = form.wanted()
    entries = trail_of(actor.organisation_id or 0, wanted, user_id=person.pk if person else None)
    names = {one.pk: one.name for one in people}
    if request.GET.get("format") == "csv":
        record("audit.export", actor=actor, now=now, person=person.pk if person else None)
        return _csv(entries, names, wanted, now)
    listed = page(entries, NEWEST_FIRST, cursor=request.GET.get("after", ""))
    return render(
        request,
        "pages/audit.html",
        {
            "rows": listed.with_items(rows_of(listed, names)),
            "count": bounded_count(entries),
            "filter": form,
            "person": person,
            "organisation": membership_in(request).organisation,
        },
    )


def _people_of(organisation_id: int) -> list[User]:
    """Everybody who holds or held a role here, by name."""
    return list(User.objects.filter(memberships__organisation_id=organisation_id).distinct().order_by("name"))


def _record_url(found: Entry) -> str:
    if not found.subject_reference:
        return ""
    try:
        return reverse(found.subject_kind, args=[found.subject_reference])
    except NoReverseMatch:
        return ""


def _csv(entries: QuerySet[Entry], names: dict[int, str], wanted: Filter, now: datetime) -> HttpResponse:
    response = csv_response(f"audit-{now:%Y-%m-%d}")
    caveats = [
        f"Entries of the audit trail of your organisation, as you may see them at {now:%Y-%m-%d %H:%M} UTC, newest first.",
        "Times are in UTC. Details hold codes, references and names of fields, never what a record holds.",
        f"At most {_MOST_ROWS:,} rows. The trail is proved whole by `tutela audit verify`, not by this list.",
    ]
    header = ["position", "at", "who", "role", "what", "purpose", "record", "details", "digest"]
    found = entries.order_by(*(key.ordering() for key in NEWEST_FIRST))[:_MOST_ROWS]
    with translation.override("en-gb"):  # programs read it: the same words whoever takes it
        write_rows(response, caveats, header, (_cells(one) for one in rows_of(found, names)))
    return response


def _cells(row: Row) -> list[object]:
    one = row.entry
    return [
        one.position,
        one.at.isoformat(timespec="seconds"),
        row.who,
        role_in_words(one.role),
        row.what,
        purpose_in_words(one.purpose),
        one.subject_reference,
        one.details,
        one.digest,
    ]
