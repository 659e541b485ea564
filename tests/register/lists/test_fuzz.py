"""Whatever is done to a list, it is refused in words or read without a wrong row."""

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.register.lists.fuzz import run, table
from tests.register.lists.making import FORMS_MADE
from tests.register.lists.oracle import check
from tutela.core.errors import TutelaError
from tutela.register.lists.reading import read_list
from tutela.register.lists.rows import Column

DIGEST = "0123456789abcdef0123456789abcdef"


def test_damaged_lists_of_each_form_do_no_harm() -> None:
    outcome = run(count=300 * len(FORMS_MADE), seed=20_260_301)
    assert outcome.total() == 300 * len(FORMS_MADE)
    for form in FORMS_MADE:
        happened = outcome.counts[form]
        assert {"read back exactly", "damaged, every row stands there", "BadInput", "Refused"} <= set(happened), form
        assert form in table(outcome)


@pytest.mark.parametrize(
    "data",
    [
        f"{DIGEST}\n".encode(),
        f"md5,name\n{DIGEST},a\n".encode(),
        f"<dfxml><fileobject><hashdigest type='md5'>{DIGEST}</hashdigest></fileobject></dfxml>".encode(),
        f'{{"value":[{{"MD5":"{DIGEST}"}}]}}'.encode(),
    ],
)
def test_the_oracle_sees_a_digest_that_does_not_stand_there(data: bytes) -> None:
    found = read_list(data)
    check(found, data)
    column = found.rows.exact["md5"]
    other = Column(np.bitwise_xor(column.digests, 1), column.there)
    wrong = replace(found, rows=replace(found.rows, exact={"md5": other}))
    with pytest.raises(AssertionError, match="does not stand there"):
        check(wrong, data)


@given(st.binary(max_size=2_000))
def test_any_bytes_do_no_harm(data: bytes) -> None:
    with suppress(TutelaError):
        read_list(data)


@given(
    st.sampled_from(["md5,name\n", f"{DIGEST}  ", '"Name","MD5 Hash","Known"\n"', "<dfxml>", '{"value":[']),
    st.text(max_size=500),
)
def test_any_text_behind_a_good_beginning_does_no_harm(beginning: str, text: str) -> None:
    with suppress(TutelaError):
        read_list(f"{beginning}{text}".encode("utf-8", "surrogatepass"))
