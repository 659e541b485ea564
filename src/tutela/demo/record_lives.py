"""What is done in a case beside its entries: its record is answered, tasks are given, a meeting is held, an arrest is planned,
colleagues write to one another. Every word is invented.
"""

import random
from datetime import datetime, timedelta

from tutela.accounts.actor import Actor
from tutela.accounts.models import User
from tutela.cases.models import Case, CaseCategory, ChildInCase, Person
from tutela.cases.questionnaire import About, Kind, Question, questionnaire
from tutela.cases.services.answer import UNKNOWN, Asked, Given, answer_record
from tutela.cases.services.known_by import enter_place
from tutela.comments.models import Comment, Letter
from tutela.comments.services.letters import NewLetter, keep_letter
from tutela.comments.services.write import write_comment
from tutela.core.partial_date import PartialDate
from tutela.organisations.models import Organisation
from tutela.plans.models import Plan
from tutela.plans.services.carry_out import say_ready
from tutela.plans.services.make import NewPart, NewSeizure, PlanDetails, make_plan
from tutela.plans.services.meetings import (
    MeetingDetails,
    NewAction,
    NewMeetingPerson,
    plan_meeting,
    write_minutes,
)
from tutela.plans.services.welfare import arrange_contact, assess_risk, give_information
from tutela.tasks.models import Task
from tutela.tasks.services.finish import finish_task
from tutela.tasks.services.give import give_task
from tutela.typology.words import NOT_YET_KNOWN, OTHER

_SOURCES = ("The hotline", "The child's school", "The company", "Own inquiries")
_COMMENTS = (
    "The company has promised its answer for Thursday.",
    "Please telephone before you write to the school.",
    "The interpreter is arranged for both days.",
)


def answer_some(case: Case, chance: random.Random, *, actor: Actor, now: datetime) -> None:
    """Most questions of the record are answered, some are not yet known, and some nobody has asked."""
    categories = list(CaseCategory.objects.filter(case=case, removed_at=None).values_list("category", flat=True))
    known = questionnaire()
    asked = [Asked(one.code) for one in known.asked(categories, About.CASE)]
    suspects = Person.objects.filter(case=case, capacity=Person.Capacity.SUSPECT, removed_at=None).order_by("pk")
    for person in suspects:
        asked += [Asked(one.code, person=person.pk) for one in known.asked(categories, About.SUSPECT)]
    for link in ChildInCase.objects.filter(case=case, removed_at=None).order_by("pk"):
        asked += [Asked(one.code, child=link.child_id) for one in known.asked(categories, About.CHILD)]
    given = {key: _said(known.question(key.question), chance, now) for key in asked if chance.random() < 0.6}
    answer_record(case, given, over={}, source=chance.choice(_SOURCES), actor=actor, now=now)
    enter_place(
        case,
        kind="place_of_acts",
        country=chance.choice(("GB", "FR", "NL")),
        area="an invented town",
        source=chance.choice(_SOURCES),
        actor=actor,
        now=now,
    )


def _said(question: Question, chance: random.Random, now: datetime) -> Given:
    if chance.random() < 0.2:
        return UNKNOWN
    if question.terms:
        codes = [code for code, _ in question.terms if code not in (OTHER, NOT_YET_KNOWN)]
        return Given((chance.choice(codes),))
    if question.kind == Kind.DATE:
        year = now.year - chance.randrange(3)
        return Given(date=chance.choice((f"{year}", f"{year}-0{chance.randrange(1, 10)}")))
    if question.kind == Kind.NUMBER:
        return Given(number=chance.randrange(1, 5))
    if question.kind == Kind.COUNTRIES:
        return Given((chance.choice(("FR", "GB", "NL")),))
    return Given(words="As the officer's file says.")


def give_some(case: Case, chance: random.Random, *, actor: Actor, now: datetime) -> None:
    """Tasks of whoever handles the case: one done, one to do, perhaps one overdue."""
    me = User.objects.get(pk=actor.user_pk)
    done = give_task(case, what="Ask the company who holds the account", assignee=me, actor=actor, now=now)
    finish_task(done, outcome="done", words="The company has answered.", actor=actor, now=now)
    for what, kind, days in (
        ("Ask the school about brothers and sisters", "sibling_question", chance.randrange(3, 40)),
        ("Write to the other service", "correspondence", chance.randrange(2, 90)),
    ):
        give_task(case, what=what, kind=kind, due_at=now + timedelta(days=days), assignee=me, actor=actor, now=now)


def finish_some(case: Case, chance: random.Random, *, actor: Actor, now: datetime) -> None:
    """Most of what was to be done by now is done."""
    rows = Task.objects.filter(
        subject_kind="case", subject_id=case.pk, state=Task.State.OPEN, assignee_id=actor.user_pk
    )
    for task in rows.exclude(kind="welfare").order_by("pk"):
        if chance.random() < 0.85:
            finish_task(task, outcome="done", words="As asked.", actor=actor, now=now)


def talk(case: Case, chance: random.Random, *, actor: Actor, now: datetime) -> None:
    """A word to colleagues, and a letter that waits for its answer."""
    audience = chance.choice((Comment.Audience.ORGANISATION, Comment.Audience.EVERYBODY))
    write_comment(case, words=chance.choice(_COMMENTS), audience=audience, actor=actor, now=now)
    letter = NewLetter(
        direction=Letter.Direction.SENT,
        means="letter",
        on=PartialDate(now.year, now.month, now.day),
        about="Data of an account",
        correspondent_words="An invented company",
        gist="Asked who held the account, and from where it was used.",
        answer_by=(now + timedelta(days=21)).date(),
    )
    keep_letter(case, letter, actor=actor, now=now)


def meet(case: Case, bodies: list[Organisation], *, actor: Actor, now: datetime) -> None:
    """A strategy meeting with another body, which gets a task from it."""
    details = MeetingDetails(
        matters="Who protects the child, and who asks what",
        on=PartialDate(now.year, now.month, now.day),
        means="video",
        chair="The handler",
        people=[NewMeetingPerson(organisation=one, role="Duty desk") for one in bodies],
    )
    meeting = plan_meeting(case, details, actor=actor, now=now)
    action = NewAction(what="Visit the family", organisation=bodies[-1], due_at=now + timedelta(days=14))
    write_minutes(
        meeting, decided=["The family is visited before anything is seized."], actions=[action], actor=actor, now=now
    )


def plan_an_arrest(case: Case, chance: random.Random, *, actor: Actor, now: datetime) -> None:
    """A plan with its welfare step; some wait for one part of it."""
    suspects = list(Person.objects.filter(case=case, capacity=Person.Capacity.SUSPECT, removed_at=None).order_by("pk"))
    ahead = now + timedelta(days=chance.randrange(3, 12))
    details = PlanDetails(
        suspects=suspects[:1],
        on=PartialDate(ahead.year, ahead.month, ahead.day),
        place="An invented street",
        lead=User.objects.get(pk=actor.user_pk),
        interpreter=Plan.Interpreter.NO,
        other_children=Plan.OtherChildren.NONE,
        parts=[NewPart("arrests", words="The handler's unit")],
        seizures=[NewSeizure("computer", 1), NewSeizure("telephone", 2)],
    )
    plan = make_plan(case, kind=Plan.Kind.ARREST, details=details, actor=actor, now=now)
    day = PartialDate(now.year, now.month, now.day)
    for step in plan.welfare.all():
        assess_risk(step, outcome="no_concern_found", by="The custody nurse", on=day, actor=actor, now=now)
        if chance.random() < 0.5:
            return
        give_information(
            step, information=["crisis_line", "what_happens_next"], by="The handler", on=day, actor=actor, now=now
        )
        arrange_contact(step, by="The custody nurse", due_at=ahead + timedelta(days=2), actor=actor, now=now)
    say_ready(plan, actor=actor, now=now)
