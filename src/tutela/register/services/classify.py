"""Classify a file by a scheme: one organisation's word, beside those of others, and never averaged with them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import record
from tutela.core.errors import NotFound, RuleBroken
from tutela.register.models import Classification, File, SchemeCode
from tutela.register.services.words import said

CLASSIFIERS = (Role.EXAMINER, Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)


@transaction.atomic
def classify(file: File, *, code: SchemeCode, actor: Actor, now: datetime) -> Classification:
    """Say of which class a file is. A later class of the same scheme follows the earlier, which stays to be read.

    Raises NotAllowed, NotFound for a file that the actor may not know of, RuleBroken where the organisation says so already.
    """
    actor.must_hold(*CLASSIFIERS)
    if not File.objects.filter(pk=file.pk).exists():
        raise NotFound(gettext("There is no such file that you may see."), mend=gettext("Look it up by its hash."))
    present = Classification.objects.filter(
        file_id=file.pk, organisation_id=actor.organisation_pk, code__scheme_id=code.scheme_id, withdrawn_at=None
    ).first()
    if present is not None and present.code_id == code.pk:
        raise RuleBroken(
            gettext("Your organisation says that of this file already."), mend=gettext("Nothing has to be done.")
        )
    # The same word said before and followed by another since would stand twice: it is withdrawn with what followed it.
    for earlier in Classification.objects.filter(
        file_id=file.pk, organisation_id=actor.organisation_pk, code=code, withdrawn_at=None
    ):
        earlier.withdrawn_at, earlier.withdrawn_words = now, FOLLOWED
        earlier.save(update_fields=["withdrawn_at", "withdrawn_words"])
    made = Classification.objects.create(
        file_id=file.pk, code=code, organisation_id=actor.organisation_pk, given_at=now, given_by_id=actor.user_pk
    )
    record("register.classify", actor=actor, now=now, file=file.pk, scheme=code.scheme_id, code=code.pk)
    return made


@transaction.atomic
def withdraw_classification(
    classification: Classification, *, words: str, actor: Actor, now: datetime
) -> Classification:
    """What one's organisation said of a file was wrong. It stays to be read, with the reason.

    Raises NotAllowed, BadInput without a reason, RuleBroken where another organisation said it, or it is withdrawn already.
    """
    actor.must_hold(*CLASSIFIERS)
    reason = said(words, field="words")
    fresh = (
        Classification.objects.select_for_update(of=("self",), no_key=True)
        .select_related("code")
        .filter(pk=classification.pk, organisation_id=actor.organisation_pk)
        .first()
    )
    if fresh is None:
        raise RuleBroken(
            gettext("Another organisation said this."), mend=gettext("Say beside it what your organisation says.")
        )
    if fresh.withdrawn_at is not None:
        raise RuleBroken(gettext("It is withdrawn already."), mend=gettext("Nothing has to be done."))
    fresh.withdrawn_at, fresh.withdrawn_words = now, reason
    fresh.save(update_fields=["withdrawn_at", "withdrawn_words"])
    record(
        "register.withdraw_classification", actor=actor, now=now, file=fresh.file_id,
        scheme=fresh.code.scheme_id, code=fresh.code_id,
    )  # fmt: skip
    return fresh


FOLLOWED = "Followed by a later word of the same organisation."
