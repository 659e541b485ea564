"""The texts of an answer as they would be sent now, so that whoever sends one has read it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from tutela.clocks.models import Clock
from tutela.core.languages import ENGLISH, Language, named
from tutela.organisations.promises import progress_due
from tutela.reports.models import Report
from tutela.reports.queries.report import ClockOnPage
from tutela.reports.services.answer import words_of
from tutela.reports.verb_forms import answers_that_fit, kind_and_label


class AnswerText(NamedTuple):
    """One text, filled in, in the reporter's language; and in English beside it where that is another."""

    code: str
    label: str
    subject: str
    text: str
    language: Language
    english_subject: str = ""
    english_text: str = ""


def answer_texts(report: Report, running: Sequence[ClockOnPage], *, now: datetime) -> list[AnswerText]:
    """Every text that fits ``report``, with its fields filled as they would be if it were sent now."""
    by_kind = {one.clock.kind: one.clock for one in running}
    outcome = by_kind.get(Clock.Kind.OUTCOME)
    following = outcome.due_at if outcome is not None else progress_due(report.owner, now)
    language = named(report.submission.language) or ENGLISH
    found = []
    for one in answers_that_fit(report, receipt_owed=Clock.Kind.RECEIPT in by_kind):
        subject, text = words_of(report, report.submission, one, following)
        english = ("", "")
        if language is not ENGLISH:
            english = words_of(report, report.submission, one, following, language=ENGLISH.code)
        found.append(AnswerText(one.code, kind_and_label(one), subject, text, language, *english))
    return found
