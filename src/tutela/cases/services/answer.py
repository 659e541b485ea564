"""Answer questions of the record. An answer is replaced by a later one and stays; of two people who answer at once, nobody's words
are lost: the second is shown what the first has said, keeps what they typed, and replaces it knowingly or not at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.audit.services import name_the_verb, record
from tutela.cases.models import Answer, Case, CaseCategory, ChildInCase, Nature, Person
from tutela.cases.questionnaire import About, Kind, Question, questionnaire
from tutela.cases.search_words import write_document
from tutela.cases.services.writing import may_write
from tutela.core.errors import BadInput, StaleRecord, where
from tutela.core.partial_date import PartialDate
from tutela.core.text import neutral_words
from tutela.organisations.countries import country_choices
from tutela.typology.words import NOT_YET_KNOWN, OTHER

LONGEST_WORDS, LARGEST_NUMBER = 500, 1_000_000


@dataclass(frozen=True)
class Asked:
    """A question of one case, of one suspect in it, or of one child in it (by their numbers)."""

    question: str
    person: int | None = None
    child: int | None = None


@dataclass(frozen=True)
class Given:
    """What somebody answers: codes, a number, as much of a date as is known, or words; nothing where they say nothing."""

    values: tuple[str, ...] = ()
    words: str = ""
    number: int | None = None
    date: str = ""

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was said."""
        return self == Given()


UNKNOWN = Given(values=(NOT_YET_KNOWN,))


class AnsweredMeanwhile(StaleRecord):
    """Somebody else has answered the same questions since they were shown; ``answers`` are theirs. Nothing was saved."""

    def __init__(self, answers: Mapping[Asked, Answer | None]) -> None:
        super().__init__(
            gettext(
                "Somebody else has answered the same question while you were writing. Nothing is lost: what you typed stands here."
            ),
            mend=gettext("Look at what they said; save again to put yours in its place, or leave theirs."),
        )
        self.answers = dict(answers)


def said_in(answer: Answer | None) -> Given:
    """What a kept answer says."""
    if answer is None:
        return Given()
    return Given(tuple(answer.values), answer.words, answer.number, answer.date)


def answers_to(case: Case, key: Asked) -> QuerySet[Answer]:
    """Everything that was ever answered to one question, as far as the reader may see it; the newest first."""
    rows = Answer.objects.filter(case=case, question=key.question)
    rows = rows.filter(person=None) if key.person is None else rows.filter(person_id=key.person)
    return rows.filter(child=None) if key.child is None else rows.filter(child_id=key.child)


def present_answer(case: Case, key: Asked) -> Answer | None:
    """What a question is answered at present."""
    return answers_to(case, key).filter(replaced_at=None).first()


@transaction.atomic
def answer_record(
    case: Case,
    given: Mapping[Asked, Given],
    *,
    over: Mapping[Asked, int | None],
    source: str,
    nature: str = Nature.FACT,
    grading: str = "",
    actor: Actor,
    now: datetime,
) -> list[Answer]:
    """Write what differs from the answers that were shown (``over``, by their numbers; None where there was none).

    Raises BadInput for what the question does not take, an answer taken away, or a missing source; RuleBroken when the case is
    closed or not the actor's; AnsweredMeanwhile where somebody else has answered one of the questions that changed.
    """
    fresh = may_write(case, actor)
    wanted = checked(fresh, given)
    shown = Answer.objects.filter(case=fresh).in_bulk([number for number in over.values() if number is not None])
    changed = {key: one for key, one in wanted.items() if one != said_in(shown.get(over.get(key) or 0))}
    present = {_key_of(one): one for one in Answer.objects.filter(case=fresh, replaced_at=None)}
    meanwhile = {
        key: present.get(key)
        for key, one in changed.items()
        if _number(present.get(key)) != over.get(key) and one != said_in(present.get(key))
    }
    if meanwhile:
        raise AnsweredMeanwhile(meanwhile)
    changed = {key: one for key, one in changed.items() if one != said_in(present.get(key))}
    for key, one in changed.items():
        if one.is_nothing:
            raise BadInput(
                gettext("An answer is not taken away."),
                where=where(field=field_name(key)),
                mend=gettext("Say what is right, or that it is not yet known; the history keeps what was said."),
            )
    if not changed:
        return []
    if not source.strip():
        raise BadInput(
            gettext("From whom is it?"), where=where(field="source"), mend=gettext("Name who says so, in a few words.")
        )
    name_the_verb("case.answer")
    Answer.objects.filter(pk__in=[present[key].pk for key in changed if key in present]).update(replaced_at=now)
    made = Answer.objects.bulk_create(
        Answer(
            case=fresh,
            question=key.question,
            person_id=key.person,
            child_id=key.child,
            values=list(one.values),
            words=one.words,
            number=one.number,
            date=one.date,
            nature=nature,
            source=source.strip(),
            grading=grading,
            at=now,
            by_id=actor.user_id,
        )
        for key, one in changed.items()
    )
    write_document(fresh, now=now)
    questions = sorted({key.question for key in changed})
    record("case.answer", actor=actor, now=now, subject=fresh, questions=questions, nature=str(nature))
    return made


def field_name(key: Asked) -> str:
    """What a form calls a question of a case, a suspect or a child."""
    of = f"__p{key.person}" if key.person else f"__c{key.child}" if key.child else ""
    return f"{key.question}{of}"


def _key_of(one: Answer) -> Asked:
    return Asked(one.question, one.person_id, one.child_id)


def _number(one: Answer | None) -> int | None:
    return one.pk if one is not None else None


def checked(case: Case, given: Mapping[Asked, Given]) -> dict[Asked, Given]:
    """Every answer as it will be kept. Raises BadInput, with the field, for what a question does not take. The people and children are the case's own, and the question is asked of such a one."""
    categories = list(CaseCategory.objects.filter(case=case, removed_at=None).values_list("category", flat=True))
    suspects = set(
        Person.objects.filter(case=case, capacity=Person.Capacity.SUSPECT, removed_at=None).values_list("pk", flat=True)
    )
    children = set(ChildInCase.objects.filter(case=case, removed_at=None).values_list("child_id", flat=True))
    return {key: _one(key, one, categories, suspects, children) for key, one in given.items()}


def _one(key: Asked, given: Given, categories: Sequence[str], suspects: set[int], children: set[int]) -> Given:
    question = questionnaire().question(key.question)
    is_theirs = {
        About.CASE: key.person is None and key.child is None,
        About.SUSPECT: key.person in suspects and key.child is None,
        About.CHILD: key.child in children and key.person is None,
    }[question.about]
    if not is_theirs or not question.is_asked(categories):
        raise _refused(
            key,
            gettext("That is not asked here."),
            gettext("Open the section again: the case may have changed meanwhile."),
        )
    if given.is_nothing or given == UNKNOWN:
        return given
    return _CHECKS[question.kind](key, question, given)


def _refused(key: Asked, what: str, mend: str) -> BadInput:
    return BadInput(what, where=where(field=field_name(key)), mend=mend)


def _choice(key: Asked, question: Question, given: Given) -> Given:
    known = dict(question.terms)
    if given.number is not None or given.date or not given.values or not set(given.values) <= known.keys():
        raise _refused(
            key,
            gettext("“%(question)s” does not take that.") % {"question": question.shown_label},
            gettext("Choose what is offered."),
        )
    if question.kind == Kind.CHOICE and len(given.values) > 1:
        raise _refused(
            key,
            gettext("“%(question)s” takes one answer.") % {"question": question.shown_label},
            gettext("Choose one."),
        )
    if NOT_YET_KNOWN in given.values and len(given.values) > 1:
        raise _refused(
            key, gettext("Either something is known, or it is not yet known."), gettext("Take one of the two away.")
        )
    words = neutral_words(given.words, limit=LONGEST_WORDS) if OTHER in given.values else ""
    if OTHER in given.values and not words:
        raise _refused(key, gettext("“Other” needs words."), gettext("Say what it is."))
    order = list(known)
    return Given(tuple(sorted(set(given.values), key=order.index)), words)


def _countries(key: Asked, question: Question, given: Given) -> Given:
    if given.words or given.number is not None or given.date or not set(given.values) <= dict(country_choices()).keys():
        raise _refused(
            key,
            gettext("“%(question)s” takes countries.") % {"question": question.shown_label},
            gettext("Choose what is offered."),
        )
    return Given(tuple(sorted(set(given.values))))


def _date(key: Asked, question: Question, given: Given) -> Given:
    if given.values or given.words or given.number is not None:
        raise _refused(
            key,
            gettext("“%(question)s” takes a date.") % {"question": question.shown_label},
            gettext("Write as much of it as is known."),
        )
    try:
        return Given(date=str(PartialDate.parse(given.date)))
    except BadInput as error:
        raise _refused(key, error.what, error.mend) from None


def _a_number(key: Asked, question: Question, given: Given) -> Given:
    if given.values or given.words or given.date or given.number is None or not 0 <= given.number <= LARGEST_NUMBER:
        raise _refused(
            key,
            gettext("“%(question)s” takes a number.") % {"question": question.shown_label},
            gettext("Write it in figures."),
        )
    return Given(number=given.number)


def _words(key: Asked, question: Question, given: Given) -> Given:
    if given.values or given.number is not None or given.date:
        raise _refused(
            key, gettext("“%(question)s” takes words.") % {"question": question.shown_label}, gettext("Write them.")
        )
    return Given(words=neutral_words(given.words, limit=LONGEST_WORDS, field=field_name(key)))


_CHECKS = {
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choice,
    Kind.COUNTRIES: _countries,
    Kind.DATE: _date,
    Kind.NUMBER: _a_number,
    Kind.WORDS: _words,
}
