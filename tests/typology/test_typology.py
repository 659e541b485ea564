"""The vocabulary keeps the study's words, has a code for each, and is refused whole with all its faults."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tutela import typology
from tutela.core.errors import BadInput
from tutela.typology.codes import CATEGORY_CODES
from tutela.typology.loader import VocabularyFaults, read_vocabulary, with_additions

GOOD = """
[[category]]
code = "ABC"
label = "A category"
meaning = "What it means."
source = "¶ 1"
types = [{ code = "one", label = "One" }]
"""


@pytest.fixture
def no_additions() -> Iterator[None]:
    yield
    typology.use_additions(None)


def test_the_categories_are_those_of_the_study_in_its_order() -> None:
    assert [each.code for each in typology.categories()] == ["ICV", "ICA", "IMI", "IIG", "IIC", "IBI", "URC", "COM"]


def test_the_database_checks_the_same_category_codes() -> None:
    assert [each.code for each in typology.categories()] == CATEGORY_CODES


@pytest.mark.parametrize(
    ("code", "how_many"),
    [("ICV", 11), ("ICA", 11), ("IMI", 2), ("IIG", 4), ("IIC", 4), ("IBI", 5), ("URC", 0), ("COM", 0)],
)
def test_each_category_has_the_types_that_the_study_names(code: str, how_many: int) -> None:
    own = [each for each in typology.types(code) if each.code not in (typology.OTHER, typology.NOT_YET_KNOWN)]
    assert len(own) == how_many


@pytest.mark.parametrize(
    ("code", "facets"),
    [
        ("ICV", ["direction"]),
        ("ICA", ["direction"]),
        ("IMI", ["direction", "material_class"]),
        ("IIG", []),
        ("IIC", ["place_of_acts", "reach"]),
        ("IBI", ["reach"]),
    ],
)
def test_each_category_has_the_facets_that_the_study_names(code: str, facets: list[str]) -> None:
    assert [each.code for each in typology.facets(code)] == facets


def test_every_list_of_the_typology_has_other_with_words_and_not_yet_known() -> None:
    of_types = [each.types for each in typology.categories() if each.types]
    of_facets = [facet.values for each in typology.categories() for facet in each.facets]
    of_lists = [each.terms for each in typology.lists() if not each.reason_of_an_act]
    for terms in (*of_types, *of_facets, *of_lists):
        assert terms[-2].code == typology.OTHER
        assert terms[-2].needs_words
        assert terms[-1].code == typology.NOT_YET_KNOWN


def test_whoever_gives_a_reason_for_their_own_act_cannot_say_that_it_is_not_known() -> None:
    reasons = [each for each in typology.lists() if each.reason_of_an_act]
    assert {each.code for each in reasons} == {
        "not_investigated_grounds",
        "hand_over_decline_reason",
        "clock_pause_reason",
        "reading_purpose",
        "case_close_grounds",
        "stop_identification_grounds",
        "task_kind",
        "task_outcome",
        "task_decline_reason",
        "alert_action",
        "alert_dismissal_grounds",
        "no_assessment_grounds",
        "send_abroad_grounds",
        "no_welfare_step_grounds",
        "hold_grounds",
    }
    for each in reasons:
        assert typology.OTHER in each.codes
        assert typology.NOT_YET_KNOWN not in each.codes


def test_the_standing_of_a_person_runs_from_alleged_to_deceased() -> None:
    assert [each.label for each in typology.terms("standing")][:9] == [
        "Alleged",
        "Suspected",
        "Charged",
        "Cautioned",
        "Convicted",
        "Acquitted",
        "No further action",
        "Referred to another service",
        "Deceased",
    ]


def test_every_list_says_where_it_comes_from() -> None:
    assert all(each.source for each in typology.lists())
    assert all(each.source and each.meaning for each in typology.categories())


def test_a_form_gets_pairs_of_code_and_label() -> None:
    assert ("child_says_so", "A child says so") in typology.choices("concern_grounds")


def test_labels_follow_the_language_of_the_page_and_the_english_words_stay_beside_them() -> None:
    offered = typology.choices("standing")
    with translation.override("fr"):
        charged, victim = typology.term("standing", "charged"), typology.category("ICV")
        assert (charged.label, charged.english) == ("Mise en examen", "Charged")
        assert victim.label != victim.english
        assert victim.meaning.startswith("L’enfant")
        assert [code for code, _ in typology.choices("standing")] == [code for code, _ in offered]
        assert typology.choices("standing") != offered
        with pytest.raises(BadInput, match="ne figure pas dans la liste"):
            typology.term("standing", "chargd")
    assert typology.choices("standing") == offered


def test_whoever_translates_is_given_every_word_that_is_shown_once() -> None:
    texts = list(typology.texts())
    assert len(texts) == len(set(texts))
    assert {"Charged", "Holiday", "Direction of movement", "Standing of a person", "Not yet known"} <= set(texts)
    assert all(each.meaning in texts for each in typology.categories())


def test_an_unknown_code_is_answered_with_the_nearest() -> None:
    with pytest.raises(BadInput) as error:
        typology.category("ICV").type("holidays")
    assert "holiday" in error.value.mend
    with pytest.raises(BadInput):
        typology.category("XXX")
    with pytest.raises(BadInput):
        typology.term("reading_purpose", typology.NOT_YET_KNOWN)


def test_a_category_is_found_however_its_code_is_written() -> None:
    assert typology.category(" icv ").code == "ICV"


def test_a_faulty_vocabulary_is_refused_with_every_fault_at_once_and_a_good_one_is_taken() -> None:
    faulty = """
    nonsense = 1
    [[category]]
    code = "abc"
    label = ""
    meaning = "What it means."
    types = [{ code = "One", label = "One" }, { code = "other", label = "Other" }, { code = "two", lable = "Two" }]
    [[category.facets]]
    code = "side"
    label = "Side"
    source = "¶ 2"
    values = []
    [[list]]
    code = "twice"
    label = "Twice"
    source = "¶ 3"
    reason_of_an_act = "yes"
    terms = [{ code = "a", label = "A" }, { code = "a", label = "B" }]
    [[list]]
    code = "twice"
    label = "Twice"
    source = "¶ 3"
    """
    with pytest.raises(VocabularyFaults) as error:
        read_vocabulary(faulty, "faulty.toml")
    said = [fault.what for fault in error.value.faults]
    for part in (
        "nonsense",
        "three capital letters",
        "has no label",
        "has no source",
        "“One” is not small letters",
        "“other” belongs to every list",
        "unknown key “lable”",
        "has no values",
        "reason_of_an_act is true or false",
        "hold “a” twice",
        "has no terms",
        "the lists hold “twice” twice",
    ):
        assert any(part in fault for fault in said), part
    assert read_vocabulary(GOOD, "good.toml").category("ABC").type("one").label == "One"


@given(st.text(max_size=200))
def test_any_text_is_a_vocabulary_or_is_refused(text: str) -> None:
    with pytest.raises(VocabularyFaults):
        read_vocabulary(text, "any.toml")


def test_a_jurisdiction_can_add_types_and_cannot_rename_any() -> None:
    shipped = read_vocabulary(GOOD, "good.toml")
    added = with_additions(
        shipped, '[[category]]\ncode = "ABC"\ntypes = [{ code = "three", label = "Three" }]', "ours.toml"
    ).category("ABC")
    assert [each.code for each in added.types] == ["one", "three", "other", "not_yet_known"]
    assert [each.added_here for each in added.types] == [False, True, False, False]

    renamed = '[[category]]\ncode = "ABC"\ntypes = [{ code = "one", label = "Uno" }, { code = "uno", label = "ONE" }]'
    with pytest.raises(VocabularyFaults) as error:
        with_additions(shipped, f'{renamed}\n[[category]]\ncode = "NEW"\nlabel = "New"', "ours.toml")
    said = " ".join(fault.what for fault in error.value.faults)
    assert "cannot be renamed" in said
    assert "there is a type “ONE” already" in said
    assert "“NEW” is no category" in said
    assert "unknown key “label”" in said


def test_a_category_without_types_gets_a_list_when_a_jurisdiction_adds_the_first() -> None:
    added = with_additions(
        typology.vocabulary(),
        '[[category]]\ncode = "URC"\ntypes = [{ code = "by_mail", label = "By mail" }]',
        "ours.toml",
    )
    assert [each.code for each in added.category("URC").types] == ["by_mail", "other", "not_yet_known"]


@pytest.mark.usefixtures("no_additions")
def test_additions_are_checked_when_they_are_set_and_faulty_ones_change_nothing(tmp_path: Path) -> None:
    ours = tmp_path / "ours.toml"
    ours.write_text(
        '[[category]]\ncode = "ICV"\ntypes = [{ code = "sport_camp", label = "Sport camp" }]', encoding="utf-8"
    )
    typology.use_additions(ours)
    assert typology.category("ICV").type("sport_camp").added_here
    ours.write_text("not toml at all [", encoding="utf-8")
    with pytest.raises(BadInput):
        typology.use_additions(ours)
    with pytest.raises(BadInput):
        typology.use_additions(tmp_path / "missing.toml")
