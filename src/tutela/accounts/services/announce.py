"""What whoever runs the installation tells everybody: news, a planned maintenance, a disturbance."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tutela.accounts.actor import SYSTEM
from tutela.audit.services import record
from tutela.core.errors import BadInput, NotFound, RuleBroken, where
from tutela.core.languages import LANGUAGES
from tutela.core.text import neutral_words
from tutela.notices.announcements import forget_announcements
from tutela.notices.models import Announcement

_LONGEST = 300


@transaction.atomic
def announce(
    words: str,
    *,
    kind: str,
    now: datetime,
    in_languages: Mapping[str, str] | None = None,
    shown_from: datetime | None = None,
    begins_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Announcement:
    """Show words on every page, from now or ``shown_from`` on, until what they announce has ended or they are withdrawn.

    Raises BadInput for no words, markup, an unknown kind or language, a maintenance without its hours, or an end in the past.
    """
    said = neutral_words(words, limit=_LONGEST, field="words")
    if not said:
        raise BadInput("An announcement needs words.", where=where(field="words"), mend="Say what people have to know.")
    if kind not in Announcement.Kind.values:
        raise BadInput(
            "There is no such kind of announcement.",
            where=where(field="kind"),
            mend=f"Choose one of: {', '.join(Announcement.Kind.values)}.",
        )
    if kind == Announcement.Kind.MAINTENANCE and not (begins_at and ends_at):
        raise BadInput(
            "A maintenance has hours.", where=where(field="begins"), mend="Say when it begins and when it ends."
        )
    first_shown = shown_from or now
    if ends_at is not None and ends_at <= max(now, first_shown, begins_at or now):
        raise BadInput("It would be over already.", where=where(field="ends"), mend="Give an end that lies ahead.")
    spoken = dict(in_languages or {})
    if unknown := sorted(set(spoken) - set(LANGUAGES)):
        raise BadInput(
            f"There are no pages in “{unknown[0]}”.",
            where=where(field="in"),
            mend=f"Choose among: {', '.join(LANGUAGES)}.",
        )
    made = Announcement.objects.create(
        kind=kind,
        words=said,
        in_languages={code: neutral_words(text, limit=_LONGEST, field="in") for code, text in spoken.items()},
        shown_from=first_shown,
        begins_at=begins_at,
        ends_at=ends_at,
    )
    record("announcement.make", actor=SYSTEM, now=now, number=made.pk, kind=kind)
    forget_announcements()
    return made


@transaction.atomic
def withdraw_announcement(number: int, *, now: datetime) -> Announcement:
    """Show it no longer; the row stays. Raises NotFound, or RuleBroken where it was withdrawn before."""
    found = Announcement.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise NotFound("There is no such announcement.", mend="See the numbers with: tutela announce list")
    if found.withdrawn_at is not None:
        raise RuleBroken("It was withdrawn before.")
    found.withdrawn_at = now
    found.save(update_fields=["withdrawn_at"])
    record("announcement.withdraw", actor=SYSTEM, now=now, number=found.pk)
    forget_announcements()
    return found
