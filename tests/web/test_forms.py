"""Forms: errors stand beside the field and at the top, and everything works without script."""

import json

from django import forms
from django.template import Context, Template
from django.utils import translation
from lxml import html

from tutela.core.widgets import Checkboxes, DateText, LongText, PartialDateText, Radios, Text
from tutela.web.templatetags.govuk import calendar_words, password_words


class Sample(forms.Form):
    fieldsets = (("Who", ("who", "name")),)
    who = forms.ChoiceField(
        choices=[("person", "A person"), ("unknown", "Nobody knows")],
        widget=Radios(hints={"unknown": "They stay unknown."}, reveals={"person": "telephone"}),
    )
    telephone = forms.CharField(required=False)
    name = forms.CharField(help_text="As given.", widget=Text(width=20))
    words = forms.CharField(max_length=500, widget=LongText())
    parts = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=Checkboxes())
    day = forms.DateField(widget=DateText())
    agreed = forms.BooleanField()
    secret = forms.CharField(widget=forms.HiddenInput(), required=False)

    def clean(self) -> None:
        raise forms.ValidationError("Nothing fits together.")


def drawn(form: forms.Form, template: str = "{{ form }}") -> html.HtmlElement:
    return html.fromstring("<div>" + Template("{% load govuk %}" + template).render(Context({"form": form})) + "</div>")


def test_every_error_stands_at_the_top_as_a_link_to_an_input_that_exists() -> None:
    page = drawn(Sample({}))
    links = page.cssselect(".govuk-error-summary__list a")
    assert [link.text for link in links] == [
        "“Who” must be answered.",
        "“Name” must be answered.",
        "“Words” must be answered.",
        "“Parts” must be answered.",
        "“Day” must be answered.",
        "“Agreed” must be ticked.",
    ]
    for link in links:
        assert page.get_element_by_id(link.get("href")[1:]).tag in ("input", "textarea", "select")
    assert "Nothing fits together." in page.cssselect(".govuk-error-summary__list")[0].text_content()


def test_every_error_stands_beside_its_field_and_is_read_with_it() -> None:
    page = drawn(Sample({}))
    described = page.get_element_by_id("id_name").get("aria-describedby").split()
    assert described == ["id_name_helptext", "id_name_error"]
    assert "must be answered" in page.get_element_by_id("id_name_error").text_content()
    group = page.get_element_by_id("id_who_0").iterancestors("fieldset")
    assert next(iter(group)).get("aria-describedby") == "id_who_error"


def test_a_summary_above_the_heading_is_not_repeated_in_the_form() -> None:
    page = drawn(Sample({}), "{% error_summary form %}<h1>Heading</h1>{{ form }}")
    assert len(page.cssselect(".govuk-error-summary")) == 1


def test_a_form_without_errors_has_no_summary() -> None:
    assert not drawn(Sample()).cssselect(".govuk-error-summary")


def test_each_input_has_a_label_of_its_own() -> None:
    page = drawn(Sample())
    for element in page.cssselect("input:not([type=hidden]), textarea, select"):
        assert page.cssselect(f'label[for="{element.get("id")}"]'), element.get("id")


def test_a_revealed_field_is_inside_its_choice_once_and_present_without_script() -> None:
    page = drawn(Sample())
    (telephone,) = page.cssselect("#id_telephone")
    assert telephone.xpath("ancestor::*[@id='id_who_0_reveals']")
    assert page.get_element_by_id("id_who_0").get("data-aria-controls") == "id_who_0_reveals"


def test_a_field_kept_back_by_a_fieldset_is_not_lost() -> None:
    page = drawn(Sample())
    assert page.cssselect("fieldset.tu-fieldset legend")[0].text == "Who"
    for name in Sample.base_fields:
        assert page.cssselect(f'[name="{name}"]'), name


def test_a_text_with_a_limit_says_so_in_words_and_leaves_the_refusal_to_the_server() -> None:
    page = drawn(Sample())
    assert "up to 500 characters" in page.get_element_by_id("id_words-info").text_content()
    assert page.get_element_by_id("id_words").get("maxlength") is None


def test_what_was_typed_is_shown_again_escaped() -> None:
    page = drawn(Sample({"name": '"><script>', "words": "</textarea><script>", "who": "unknown"}))
    assert page.get_element_by_id("id_name").get("value") == '"><script>'
    assert page.get_element_by_id("id_words").text.strip() == "</textarea><script>"
    assert page.get_element_by_id("id_who_1").get("checked") is not None
    assert not page.cssselect("script")


def test_a_date_is_one_box_and_a_partial_date_has_no_calendar() -> None:
    page = drawn(Sample())
    assert page.get_element_by_id("id_day").get("type") == "text"
    assert page.cssselect('[data-module="moj-date-picker"] #id_day')

    class Partial(forms.Form):
        born = forms.CharField(widget=PartialDateText())

    assert not drawn(Partial()).cssselect('[data-module="moj-date-picker"]')


def test_what_need_not_be_answered_is_marked_and_not_what_a_choice_asks_for() -> None:
    class WithMore(Sample):
        more = forms.CharField(required=False, widget=Text())

    page = drawn(WithMore())
    for name, is_marked in {"more": True, "name": False, "telephone": False}.items():
        label = page.cssselect(f"label[for=id_{name}]")[0].text_content()
        assert ("(optional)" in label) == is_marked, name


def test_the_vendors_components_speak_french_where_the_page_does() -> None:
    assert (calendar_words(), password_words()) == ("", "")
    with translation.override("fr"):
        words = json.loads(html.fromstring(f"<div{calendar_words()}></div>").get("data-words"))
        assert (words["days"][0], words["days"][6], words["months"][0]) == ("lundi", "dimanche", "janvier")
        assert words["said"]["Choose date"] == "Choisir une date"
        assert 'data-i18n.hide-password="Masquer"' in password_words()
