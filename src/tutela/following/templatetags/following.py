"""Template tags of what is followed and kept: one statement each."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse

from tutela.accounts.models import READS_RECORDS
from tutela.following.models import SavedFilter
from tutela.following.queries import filters_of, is_followed
from tutela.following.services.filters import as_kept

register = template.Library()


@register.simple_tag(takes_context=True)
def follows(context: Context, record: Any) -> bool:
    """Whether the reader of the page follows the record."""
    known: bool | None = getattr(record, "is_followed", None)
    return known if known is not None else is_followed(context["request"].actor, record.subject_kind, record.id)


@register.simple_tag(takes_context=True)
def saved_filters(context: Context) -> dict[str, Any]:
    """The kept filters of the list that the page shows, with the present one marked, and where to keep a new one."""
    request = context["request"]
    of_list = request.resolver_match.url_name if request.resolver_match else ""
    if of_list not in SavedFilter.List.values or request.actor.role not in READS_RECORDS:
        return {"items": [], "keep": ""}
    present = as_kept(request.GET.urlencode())
    items = [
        {
            "name": one.name,
            "href": f"{request.path}?{one.query}",
            "is_shared": one.is_shared,
            "is_current": one.query == present,
        }
        for one in filters_of(request.actor, of_list)
    ]
    is_kept = any(one["is_current"] for one in items)
    new = f"{reverse('filter_keep')}?{urlencode({'list': of_list, 'query': present})}"
    return {"items": items, "keep": new if present and not is_kept else ""}
