"""The audit trail and the changes of records in the language of their reader."""

import json
from datetime import UTC, datetime

import pytest
from django.db import models
from django.utils import translation

from tutela.audit.changes import _OF_THE_CHANGE, _UNTOLD
from tutela.audit.field_words import _WORDS, said_of
from tutela.audit.models import Entry
from tutela.audit.queries import ACTIONS, WORDS, in_words
from tutela.audit.words import details_in_words
from tutela.cases.models import Case, CaseCategory, Person
from tutela.children.models import Child
from tutela.reports.models import Report


@pytest.mark.parametrize("model", [Case, CaseCategory, Child, Person, Report])
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
