"""What the verbs on a series check before they write: whose it is, who works on it, and what must be said."""

from collections.abc import Iterable

from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.text import neutral_words
from tutela.ownership.access import locked
from tutela.register.models import Audience, Otherwise, Series

WRITERS = (Role.EXAMINER, Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)
"""Who opens a series and says what belongs to it: an examiner is often the first who sees that files are of one origin."""
DECIDERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)
"""Who says how far the knowledge of a series goes, and who sees its record."""
LABEL_LIMIT = 60
WORDS_LIMIT = 200


def worked_on(series: Series, actor: Actor, *, version: int | None = None) -> Series:
    """The series as it is now, locked, for whoever writes in it: its owner's staff and those who work it jointly.

    Raises NotAllowed for other roles, RuleBroken for whoever may not write in it, StaleRecord.
    """
    actor.must_hold(*WRITERS)
    fresh: Series = locked(series, version=version)
    return fresh


def own(series: Series, actor: Actor, roles: Iterable[str] = DECIDERS, *, version: int | None = None) -> Series:
    """The series as it is now, locked, for the staff of whoever answers for it.

    Raises NotAllowed for other roles, RuleBroken for whoever does not answer for it, StaleRecord.
    """
    actor.must_hold(*roles)
    fresh: Series = locked(series, version=version)
    if fresh.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("%(owner)s answers for %(record)s.") % {"owner": fresh.owner, "record": fresh.reference},
            mend=gettext("Its owner decides."),
        )
    return fresh


def changed(series: Series, *fields: str) -> None:
    """Write ``fields``, and that the record is another than whoever has it open was shown."""
    series.version += 1
    series.save(update_fields=[*fields, "version"])


def label_of(text: str) -> str:
    """What a series is called. Raises BadInput for nothing, and for what is no administrative text."""
    label = neutral_words(text, limit=LABEL_LIMIT)
    if not label:
        raise BadInput(
            gettext("What is the series called?"),
            where=where(field="label"),
            mend=gettext("Administrative words only, and no child's name."),
        )
    return label


def reason_of(text: str, *, field: str = "words", limit: int = WORDS_LIMIT) -> str:
    """Why something is done. Raises BadInput where nothing is said."""
    words = neutral_words(text, limit=limit)
    if not words:
        raise BadInput(gettext("Say why."), where=where(field=field), mend=gettext("A few words are enough."))
    return words


def must_be_known(audience: str, otherwise: str) -> None:
    """Raises BadInput for an audience, or something that everybody else hears, that there is not."""
    for field, value, known in (
        ("audience", audience, Audience.values),
        ("otherwise", otherwise, Otherwise.values),
    ):
        if value not in known:
            raise BadInput(
                gettext("This is not one of the choices."),
                where=where(field=field),
                mend=gettext("Choose one of the list."),
            )
