"""Schemes by which jurisdictions classify, and what a class of one would be in another: data, each with its author."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import record
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.text import neutral_words
from tutela.register.models import Scheme, SchemeCode, SchemeMapping
from tutela.register.services.words import WORDS_LIMIT, said

AUTHORS = (Role.EXAMINER, Role.ANALYST, Role.MANAGER)
MOST_CODES = 100


@dataclass(frozen=True)
class NewScheme:
    """A scheme: its short name, its name, whose law it is of, where it is laid down, and its classes as (code, words)."""

    code: str
    name: str
    source: str
    codes: Sequence[tuple[str, str]]
    jurisdiction: str = ""


@transaction.atomic
def add_scheme(new: NewScheme, *, actor: Actor, now: datetime) -> Scheme:
    """A scheme with its classes. It is not changed afterwards: what was classified by it would then mean something else.

    Raises NotAllowed, BadInput for what is missing or there twice, RuleBroken where a scheme has that short name already.
    """
    actor.must_hold(*AUTHORS)
    code = said(new.code, field="code", limit=40)
    codes = _codes(new.codes)
    if Scheme.objects.filter(code__iexact=code).exists():
        raise RuleBroken(
            gettext("There is a scheme of this short name."),
            where=where(field="code"),
            mend=gettext("Use that one, or put the year or the country into the short name."),
        )
    made = Scheme.objects.create(
        code=code,
        name=said(new.name, field="name", limit=120),
        jurisdiction=new.jurisdiction,
        organisation_id=actor.organisation_pk,
        source=said(new.source, field="source"),
        made_at=now,
        made_by_id=actor.user_pk,
    )
    SchemeCode.objects.bulk_create([SchemeCode(scheme=made, code=one, label=words) for one, words in codes])
    record("register.add_scheme", actor=actor, now=now, scheme=made.pk, codes=len(codes))
    return made


@transaction.atomic
def add_mapping(
    from_code: SchemeCode, to_code: SchemeCode, *, words: str = "", actor: Actor, now: datetime
) -> SchemeMapping:
    """What a class of one scheme would be in another, as the actor's organisation says: advice, and no classification.

    Raises NotAllowed, BadInput for two classes of one scheme, RuleBroken where the organisation says so already.
    """
    actor.must_hold(*AUTHORS)
    if from_code.scheme_id == to_code.scheme_id:
        raise BadInput(
            gettext("Both classes are of one scheme."),
            where=where(field="to_code"),
            mend=gettext("Choose a class of another scheme."),
        )
    ours = SchemeMapping.objects.filter(organisation_id=actor.organisation_pk, withdrawn_at=None)
    if ours.filter(from_code=from_code, to_code=to_code).exists():
        raise RuleBroken(gettext("Your organisation says so already."), mend=gettext("Nothing has to be done."))
    made = SchemeMapping.objects.create(
        from_code=from_code,
        to_code=to_code,
        organisation_id=actor.organisation_pk,
        words=neutral_words(words, limit=WORDS_LIMIT, field="words"),
        said_at=now,
        said_by_id=actor.user_pk,
    )
    record(
        "register.add_mapping",
        actor=actor,
        now=now,
        mapping=made.pk,
        scheme=from_code.scheme_id,
        in_scheme=to_code.scheme_id,
    )
    return made


@transaction.atomic
def withdraw_mapping(mapping: SchemeMapping, *, actor: Actor, now: datetime) -> SchemeMapping:
    """The actor's organisation says it no more. Raises NotAllowed, RuleBroken where it is another's, or withdrawn already."""
    actor.must_hold(*AUTHORS)
    fresh = (
        SchemeMapping.objects.select_for_update(no_key=True)
        .filter(pk=mapping.pk, organisation_id=actor.organisation_pk, withdrawn_at=None)
        .first()
    )
    if fresh is None:
        raise RuleBroken(
            gettext("This is another organisation's word, or is withdrawn already."),
            mend=gettext("Say beside it what your organisation says."),
        )
    fresh.withdrawn_at = now
    fresh.save(update_fields=["withdrawn_at"])
    record("register.withdraw_mapping", actor=actor, now=now, mapping=fresh.pk)
    return fresh


def _codes(given: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    codes = [(said(code, field="codes", limit=20), said(words, field="codes", limit=120)) for code, words in given]
    if not codes or len(codes) > MOST_CODES:
        raise BadInput(
            gettext("A scheme has from one to %(most)s classes.") % {"most": MOST_CODES},
            where=where(field="codes"),
            mend=gettext("Write each class on a line of its own."),
        )
    if len({code.casefold() for code, _ in codes}) < len(codes):
        raise BadInput(
            gettext("Two classes have the same code."),
            where=where(field="codes"),
            mend=gettext("Give each class a code of its own."),
        )
    return codes
