"""What an organisation makes of an alert: taken, acted on, dismissed with grounds, opened again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import WRITES_RECORDS
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, NotFound, RuleBroken, where
from tutela.core.text import neutral_words
from tutela.core.versions import must_be_as_shown
from tutela.deconfliction.models import AlertTo, State
from tutela.deconfliction.subjects import about

ANSWERERS = tuple(sorted(WRITES_RECORDS))
"""The roles that say what became of an alert."""
WORDS_LIMIT = 300
_OPEN = (State.NEW, State.ACKNOWLEDGED)
_ANSWERED = (State.ACTED_ON, State.DISMISSED, State.SOLVED)


@transaction.atomic
def acknowledge(alert: AlertTo, *, version: int | None = None, actor: Actor, now: datetime) -> AlertTo:
    """Somebody takes it: the centre no longer waits for that. Raises RuleBroken where somebody has already; StaleRecord."""
    fresh = _locked(alert, actor, State.NEW, version=version)
    return _write(fresh, "alert.acknowledge", State.ACKNOWLEDGED, actor=actor, now=now)


@transaction.atomic
def act_on(
    alert: AlertTo, *, action: str, words: str = "", version: int | None = None, actor: Actor, now: datetime
) -> AlertTo:
    """Say what was done; ``action`` is a code of ``alert_action``.

    Raises RuleBroken when it was answered already; BadInput for an unknown action, or another one without words; StaleRecord.
    """
    fresh = _locked(alert, actor, *_OPEN, version=version)
    typology.term("alert_action", action)
    said = neutral_words(words, limit=WORDS_LIMIT, field="words")
    if action == "other" and not said:
        raise BadInput(
            gettext("What was done?"),
            where=where(field="words"),
            mend=gettext("A few administrative words are enough."),
        )
    fields = {"action": action, "words": said}
    return _write(fresh, "alert.act_on", State.ACTED_ON, actor=actor, now=now, fields=fields, outcome=action)


@transaction.atomic
def dismiss(
    alert: AlertTo, *, grounds: str, words: str, version: int | None = None, actor: Actor, now: datetime
) -> AlertTo:
    """Say why nothing has to be done; ``grounds`` is a code of ``alert_dismissal_grounds``.

    Raises RuleBroken when it was answered already; BadInput for unknown grounds or without words; StaleRecord.
    """
    fresh = _locked(alert, actor, *_OPEN, version=version)
    typology.term("alert_dismissal_grounds", grounds)
    said = neutral_words(words, limit=WORDS_LIMIT, field="words")
    if not said:
        raise BadInput(
            gettext("Say in a few words why."),
            where=where(field="words"),
            mend=gettext("A few administrative words are enough."),
        )
    fields = {"grounds": grounds, "words": said}
    return _write(fresh, "alert.dismiss", State.DISMISSED, actor=actor, now=now, fields=fields, grounds=grounds)


@transaction.atomic
def reopen(alert: AlertTo, *, words: str, version: int | None = None, actor: Actor, now: datetime) -> AlertTo:
    """Open an alert again that was answered or is solved; whoever does so has taken it.

    Raises RuleBroken while it is open or when it was overtaken; BadInput without words; StaleRecord.
    """
    fresh = _locked(alert, actor, *_ANSWERED, version=version)
    said = neutral_words(words, limit=WORDS_LIMIT, field="words")
    if not said:
        raise BadInput(
            gettext("Why is it opened again?"), where=where(field="words"), mend=gettext("A few words are enough.")
        )
    return _write(fresh, "alert.reopen", State.ACKNOWLEDGED, actor=actor, now=now, fields={"words": said})


def _locked(alert: AlertTo, actor: Actor, *states: State, version: int | None) -> AlertTo:
    """The alert as it is at this moment, its row locked. Row-level security locks none that is another organisation's."""
    actor.must_hold(*ANSWERERS)
    rows = AlertTo.objects.select_related("other").select_for_update(of=("self",), no_key=True)
    fresh = rows.filter(pk=alert.pk).first()
    if fresh is None:
        raise NotFound(gettext("There is no such alert that you may change."), mend=gettext("Look at the alerts."))
    must_be_as_shown(fresh, version)
    if fresh.state not in states:
        raise RuleBroken(
            gettext("This alert stands like this now: %(state)s.") % {"state": State(fresh.state).label.lower()},
            mend=gettext("Look at it again; what was answered can be opened again with a reason."),
        )
    return fresh


def _write(
    alert: AlertTo,
    verb: str,
    state: State,
    *,
    actor: Actor,
    now: datetime,
    fields: dict[str, Any] | None = None,
    **codes: Any,
) -> AlertTo:
    name_the_verb(verb)
    before = alert.state
    changed = {"state": state, "take_by": None, "before_solved": "", "action": "", "grounds": "", "words": ""}
    changed |= fields or {}
    for name, value in changed.items():
        setattr(alert, name, value)
    alert.changed_at, alert.by_id = max(now, alert.changed_at), actor.user_id
    alert.version += 1
    alert.save(update_fields=[*changed, "changed_at", "by_id", "version"])
    record(verb, actor=actor, now=now, subject=about(alert), alert=alert.pk, before=before, **codes)
    return alert
