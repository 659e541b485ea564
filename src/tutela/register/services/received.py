"""Entries that came in by a set of another body, under the source of that set: off until all of it is in, and off again when it is withdrawn."""

from datetime import datetime

from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.audit.services import name_the_verb, record
from tutela.register.models import Source
from tutela.register.services.words import said


@transaction.atomic
def say_terms(source: Source, *, terms: str, actor: Actor, now: datetime) -> Source:
    """Under what terms a source is given from now on, as its maker says; what held before stays in its history.

    Raises BadInput without terms.
    """
    words = said(terms, field="terms")
    if source.terms != words:
        name_the_verb("register.source_terms")
        source.terms = words
        source.save(update_fields=["terms"])
        record("register.source_terms", actor=actor, now=now, source=source.pk)
    return source
