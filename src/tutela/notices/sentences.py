"""What a notice says, in the reader's language: stored as one English sentence, recognised here by its form.

A notice is written once for readers of different languages, often by the worker. ``SENTENCES`` has the form of each; what is
filled in is a reference, a name or a number, and is said as it is, or one of the few words and moments below. A sentence that
has no form here is shown as it is stored; ``tests/notices/test_sentences.py`` holds the list complete.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache

from django.utils.translation import gettext, pgettext_lazy

from tutela import typology
from tutela.core import languages
from tutela.core.marking import gettext_noop

SENTENCES = (
    # Work that comes, goes and is due.
    gettext_noop("{reference} was assigned to you."),
    gettext_noop("{number} record was assigned to you at once."),
    gettext_noop("{number} records were assigned to you at once."),
    gettext_noop("{number} records have no handler any more and are unassigned."),
    gettext_noop("{number} open tasks are nobody's by name any more."),
    gettext_noop("{number} promises are overdue. Look at the answers owed: they stand there in order."),
    gettext_noop("{number} promises break within a day. Look at the answers owed: they stand there in order."),
    gettext_noop("{number} tasks are overdue. Look at your tasks: they stand in order."),
    gettext_noop("{number} tasks are due within a day. Look at your tasks: they stand in order."),
    gettext_noop("{reference}: a task was due {when}. {why}"),
    gettext_noop("{reference}: a task is due {when}. {why}"),
    gettext_noop("{reference}: {promise} was due {when}. {why}"),
    gettext_noop("{reference}: {promise} is due {when}. {why}"),
    gettext_noop("{reference}: {promise}. Its pause is over, and it goes on."),
    # Tasks.
    gettext_noop("A task about {reference} was given to you."),
    gettext_noop("A task about {reference} was handed to you."),
    gettext_noop("A task about {reference} is due on another day."),
    gettext_noop("A task about {reference} was cancelled."),
    gettext_noop("A task about {reference} is open again."),
    gettext_noop("A task about {reference} is finished: {task_outcome}."),
    gettext_noop("{name} gave a task about {reference} back: {task_decline_reason}."),
    # Specific concerns.
    gettext_noop("{reference}: a child may be being harmed now. Accept it, or it goes to the next on duty."),
    gettext_noop(
        "{reference}: a child may be being harmed now. Accept it, or it goes to the next on duty. Nobody is on duty."
    ),
    gettext_noop("{reference}: a child may be being harmed now, and nobody of {name} accepts it."),
    gettext_noop("{reference}: {name} accepted the concern and handles it now."),
    # Between organisations.
    gettext_noop("{name} offers {reference}: accept or decline it."),
    gettext_noop("{name} accepted {reference}."),
    gettext_noop("{name} declined {reference}."),
    gettext_noop("{name} withdrew {reference}."),
    gettext_noop("{name} did not accept {reference} in time."),
    gettext_noop("{reference} came back: nobody accepted it in time."),
    gettext_noop("{name} proposes to send to each other directly."),
    gettext_noop("{name} agreed to send to each other directly."),
    gettext_noop("{name} ended the agreement to send to each other directly."),
    # Reports.
    gettext_noop("The reporter of {reference} has written."),
    gettext_noop("The reporter of {reference} has said who they are. It is sealed."),
    gettext_noop("{reference} came again ({number} times now)."),
    gettext_noop("{number} reports came again, {reference} among them."),
    gettext_noop("{reference} is the same, by its number at its source or its words, as a report of another body."),
    gettext_noop("{number} reports, {reference} among them, are the same as reports of other bodies."),
    gettext_noop("What {reference} is about was sent by another body too, as a report of its own."),
    gettext_noop("What {number} reports are about, {reference} among them, was sent by another body too."),
    gettext_noop("{reference}: a second person is asked to agree that the reporter's identity is opened."),
    gettext_noop("{reference}: the reporter's identity is open for you for {number} hours."),
    gettext_noop("{reference}: the reporter's identity stays sealed. The report says why the second person refused."),
    # Decisions, corrections, meetings, comments, what is followed.
    gettext_noop("{reference}: a second person is asked to decide."),
    gettext_noop("{reference}: your proposal was agreed."),
    gettext_noop("{reference}: your proposal was not agreed."),
    gettext_noop("{reference}: a decision of yours was reviewed."),
    gettext_noop("{reference}: a correction of the record is proposed."),
    gettext_noop("{reference}: your correction was accepted."),
    gettext_noop("{reference}: your correction was declined."),
    gettext_noop("{reference}: your correction was withdrawn."),
    gettext_noop("{reference}: you were named to assess the child's needs."),
    gettext_noop("{reference}: a strategy meeting is planned."),
    gettext_noop("{reference}: a strategy meeting was changed."),
    gettext_noop("{reference}: a strategy meeting was called off."),
    gettext_noop("A colleague wrote about this record and names you."),
    gettext_noop("Changed: {changes}."),
    gettext_noop("Your search number {number} finds a record that is new to it."),
    # What two services have in common, and what became of what somebody met.
    gettext_noop("{number} alerts are new. Look at the alerts: what waits longest stands first."),
    gettext_noop("{reference}: {name} met files of this series. Telephone them."),
    gettext_noop("{reference}: {name} met files of this series, whose children are identified."),
    gettext_noop("{reference}: you met files of this series. {name} answers for it."),
    gettext_noop("{reference}: the same files are in a series of {name}. Telephone them."),
    gettext_noop("{reference}: the children of this series are identified, and you work on it. Ask {name}."),
    gettext_noop("{reference}: the children of this series are identified. Ask {name}."),
    gettext_noop("{reference}: the children of this series are identified and safeguarded. Ask {name}."),
    gettext_noop("{reference}: a child of this series is no longer safeguarded. Ask {name}."),
    gettext_noop("{reference}: the identification of a child of this series was wrong. Ask {name}."),
    gettext_noop("{reference}: another child of this series is not identified yet. Ask {name}."),
    gettext_noop("{reference}: several services meet this series, and nobody works on it."),
    gettext_noop("{reference}: you meet this series, and nobody works on it. It can be claimed."),
    gettext_noop(
        "{reference}: a file of {name} looks like one of this series. A person decides whether it is the same."
    ),
    gettext_noop("{reference}: {name} met files that you hold. Telephone them."),
    gettext_noop("{reference}: {name} holds files that were met here. Telephone them."),
    gettext_noop("{reference}: files that were met here are known. Ask {name}."),
    gettext_noop(
        "{reference}: a file of {name} looks like one that was met here. A person decides whether it is the same."
    ),
    gettext_noop("{reference}: a file that was met here looks like one that is known. Ask {name}."),
    gettext_noop("{reference}: there is news of files that were met here. Ask {name}."),
    gettext_noop("{reference} and a record of {name} have the same identifier."),
    gettext_noop("{reference} and a report of {name} have the same number at their source."),
    gettext_noop("{reference}: nobody works on finding out who this child is."),
    gettext_noop("{name} met files that you hold. Telephone them."),
    gettext_noop("{name} holds files that you met. Telephone them."),
    gettext_noop("Files that you met are known. Ask {name}."),
    gettext_noop("A file of {name} looks like one that you hold. A person decides whether it is the same."),
    gettext_noop("A file that you hold looks like one that is known. Ask {name}."),
    gettext_noop("{reference}: a file of {name} is said to be the same picture as one of this series. Telephone them."),
    gettext_noop(
        "{reference}: a file of {name} is said to be the same picture as one that was met here. Telephone them."
    ),
    gettext_noop(
        "{reference}: a file that was met here is said to be the same picture as one that is known. Ask {name}."
    ),
    gettext_noop("A file of {name} is said to be the same picture as one that you hold. Telephone them."),
    gettext_noop("A file that you hold is said to be the same picture as one that is known. Ask {name}."),
    gettext_noop("There is news of files that you met. Ask {name}."),
    gettext_noop("{name}: a hash set withdrew {number} files that your organisation met. Look at what was withdrawn."),
    gettext_noop("A child of a series that you met is not identified after all. Ask {name}."),
    gettext_noop("Another child of a series that you met is not identified yet. Ask {name}."),
    # How long records are kept.
    gettext_noop("{reference}: a second person is asked to approve the disposal."),
    gettext_noop("{number} records: a second person is asked to approve the disposal."),
    gettext_noop("{reference}: the disposal that you proposed was approved."),
    gettext_noop("{reference}: the disposal that you proposed was not approved."),
    gettext_noop("{reference}: the disposal that you proposed was stopped."),
    gettext_noop("{reference} was disposed of."),
    # Access.
    gettext_noop("Somebody asks for access to {reference}."),
    gettext_noop("You may see {reference} until {when}."),
    gettext_noop("Your access to {reference} was ended."),
    gettext_noop("Your request about {reference} was not granted."),
    gettext_noop("{name} of {organisation} broke glass on {reference}. Another person has to review it."),
    gettext_noop("{name} tried to break glass on {reference}: there is no such record."),
    gettext_noop("Your breaking of glass on {reference} was reviewed."),
    gettext_noop("Breaking glass on {reference} was found not justified."),
    # People and duty.
    gettext_noop("{name} was given the role: {role}."),
    gettext_noop("{name} has another role or unit: {role}."),
    gettext_noop("{name} has left."),
    gettext_noop("The second factor of {name} was reset."),
    gettext_noop("You are on duty from {when}."),
    gettext_noop("You are not on duty any more from {when}."),
)

# Words of the program that a sentence is filled with, by their English.
_PROMISES = {
    "receipt": pgettext_lazy("notice", "receipt"),
    "progress": pgettext_lazy("notice", "progress"),
    "outcome": pgettext_lazy("notice", "outcome"),
    "acceptance awaited": pgettext_lazy("notice", "acceptance awaited"),
    "review": pgettext_lazy("notice", "review"),
    "assessment of needs": pgettext_lazy("notice", "assessment of needs"),
    "specific concern: acceptance at once": pgettext_lazy("notice", "specific concern: acceptance at once"),
    "end of its time to be kept": pgettext_lazy("notice", "end of its time to be kept"),
    "receipt owed": pgettext_lazy("notice", "receipt owed"),
    "progress owed": pgettext_lazy("notice", "progress owed"),
    "outcome owed": pgettext_lazy("notice", "outcome owed"),
    "review due": pgettext_lazy("notice", "review due"),
    "assessment of needs due": pgettext_lazy("notice", "assessment of needs due"),
}
_WHY = {
    "You handle it.": pgettext_lazy("notice", "You handle it."),
    "You manage its handler's unit.": pgettext_lazy("notice", "You manage its handler's unit."),
    "You manage the organisation that answers for it.": pgettext_lazy(
        "notice", "You manage the organisation that answers for it."
    ),
    "Whoever answers for it has not mended it.": pgettext_lazy("notice", "Whoever answers for it has not mended it."),
    "You have it.": pgettext_lazy("notice", "You have it."),
    "Nobody of your organisation has it by name.": pgettext_lazy(
        "notice", "Nobody of your organisation has it by name."
    ),
}
_FORMS = {"reference": r"[A-Z]-\d{4}-[0-9A-Z]+", "number": r"[\d,]+"}
_MOMENT = re.compile(r"(\d{1,2} \w+ \d{4})(?: at)? (\d\d:\d\d) \(?([^)]+)\)?")


def said(words: str) -> str:
    """What a stored notice says, in the present language."""
    if languages.present() is languages.ENGLISH:
        return words
    for form, sentence in _forms():
        found = form.fullmatch(words)
        if found is not None:
            return gettext(sentence).format(**{name: _filled(name, value) for name, value in found.groupdict().items()})
    return words


def form_of(sentence: str) -> re.Pattern[str]:
    """What recognises a sentence of the list."""
    parts = re.split(r"\{(\w+)\}", sentence)
    texts, names = parts[::2], [*parts[1::2], ""]
    return re.compile(
        "".join(
            re.escape(text) + (f"(?P<{name}>{_FORMS.get(name, '.+?')})" if name else "")
            for text, name in zip(texts, names, strict=True)
        )
    )


@lru_cache(maxsize=1)
def _forms() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((form_of(sentence), sentence) for sentence in SENTENCES)


def _filled(name: str, value: str) -> str:
    return _SAID[name](value) if name in _SAID else value


def _number(value: str) -> str:
    return languages.in_figures(int(value.replace(",", "")))


def _moment(value: str) -> str:
    """``28 November 2026 at 09:00 (GMT)``, as a notice has it, in the language of the page; the zone stays as it was said."""
    found = _MOMENT.fullmatch(value)
    if found is None:
        return value
    parts = {
        "day": languages.day_in_words(datetime.strptime(found[1], "%d %B %Y").date()),  # noqa: DTZ007 - a day has no zone
        "time": found[2],
        "zone": found[3],
    }
    return gettext("%(day)s, %(time)s %(zone)s") % parts


def _one_of(words: Mapping[str, object]) -> Callable[[str], str]:
    return lambda value: str(words.get(value, value))


def _several(value: str) -> str:
    return ", ".join(gettext(one) for one in value.split(", "))


def _term_of(list_code: str, *, in_small: bool) -> Callable[[str], str]:
    def word(value: str) -> str:
        for term in typology.terms(list_code):
            if value == (term.english.lower() if in_small else term.english):
                return term.label.lower() if in_small else term.label
        return value

    return word


_SAID: Mapping[str, Callable[[str], str]] = {
    "number": _number,
    "when": _moment,
    "why": _one_of(_WHY),
    "promise": _one_of(_PROMISES),
    "role": gettext,
    "changes": _several,
    "task_outcome": _term_of("task_outcome", in_small=True),
    "task_decline_reason": _term_of("task_decline_reason", in_small=False),
}
