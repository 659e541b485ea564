"""The audit trail and the changes of records in the language of their reader."""

import ast
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import models
from django.utils import translation

import tutela
from tutela.audit.action_words import ACTIONS, WORDS, in_words
from tutela.audit.changes import _OF_THE_CHANGE, _UNTOLD
from tutela.audit.field_words import _WORDS, said_of
from tutela.audit.models import Entry
from tutela.audit.words import details_in_words
from tutela.cases.models import Case, CaseCategory, Person
from tutela.children.models import Child
from tutela.register.models import Series
from tutela.reports.models import Report

SOURCE = Path(tutela.__file__).parent
# Written like an act in the source, and none: files, jobs, names of listeners, and an act that no record has.
NO_ACTS = {
    "answers.csv",
    "audit.second_factor_added",
    "audit.second_factor_removed",
    "audit.signed_in",
    "backup.tar",
    "case.typ",
    "child.answer",
    "hashsets.make_edition",
    "hashsets.resume_editions",
    "hashsets.take_edition",
    "notices.begin_stalled_again",
    "register.answer_list",
    "register.make_index",
    "register.resume_lists",
    "register.take_list",
    "retention.carry_out",
    "tasks.tell_of_tasks",
}


def acts_in(source: str) -> Iterator[str]:
    """Every act that a module names: in full, or for the kind of the record at hand."""
    kinds = "|".join(sorted({act.partition(".")[0] for act in WORDS}))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and re.fullmatch(rf"({kinds})\.[a-z_]+", str(node.value)):
            yield str(node.value)
        elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.FormattedValue):
            of_what, verb = ast.unparse(node.values[0].value), ast.unparse(node).partition("}.")[2].rstrip("'\"")
            if of_what.endswith("subject_kind") and re.fullmatch("[a-z_]+", verb):
                yield from (f"{kind}.{verb}" for kind in ("report", "case", "child", "series"))


def test_every_act_that_the_trail_may_name_has_words() -> None:
    modules = [one for one in SOURCE.rglob("*.py") if one.name != "action_words.py" and one.parent.name != "migrations"]
    acts = {act for one in modules for act in acts_in(one.read_text())}
    assert {"report.send", "child.claim", "case.write_entry", "account.email_changed"} <= acts
    assert acts - NO_ACTS - WORDS.keys() == set()
    assert acts >= NO_ACTS


@pytest.mark.parametrize("model", [Case, CaseCategory, Child, Person, Report, Series])
def test_every_field_whose_changes_are_shown_has_a_name_in_each_language(model: type[models.Model]) -> None:
    events = model.pgh_event_model  # type: ignore[attr-defined]
    named = {
        str(one.verbose_name).capitalize()
        for one in events._meta.concrete_fields
        if one.name not in _OF_THE_CHANGE | _UNTOLD
    }
    assert named - set(_WORDS) == set()
    for one in named:
        assert said_of(one) == one


def test_a_field_and_a_verb_are_said_in_french() -> None:
    with translation.override("fr"):
        assert said_of("handling mark") == "Marque de diffusion"
        assert in_words("report.read") == "A lu le signalement"
        assert in_words("no.such_verb") == "No: such verb"


@pytest.mark.parametrize("words", [*WORDS.values(), *(words for _, words in ACTIONS)])
def test_every_verb_has_words_in_french(words: str) -> None:
    with translation.override("fr"):
        assert translation.gettext(words) not in {words, ""}


def test_the_details_of_an_entry_are_named_in_the_language_and_their_values_stay() -> None:
    held = {"may_write": True, "until": "2026-07-07T09:00:00+00:00", "after": {"time_zone": "UTC"}, "odd_key": "R-2026"}
    entry = Entry(at=datetime(2026, 7, 7, tzinfo=UTC), details=json.dumps(held))
    english = {one.name: one.value for one in details_in_words(entry, {})}
    assert english == {
        "May change it": "yes",
        "Until": "7 July 2026, 09:00 UTC",
        "Afterwards": "time zone: UTC",
        "Odd key": "R-2026",
    }
    with translation.override("fr"):
        french = {one.name: one.value for one in details_in_words(entry, {})}
    assert french == {
        "Peut la modifier": "oui",
        "Jusqu’à": "7 juillet 2026, 09:00 UTC",
        "Après": "fuseau horaire\u00a0: UTC",
        "Odd key": "R-2026",
    }
