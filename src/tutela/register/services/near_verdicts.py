"""Say of two files that look alike whether they are the same picture. The register never decides that; a named person does."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import record
from tutela.core.errors import NotFound, RuleBroken
from tutela.core.new_facts import hold_against_everything
from tutela.register.models import File, NearVerdict
from tutela.register.perceptual import are_near, bits_between
from tutela.register.services.words import one_of, said

JUDGES = (Role.EXAMINER, Role.INVESTIGATOR, Role.ANALYST)
"""Whose work it is to compare files."""


@transaction.atomic
def say_alike(file: File, other: File, *, verdict: str, words: str, actor: Actor, now: datetime) -> NearVerdict:
    """Say that two files are the same picture, or that they are not, on what grounds. A later word follows the earlier.

    Said to be the same, whoever answers for one of them hears of the other, as if it were one file.
    Raises NotAllowed, NotFound where the actor may not know of both, BadInput without grounds, RuleBroken where the two are not near, or
    the organisation says so already.
    """
    actor.must_hold(*JUDGES)
    one_of(verdict, NearVerdict.Verdict.values, field="verdict")
    grounds = said(words, field="words")
    both = {one.pk: one for one in File.objects.filter(pk__in={file.pk, other.pk})}
    if file.pk not in both or other.pk not in both:
        raise NotFound(gettext("There is no such file that you may see."), mend=gettext("Look it up by its hash."))
    if not are_near(both[file.pk], both[other.pk]):
        raise RuleBroken(
            gettext("These two files do not look alike."),
            mend=gettext("Choose one of the files that are near to it."),
        )
    low, high = sorted((file.pk, other.pk))
    latest = NearVerdict.objects.filter(file_id=low, other_id=high, organisation_id=actor.organisation_pk).first()
    if latest is not None and (latest.verdict, latest.words) == (verdict, grounds):
        raise RuleBroken(gettext("Your organisation says so already."), mend=gettext("Nothing has to be done."))
    bits = bits_between(both[file.pk], both[other.pk]) or 0
    made = NearVerdict.objects.create(
        file_id=low, other_id=high, verdict=verdict, distance=bits, words=grounds, organisation_id=actor.organisation_pk,
        at=now, by_id=actor.user_pk,
    )  # fmt: skip
    record("register.say_alike", actor=actor, now=now, file=low, other_file=high, verdict=verdict, bits=bits)
    if verdict == NearVerdict.Verdict.SAME:
        hold_against_everything()
    return made
