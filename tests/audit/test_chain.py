"""Two definitions of the chain, one in SQL and one here, seal alike."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tutela.audit.chain import canonical, digest_of, microseconds

text = st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=30)


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    at=st.datetimes(datetime(1, 1, 2), datetime(9998, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    user=st.none() | st.integers(0, 2**62),
    details=text,
    purpose=text,
)
def test_the_database_and_python_hash_the_same_text(at: datetime, user: int | None, details: str, purpose: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TimeZone = 'UTC'")
        cursor.execute(
            "SELECT audit_canonical(e), e.at::text FROM (SELECT (jsonb_populate_record(NULL::audit_entry, jsonb_build_object("
            "'id', '0190e2b4-0000-7000-8000-000000000001', 'at', %s::timestamptz, 'actor_kind', 'person', 'user_id', %s::bigint,"
            "'role', '', 'action', 'x.read', 'purpose', %s::text, 'subject_kind', '', 'subject_reference', '',"
            "'details', %s::text))).*) AS e",
            [at, user, purpose, details],
        )
        sealed, moment = cursor.fetchone()
    fields = ["0190e2b4-0000-7000-8000-000000000001", microseconds(datetime.fromisoformat(moment)), "person"]
    fields += [str(user) if user is not None else "", "", "", "", "x.read", purpose, "", "", "", details]
    assert canonical(fields) == sealed
    assert microseconds(at) == fields[1]


@given(st.lists(text, min_size=2, max_size=5), st.lists(text, min_size=2, max_size=5))
def test_different_entries_never_give_the_same_text(one: list[str], other: list[str]) -> None:
    assert (canonical(one) == canonical(other)) == (one == other)


def test_a_digest_covers_the_place_and_the_entry_before() -> None:
    fields = ["a", "b"]
    assert len({digest_of(1, "", fields), digest_of(2, "", fields), digest_of(1, "f" * 64, fields)}) == 3
