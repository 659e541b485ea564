"""Identifiers: the same thing written in two ways is one, and what everybody shares is called trivial."""

import hashlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.core.errors import BadInput
from tutela.core.identifiers import KINDS, LONGEST, is_trivial, normalise, searchable

kinds = st.sampled_from(sorted(KINDS))


@pytest.mark.parametrize(
    ("kind", "written", "compared"),
    [
        ("email", " Jo.Bloggs@Mail.EXAMPLE ", "jo.bloggs@mail.example"),
        ("email", "mailto:jo@mail.example.", "jo@mail.example"),
        ("email", "jo@bücher.example", "jo@xn--bcher-kva.example"),
        ("email", "jo@XN--BCHER-KVA.example", "jo@xn--bcher-kva.example"),
        ("telephone", "+44 (0)1632 960 001", "+441632960001"),
        ("telephone", "+44 1632 960001 ext. 12", "+441632960001;ext=12"),
        ("telephone", "01632 960001", "01632960001"),
        ("telephone", "٠١٦٣٢ ٩٦٠٠٠١", "01632960001"),
        ("ip", "203.0.113.7", "203.0.113.7"),
        ("ip", "203.0.113.7:443", "203.0.113.7"),
        ("ip", "2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("ip", "[2001:db8::1]:443", "2001:db8::1"),
        ("ip", "fe80::1%eth0", "fe80::1"),
        ("ip", "::ffff:203.0.113.7", "203.0.113.7"),
        ("url", "HTTPS://WWW.Site.Example:443/", "https://www.site.example"),
        ("url", "http://site.example:8080/A?b=C#d", "http://site.example:8080/A?b=C"),
        ("url", "http://site.example?b=C", "http://site.example/?b=C"),
        ("url", "site.example/A%2fb", "site.example/A%2Fb"),
        ("url", "http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x"),
        ("url", "http://name:word@site.example/x", "http://site.example/x"),
        ("url", "site.example/?to=https://other.example", "site.example/?to=https://other.example"),
        ("account", "Chat Service: @Some_Body ", "chat service:some_body"),
        ("account", "Some_Body", "some_body"),
        ("account", "ＳＯＭＥ_body", "some_body"),
        ("device", "35-209900-176148-1", "352099001761481"),
        ("device", "00:1A:2b:3C:4d:5E", "001a2b3c4d5e"),
        ("device", "Serial  AB-12", "serial ab-12"),
        ("hash_md5", " 900150983CD24FB0D6963F7D28E17F72 ", "900150983cd24fb0d6963f7d28e17f72"),
        ("other", "  Two   Words ", "two words"),
    ],
)
def test_an_identifier_has_one_form_in_which_it_is_compared(kind: str, written: str, compared: str) -> None:
    assert normalise(kind, written) == compared


def test_a_telephone_number_without_its_country_is_read_with_the_help_of_a_region() -> None:
    assert normalise("telephone", "01632 960001", region="GB") == "+441632960001"
    assert normalise("telephone", "0049 30 901820", region="GB") == "+4930901820"


def test_digits_that_are_no_number_of_the_region_are_not_made_into_one() -> None:
    assert normalise("telephone", "1234 5678 9012 345", region="GB") == "123456789012345"
    assert normalise("telephone", "1632 960 001", region="GB") == "+441632960001"


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("email", "jo.mail.example"),
        ("email", "jo@"),
        ("email", "jo@."),
        ("email", "jo@one@two.example"),
        ("email", "jo@one/two"),
        ("email", "jo bloggs@mail.example"),
        ("telephone", "ask Jo"),
        ("telephone", "12 34"),
        ("ip", "203.0.113.256"),
        ("ip", "010.0.0.1"),
        ("ip", "site.example"),
        ("url", "http://"),
        ("url", "http://site.example:port/"),
        ("url", "http://[2001:db8::1/"),
        ("hash_md5", "900150983cd24fb0d6963f7d28e17f7"),
        ("hash_sha1", "900150983cd24fb0d6963f7d28e17f72"),
        ("hash_sha256", "z" * 64),
        ("shoe", "size 7"),
        ("other", "  "),
    ],
)
def test_what_cannot_be_of_its_kind_is_refused_with_the_mend_and_without_the_value(kind: str, written: str) -> None:
    with pytest.raises(BadInput) as raised:
        normalise(kind, written)
    assert raised.value.where.field == kind
    assert raised.value.mend
    assert not written.strip() or written not in raised.value.what


@given(kinds, st.one_of(st.text(), st.text("0123456789abcdefABCDEF.:-+@/[]%?# ﷺß\u00df\u0130")))
def test_any_text_has_one_stable_form_or_is_refused(kind: str, text: str) -> None:
    try:
        compared = normalise(kind, text)
    except BadInput:
        return
    assert compared
    assert normalise(kind, compared) == compared
    assert compared == compared.strip()


def test_a_value_that_grows_beyond_its_column_when_it_is_written_out_is_refused() -> None:
    assert normalise("other", "x" * LONGEST)
    with pytest.raises(BadInput, match="longer"):
        normalise("other", "\ufdfa" * 500)


@given(st.emails())
def test_two_ways_of_writing_an_address_are_one(address: str) -> None:
    assert normalise("email", address.upper()) == normalise("email", address.lower())


@given(st.ip_addresses())
def test_every_internet_address_is_read_in_its_long_and_its_short_form(address: object) -> None:
    assert normalise("ip", address.exploded) == normalise("ip", str(address).upper())  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *((kind, word) for kind in ("other", "account", "device") for word in ("unknown", "N/A", "none", "-")),
        *((f"hash_{name}", getattr(hashlib, name)(b"").hexdigest()) for name in ("md5", "sha1", "sha256")),
        ("hash_md5", "0" * 32),
        ("hash_sha256", "f" * 64),
        ("ip", "0.0.0.0"),
        ("ip", "127.0.0.1"),
        ("ip", "::1"),
        ("ip", "192.168.1.10"),
        ("ip", "100.64.3.2"),
        ("ip", "fe80::1"),
        ("ip", "255.255.255.255"),
        ("email", "noreply@site.example"),
        ("email", "noreply+12@site.example"),
        ("telephone", "0000000000"),
        ("url", "http://localhost:8000/x"),
        ("url", "10.1.2.3/x"),
    ],
)
def test_values_that_very_many_share_are_trivial(kind: str, value: str) -> None:
    assert is_trivial(kind, value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("other", "unknown soldier"),
        ("ip", "203.0.113.7"),
        ("ip", "2001:db8::1"),
        ("email", "jo@noreply.example"),
        ("telephone", "+441632960001"),
        ("url", "https://site.example"),
        ("hash_md5", "900150983cd24fb0d6963f7d28e17f72"),
        ("ip", "not an address"),
    ],
)
def test_values_that_tell_something_are_not_trivial(kind: str, value: str) -> None:
    assert not is_trivial(kind, value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José Muñoz", "jose munoz"),
        ("ÅNGSTRÖM", "angstrom"),
        ("Łódź", "lodz"),
        ("Straße", "STRASSE"),
        ("Sørensen", "sorensen"),
        ("İstanbul", "istanbul"),
        ("ﬁnn", "FINN"),
        ("Αθήνα", "αθηνα"),
        ("Ёлкин", "елкин"),
        ("مُحَمَّد", "محمد"),
        ("שָׁלוֹם", "שלום"),
        ("Jo\u200bseph", "joseph"),
    ],
)
def test_a_name_is_found_without_its_accents_and_capitals(one: str, other: str) -> None:
    assert searchable(one) == searchable(other)


@pytest.mark.parametrize(("one", "other"), [("が", "か"), ("कि", "क"), ("กี", "ก"), ("ड़", "ड"), ("क्ष", "कष")])
def test_signs_that_make_another_syllable_stay(one: str, other: str) -> None:
    assert searchable(one) != searchable(other)


@given(st.text())
def test_searching_for_what_is_searched_finds_the_same(text: str) -> None:
    once = searchable(text)
    assert searchable(once) == once
    assert searchable(text) == searchable(unicodedata.normalize("NFD", text))
