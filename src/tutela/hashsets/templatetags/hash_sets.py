"""What the pages about the exchange of sets say in one way, and what the page of a file says of bodies outside. ``{% load hash_sets %}``."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext

from tutela.accounts.pages import actor_in
from tutela.core.marking import gettext_noop
from tutela.organisations.countries import country_name
from tutela.register.templatetags.register_pages import Part

register = template.Library()

_PARTS = (
    ("hash_sets", gettext_noop("Sets given"), ("hash_set_define", "hash_set_give", "hash_set_issue", "hash_set_end", "hash_set_edition")),
    ("hash_sets_received", gettext_noop("Sets received"), ("hash_set_received", "hash_set_take", "hash_set_taken")),
    ("hash_bodies", gettext_noop("Bodies"), ("hash_body",)),
    ("hash_set_trace", gettext_noop("Trace a file"), ("hash_file",)),
    ("hash_sets_to_tell", gettext_noop("To be told"), ("hash_set_told",)),
    ("hash_sets_withdrawn", gettext_noop("Withdrawn from us"), ()),
)  # fmt: skip


@register.simple_tag(takes_context=True)
def set_parts(context: Context) -> list[Part]:
    """The pages about sets; the one that the reader is on is marked."""
    match = getattr(context.get("request"), "resolver_match", None)
    here = (match.url_name if match else "") or ""
    return [
        Part(gettext(words), reverse(name), here == name or (name == "hash_sets" and here == "hash_set") or here.startswith(more or ("\0",)))
        for name, words, more in _PARTS
    ]  # fmt: skip


@register.simple_tag(takes_context=True)
def said_outside(context: Context, file: Any) -> list[Any]:
    """What bodies outside classified a file as, with sets that the reader's organisation took."""
    from tutela.hashsets.queries.trace import said_of

    organisation = actor_in(context["request"]).organisation_id
    return said_of(file.pk, organisation) if organisation is not None else []


@register.filter
def countries(codes: Any) -> str:
    """Countries by name, one after another."""
    return ", ".join(country_name(code) for code in codes)


@register.filter
def country(code: str) -> str:
    """A country by name."""
    return country_name(code) if code else ""
