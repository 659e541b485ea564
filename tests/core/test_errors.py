"""The error family: each member has a status, an exit code and a code that stays."""

import importlib
import pkgutil

import pytest

import tutela.core
from tutela.core.errors import ALL_ERRORS, BadInput, Fault, TutelaError, where


def _family(member: type[TutelaError]) -> set[type[TutelaError]]:
    found = set(member.__subclasses__())
    return found.union(*(_family(one) for one in found))


def test_every_member_of_the_family_is_listed_or_is_a_kind_of_one_that_is() -> None:
    for module in pkgutil.iter_modules(tutela.core.__path__):
        importlib.import_module(f"tutela.core.{module.name}")
    # What only a program meets over HTTP (no token, a wrong method) is the API's own, with its own table in docs/guide/api.md.
    family = [one for one in _family(TutelaError) if not one.__module__.startswith("tutela.api.")]
    unlisted = [one for one in family if not issubclass(one, ALL_ERRORS)]
    assert not unlisted


def test_codes_and_exit_codes_are_not_shared() -> None:
    assert len({one.code for one in ALL_ERRORS}) == len(ALL_ERRORS)
    assert len({one.exit_code for one in ALL_ERRORS}) == len(ALL_ERRORS)


@pytest.mark.parametrize("member", ALL_ERRORS)
def test_a_member_fails_as_a_client_or_as_unavailable_and_never_with_exit_code_zero(member: type[TutelaError]) -> None:
    assert 400 <= member.http_status < 500 or member.http_status == 503
    assert member.exit_code > 1, "1 is what Python itself ends with"


def test_the_place_of_a_fault_is_said_as_far_as_it_is_known() -> None:
    assert str(where(file="june.csv", row=17, field="country")) == "june.csv, row 17, field “country”"
    assert str(where(row=0)) == "row 0"
    assert str(where()) == ""


def test_an_error_says_what_happened_where_and_how_to_mend_it() -> None:
    faults = (Fault("No country.", "Give one.", where(row=3)), Fault("No date."))
    error = BadInput("Two rows are wrong.", where=where(file="june.csv"), mend="Correct them.", faults=faults)
    assert str(error) == error.what == "Two rows are wrong."
    assert (error.mend, str(error.where), error.faults) == ("Correct them.", "june.csv", faults)
    assert error.detail_code == "bad_input"
    assert BadInput("No.", code="no_zone").detail_code == "no_zone"
