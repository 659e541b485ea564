"""What the program itself wrote into a report in English is read in the reader's language; what somebody else wrote, as it stands."""

from django.utils import translation

from tutela.reports.answer_templates import templates
from tutela.reports.forms import CHOSEN
from tutela.reports.partner_forms import NAMED_BY, basis_in_words
from tutela.reports.verb_forms import kind_and_label


def test_from_what_categories_were_concluded_is_said_in_the_readers_language() -> None:
    named = NAMED_BY.format(name="Northmoor Customs")
    with translation.override("fr"):
        assert basis_in_words(CHOSEN) == "Choisi par la personne qui a pris le signalement"
        assert basis_in_words(named) == "Indiqué par Northmoor Customs"
        assert basis_in_words("Found by their own system") == "Found by their own system"
        assert basis_in_words("") == ""
    assert basis_in_words(named) == named


def test_the_texts_of_answers_are_called_by_their_kind_and_name_in_the_readers_language() -> None:
    question = templates()["progress_question"]
    assert kind_and_label(question) == "Progress: We have a question"
    with translation.override("fr"):
        assert kind_and_label(question).endswith("Nous avons une question")
