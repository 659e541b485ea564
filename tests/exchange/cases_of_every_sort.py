"""Synthetic cases of every category, with an answer to every question that is asked; the same seed makes the same case."""

import random
from datetime import datetime, timedelta

from tests.cast import World
from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.need_to_know import acting_as
from tutela.cases.models import Answer, Case, Person
from tutela.cases.questionnaire import CODED, About, Kind, Question, questionnaire
from tutela.cases.services.answer import UNKNOWN, Asked, Given, answer_record
from tutela.cases.services.known_by import enter_identifier, enter_place
from tutela.cases.services.open_case import NewCase, NewCategory, NewChild, NewEntry, NewPerson, open_case
from tutela.cases.services.record import say_standing, write_entry
from tutela.children.models import AREAS, Child
from tutela.children.services.conclude import conclude_assessment, decide_no_assessment
from tutela.children.services.contacts import add_contact, end_contact
from tutela.children.services.needs import record_finding
from tutela.children.services.safeguard import say_safeguarded
from tutela.children.services.whereabouts import say_whereabouts
from tutela.core import clock
from tutela.core.partial_date import PartialDate
from tutela.organisations.models import Organisation
from tutela.ownership.access import find

FIVE = ("ICA", "IIG", "IBI", "IMI", "COM")


def enter(world: World, *categories: str, seed: int = 7, who: str = "north_investigator") -> Case:
    """A case of these categories, entered by the verbs."""
    drawn = random.Random(f"{seed}|{categories}")
    actor, now = world.actor(who), clock.now() - timedelta(hours=1)
    with acting_as(actor):
        case = open_case(_opened(drawn, categories), actor=actor, now=now)
        suspects = list(Person.objects.filter(case=case, capacity="suspect").order_by("pk"))
        children = list(Child.objects.filter(cases_of_child__case=case).order_by("pk"))
        given: dict[Asked, Given] = {}
        for question in questionnaire().by_code.values():
            if not question.is_asked(categories):
                continue
            keys = {
                About.CASE: [Asked(question.code)],
                About.SUSPECT: [Asked(question.code, person=one.pk) for one in suspects],
                About.CHILD: [Asked(question.code, child=one.pk) for one in children],
            }[question.about]
            given |= {key: _drawn(drawn, question) for key in keys}
        answer_record(
            case,
            given,
            over=dict.fromkeys(given),
            source="Synthetic Hotline",
            grading=drawn.choice(["", "a_reliable", "f_cannot_be_judged"]),
            actor=actor,
            now=now + timedelta(minutes=1),
        )
        _more(case, suspects, children, actor, now)
        _of_the_children(children, actor, now)
        return find(case.reference)


def _more(case: Case, suspects: list[Person], children: list[Child], actor: Actor, now: datetime) -> None:
    key = Asked("began_on")
    present = Answer.objects.get(case=case, question="began_on", replaced_at=None)
    answer_record(
        case,
        {key: Given(date="2024-02")},
        over={key: present.pk},
        source="Later inquiry",
        nature="inference",
        actor=actor,
        now=now + timedelta(minutes=2),
    )
    entry = write_entry(case, words="Synthetic entry.", source="A colleague", actor=actor, now=now)
    write_entry(case, words="Synthetic correction.", corrects=entry, actor=actor, now=now + timedelta(minutes=3))
    say_standing(suspects[0], standing="charged", source="Synthetic court", since="2025-11", actor=actor, now=now)
    enter_identifier(case, raw="someone@invented.example", person=suspects[0], actor=actor, now=now)
    enter_identifier(case, raw="child.invented@mail.example", child=children[0], actor=actor, now=now)
    enter_place(case, kind=_first("place_kind"), country="GB", area="Northmoor", since="2024", actor=actor, now=now)


def _of_the_children(children: list[Child], actor: Actor, now: datetime) -> None:
    """The first child: where the child may be, who is in contact, needs that are concluded. The second: no assessment."""
    first, second = (find(one.reference) for one in children)
    say_whereabouts(first, state="confirmed", country="FR", source="Synthetic liaison", actor=actor, now=now)
    contact = add_contact(first, capacity=_first("contact_capacity"), name="Ada Invented", source="School",
                          since=PartialDate.parse("2025"), actor=actor, now=now)  # fmt: skip
    end_contact(first, contact, words="Moved to another area.", actor=actor, now=now + timedelta(minutes=4))
    add_contact(first, capacity=_first("contact_capacity"), organisation=Organisation.objects.get(code="north"),
                source="School", actor=actor, now=now)  # fmt: skip
    for area in AREAS:
        record_finding(first, area=area, result="no_need", source="Synthetic service", actor=actor, now=now)
    conclude_assessment(first, outcome="no_support_needed", actor=actor, now=now + timedelta(minutes=5))
    say_safeguarded(second, how=_first("protective_step"), words="Synthetic Children’s Service", actor=actor, now=now)
    decide_no_assessment(second, grounds=_first("no_assessment_grounds"), words="Done by another service.",
                         review_on=(now + timedelta(days=90)).date(), actor=actor, now=now)  # fmt: skip


def _first(of_list: str) -> str:
    return next(code for code, _ in typology.choices(of_list) if code not in ("other", "not_yet_known"))


def _opened(drawn: random.Random, categories: tuple[str, ...]) -> NewCase:
    made = []
    for code in categories:
        known = typology.category(code)
        types = [one.code for one in known.types if one.code != typology.OTHER] or [typology.NOT_YET_KNOWN]
        facets = sorted(value.code for facet in known.facets for value in facet.values)
        kind = drawn.choice(types)
        made.append(NewCategory(code, kind, facets=tuple(drawn.sample(facets, k=min(2, len(facets))))))
    made.append(NewCategory(categories[0], typology.OTHER, words="Another synthetic sort"))
    return NewCase(
        summary=f"Synthetic case of {' and '.join(categories)}.",
        categories=made,
        people=[
            NewPerson("suspect", "Suspect 1", name="Robin Invented", source="Synthetic Hotline", birth_date="1970-05"),
            NewPerson("suspect", "Suspect 2", source="Synthetic Hotline", country="FR"),
            NewPerson("witness", "Witness 1"),
        ],
        children=[
            NewChild("Child 1", countries=("FR", "GB")),
            NewChild("Child 2", name="Kim Invented", birth_date="2015", safety="safe"),
        ],
        entries=[NewEntry("Synthetic first entry.", "Synthetic Hotline", nature="opinion")],
    )


def _drawn(drawn: random.Random, question: Question) -> Given:
    if drawn.random() < 0.15:
        return UNKNOWN
    if question.kind in CODED:
        codes = [code for code, _ in question.terms if code != typology.NOT_YET_KNOWN]
        taken = drawn.sample(codes, k=1 if question.kind == Kind.CHOICE else min(2, len(codes)))
        return Given(tuple(taken), "Something synthetic" if typology.OTHER in taken else "")
    if question.kind == Kind.COUNTRIES:
        return Given(tuple(sorted(drawn.sample(["FR", "GB", "PH", "TH", "BR"], k=2))))
    if question.kind == Kind.NUMBER:
        return Given(number=drawn.randint(0, 17))
    if question.kind == Kind.DATE:
        return Given(date=drawn.choice(["2024", "2024-05", "2024-05-17"]))
    return Given(words="Short synthetic words")
