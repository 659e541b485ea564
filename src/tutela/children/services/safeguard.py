"""Identified and safeguarded: what protects the child, said by a named person. It ends when the child is no longer safe."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.children.models import Child
from tutela.children.services.checks import coded, own
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.new_facts import hold_against_everything

_SAYERS = (Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)
SAFEGUARDED = ("safeguarded_at", "safeguarded_by_id", "safeguarded_how", "safeguarded_words")


@transaction.atomic
def say_safeguarded(
    child: Child, *, how: str, words: str, version: int | None = None, actor: Actor, now: datetime
) -> Child:
    """Say by what step the child is protected, and by whom. Said anew, it takes the place of the former; the history keeps both.

    Raises RuleBroken unless the child is identified and safe, or when the child is another organisation's; BadInput for an unknown
    step or without the words that say who protects the child.
    """
    fresh = own(child, actor, *_SAYERS, version=version)
    if fresh.identity != Child.Identity.IDENTIFIED or fresh.safety != Child.Safety.SAFE:
        raise RuleBroken(
            gettext("%(record)s: %(identity)s, %(safety)s.")
            % {
                "record": fresh.reference,
                "identity": fresh.get_identity_display().lower(),
                "safety": fresh.get_safety_display().lower(),
            },
            mend=gettext("Say first who the child is, and that the child is safe."),
        )
    coded("protective_step", how, field="how", words=words)
    if how == "not_yet_known":
        raise BadInput(
            gettext("By what is the child protected?"),
            where=where(field="how"),
            mend=gettext("Choose the step that was taken."),
        )
    if not words.strip():
        raise BadInput(
            gettext("Who protects the child?"), where=where(field="words"), mend=gettext("A few words are enough.")
        )
    name_the_verb("child.say_safeguarded")
    fresh.safeguarded_at, fresh.safeguarded_by_id = now, actor.user_id
    fresh.safeguarded_how, fresh.safeguarded_words = how, words.strip()
    fresh.version += 1
    fresh.save(update_fields=[*SAFEGUARDED, "version"])
    record("child.say_safeguarded", actor=actor, now=now, subject=fresh, how=how)
    hold_against_everything()
    return fresh


def no_longer_safeguarded(child: Child) -> bool:
    """The child is not identified and safe any more, so nothing is said to protect the child; called before the record is saved."""
    was = child.safeguarded_at is not None
    child.safeguarded_at = child.safeguarded_by_id = None
    child.safeguarded_how = child.safeguarded_words = ""
    return was
