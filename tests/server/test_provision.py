"""The four roles and the database, on any server: made once, closed to others, and never by an address that passes the policies."""

from pathlib import Path

import psycopg
import pytest

from tests.server.conftest import Start
from tutela.core.errors import BadInput, Unavailable
from tutela.server import databases
from tutela.server.places import Places
from tutela.server.provision import ROLES, provision


@pytest.fixture
def own(start: Start) -> str:
    """The administrator's address of a PostgreSQL that is not the embedded one of this installation."""
    return start().url("postgres", "postgres")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """An installation beside it."""
    made = Places(tmp_path / "installation")
    made.make()
    return made


def test_provisioning_twice_changes_nothing(own: str) -> None:
    assert provision(own)
    assert not provision(own)
    with psycopg.connect(own) as session:
        rows = session.execute(
            "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname LIKE 'tutela\\_%' ORDER BY 1"
        ).fetchall()
    assert rows == [(role, False, False) for role in sorted(ROLES)]


def test_a_role_that_could_pass_the_policies_is_mended(own: str) -> None:
    provision(own)
    with psycopg.connect(own, autocommit=True) as session:
        session.execute("ALTER ROLE tutela_app BYPASSRLS")
        provision(own)
        row = session.execute("SELECT rolbypassrls FROM pg_roles WHERE rolname = 'tutela_app'").fetchone()
    assert row == (False,)


def test_another_role_of_the_same_server_may_not_connect(own: str) -> None:
    provision(own)
    with psycopg.connect(own, autocommit=True) as session:
        session.execute("CREATE ROLE stranger LOGIN")
    stranger = databases.with_role(own, "stranger", "", "tutela")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(stranger)
    psycopg.connect(databases.with_role(own, "tutela_app", "", "tutela")).close()


def test_an_account_that_may_not_make_roles_is_refused_with_the_mend(own: str) -> None:
    with psycopg.connect(own, autocommit=True) as session:
        session.execute("CREATE ROLE weak LOGIN")
    with pytest.raises(Unavailable) as refused:
        provision(databases.with_role(own, "weak", ""))
    assert "CREATEROLE" in refused.value.mend


def test_an_administrator_in_database_url_makes_the_roles_and_is_never_connected_by(
    own: str, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TUTELA_DATABASE", raising=False)
    monkeypatch.setenv("DATABASE_URL", own.replace("/postgres?", "/tutela?"))
    found = databases._of_given(databases.os.environ["DATABASE_URL"], places)
    assert {name: address.partition("://")[2].partition(":")[0] for name, address in found.items()} == {
        "DATABASE_URL": "tutela_app",
        "DATABASE_OWNER_URL": "tutela_owner",
        "DATABASE_JOBS_URL": "tutela_jobs",
        "DATABASE_READER_URL": "tutela_reader",
    }
    with psycopg.connect(found["DATABASE_URL"]) as session:
        assert session.execute("SELECT current_user, current_database()").fetchone() == ("tutela_app", "tutela")
    passwords = places.keys / "database_passwords.json"
    assert passwords.stat().st_mode & 0o777 == 0o600
    assert databases._of_given(databases.os.environ["DATABASE_URL"], places) == found


def test_an_ordinary_role_in_database_url_has_its_neighbours_beside_it(own: str, places: Places) -> None:
    provision(own)
    given = databases.with_role(own, "tutela_app", "", "tutela")
    found = databases._of_given(given, places)
    assert found["DATABASE_URL"] == given
    assert "tutela_owner@" in found["DATABASE_OWNER_URL"]
    assert not (places.keys / "database_passwords.json").exists()


@pytest.mark.parametrize(
    ("address", "mend"),
    [
        ("mysql://somebody@db.example/tutela", "postgresql://"),
        ("postgresql://tutela_owner@db.example/tutela", "DATABASE_OWNER_URL"),
    ],
)
def test_an_address_that_would_pass_every_policy_or_is_none_is_refused(address: str, mend: str, places: Places) -> None:
    with pytest.raises(BadInput) as refused:
        databases._of_given(address, places)
    assert mend in refused.value.mend


def test_a_server_that_does_not_answer_is_said_with_the_mend_and_without_the_password(places: Places) -> None:
    with pytest.raises(Unavailable) as refused:
        databases._of_given("postgresql://tutela_app:hidden@127.0.0.1:1/tutela", places)
    assert "does not answer" in refused.value.what
    assert "hidden" not in f"{refused.value.what}{refused.value.mend}"
