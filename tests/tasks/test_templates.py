"""Templates of tasks are checked data: taken whole or refused with every fault; what fits a case follows its categories."""

import pytest
from django.utils import translation

from tests.cases.cases import a_case
from tests.cast import World
from tutela import typology
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, RuleBroken
from tutela.notices.models import Notice
from tutela.tasks.models import Task
from tutela.tasks.queries import given_from_templates, tasks_of
from tutela.tasks.services.cancel import cancel_task
from tutela.tasks.services.finish import finish_task
from tutela.tasks.services.give import WHAT_LIMIT
from tutela.tasks.services.give_templates import Chosen, give_from_templates
from tutela.tasks.task_templates import EVERY, read_sets, sets_for, task_sets
from tutela.typology.codes import CATEGORY_CODES
from tutela.typology.loader import VocabularyFaults

FAULTY = """
word = 1
[[set]]
category = "every"
label = "Every case"
colour = "red"
tasks = [
  { code = "one", what = "Ask", kind = "invented", days = 0, role = "auditor" },
  { code = "one", what = "", kind = "general", days = 3, role = "analyst", wrong = 1 },
]
[[set]]
category = "XYZ"
label = ""
tasks = []
"""


def test_every_category_and_every_case_has_a_set_in_the_studys_order() -> None:
    assert [one.category for one in task_sets()] == [EVERY, *CATEGORY_CODES]
    kinds = typology.term_list("task_kind").codes
    assert all(task.kind in kinds and task.days > 0 for one in task_sets() for task in one.tasks)


def test_every_case_is_asked_about_siblings_and_other_children_around_the_suspect() -> None:
    assert "sibling_question" in {task.kind for task in sets_for([])[0].tasks}


def test_a_case_is_offered_the_sets_of_its_categories() -> None:
    assert [one.category for one in sets_for(["URC", "IBI"])] == [EVERY, "IBI", "URC"]


def test_a_file_of_templates_is_refused_whole_with_every_fault_at_once() -> None:
    with pytest.raises(VocabularyFaults) as error:
        read_sets(FAULTY, "mine.toml")
    said = "\n".join(fault.what for fault in error.value.faults)
    for fault in (
        "unknown key “word”",
        "unknown key “colour”",
        "“invented” is no kind of a task",
        "days is a number from 1 to 366",
        "the role is one of",
        "task 2 has no what",
        "unknown key “wrong”",
        "the code “one” stands there twice",
        "the category is “every” or one of",
        "number 2 has no tasks",
        "number 2 has no label",
        "there is no set for “ICV”",
    ):
        assert fault in said, fault
    for text in ("not toml", "", "set = 3"):
        with pytest.raises(VocabularyFaults):
            read_sets(text, "mine.toml")


@pytest.mark.django_db
def test_what_is_chosen_is_given_at_once_and_what_was_given_already_is_named(world: World) -> None:
    case, actor, now = a_case(world), world.actor("north_investigator"), clock.now()
    with acting_as(actor):
        with pytest.raises(BadInput):
            give_from_templates(case, [], actor=actor, now=now)
        with pytest.raises(BadInput):
            give_from_templates(case, [Chosen("siblings"), Chosen("invented")], actor=actor, now=now)
        assert tasks_of(case) == []
        given = give_from_templates(case, [Chosen("siblings"), Chosen("needs")], actor=actor, now=now)
        assert [one.kind for one in given] == ["sibling_question", "needs"]
        with pytest.raises(RuleBroken, match="Given already: Ask about siblings"):
            give_from_templates(case, [Chosen("siblings"), Chosen("interpreter")], actor=actor, now=now)
        assert set(given_from_templates(case)) == {"siblings", "needs"}


@pytest.mark.django_db
def test_what_was_cancelled_can_be_given_again_from_its_template(world: World) -> None:
    case, actor, now = a_case(world), world.actor("north_investigator"), clock.now()
    with acting_as(actor):
        [first] = give_from_templates(case, [Chosen("siblings")], actor=actor, now=now)
        cancel_task(first, words="Too early.", actor=actor, now=now)
        [second] = give_from_templates(case, [Chosen("siblings")], actor=actor, now=now)
        assert given_from_templates(case) == {"siblings": Task.objects.get(pk=second.pk)}


@pytest.mark.django_db
def test_templates_are_given_by_who_writes_the_case(world: World) -> None:
    case, now = a_case(world), clock.now()
    for key, refused in (("north_auditor", NotAllowed), ("south_investigator", RuleBroken)):
        actor = world.actor(key)
        with acting_as(actor), pytest.raises(refused):
            give_from_templates(case, [Chosen("siblings")], actor=actor, now=now)


@pytest.mark.parametrize("language", ["en-gb", "fr"])
def test_the_words_of_a_template_fit_into_a_task_in_every_language_of_staff(language: str) -> None:
    with translation.override(language):
        said = [task.said for one in task_sets() for task in one.tasks]
    assert max(map(len, said)) <= WHAT_LIMIT
    assert (said == [task.what for one in task_sets() for task in one.tasks]) is (language == "en-gb")


@pytest.mark.django_db
def test_a_task_keeps_the_words_that_its_giver_read_and_a_notice_of_it_is_kept_in_english(world: World) -> None:
    case, now = a_case(world), clock.now()
    giver, finisher = world.actor("north_investigator"), world.actor("north_manager")
    with acting_as(giver), translation.override("fr"):
        [task] = give_from_templates(case, [Chosen("siblings")], actor=giver, now=now)
    assert task.what.startswith("Demander s’il y a des frères et sœurs")
    with acting_as(finisher), translation.override("fr"):
        finish_task(task, outcome="done", actor=finisher, now=now)
    with acting_as(giver):
        told = list(Notice.objects.values_list("words", flat=True))
    assert f"A task about {case.reference} is finished: done." in told
