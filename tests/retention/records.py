"""Records whose time to be kept is over, for the tests of retention: closed long ago, with nothing open about them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from tests.cases.cases import a_case, child_of, report_of
from tests.cast import World
from tests.roles import switched_role
from tutela.accounts.actor import SYSTEM, Actor
from tutela.accounts.models import Membership, User
from tutela.accounts.need_to_know import acting_as
from tutela.cases.models import Case
from tutela.cases.services.close import close_case
from tutela.children.models import Child
from tutela.children.services.stop import propose_stop, second_stop
from tutela.core import clock
from tutela.ownership.access import find
from tutela.reports.models import Report
from tutela.retention.models import Disposal
from tutela.retention.services.carry_out import carry_out
from tutela.retention.services.decide import approve
from tutela.retention.services.propose import propose

LONG_AGO = datetime(1960, 3, 1, tzinfo=UTC)
TABLE = {"report": "reports_report", "case": "cases_case", "child": "children_child"}


def own(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """One statement as the tables' owner: time that has passed, and what the application's role does not see."""
    with switched_role("tutela_owner"), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall()) if cursor.description else []


def an_old_case(world: World) -> Case:
    """A case closed in 1960, with its report, an identified child born in 1950 and one for whom the work was stopped."""
    case = a_case(world)
    manager, investigator = world.actor("north_manager"), world.actor("north_investigator")
    ahead = clock.now().date() + timedelta(days=90)
    with acting_as(investigator):
        child = child_of(world, case)
        stopping = propose_stop(
            child, grounds="nothing_to_trace", words="Synthetic.", review_on=ahead, actor=investigator, now=clock.now()
        )
    with acting_as(manager):
        second_stop(stopping.pk, agrees=True, words="", actor=manager, now=clock.now())
        close_case(find(case.reference), grounds="finished", words="Synthetic.", actor=manager, now=clock.now())
    long_ago(case)
    with acting_as(manager):
        old: Case = find(case.reference)
    return old


def long_ago(case: Case) -> None:
    """Everything about a closed case ended in 1960."""
    report = own("SELECT report_id FROM reports_caselink WHERE case_id = %s", case.pk)[0][0]
    own("UPDATE cases_case SET closed_at = %s WHERE id = %s", LONG_AGO, case.pk)
    own(
        "UPDATE reports_report SET state = 'closed', disposition = 'case', closed_at = %s WHERE id = %s",
        LONG_AGO,
        report,
    )
    children = "id IN (SELECT child_id FROM cases_childincase WHERE case_id = %s)"
    own(f"UPDATE children_child SET created_at = %s, birth_date = '1950-05-17' WHERE {children}", LONG_AGO, case.pk)
    nothing_open(case)


def nothing_open(case: Case) -> None:
    """No promise about a case, its children and its report runs, and no work on them is open."""
    its = (
        "((subject_kind = 'case' AND subject_id = %(case)s)"
        " OR (subject_kind = 'child' AND subject_id IN (SELECT child_id FROM cases_childincase WHERE case_id = %(case)s))"
        " OR (subject_kind = 'report' AND subject_id IN (SELECT report_id FROM reports_caselink WHERE case_id = %(case)s)))"
    )
    of_child = "child_id IN (SELECT child_id FROM cases_childincase WHERE case_id = %(case)s)"
    for statement in (
        "UPDATE clocks_clock SET ended_at = %(at)s, end_reason = 'closed' WHERE met_at IS NULL AND ended_at IS NULL AND "
        + its,
        "UPDATE tasks_task SET state = 'done', outcome = 'done', ended_at = now() WHERE state = 'open' AND " + its,
        "UPDATE children_assessment SET state = 'concluded', outcome = 'no_need', ended_at = opened_at WHERE state = 'open' AND "
        + of_child,
    ):
        with switched_role("tutela_owner"), connection.cursor() as cursor:
            cursor.execute(statement, {"case": case.pk, "at": LONG_AGO})


def parts(world: World, case: Case) -> tuple[Child, Child, Report]:
    """The identified child, the other one, and the report of a case."""
    with acting_as(world.actor("north_manager")):
        other = Child.objects.get(cases_of_child__case=case, identity="stopped")
    return child_of(world, case, identified=True), other, report_of(world, case)


def second_manager(world: World) -> Actor:
    """Another manager of Northmoor than the one of the cast."""
    with switched_role("tutela_owner"):
        user = User.objects.create(
            email="second.manager@north.example",
            name="Synthetic Second Manager",
            is_synthetic=True,
            created_at=clock.now(),
        )
        role = Membership.objects.create(
            user=user, organisation=world.north, role="manager", starts_at=clock.now() - timedelta(days=400)
        )
    role.user = user
    return Actor.of(role, purpose="investigating")


def proposed(world: World, record: Any, *, now: datetime | None = None) -> Disposal:
    """Its disposal, proposed by Northmoor's manager."""
    actor = world.actor("north_manager")
    with acting_as(actor):
        made = propose([find(record.reference)], words="Synthetic words.", actor=actor, now=now or clock.now())
    return made[0]


def approved(world: World, record: Any, *, by: Actor | None = None) -> Disposal:
    """Its disposal, proposed and approved forty days ago: the waiting time is over."""
    then = clock.now() - timedelta(days=40)
    disposal = proposed(world, record, now=then)
    second = by or second_manager(world)
    with acting_as(second):
        made = approve(disposal.pk, words="Looked at.", actor=second, now=then)
    wait_over(made)
    return made


def wait_over(disposal: Disposal) -> None:
    """The database's own clock, too, wrote the approval forty days ago."""
    own(
        "UPDATE retention_disposal SET approval_written_at = %s WHERE id = %s",
        clock.now() - timedelta(days=40),
        disposal.pk,
    )


def disposed(disposal: Disposal) -> str:
    """Carried out by the worker, with every deferred check of the database made at once."""
    with switched_role("tutela_jobs"):
        digest = carry_out(disposal.pk, actor=SYSTEM, now=clock.now())
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return digest


def counts() -> dict[str, int]:
    """How many rows every table holds."""
    tables = [name for (name,) in own("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]
    union = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in tables)
    return dict(own(union))


def rows_of(record: Any) -> dict[str, int]:
    """How many rows of each table belong to a record."""
    found = own(
        "SELECT table_name, row_count FROM retention_content_of(%s, %s, %s)",
        record.subject_kind,
        record.id,
        record.reference,
    )
    return dict(found)
