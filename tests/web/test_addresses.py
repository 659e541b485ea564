"""Filters, order and place in a list live in the address, so that a list can be sent to a colleague."""

from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from tutela.web.templatetags.tutela import csv_link, filter_chips, query_with, sort_header


class Filters(forms.Form):
    state = forms.MultipleChoiceField(choices=[("open", "Open"), ("closed", "Closed")], required=False)
    country = forms.ChoiceField(choices=[("Europe", [("NO", "Norway")])], required=False)
    mine = forms.BooleanField(required=False)


def at(address: str, **more: object) -> Context:
    return Context({"request": RequestFactory().get(address)} | more)


def test_one_thing_of_the_address_changes_and_the_rest_stays() -> None:
    assert query_with(at("/?state=open&state=closed&q=x"), q="y") == "?state=open&state=closed&q=y"


def test_a_new_order_begins_the_list_again() -> None:
    assert query_with(at("/?after=abc&q=x"), sort="due") == "?q=x&sort=due"


def test_a_next_page_keeps_order_and_filters_and_forgets_the_page_before() -> None:
    assert query_with(at("/?after=abc&sort=due"), after="def") == "?sort=due&after=def"


def test_nothing_left_is_still_an_address_of_this_page() -> None:
    assert query_with(at("/?q=x"), q=None) == "?"


def test_a_heading_sorts_rising_then_falling_and_says_which() -> None:
    assert sort_header(at("/"), "due", "Due")["state"] == "none"
    rising = sort_header(at("/?sort=due"), "due", "Due")
    assert (rising["state"], rising["href"]) == ("ascending", "?sort=-due")
    falling = sort_header(at("/?sort=-due"), "due", "Due")
    assert (falling["state"], falling["href"]) == ("descending", "?sort=due")


def test_a_heading_shows_the_order_that_a_list_has_without_being_asked() -> None:
    assert sort_header(at("/", default_sort="due"), "due", "Due")["state"] == "ascending"


def test_an_applied_filter_is_a_chip_that_takes_away_itself_only() -> None:
    chips = filter_chips(at("/?state=open&state=closed&country=NO&mine=on&after=abc&sort=due"), Filters())
    assert [(chip.label, chip.value) for chip in chips] == [
        ("State", "Open"),
        ("State", "Closed"),
        ("Country", "Norway"),
        ("Mine", "yes"),
    ]
    assert chips[0].href == "?state=closed&country=NO&mine=on&sort=due"


def test_a_csv_holds_the_list_as_filtered_from_its_first_row() -> None:
    link = csv_link(at("/?state=open&after=abc"))
    assert 'href="?state=open&amp;format=csv"' in link


def test_words_in_an_address_cannot_become_markup() -> None:
    page = Template('{% load tutela %}{% query_with sort="due" %}{% csv_link %}').render(at("/?q=%22%3E%3Cscript%3E"))
    assert "<script" not in page
    assert '">' not in page.split("download")[0].replace('format=csv">', "")
