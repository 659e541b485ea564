"""The record of a case: its questions, its answers, and two people who answer at once."""

import os
import random
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cases.cases import a_case, child_of
from tests.cast import World
from tutela import typology
from tutela.accounts.need_to_know import acting_as
from tutela.cases.completeness import completeness_of, with_completeness
from tutela.cases.models import Answer, Case, Identifier, Person
from tutela.cases.questionnaire import About, Kind, Question, questionnaire, read_questionnaire
from tutela.cases.record import in_words, record_of
from tutela.cases.services.answer import AnsweredMeanwhile, Asked, Given, answer_record, said_in
from tutela.cases.services.close import close_case
from tutela.cases.services.known_by import enter_identifier, enter_place, take_away_identifier
from tutela.cases.services.propose import accept_proposal, decline_proposal, propose_correction, withdraw_proposal
from tutela.children.models import Child
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, RuleBroken, StaleRecord
from tutela.notices.models import Notice
from tutela.ownership.access import find
from tutela.ownership.services import add_participant

pytestmark = pytest.mark.django_db
WHO = "north_investigator"


def say(world: World, case: Case, given: dict[Asked, Given], who: str = WHO, **more: Any) -> list[Answer]:
    actor = world.actor(who)
    with acting_as(actor):
        over = more.pop("over", None)
        if over is None:
            over = present(case)
        return answer_record(case, given, over=over, **{"source": "The hotline", **more}, actor=actor, now=clock.now())


def present(case: Case) -> dict[Asked, int | None]:
    return {
        Asked(one.question, one.person_id, one.child_id): one.pk
        for one in Answer.objects.filter(case=case, replaced_at=None)
    }


# The questions ---------------------------------------------------------------------------------------------------------


def test_the_record_has_the_eleven_sections_of_the_study_in_order() -> None:
    codes = [one.code for one in questionnaire().sections]
    assert len(codes) == 11
    known = [code for code, _ in typology.choices("case_section") if code != typology.NOT_YET_KNOWN]
    assert codes == known


def test_every_choice_can_be_other_with_words_or_not_yet_known() -> None:
    choices = [one for one in questionnaire().by_code.values() if one.terms]
    assert choices
    for one in choices:
        assert [code for code, _ in one.terms][-2:] == ["other", "not_yet_known"]


def test_a_question_is_shown_in_the_readers_language_and_stays_english_for_what_leaves_the_system() -> None:
    one, section = questionnaire().question("actions"), questionnaire().section("police_action")
    with translation.override("fr"):
        assert one.shown_label == "Ce qui a été fait"
        assert dict(one.shown_terms)["search"] == one.shown_label_of("search") == "Perquisition"
        assert section.shown_label == "Action de la police"
        assert one.shown_hint == section.shown_note == ""
        assert (one.label, one.label_of("search"), section.label) == ("What was done", "Search", "Police action")
    assert one.shown_label == one.label
    assert one.shown_terms == list(one.terms)


def test_a_questionnaire_with_faults_is_refused_whole_and_names_every_fault() -> None:
    text = """
    [[section]]
    code = "one"
    label = "One"
    source = "Nowhere"
    questions = [
      { code = "a", label = "A", kind = "choice" },
      { code = "a", label = "A again", kind = "date", of = ["XYZ"] },
      { code = "b", label = "B", kind = "riddle" },
      { code = "c", label = "C", kind = "choice", terms = [{ code = "other", label = "Other" }] },
    ]
    """
    with pytest.raises(BadInput) as refused:
        read_questionnaire(text)
    for fault in (
        "terms belong to a choice",
        "stands there twice",
        "“XYZ” is no category",
        "“riddle”",
        "is not written",
    ):
        assert fault in refused.value.what


def test_a_question_of_one_category_is_not_asked_in_a_case_of_another(world: World) -> None:
    case = a_case(world)  # IBI
    with pytest.raises(BadInput, match="not asked here"):
        say(world, case, {Asked("found_by_customs"): Given(("tip",))})
    say(world, case, {Asked("acts"): Given(("holding_material",))})


# Answers ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "wrong", "right", "words"),
    [
        ("first_reported_to", Given(("nobody",)), Given(("hotline",)), "Hotline"),
        ("first_reported_to", Given(("hotline", "police")), Given(("police",)), "Police"),
        ("first_reported_to", Given(("other",)), Given(("other",), "A lodger"), "A lodger"),
        ("acts", Given(("not_yet_known", "contact")), Given(("not_yet_known",)), "Not yet known"),
        ("first_reported_on", Given(date="yesterday"), Given(date="May 2024"), "May 2024"),
        ("children_believed", Given(number=-1), Given(number=3), "3"),
        ("children_believed", Given(words="three"), Given(("not_yet_known",)), "Not yet known"),
        ("countries_concerned", Given(("XX",)), Given(("FR", "GB")), "France, United Kingdom"),
        ("remarks", Given(("x",)), Given(words="One remark."), "One remark."),
    ],
)
def test_an_answer_is_what_its_question_takes(
    question: str, wrong: Given, right: Given, words: str, world: World
) -> None:
    case = a_case(world)
    with pytest.raises(BadInput):
        say(world, case, {Asked(question): wrong})
    [made] = say(world, case, {Asked(question): right})
    assert in_words(questionnaire().question(question), made) == words


def test_a_later_answer_replaces_and_the_earlier_one_stays(world: World) -> None:
    case = a_case(world)
    [first] = say(world, case, {Asked("pattern"): Given(("once",))})
    [second] = say(
        world, case, {Asked("pattern"): Given(("over_time",))}, source="The child's school", nature="inference"
    )
    with acting_as(world.actor(WHO)):
        first.refresh_from_db()
        assert first.replaced_at == second.at
        assert list(Answer.objects.filter(case=case).values_list("source", "nature")) == [
            ("The child's school", "inference"),
            ("The hotline", "fact"),
        ]


def test_an_answer_is_not_taken_away_and_what_is_the_same_is_not_written_twice(world: World) -> None:
    case = a_case(world)
    say(world, case, {Asked("pattern"): Given(("once",))})
    with pytest.raises(BadInput, match="not taken away"):
        say(world, case, {Asked("pattern"): Given()})
    assert say(world, case, {Asked("pattern"): Given(("once",))}) == []


def test_an_answer_needs_its_source(world: World) -> None:
    case = a_case(world)
    with pytest.raises(BadInput, match="From whom"):
        say(world, case, {Asked("pattern"): Given(("once",))}, source=" ")
    say(world, case, {Asked("pattern"): Given(("once",))})


def test_a_closed_case_and_a_reader_take_no_answer(world: World) -> None:
    case = a_case(world)
    given_now = {Asked("pattern"): Given(("once",))}
    with pytest.raises(NotAllowed):
        say(world, case, given_now, "north_auditor")
    actor = world.actor(WHO)
    with acting_as(actor):
        close_case(case, grounds="finished", words="Done.", actor=actor, now=clock.now())
    with pytest.raises(RuleBroken, match="closed"):
        say(world, case, given_now)


def test_what_is_asked_of_a_suspect_is_not_said_of_a_witness(world: World) -> None:
    case = a_case(world)
    with acting_as(world.actor(WHO)):
        suspect, witness = (Person.objects.get(case=case, capacity=one) for one in ("suspect", "witness"))
    with pytest.raises(BadInput, match="not asked here"):
        say(world, case, {Asked("relationship", person=witness.pk): Given(("neighbour",))})
    say(world, case, {Asked("relationship", person=suspect.pk): Given(("neighbour",))})


# Two people at once ----------------------------------------------------------------------------------------------------


def test_two_who_answer_different_questions_are_both_kept(world: World) -> None:
    case = a_case(world)
    shown: dict[Asked, int | None] = {Asked("pattern"): None, Asked("for_profit"): None}
    say(world, case, {Asked("pattern"): Given(("once",)), Asked("for_profit"): Given()}, over=shown)
    say(
        world,
        case,
        {Asked("pattern"): Given(), Asked("for_profit"): Given(("no",))},
        "north_colleague",
        over=shown,
    )
    with acting_as(world.actor(WHO)):
        assert {one.question for one in Answer.objects.filter(case=case, replaced_at=None)} == {"pattern", "for_profit"}


def test_of_two_who_answer_the_same_question_the_second_is_shown_the_first_and_saves_nothing(world: World) -> None:
    case = a_case(world)
    shown: dict[Asked, int | None] = {Asked("pattern"): None, Asked("for_profit"): None}
    [first] = say(world, case, {Asked("pattern"): Given(("once",))}, over=shown)
    theirs = {Asked("pattern"): Given(("over_time",)), Asked("for_profit"): Given(("no",))}
    with pytest.raises(AnsweredMeanwhile) as refused:
        say(world, case, theirs, "north_colleague", over=shown)
    assert isinstance(refused.value, StaleRecord)
    assert refused.value.answers == {Asked("pattern"): first}
    say(world, case, theirs, "north_colleague", over=shown | {Asked("pattern"): first.pk})
    with acting_as(world.actor(WHO)):
        assert Answer.objects.filter(case=case).count() == 3


_ACTS = st.lists(
    st.tuples(
        st.sampled_from(["north_investigator", "north_colleague"]),
        st.sampled_from(["look", "type", "save"]),
        st.sampled_from(["remarks", "recorded_as"]),
    ),
    min_size=4,
    max_size=24,
)


# The evidence run asks for more: TUTELA_EDITORS=300.
@settings(
    max_examples=int(os.environ.get("TUTELA_EDITORS", "12")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=_ACTS)
def test_any_interleaving_of_two_editors_loses_no_word(acts: list[tuple[str, str, str]], world: World) -> None:
    case = a_case(world)
    with acting_as(world.actor(WHO)):
        Answer.objects.filter(case=case).count()
    pages: dict[str, dict[Asked, int | None]] = {}
    typed: dict[str, dict[Asked, Given]] = {}
    saved: set[str] = set()
    for number, (who, act, question) in enumerate(acts):
        if act == "look" or who not in pages:
            # Whoever looks anew with words unsaved keeps them in the form: only what they have not touched is shown anew.
            with acting_as(world.actor(who)):
                pages[who] = {Asked(name): present(case).get(Asked(name)) for name in ("remarks", "recorded_as")}
                shown = {pk: said_in(Answer.objects.get(pk=pk)) for pk in pages[who].values() if pk}
            typed[who] = {key: shown.get(pk or 0, Given()) for key, pk in pages[who].items()} | {
                key: one
                for key, one in typed.get(who, {}).items()
                if one.words.startswith(f"{who} ") and one.words not in saved
            }
        elif act == "type":
            typed[who][Asked(question)] = Given(words=f"{who} {number}")
        else:
            mine = {one.words for one in typed[who].values() if one.words.startswith(f"{who} ")}
            try:
                say(world, case, typed[who], who, over=pages[who])
            except AnsweredMeanwhile as error:
                assert mine <= {one.words for one in typed[who].values()}, "the words are still in the form"
                pages[who] |= {key: one.pk if one else None for key, one in error.answers.items()}
            else:
                saved |= mine
    with acting_as(world.actor(WHO)):
        kept = set(Answer.objects.filter(case=case).values_list("words", flat=True))
    assert saved <= kept


# Need to know ----------------------------------------------------------------------------------------------------------


def test_what_is_said_of_a_child_is_hidden_from_whoever_sees_the_case_and_not_the_child(world: World) -> None:
    case = a_case(world)
    child = child_of(world, case)
    say(world, case, {Asked("pattern"): Given(("once",)), Asked("siblings", child=child.pk): Given(("some",))})
    actor = world.actor(WHO)
    with acting_as(actor):
        add_participant(case, organisation=world.south, basis="joint", actor=actor, now=clock.now())
    with acting_as(world.actor("south_investigator")):
        assert [one.question for one in Answer.objects.filter(case=case)] == ["pattern"]
    with acting_as(actor):
        assert Answer.objects.filter(case=case).count() == 2


def test_a_raw_statement_neither_unsays_nor_rewrites_an_answer(world: World) -> None:
    case = a_case(world)
    [one] = say(world, case, {Asked("pattern"): Given(("once",))})
    say(world, case, {Asked("pattern"): Given(("over_time",))})
    statements = (
        "UPDATE cases_answer SET replaced_at = NULL WHERE id = %s",
        "UPDATE cases_answer SET source = 'x' WHERE id = %s",
        "DELETE FROM cases_answer WHERE id = %s",
    )
    for statement in statements:
        with (
            acting_as(world.actor(WHO)),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [one.pk])


def test_an_answer_of_another_case_is_refused_by_the_database_too(world: World) -> None:
    case, other = a_case(world), a_case(world)
    with acting_as(world.actor(WHO)):
        stranger = Person.objects.get(case=other, capacity="suspect")
        with pytest.raises(DatabaseError), transaction.atomic():
            Answer.objects.create(
                case=case, question="relationship", person=stranger, values=["none"], source="x", at=clock.now()
            )


# The record as it is read ----------------------------------------------------------------------------------------------


def some_answer(question: Question, chance: random.Random) -> Given:
    """Something that the question takes."""
    if question.terms:
        codes = [code for code, _ in question.terms if code not in ("other", "not_yet_known")]
        return Given((chance.choice(codes),))
    return {
        Kind.DATE: Given(date=chance.choice(("2021", "2021-05", "2021-05-17"))),
        Kind.NUMBER: Given(number=chance.randrange(9)),
        Kind.COUNTRIES: Given((chance.choice(("FR", "GB")),)),
        Kind.WORDS: Given(words="A synthetic word."),
    }[question.kind]


def test_a_record_answered_whole_is_complete_and_reads_in_order(world: World) -> None:
    case, chance = a_case(world), random.Random(7)
    with acting_as(world.actor(WHO)):
        suspect = Person.objects.get(case=case, capacity="suspect")
        children = list(Child.objects.filter(cases_of_child__case=case))
    asked = questionnaire().asked
    given_now = {Asked(one.code): some_answer(one, chance) for one in asked(["IBI"], About.CASE)}
    given_now |= {Asked(one.code, person=suspect.pk): some_answer(one, chance) for one in asked(["IBI"], About.SUSPECT)}
    given_now |= {
        Asked(one.code, child=child.pk): some_answer(one, chance)
        for one in asked(["IBI"], About.CHILD)
        for child in children
    }
    say(world, case, given_now)
    with acting_as(world.actor(WHO)):
        people = list(Person.objects.filter(case=case))
        read = record_of(case, categories=["IBI"], children=children, people=people)
        complete = completeness_of(with_completeness(Case.objects.filter(pk=case.pk)).get())
    assert [one.number for one in read] == list(range(1, 12))
    assert all(line.state == "known" for one in read for group in one.groups for line in group.lines)
    assert complete.known == complete.asked == len(given_now)
    assert complete.percent == 100


def test_an_empty_record_says_that_nobody_has_said_and_is_no_percent_complete(world: World) -> None:
    case = a_case(world)
    with acting_as(world.actor(WHO)):
        complete = completeness_of(with_completeness(Case.objects.filter(pk=case.pk)).get())
    assert (complete.answered, complete.percent) == (0, 0)
    assert complete.asked > 50


# What people are known by ----------------------------------------------------------------------------------------------


def test_an_identifier_is_entered_once_and_the_history_keeps_what_was_taken_away(world: World) -> None:
    case, actor = a_case(world), world.actor(WHO)
    with acting_as(actor):
        suspect = Person.objects.get(case=case, capacity="suspect")
        one = enter_identifier(case, raw="+44 1632 960123", person=suspect, source="Us", actor=actor, now=clock.now())
        assert (one.kind, one.value) == ("telephone", "+441632960123")
        with pytest.raises(RuleBroken, match="already"):
            enter_identifier(case, raw="+44 (1632) 960-123", person=suspect, actor=actor, now=clock.now())
        with pytest.raises(BadInput, match="why"):
            take_away_identifier(one, words="", actor=actor, now=clock.now())
        take_away_identifier(one, words="Somebody else's.", actor=actor, now=clock.now())
        assert Identifier.objects.get(pk=one.pk).removed_at is not None
        enter_identifier(case, raw="+44 1632 960123", person=suspect, actor=actor, now=clock.now())


def test_a_place_is_a_country_or_an_area_and_no_kind_is_made_up(world: World) -> None:
    case, actor = a_case(world), world.actor(WHO)
    with acting_as(actor):
        for wrong in ({"kind": "castle", "country": "FR"}, {"kind": "home"}, {"kind": "other", "country": "FR"}):
            with pytest.raises(BadInput):
                enter_place(case, **wrong, actor=actor, now=clock.now())  # type: ignore[arg-type]
        made = enter_place(
            case, kind="other", kind_words="A boat", country="FR", since="2024-05", actor=actor, now=clock.now()
        )
    assert made.since == "2024-05"


def test_a_case_is_found_by_an_identifier_entered_later(world: World) -> None:
    from tutela.finding.queries import search

    case, actor = a_case(world), world.actor(WHO)
    with acting_as(actor):
        assert search("later@synthetic.example").total == 0
        enter_identifier(find(case.reference), raw="later@synthetic.example", actor=actor, now=clock.now())
        assert [one.pk for one in search("later@synthetic.example").by_kind["case"]] == [case.pk]


# Corrections that others propose ---------------------------------------------------------------------------------------


def test_whoever_only_reads_proposes_and_the_owner_decides_and_nothing_is_overwritten(world: World) -> None:
    case = a_case(world)
    [before] = say(world, case, {Asked("pattern"): Given(("once",))})
    owner, reader = world.actor(WHO), world.actor("south_investigator")
    with acting_as(owner):
        add_participant(case, organisation=world.south, basis="joint", actor=owner, now=clock.now())
    correction = {"source": "Our own inquiry", "why": "We know of two more times.", "actor": reader}
    with acting_as(reader):
        with pytest.raises(RuleBroken):
            answer_record(
                case,
                {Asked("pattern"): Given(("over_time",))},
                over=present(case),
                source="Us",
                actor=reader,
                now=clock.now(),
            )
        with pytest.raises(RuleBroken, match="says that already"):
            propose_correction(find(case.reference), Asked("pattern"), Given(("once",)), **correction, now=clock.now())
        made = propose_correction(
            find(case.reference), Asked("pattern"), Given(("over_time",)), **correction, now=clock.now()
        )
        with pytest.raises(RuleBroken):
            accept_proposal(made, actor=reader, now=clock.now())
    with acting_as(owner):
        with pytest.raises(BadInput, match="Say why"):
            decline_proposal(made, words=" ", actor=owner, now=clock.now())
        accepted = accept_proposal(made, actor=owner, now=clock.now())
        before.refresh_from_db()
        assert before.replaced_at is not None
        assert accepted.answer is not None
        assert (accepted.answer.values, accepted.answer.source) == (["over_time"], "Our own inquiry")
        with pytest.raises(RuleBroken, match="decided already"):
            decline_proposal(made, words="No.", actor=owner, now=clock.now())
    with acting_as(reader):
        assert Notice.objects.filter(kind=Notice.Kind.PROPOSAL, subject_reference=case.reference).count() == 1


def test_a_proposal_is_withdrawn_by_whoever_made_it_and_nobody_else(world: World) -> None:
    case, auditor, colleague = a_case(world), world.actor("north_auditor"), world.actor("north_colleague")
    with acting_as(auditor):
        made = propose_correction(
            find(case.reference),
            Asked("pattern"),
            Given(("once",)),
            source="The file",
            why="It stands there.",
            actor=auditor,
            now=clock.now(),
        )
    with acting_as(colleague), pytest.raises(RuleBroken, match="Somebody else"):
        withdraw_proposal(made, actor=colleague, now=clock.now())
    with acting_as(auditor):
        assert withdraw_proposal(made, actor=auditor, now=clock.now()).state == "withdrawn"


def test_a_raw_statement_proposes_in_nobody_elses_name_and_accepts_nothing(world: World) -> None:
    case, auditor = a_case(world), world.actor("north_auditor")
    with acting_as(auditor):
        made = propose_correction(
            find(case.reference),
            Asked("pattern"),
            Given(("once",)),
            source="x",
            why="y",
            actor=auditor,
            now=clock.now(),
        )
    theirs = world.north_colleague.pk
    for statement, given_here in (
        (
            "UPDATE cases_proposal SET state = 'accepted', decided_at = now(), decided_by_id = %s WHERE id = %s",
            [auditor.user_id, made.pk],
        ),
        ("UPDATE cases_proposal SET why = 'z' WHERE id = %s", [made.pk]),
        (
            (
                "INSERT INTO cases_proposal (case_id, question, values, words, date, nature, source, why, organisation_id, by_id, at, state, decision_words)"
                " VALUES (%s, 'pattern', '{once}', '', '', 'fact', 'x', 'y', %s, %s, now(), 'open', '')"
            ),
            [case.pk, world.north.pk, theirs],
        ),
    ):
        with acting_as(auditor), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, given_here)


# Who has a section open ------------------------------------------------------------------------------------------------


def test_whoever_opens_a_section_that_a_colleague_has_open_is_told_who(world: World, client_for: Any) -> None:
    case = a_case(world)
    address = f"/cases/{case.reference}/record/general"
    mine, theirs = client_for(world.north_investigator), client_for(world.north_colleague)
    assert "Somebody else has this section open" not in mine.get(address).content.decode()
    told = theirs.get(address).content.decode()
    assert "Somebody else has this section open" in told
    assert world.north_investigator.name in told
    saved = mine.post(address, {"pattern": "once", "source": "Us", "nature": "fact"})
    assert saved.status_code == 302
    assert (
        world.north_investigator.name
        not in theirs.get(address).content.decode().split("<form", 1)[0].split("main", 1)[1]
    )


def test_a_page_keeps_what_was_typed_and_shows_what_a_colleague_has_saved_meanwhile(
    world: World, client_for: Any
) -> None:
    case = a_case(world)
    address = f"/cases/{case.reference}/record/other"
    mine, theirs = client_for(world.north_investigator), client_for(world.north_colleague)
    assert theirs.post(address, {"remarks": "Their words.", "source": "Us", "nature": "fact"}).status_code == 302
    sent = {"remarks": "My words.", "remarks__over": "", "source": "Me", "nature": "fact"}
    refused = mine.post(address, sent)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "My words." in page
    assert "Their words." in page
    over = page.split('name="remarks__over" value="', 1)[1].split('"', 1)[0]
    assert mine.post(address, sent | {"remarks__over": over}).status_code == 302
    with acting_as(world.actor(WHO)):
        assert set(Answer.objects.filter(case=case).values_list("words", flat=True)) == {"Their words.", "My words."}
