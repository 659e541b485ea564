"""Record that a hard copy was met: a print or a film has a reference and no hash [¶ 12.4.1]."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.audit.services import record
from tutela.core import references
from tutela.core.errors import BadInput, NotFound, RuleBroken, where
from tutela.core.new_facts import hold_against_everything
from tutela.core.subjects import KIND_OF_PREFIX, Subject
from tutela.core.text import neutral_words
from tutela.register.models import Sighting
from tutela.register.models.submission import How
from tutela.register.services.series_checks import WRITERS
from tutela.register.services.words import one_of, said

REFERENCE_LIMIT = 60


@dataclass(frozen=True)
class Met:
    """A hard copy: the reference by which the organisation knows it, where it was met, when, how, and of which series it is, if known."""

    reference: str
    how: str = How.FOUND
    exhibit: str = ""
    subject: Subject | None = None
    series: str = ""
    met_at: datetime | None = None


@transaction.atomic
def record_hard_copy(met: Met, *, actor: Actor, now: datetime) -> Sighting:
    """A sighting of a hard copy. Whoever answers for its series hears of it.

    Raises NotAllowed, BadInput without a reference or for a moment to come, NotFound for a series that the actor may not know
    of, RuleBroken where it is recorded already as met in that place.
    """
    actor.must_hold(*WRITERS)
    reference = said(met.reference, field="reference", limit=REFERENCE_LIMIT)
    one_of(met.how, How.values, field="how")
    if met.met_at is not None and met.met_at > now:
        raise BadInput(
            gettext("This day has not come yet."), where=where(field="met_on"), mend=gettext("When was it met?")
        )
    subject = met.subject
    place = {
        "organisation_id": actor.organisation_pk,
        "exhibit": neutral_words(met.exhibit, limit=REFERENCE_LIMIT, field="exhibit"),
        "subject_kind": subject.subject_kind if subject else "",
        "subject_id": subject.id if subject else None,
        "hard_copy": reference,
    }
    if Sighting.objects.filter(file=None, **place).exists():
        raise RuleBroken(
            gettext("It is recorded already that this hard copy was met there."),
            mend=gettext("Nothing has to be done."),
        )
    made = Sighting.objects.create(
        **place,
        subject_reference=subject.reference if subject else "",
        series_id=series_to_name(met.series) if met.series.strip() else None,
        how=met.how,
        met_at=met.met_at or now,
        recorded_at=now,
        recorded_by_id=actor.user_pk,
    )
    record(
        "register.hard_copy", actor=actor, now=now, subject=subject, sighting=made.pk, of_series=bool(made.series_id)
    )
    if made.series_id is not None:
        hold_against_everything()
    return made


def series_to_name(reference: str) -> int:
    """The number of a series of which the actor may know, if not more than that there is one.

    Raises BadInput for a mistyped reference, NotFound for one that is absent or hidden, in the same words.
    """
    try:
        parsed = references.parse(reference)
    except BadInput as error:
        raise BadInput(error.what, where=where(field="series"), mend=error.mend) from None
    found = None
    if KIND_OF_PREFIX.get(parsed.prefix) == "series":
        with connection.cursor() as cursor:
            cursor.execute("SELECT register_series_named(%s)", [str(parsed)])
            found = cursor.fetchone()[0]
    if found is None:
        raise NotFound(
            gettext("There is no series %(reference)s that you may know of.") % {"reference": parsed},
            where=where(field="series"),
            mend=gettext("Check the reference, or leave it empty: the series can be found out later."),
        )
    return int(found)
