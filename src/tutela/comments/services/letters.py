"""Letters belong in the record: kept in administrative words, corrected by a further one, marked when they are answered."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import WRITES_RECORDS
from tutela.audit.services import name_the_verb, record
from tutela.comments.models import Letter
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.partial_date import PartialDate
from tutela.core.text import neutral_words
from tutela.organisations.models import Organisation
from tutela.ownership.access import locked

MEANS = "letter_means"
_LENGTHS = {"about": 120, "gist": 600, "their_reference": 60, "correspondent_words": 200}


@dataclass(frozen=True)
class NewLetter:
    """What is said of a letter, as its keeper gives it."""

    direction: str
    means: str
    on: PartialDate
    about: str
    correspondent: Organisation | None = None
    correspondent_words: str = ""
    at_hour: time | None = None
    gist: str = ""
    their_reference: str = ""
    answer_by: date | None = None


@transaction.atomic
def keep_letter(subject: Any, new: NewLetter, *, actor: Actor, now: datetime, corrects: Letter | None = None) -> Letter:
    """A letter in or out, in words; ``corrects`` names the one that this one mends. ``subject`` is a report, case or child.

    Raises NotAllowed for a role that changes no records; RuleBroken where the record is not the actor's to change, or the letter
    was corrected already; BadInput, with the field, for what a letter cannot be [¶ 12.1.6, 12.6.3].
    """
    actor.must_hold(*WRITES_RECORDS)
    fresh: Any = locked(subject)
    words: dict[str, Any] = {
        name: neutral_words(getattr(new, name), limit=limit, lines=name == "gist") for name, limit in _LENGTHS.items()
    }
    _must_be_a_letter(new, words, today=now.astimezone(ZoneInfo(fresh.owner.time_zone)).date())
    if corrects is not None:
        _must_be_the_newest(corrects, subject)
    name_the_verb("letter.keep")
    made = Letter.objects.create(
        subject_kind=subject.subject_kind,
        subject_id=subject.id,
        subject_reference=subject.reference,
        direction=new.direction,
        correspondent=new.correspondent,
        means=new.means,
        at_hour=new.at_hour,
        answer_by=new.answer_by,
        organisation_id=actor.organisation_pk,
        made_by_id=actor.user_pk,
        made_at=now,
        corrects=corrects,
        **words | {"on": new.on},
    )
    record(
        "letter.keep",
        actor=actor,
        now=now,
        subject=subject,
        letter=made.pk,
        direction=new.direction,
        means=new.means,
        answer_by=new.answer_by.isoformat() if new.answer_by else None,
        corrects=corrects.pk if corrects else None,
    )
    return made


@transaction.atomic
def mark_answered(letter: Letter, subject: Any, *, actor: Actor, now: datetime) -> Letter:
    """What was expected of a letter has come or gone.

    Raises RuleBroken when no answer was expected, it is marked already, or a correction stands in its place.
    """
    actor.must_hold(*WRITES_RECORDS)
    locked(subject)
    fresh = Letter.objects.get(pk=letter.pk)
    if fresh.answer_by is None or fresh.answered_at is not None:
        raise RuleBroken(gettext("No answer is expected of this letter."), mend=gettext("Nothing has to be done."))
    if Letter.objects.filter(corrects=fresh).exists():
        raise RuleBroken(
            gettext("A correction stands in the place of this letter."), mend=gettext("Mark the newest one.")
        )
    name_the_verb("letter.mark_answered")
    fresh.answered_at, fresh.answered_by_id = now, actor.user_pk
    fresh.save(update_fields=["answered_at", "answered_by"])
    record("letter.mark_answered", actor=actor, now=now, subject=subject, letter=fresh.pk)
    return fresh


def _must_be_a_letter(new: NewLetter, words: dict[str, Any], *, today: date) -> None:
    if new.direction not in Letter.Direction.values:
        raise BadInput(
            gettext("In or out is not said."), where=where(field="direction"), mend=gettext("Choose one of the two.")
        )
    if new.means not in dict(typology.choices(MEANS)):
        raise BadInput(
            gettext("There are no such means."), where=where(field="means"), mend=gettext("Choose one of the list.")
        )
    if (new.correspondent is None) == (words["correspondent_words"] == ""):
        raise BadInput(
            gettext("With whom is said once: an organisation of the list, or words."),
            where=where(field="correspondent"),
            mend=gettext("Choose the organisation, or leave it empty and write with whom."),
        )
    if not words["about"]:
        raise BadInput(
            gettext("It is not said what it was about."),
            where=where(field="about"),
            mend=gettext("Write it in a few words."),
        )
    is_whole = new.on.day is not None
    if new.direction == Letter.Direction.SENT and not is_whole:
        raise BadInput(
            gettext("The day on which it went out is known."),
            where=where(field="on"),
            mend=gettext("Give the day, month and year."),
        )
    if new.at_hour is not None and not is_whole:
        raise BadInput(
            gettext("An hour belongs to a whole day."),
            where=where(field="at_hour"),
            mend=gettext("Leave the hour empty."),
        )
    if new.on.earliest > today:
        raise BadInput(
            gettext("It lies ahead."), where=where(field="on"), mend=gettext("Keep a letter when it has come or gone.")
        )
    if new.answer_by is not None and new.answer_by < new.on.earliest:
        raise BadInput(
            gettext("The answer would be expected before the letter."),
            where=where(field="answer_by"),
            mend=gettext("Check both days."),
        )


def _must_be_the_newest(corrects: Letter, subject: Any) -> None:
    if (corrects.subject_kind, corrects.subject_id) != (subject.subject_kind, subject.id):
        raise RuleBroken(gettext("That letter is on another record."), mend=gettext("Open it from its own record."))
    if Letter.objects.filter(corrects=corrects).exists():
        raise RuleBroken(gettext("This letter was corrected already."), mend=gettext("Correct the newest one."))
