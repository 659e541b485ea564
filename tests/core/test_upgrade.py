"""An upgrade keeps what the earlier version held: rows that it wrote are found again in the present tables."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import psycopg
import pytest

# The last versions before people's identifiers and what is known of where a child may be got tables of their own.
_UPGRADE = """
import django; django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tutela.core.clock import now
from tutela.core.migrate import migrate_database, one_model_at_a_time

BEFORE = [("cases", "0003_list_by_due"), ("children", "0002_identity_is_a_rule")]
with one_model_at_a_time():
    for app, name in BEFORE:
        call_command("migrate", app, name, verbosity=0)
apps = MigrationExecutor(connection).loader.project_state(BEFORE).apps
owner = apps.get_model("organisations", "Organisation").objects.create(
    code="north", name="Synthetic North", short_name="North", kind="police", country="GB", holiday_country="GB")
owned = {"owner": owner, "owner_basis": "assigned", "owner_since": now(), "is_synthetic": True}
case = apps.get_model("cases", "Case").objects.create(id=1, reference="C-1", opened_at=now(), summary="Synthetic.", **owned)
people = apps.get_model("cases", "Person").objects
for number, identifiers in enumerate((["one@north.example", "Account_1"], [], ["+44 20 7946 0001"]), 1):
    people.create(case=case, capacity="suspect", label=f"Suspect {number}", identifiers=identifiers, added_at=now(), is_synthetic=True)
apps.get_model("children", "Child").objects.create(
    id=2, reference="K-2", label="Child 2", countries=["GB", "FR"], created_at=now(), **owned)
migrate_database()
"""


@pytest.fixture(scope="module")
def upgraded(socket_folder: str) -> Iterator[Callable[[str], list[tuple[object, ...]]]]:
    """Ask, past every policy, a database that held rows of the earlier version and was brought to the present one."""
    name = f"upgrade_{os.getpid()}"
    address = f"postgresql://tutela_owner@/{name}?host={socket_folder}"
    with psycopg.connect(f"host={socket_folder} user=postgres dbname=postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} OWNER tutela_owner")
        done = subprocess.run(
            [sys.executable, "-c", _UPGRADE],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ
            | {
                "DATABASE_OWNER_URL": address,
                "TUTELA_DATABASE_ROLE": "owner",
                "DJANGO_SETTINGS_MODULE": "tutela.settings.test",
            },
        )
        assert done.returncode == 0, done.stderr
        with psycopg.connect(f"host={socket_folder} user=tutela_jobs dbname={name}") as session:
            yield lambda statement: session.execute(statement).fetchall()  # type: ignore[call-overload]
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_an_upgrade_keeps_what_each_person_is_known_by(upgraded: Callable[[str], list[tuple[object, ...]]]) -> None:
    known = upgraded(
        "SELECT p.label, i.raw FROM cases_identifier i JOIN cases_person p ON p.id = i.person_id"
        " WHERE i.removed_at IS NULL ORDER BY i.id"
    )
    assert known == [("Suspect 1", "one@north.example"), ("Suspect 1", "Account_1"), ("Suspect 3", "+44 20 7946 0001")]


def test_an_upgrade_keeps_where_a_child_may_be_and_gives_the_child_an_assessment(
    upgraded: Callable[[str], list[tuple[object, ...]]],
) -> None:
    assert upgraded("SELECT country, state FROM children_whereabouts ORDER BY id") == [
        ("GB", "considered"),
        ("FR", "considered"),
    ]
    assert upgraded("SELECT a.state, c.kind FROM children_assessment a, clocks_clock c") == [("open", "assessment")]
