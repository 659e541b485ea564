"""The same ladder for every address: the owner, a colleague, another service, an auditor, a partner, nobody."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.api.conftest import PREFIX, Program, token_of
from tests.api.test_alerts import ADDRESSES as ALERTS
from tests.api.test_hash_sets import ADDRESSES as HASH_SETS
from tests.api.test_register import ADDRESSES as REGISTER
from tests.api.test_register_batch import ADDRESS as REGISTER_BATCH
from tests.api.test_register_files import ADDRESSES as FILES
from tests.api.test_series import ADDRESSES as SERIES
from tests.cast import World
from tutela.accounts.models import ApiToken, Membership
from tutela.accounts.need_to_know import acting_as
from tutela.accounts.services.tokens import make_token, revoke_token
from tutela.api.pages import described
from tutela.cases.models import ChildInCase
from tutela.cases.services.open_case import NewCase, NewCategory, NewChild
from tutela.core import clock, references
from tutela.ownership.access import find
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import Report
from tutela.reports.services.open_case import open_case_from
from tutela.reports.services.receive import receive_report

pytestmark = pytest.mark.django_db

RECORDS = ["/reports/{report}", "/reports/{report}/history", "/cases/{case}", "/children/{child}"]
LISTS = ["/work-list", "/offers", "/cases", "/children", "/search?q=synthetic"]
WORDS = {"words": "Synthetic words."}
VERBS: dict[str, Any] = {
    "/reports/{report}/triage": {"categories": [], "specific_concern": "no", "version": 1},
    "/reports/{report}/accept-concern": None,
    "/reports/{report}/assign": {"handler": "north.investigator@north.example"},
    "/reports/{report}/send": {"to": "south", "reason": "Area"},
    "/reports/{report}/answer": {"template": "receipt"},
    "/reports/{report}/decisions": {
        "kind": "no_investigation",
        "grounds": "not_traceable",
        "words": "Looked at.",
        "review_on": "2099-01-01",
    },
    "/reports/{report}/decisions/1/second": {"agrees": True},
    "/reports/{report}/information": WORDS,
    "/reports/{report}/open-case": {"summary": "Synthetic case.", "categories": [{"category": "IBI"}]},
    "/reports/{report}/reopen": WORDS,
    "/reports/{report}/claim": None,
    "/offers/1/accept": None,
    "/offers/1/decline": {"reason": "other_area"},
    "/offers/1/withdraw": None,
}
REPORTER = ["/submissions", "/submissions/{report}", "/answers"]
SENDING = {
    "/reports": {"summary": "Synthetic report."},
    "/reports/batch": {"reports": [{"summary": "Synthetic report."}]},
    "/submissions/{report}/messages": WORDS,
}
LOOKED_UP = ["/typology", "/organisations"]


@pytest.fixture
def there(world: World) -> dict[str, str]:
    """A report, a case and a child of the north."""
    actor, now = world.actor("north_investigator"), clock.now()
    incoming = IncomingReport.from_fields(door="staff", summary="Synthetic report.", categories=["IBI"])
    new = NewCase(summary="Synthetic case.", categories=[NewCategory("IBI")], children=[NewChild("Child 1")])
    with acting_as(actor):
        report: Report = find(receive_report(incoming, actor=actor, now=now).reference)
        other = find(receive_report(incoming, actor=actor, now=now).reference)
        case = open_case_from(other, new, actor=actor, now=now)
        child = ChildInCase.objects.get(case=case).child
    return {"report": report.reference, "case": case.reference, "child": child.reference}


def without_what_differs(answer: Any) -> dict[str, Any]:
    """A problem document without its id and without the reference that was asked for."""
    text = re.sub(r"[RCK]-\d{4}-\w+", "REFERENCE", answer.content.decode())
    return {name: value for name, value in json.loads(text).items() if name != "error_id"}


def test_the_ladder_covers_every_address_of_the_description() -> None:
    # Those of the register, of series, of alerts and of hash sets have a ladder of their own.
    listed = {
        *RECORDS,
        *LISTS,
        *VERBS,
        *REPORTER,
        *SENDING,
        *LOOKED_UP,
        *REGISTER,
        REGISTER_BATCH,
        *FILES,
        *SERIES,
        *ALERTS,
        *HASH_SETS,
        "/health",
    }
    plain = {re.sub(r"\{\w+\}|\b1\b", "{}", one.partition("?")[0]) for one in listed}
    assert plain == {re.sub(r"\{\w+\}", "{}", path.removeprefix(PREFIX)) for path in described()["paths"]}


@pytest.mark.parametrize("address", RECORDS)
def test_a_record_is_read_by_its_owners_staff_alone(
    address: str, there: dict[str, str], program: Callable[..., Program]
) -> None:
    asked = address.format(**there)
    for who in ("north_investigator", "north_colleague", "north_auditor"):
        assert program(who).get(asked).status_code == 200, who
    assert program("south_investigator").get(asked).status_code == 404
    for who in ("hotline_partner", "north_researcher", "north_welfare"):
        assert program(who).get(asked).status_code == 403, who
    assert program().get(asked).status_code == 401


def test_absent_and_not_yours_are_the_same_words(there: dict[str, str], program: Callable[..., Program]) -> None:
    south = program("south_investigator")
    for kind, address in (("report", "reports"), ("case", "cases"), ("child", "children")):
        nowhere = str(references.make(there[kind][0], 2026, 900_000))
        not_mine, absent = south.get(f"/{address}/{there[kind]}"), south.get(f"/{address}/{nowhere}")
        assert not_mine.status_code == absent.status_code == 404
        assert without_what_differs(not_mine) == without_what_differs(absent)


@pytest.mark.parametrize("address", LISTS)
def test_a_list_is_for_staff_and_holds_their_own(
    address: str, there: dict[str, str], program: Callable[..., Program]
) -> None:
    for who in ("north_investigator", "north_auditor"):
        assert program(who).get(address).status_code == 200
    seen = {row["reference"] for row in program("south_investigator").get(address).json()["items"]}
    assert not seen & set(there.values())
    assert program("hotline_partner").get(address).status_code == 403
    assert program().get(address).status_code == 401


@pytest.mark.parametrize("address", VERBS)
def test_a_verb_is_done_by_the_owners_staff_alone(
    address: str, there: dict[str, str], program: Callable[..., Program]
) -> None:
    asked, content = address.format(**there), VERBS[address]
    assert program("south_investigator").post(asked, content).status_code == 404
    for who in ("north_auditor", "hotline_partner", "north_researcher"):
        assert program(who).post(asked, content).status_code == 403, who
    assert program().post(asked, content).status_code == 401
    assert program("north_investigator", purpose="").post(asked, content).json()["code"] == "purpose_needed"
    assert program("north_colleague").post(asked, content).status_code in {200, 201, 404, 409}


@pytest.mark.parametrize("address", REPORTER)
def test_what_was_sent_is_read_by_whoever_sent_it(address: str, program: Callable[..., Program]) -> None:
    hotline, other = program("hotline_partner"), program("company_partner")
    reference = hotline.post("/reports", {"summary": "Synthetic report."}).json()["reference"]
    asked = address.format(report=reference)
    assert hotline.get(asked).status_code == 200
    elsewhere = other.get(asked)
    assert elsewhere.status_code == 404 if "{" in address else elsewhere.json()["items"] == []
    assert program("north_researcher").get(asked).status_code == 403
    assert program().get(asked).status_code == 401


@pytest.mark.parametrize("address", SENDING)
def test_reports_are_sent_by_partners_and_staff_and_not_by_auditors(
    address: str, program: Callable[..., Program]
) -> None:
    hotline = program("hotline_partner")
    asked = address.format(report=hotline.post("/reports", {"summary": "Synthetic first."}).json()["reference"])
    assert hotline.post(asked, SENDING[address]).status_code in {200, 201}
    assert program("north_intake").post(asked, SENDING[address]).status_code in {200, 201, 404}
    for who in ("north_auditor", "north_researcher"):
        assert program(who).post(asked, SENDING[address]).status_code == 403
    assert program().post(asked, SENDING[address]).status_code == 401


@pytest.mark.parametrize("address", LOOKED_UP)
def test_words_and_bodies_are_for_whoever_has_a_token(address: str, program: Callable[..., Program]) -> None:
    for who in ("north_investigator", "hotline_partner", "north_researcher"):
        assert program(who).get(address).status_code == 200
    assert program().get(address).status_code == 401


def test_the_server_says_that_it_answers_to_anybody(program: Callable[..., Program]) -> None:
    assert program().get("/health").json() == {"status": "ok"}


def test_every_token_that_opens_nothing_gets_the_same_words(world: World) -> None:
    actor, now = world.actor("north_investigator"), clock.now()
    revoked, living, ended = (token_of(world, one) for one in ("north_investigator", "north_colleague", "north_intake"))
    assert Program(revoked).get("/work-list").status_code == 200
    with acting_as(actor):
        revoke_token(ApiToken.objects.get(revoked_at=None), actor=actor, now=now)
    with acting_as(world.actor("north_administrator")):
        Membership.objects.filter(pk=world.memberships["north_intake"].pk).update(ends_at=now - timedelta(days=1))
    with acting_as(actor):
        _, expired = make_token(
            name="Past", expires_at=now - timedelta(days=1), actor=actor, now=now - timedelta(days=2)
        )
    answers = [Program(token).get("/work-list") for token in (revoked, expired, ended, "tutela_unknown", "x", "")]
    assert Program(living).get("/work-list").status_code == 200
    assert {one.status_code for one in answers} == {401}
    assert len({str(without_what_differs(one)) for one in answers}) == 1
    assert all(one["WWW-Authenticate"].startswith("Bearer") for one in answers)


def test_a_session_opens_nothing_here(world: World, client_for: Callable[..., Client]) -> None:
    client = client_for(world.north_investigator)
    assert client.get(f"{PREFIX}/work-list").status_code == 401


def test_a_token_needs_no_csrf_and_its_use_is_noted(world: World) -> None:
    program = Program(token_of(world, "hotline_partner"))
    program.client = Client(enforce_csrf_checks=True)
    assert program.post("/reports", {"summary": "Synthetic report."}).status_code == 201
    with acting_as(world.actor("hotline_partner")):
        assert ApiToken.objects.get().last_used_at is not None
