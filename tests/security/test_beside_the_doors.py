"""What leaves a request beside its answer holds no record: log lines, mails, jobs, notices and the details of the trail."""

import json
import logging
import re
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from tests.roles import switched_role
from tests.security.doors import Doors
from tests.security.oracle import Row, Snapshot
from tests.security.tokens import Tokens
from tests.security.walk import FORM, RECORD_PAGES, Walk
from tutela.accounts.actor import SYSTEM
from tutela.accounts.need_to_know import name_the_reader
from tutela.core import clock
from tutela.core.errors import TutelaError
from tutela.notices.digest import text_of, waiting_of
from tutela.reports.services.mail import mail as send_mail

REFERENCE = re.compile(r"[rcks]-\d{4}-[0-9a-z]{6,14}")


def beside_references(tokens: Tokens, *texts: str) -> set[str]:
    """What these texts hold of a record or a person, its reference aside."""
    return {one for one in tokens.in_text(*texts) if not REFERENCE.fullmatch(one)}


def words_of(rows: list[Row], column: str) -> list[str]:
    """A column as text."""
    return [
        value if isinstance(value, str) else json.dumps(value, default=str) for value in (row[column] for row in rows)
    ]


def test_the_jobs_hold_references_and_numbers_only(snapshot: Snapshot, tokens: Tokens) -> None:
    jobs = snapshot.rows["procrastinate_jobs"]
    assert jobs
    assert not beside_references(tokens, *words_of(jobs, "args"))


def test_the_details_of_the_trail_hold_no_words_of_a_record_but_the_reasons_of_those_who_acted(
    snapshot: Snapshot, tokens: Tokens
) -> None:
    entries = snapshot.rows["audit_entry"]
    assert len(entries) > 100
    # Why somebody transferred a record stands nowhere else; whoever reads the entry may read why it was done.
    # Why an entry of the register was switched off stands with it until it is switched again; the trail keeps each reason.
    # The digest over what a disposal removed stands in its tombstone too, and says nothing of what that was.
    details = [
        {name: value for name, value in json.loads(one).items() if name != "digest"}
        for one in words_of(entries, "details")
    ]
    for token in beside_references(tokens, *map(json.dumps, details)):
        assert {*tokens.holders(token)} - {"register_entry", "hashsets_wrong"} == {"audit_entry"}, token
    assert not beside_references(
        tokens, *(json.dumps({name: value for name, value in one.items() if name != "reason"}) for one in details)
    )


def test_a_notice_names_a_record_and_says_nothing_of_what_it_holds(snapshot: Snapshot, tokens: Tokens) -> None:
    told = snapshot.rows["notices_notice"]
    assert told
    assert not {
        one for one in beside_references(tokens, *words_of(told, "words")) if one.startswith("zqx") or "@" in one
    }


def test_the_sessions_hold_no_words_of_a_record(doors: Doors) -> None:
    visitor = next(doors.people())
    seen = next(row for row in doors.snapshot.rows["reports_report"] if visitor.oracle.sees("report", row["id"]))
    visitor.client.get(f"/reports/{seen['reference']}")
    visitor.client.get("/search?q=zqx")
    kept = dict(visitor.client.session.items())
    assert kept
    assert not beside_references(doors.tokens, json.dumps(kept, default=str)) - {str(kept.get("_auth_user_hash", ""))}


def test_the_log_holds_no_words_of_a_record_whatever_is_asked_and_refused(
    doors: Doors, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    walk = Walk(
        doors, seed=5, names=frozenset({*RECORD_PAGES, "search", "work_list", "report_send", "case_close", "people"})
    )
    visitors = [*doors.people()][::6] + [*doors.programs()][::6]
    for visitor in visitors:
        walk.by(visitor)
        visitor.ask(f"/reports/{doors.snapshot.rows['reports_report'][0]['reference']}/triage", FORM)
    lines = [record.getMessage() + str(record.exc_text or "") for record in caplog.records]
    assert lines
    assert not beside_references(doors.tokens, *lines)


def test_a_digest_names_records_and_its_reader_sees_each(doors: Doors) -> None:
    read = 0
    for visitor in doors.people():
        user = visitor.oracle.who.user
        if user is None:
            continue
        name_the_reader(user_id=user, membership_id=None)
        text = text_of(waiting_of(user), address="https://tutela.example")
        name_the_reader(user_id=None, membership_id=None)
        assert not beside_references(doors.tokens, text)
        assert doors.tokens.in_text(text) <= doors.tokens.allowed(visitor.oracle), visitor.key
        read += len(text)
    assert read > 1_000


def mailed(doors: Doors) -> list[EmailMessage]:
    """Every answer of the world that goes out by mail."""
    with switched_role("tutela_jobs"):
        for answer in doors.snapshot.rows["reports_answer"]:
            name_the_reader(user_id=None, membership_id=None)
            try:
                send_mail(answer["id"], actor=SYSTEM, now=clock.now())
            except TutelaError:
                continue
    return list(mail.outbox)


def test_a_mail_to_a_reporter_holds_no_words_of_a_record_and_goes_to_nobody_who_stays_unknown(doors: Doors) -> None:
    sealed = {row["email"].casefold() for row in doors.snapshot.rows["reports_reporteridentity"] if row["is_sealed"]}
    for one in mailed(doors):
        assert not {to.casefold() for to in one.to} & sealed
        found = beside_references(doors.tokens, one.subject, str(one.body))
        assert not {token for token in found if token.startswith("zqx")}


def test_a_refusal_of_the_database_repeats_no_value(doors: Doors, caplog: pytest.LogCaptureFixture) -> None:
    """Two with one address, one number at one source, one key: the message would hold what stands in a row that is hidden."""
    visitor = next(one for one in doors.people() if "north.administrator" in one.key)
    taken: list[dict[str, Any]] = [
        row for row in doors.snapshot.rows["accounts_user"] if row["email"].startswith("south")
    ]
    form = {
        "email": taken[0]["email"],
        "name": "Synthetic newcomer",
        "role": "investigator",
        "time_zone": "Europe/London",
    }
    answer = visitor.ask("/people/new", form)
    assert answer.status in {409, 422}
    assert taken[0]["name"] not in answer.body
    assert not visitor.tally.leaks
    assert not beside_references(doors.tokens, *[record.getMessage() for record in caplog.records])
