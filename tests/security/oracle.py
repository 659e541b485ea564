"""Who may see and change which row, said a second time: in Python, from the rules in words.

The rules are those of the product (docs: need to know), not of its SQL: when the two disagree, a test fails, and somebody
has to find out which of them is wrong.

A *record* is a report, a case, a child or a series. Its *staff* are the people of an organisation who read records: intake officers,
investigators, examiners, analysts, managers, auditors. Welfare officers, researchers, administrators and partners read none.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import psycopg
from psycopg.rows import dict_row

Row = dict[str, Any]
READ_RECORDS = {"intake_officer", "investigator", "examiner", "analyst", "manager", "auditor"}
CHANGE_RECORDS = READ_RECORDS - {"auditor"}
TABLE_OF_RECORD = {
    "report": "reports_report",
    "case": "cases_case",
    "child": "children_child",
    "series": "register_series",
}


@dataclass
class Snapshot:
    """Every table with all its rows, and the columns that make up its key."""

    rows: dict[str, list[Row]]
    key: dict[str, tuple[str, ...]]
    columns: dict[str, list[str]]
    at: datetime

    @classmethod
    def of(cls, session: psycopg.Connection[Any]) -> "Snapshot":
        """All that the schema holds: tables are asked of the catalogue, so that a new one is judged from its first day."""
        tables = [
            name
            for (name,) in session.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'm', 'v')"
                " ORDER BY relname"
            )
        ]
        rows, key, columns = {}, {}, {}
        for table in tables:
            with session.cursor(row_factory=dict_row) as cursor:
                rows[table] = cursor.execute(f'SELECT ctid::text AS "ctid", * FROM "{table}"').fetchall()
            columns[table] = [
                name
                for (name,) in session.execute(
                    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
                    " ORDER BY attnum",
                    [f'public."{table}"'],
                )
            ]
            key[table] = tuple(
                name
                for (name,) in session.execute(
                    "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)"
                    " WHERE i.indrelid = %s::regclass AND i.indisprimary ORDER BY a.attnum",
                    [f'public."{table}"'],
                )
            )
        at = session.execute("SELECT clock_timestamp()").fetchone()
        assert at is not None
        return cls(rows, key, columns, at[0])

    def key_of(self, table: str, row: Row) -> tuple[Any, ...]:
        """What names a row."""
        return tuple(row[name] for name in self.key[table])

    def by_id(self, table: str, number: Any) -> Row | None:
        """The row of a primary key."""
        return self._index(table).get((number,))

    def _index(self, table: str) -> dict[tuple[Any, ...], Row]:
        if table not in self._indexes:
            self._indexes[table] = {self.key_of(table, row): row for row in self.rows[table]}
        return self._indexes[table]

    @cached_property
    def _indexes(self) -> dict[str, dict[tuple[Any, ...], Row]]:
        return {}


@dataclass
class Person:
    """Who somebody is to the rules: nobody's role counts before it begins, after it ends, or of a closed account."""

    user: int | None = None
    organisation: int | None = None
    role: str = ""
    code: str = ""
    signing_in: bool = False

    @property
    def staff_of(self) -> int | None:
        """The organisation whose records they read."""
        return self.organisation if self.role in READ_RECORDS else None

    @property
    def works_for(self) -> int | None:
        """The organisation whose records they change."""
        return self.organisation if self.role in CHANGE_RECORDS else None

    @property
    def stands_for(self) -> int | None:
        """The organisation for which they are told what became of its reports."""
        return self.organisation if self.role in {*READ_RECORDS, "partner"} else None


@dataclass
class Oracle:
    """The rules, for one person."""

    world: Snapshot
    who: Person
    _seen: dict[tuple[str, int], bool] = field(default_factory=dict)
    # What a rule has put in order once, by its name.
    kept: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def for_reader(cls, world: Snapshot, reader: Any) -> "Oracle":
        """What a reader is, after checking what they claim."""
        person = Person(user=reader.user_id, code=reader.code_digest, signing_in=reader.stage == "sign-in")
        membership = world.by_id("accounts_membership", reader.membership_id)
        if membership is not None and membership["user_id"] == reader.user_id:
            account = world.by_id("accounts_user", reader.user_id)
            begun = membership["starts_at"] <= world.at
            over = membership["ends_at"] is not None and membership["ends_at"] <= world.at
            if account and account["is_active"] and begun and not over:
                person.organisation, person.role = membership["organisation_id"], membership["role"]
        return cls(world, person)

    # Records -----------------------------------------------------------------------------------------------------

    def record(self, kind: str, number: int | None) -> Row | None:
        """The record of a kind and number."""
        return (
            self.world.by_id(TABLE_OF_RECORD[kind], number) if kind in TABLE_OF_RECORD and number is not None else None
        )

    def sees(self, kind: str, number: int | None) -> bool:
        """Staff of the owner and of those who take part; the granted; of a restricted record, named people only."""
        if number is None:
            return False
        if (kind, number) not in self._seen:
            self._seen[kind, number] = self._sees(kind, number)
        return self._seen[kind, number]

    def _sees(self, kind: str, number: int) -> bool:
        record, who = self.record(kind, number), self.who
        if record is None or who.staff_of is None:
            return False
        if self._granted(kind, number):
            return True
        parts = [
            part
            for part in self.world.rows["ownership_participation"]
            if (part["subject_kind"], part["subject_id"]) == (kind, number) and part["ended_at"] is None
        ]
        if any(part["user_id"] == who.user for part in parts):
            return True
        if record["is_restricted"]:
            if record["handler_id"] == who.user:
                return True
            if record["handler_id"] is None and self._stands_in_for(record["owner_id"]):
                return True
            return record["owner_id"] == who.staff_of and who.role in {"manager", "auditor"}
        if record["owner_id"] == who.staff_of:
            return True
        return any(part["user_id"] is None and part["organisation_id"] == who.staff_of for part in parts)

    def _stands_in_for(self, owner: int) -> bool:
        """A manager of the owner's coordinating centre, while no manager and no auditor works at the owner's."""
        bodies = self.world.rows["organisations_organisation"]
        centres = [one for one in bodies if one["is_coordinating_centre"] and one["is_active"]]
        country = next(one["country"] for one in bodies if one["id"] == owner)
        theirs = [one for one in centres if one["country"] == country] or centres
        return (
            self.who.role == "manager"
            and self.who.organisation in {one["id"] for one in theirs}
            and not any(self._oversees(one, owner) for one in self.world.rows["accounts_membership"])
        )

    def _oversees(self, membership: Row, owner: int) -> bool:
        account = self.world.by_id("accounts_user", membership["user_id"])
        over = membership["ends_at"] is not None and membership["ends_at"] <= self.world.at
        return (
            membership["organisation_id"] == owner
            and membership["role"] in {"manager", "auditor"}
            and membership["starts_at"] <= self.world.at
            and not over
            and account is not None
            and bool(account["is_active"])
        )

    def _granted(self, kind: str, number: int, *, to_write: bool = False) -> bool:
        return any(
            (given["subject_kind"], given["subject_id"], given["user_id"]) == (kind, number, self.who.user)
            and given["ended_at"] is None
            and given["starts_at"] <= self.world.at < given["ends_at"]
            and (given["may_write"] or not to_write)
            for given in self.world.rows["accounts_grant"]
        )

    def changes(self, kind: str, number: int | None) -> bool:
        """The owner's working staff who see it, and those who were granted to write."""
        record = self.record(kind, number)
        if record is None or number is None or self.who.works_for is None or not self.sees(kind, number):
            return False
        return (
            record["owner_id"] == self.who.works_for
            or self._granted(kind, number, to_write=True)
            or self._works_jointly(kind, number)
        )

    def _works_jointly(self, kind: str, number: int) -> bool:
        """The working staff of a body that takes part to write; on a restricted record, no body as such does anything."""
        record = self.record(kind, number)
        return (
            record is not None
            and not record["is_restricted"]
            and any(
                (part["subject_kind"], part["subject_id"]) == (kind, number)
                and part["organisation_id"] == self.who.works_for
                and part["user_id"] is None
                and part["may_write"]
                and part["ended_at"] is None
                for part in self.world.rows["ownership_participation"]
            )
        )

    def is_reporter(self, report: int) -> bool:
        """Whoever sent it: as an organisation, or by the secret code."""
        submission = self.world.by_id("reports_submission", report)
        if submission is None:
            return False
        by_code = bool(self.who.code) and submission["code_digest"] == self.who.code
        return by_code or (self.who.stands_for is not None and submission["reporter_id"] == self.who.stands_for)

    @property
    def coordinates(self) -> bool:
        """Works in a coordinating centre, which watches every promise."""
        own = self.world.by_id("organisations_organisation", self.who.staff_of)
        return bool(own and own["is_coordinating_centre"])

    def is_colleague(self, user: int) -> bool:
        """Somebody who has, had or will have a role in the same organisation."""
        return self.who.organisation is not None and any(
            one["user_id"] == user and one["organisation_id"] == self.who.organisation
            for one in self.world.rows["accounts_membership"]
        )

    def keeps_account(self, user: int) -> bool:
        """An administrator keeps the accounts of those who work in their organisation and nowhere else at present."""
        elsewhere = any(
            one["user_id"] == user
            and one["organisation_id"] != self.who.organisation
            and (one["ends_at"] is None or one["ends_at"] > self.world.at)
            for one in self.world.rows["accounts_membership"]
        )
        return self.who.role == "administrator" and self.is_colleague(user) and not elsewhere

    # Rows --------------------------------------------------------------------------------------------------------

    def may_see(self, table: str, row: Row) -> bool:
        """Whether this person may see this row of this table. A table that no rule names may be seen by nobody."""
        rule = SEES.get(table)
        return rule is not None and bool(rule(self, row))

    def may_change(self, table: str, row: Row) -> bool:
        """Whether this person may change anything of this row."""
        rule = CHANGES.get(table)
        return rule is not None and bool(rule(self, row))

    def may_remove(self, table: str, row: Row) -> bool:
        """Whether this person may delete this row: next to nothing is ever deleted."""
        rule = REMOVES.get(table)
        return rule is not None and bool(rule(self, row))


Rule = Callable[[Oracle, Row], Any]


def _everybody(_: Oracle, __: Row) -> bool:
    return True


def _agreement(o: Oracle, row: Row) -> bool:
    return row["agreed_at"] is not None or o.who.organisation in (row["one_id"], row["other_id"])


def _with_record(o: Oracle, row: Row) -> bool:
    return o.sees(row["subject_kind"], row["subject_id"])


def _with_report(o: Oracle, row: Row) -> bool:
    return o.sees("report", row["report_id"])


def _with_case(o: Oracle, row: Row) -> bool:
    return o.sees("case", row["case_id"])


def _with_person(o: Oracle, row: Row) -> bool:
    person = o.world.by_id("cases_person", row["person_id"])
    return person is not None and o.sees("case", person["case_id"])


def _with_child(o: Oracle, row: Row) -> bool:
    return o.sees("child", row["child_id"])


def _of_case_and_child(o: Oracle, row: Row) -> bool:
    """What is said in a case: of a child in it, for whoever sees the child's record as well."""
    return _with_case(o, row) and (row["child_id"] is None or o.sees("child", row["child_id"]))


def _past_of_case_and_child(table: str) -> Rule:
    def rule(o: Oracle, row: Row) -> bool:
        present = o.world.by_id(table, row["pgh_obj_id"])
        return present is not None and _of_case_and_child(o, present)

    return rule


def _with_assessment(o: Oracle, row: Row) -> bool:
    assessment = o.world.by_id("children_assessment", row["assessment_id"])
    return assessment is not None and _with_child(o, assessment)


def _past_of_childs(table: str) -> Rule:
    def rule(o: Oracle, row: Row) -> bool:
        present = o.world.by_id(table, row["pgh_obj_id"])
        return present is not None and _with_child(o, present)

    return rule


def _past_of(kind: str) -> Rule:
    return lambda o, row: o.sees(kind, row["pgh_obj_id"])


def _past_of_part(table: str) -> Rule:
    def rule(o: Oracle, row: Row) -> bool:
        present = o.world.by_id(table, row["pgh_obj_id"])
        return present is not None and o.sees("case", present["case_id"])

    return rule


def _submission(o: Oracle, row: Row) -> bool:
    return o.sees("report", row["report_id"]) or o.is_reporter(row["report_id"])


def _identity(o: Oracle, row: Row) -> bool:
    """An open one is part of the report; a sealed one, for whoever asked with a reason and another person agreed, in time."""
    report = row["submission_id"]
    submission = o.world.by_id("reports_submission", report)
    if o.who.code and submission and submission["code_digest"] == o.who.code:
        return True
    if not o.sees("report", report):
        return False
    return not row["is_sealed"] or any(
        opening["submission_id"] == report
        and opening["asked_by_id"] == o.who.user
        and opening["agreed_by_id"] not in (None, o.who.user)
        and opening["ends_at"] > o.world.at
        for opening in o.world.rows["reports_identityopening"]
    )


def _clock(o: Oracle, row: Row) -> bool:
    """Who answers for it, who waits for it, who sees the record; and the centre, which watches that promises are kept.

    Whoever reported without an account sees, by the code, which answers they are owed.
    """
    submission = o.world.by_id("reports_submission", row["subject_id"]) if row["subject_kind"] == "report" else None
    return (
        (o.who.staff_of is not None and row["answerable_id"] == o.who.staff_of)
        or (o.who.stands_for is not None and row["owed_to_id"] == o.who.stands_for)
        or o.coordinates
        or _with_record(o, row)
        or (
            bool(o.who.code)
            and submission is not None
            and submission["code_digest"] == o.who.code
            and row["kind"] in ("receipt", "progress", "outcome")
        )
    )


def _pause(o: Oracle, row: Row) -> bool:
    clock = o.world.by_id("clocks_clock", row["clock_id"])
    return clock is not None and _clock(o, clock)


def _hand_over(o: Oracle, row: Row) -> bool:
    """Both sides see the offer, by their staff; so does who sees the record."""
    staff_of = o.who.staff_of
    return (staff_of is not None and staff_of in (row["sender_id"], row["receiver_id"])) or _with_record(o, row)


def _grant(o: Oracle, row: Row) -> bool:
    """Its holder; and, of the organisation that answers for the record, its managers, its auditors and who sees the record."""
    record = o.record(row["subject_kind"], row["subject_id"])
    is_owners = record is not None and record["owner_id"] == o.who.staff_of
    gave_it = o.who.staff_of is not None and row["answerable_id"] == o.who.staff_of
    if row["user_id"] == o.who.user and o.who.user is not None:
        return True
    return (gave_it and (o.who.role in {"manager", "auditor"} or _with_record(o, row))) or (
        is_owners and _with_record(o, row)
    )


def _asked_of_us(o: Oracle, request: Row) -> bool:
    """Those who may grant it: managers of the organisation that answers, and never the asker."""
    return (
        o.who.role == "manager"
        and request["asked_by_id"] != o.who.user
        and any(
            target["request_id"] == request["id"] and target["owner_id"] == o.who.works_for
            for target in o.world.rows["accounts_accessrequesttarget"]
        )
    )


def _request(o: Oracle, row: Row) -> bool:
    return (o.who.user is not None and row["asked_by_id"] == o.who.user) or _asked_of_us(o, row)


def _request_target(o: Oracle, row: Row) -> bool:
    request = o.world.by_id("accounts_accessrequest", row["request_id"])
    return (
        request is not None
        and o.who.role == "manager"
        and row["owner_id"] == o.who.works_for
        and request["asked_by_id"] != o.who.user
    )


def _audit(o: Oracle, row: Row) -> bool:
    """What you did yourself; for auditors, what their organisation's people did; in a record, for its owner's staff who see it."""
    if o.who.user is not None and row["user_id"] == o.who.user:
        return True
    if o.who.role == "auditor" and row["organisation_id"] == o.who.organisation:
        return True
    record = o.record(row["subject_kind"], row["subject_id"])
    return record is not None and record["owner_id"] == o.who.staff_of and _with_record(o, row)


def _mine(o: Oracle, row: Row) -> bool:
    return o.who.user is not None and row["user_id"] == o.who.user


def _mine_or_signing_in(o: Oracle, row: Row) -> bool:
    return _mine(o, row) or o.who.signing_in


def _signing_in(o: Oracle, _: Row) -> bool:
    return o.who.signing_in


def _account(o: Oracle, row: Row) -> bool:
    return row["id"] == o.who.user or o.who.signing_in or o.is_colleague(row["id"])


def _our_organisation(o: Oracle, row: Row) -> bool:
    return o.who.organisation is not None and row["organisation_id"] == o.who.organisation


def _membership(o: Oracle, row: Row) -> bool:
    return _mine(o, row) or _our_organisation(o, row)


def _token(o: Oracle, row: Row) -> bool:
    membership = o.world.by_id("accounts_membership", row["membership_id"])
    return membership is not None and (
        _mine(o, membership) or (o.who.role == "administrator" and _our_organisation(o, membership))
    )


def _bundle(o: Oracle, row: Row) -> bool:
    return o.who.staff_of is not None and row["owner_id"] == o.who.staff_of


def _arrival(o: Oracle, row: Row) -> bool:
    return _with_report(o, row) or (o.who.stands_for is not None and row["sender_id"] == o.who.stands_for)


def _batch(o: Oracle, row: Row) -> bool:
    return o.who.stands_for is not None and row["organisation_id"] == o.who.stands_for


def _batch_row(o: Oracle, row: Row) -> bool:
    batch = o.world.by_id("reports_importbatch", row["batch_id"])
    return batch is not None and _batch(o, batch)


def _comment(o: Oracle, row: Row) -> bool:
    """Whoever sees the record and is among those for whom it was written: all of them, or the writer's own organisation."""
    is_for = row["audience"] == "everybody" or (o.who.staff_of is not None and row["organisation_id"] == o.who.staff_of)
    return is_for and _with_record(o, row)


def _hit(o: Oracle, row: Row) -> bool:
    search = o.world.by_id("following_search", row["search_id"])
    return search is not None and _mine(o, search)


def _kept_filter(o: Oracle, row: Row) -> bool:
    """One's own, and what a colleague shares with the organisation whose records one reads."""
    is_ours = o.who.staff_of is not None and row["organisation_id"] == o.who.staff_of
    return _mine(o, row) or (row["is_shared"] and is_ours)


def _task(o: Oracle, row: Row) -> bool:
    """Who sees the record; and the organisation that has it to do, its partners too, without the record.

    Of a record restricted to named persons, the colleagues at its owner's learn nothing by its tasks, but of their own.
    """
    record = o.record(row["subject_kind"], row["subject_id"])
    has_it = o.who.stands_for is not None and row["organisation_id"] == o.who.stands_for
    is_quiet = record is not None and record["is_restricted"] and record["owner_id"] == row["organisation_id"]
    return (has_it and (not is_quiet or row["assignee_id"] == o.who.user)) or _with_record(o, row)


def _alert(o: Oracle, row: Row) -> bool:
    """The staff of the organisation that is told; of a record that it has restricted to named persons, only those who see it."""
    record = o.record(row["subject_kind"], row["subject_id"])
    is_quiet = record is not None and record["is_restricted"] and record["owner_id"] == row["organisation_id"]
    is_ours = o.who.staff_of is not None and row["organisation_id"] == o.who.staff_of
    return is_ours and (not is_quiet or o.sees(row["subject_kind"], row["subject_id"]))


def _past_of_alert(o: Oracle, row: Row) -> bool:
    present = o.world.by_id("deconfliction_alertto", row["pgh_obj_id"])
    return present is not None and _alert(o, present)


def country_of(o: Oracle, organisation: int | None) -> str:
    """The country of an organisation."""
    body = o.world.by_id("organisations_organisation", organisation)
    return str(body["country"]) if body else ""


def _reaches(o: Oracle, audience: str, country: str) -> bool:
    """Staff of every organisation, or of those of one country; an audience of its own is nobody else's."""
    if o.who.staff_of is None:
        return False
    return audience == "all" or (audience == "country" and country == country_of(o, o.who.staff_of))


def _ours(o: Oracle, row: Row) -> bool:
    return o.who.staff_of is not None and row["organisation_id"] == o.who.staff_of


def _our_work(o: Oracle, row: Row) -> bool:
    return o.who.works_for is not None and row["organisation_id"] == o.who.works_for


def _entry(o: Oracle, row: Row) -> bool:
    """Who gave it, its audience, and who works on its series."""
    return _ours(o, row) or _reaches(o, row["audience"], row["country"]) or o.sees("series", row["series_id"])


def _entries_of_file(o: Oracle, file: int | None) -> list[Row]:
    if file is None:
        return []
    if "entries" not in o.kept:
        by_file: dict[int, list[Row]] = {}
        for row in o.world.rows["register_entry"]:
            by_file.setdefault(row["file_id"], []).append(row)
        o.kept["entries"] = by_file
    found: list[Row] = o.kept["entries"].get(file, [])
    return found


def _file(o: Oracle, row: Row) -> bool:
    """Whoever may know of an entry of it, and who met it, where they may hear of it."""
    return any(_entry(o, one) for one in _entries_of_file(o, row["id"])) or any(
        one["file_id"] == row["id"] and _met(o, one) for one in o.world.rows["register_sighting"]
    )


def _met(o: Oracle, row: Row) -> bool:
    """Of what one's own organisation met: what has no hash, what one may know of, and of what one hears whom to ask."""
    of_case = [one for one in _entries_of_file(o, row["file_id"]) if one["kind"] == "case"]
    return _ours(o, row) and (
        row["file_id"] is None or any(_entry(o, one) or (one["is_on"] and one["otherwise"] == "ask") for one in of_case)
    )


def _sighting(o: Oracle, row: Row) -> bool:
    """Who met it, where they may hear of it, and who works on the series that the file or the hard copy is of."""
    of = [row["series_id"], *(one["series_id"] for one in _entries_of_file(o, row["file_id"]))]
    return _met(o, row) or any(o.sees("series", one) for one in of)


def _source(o: Oracle, row: Row) -> bool:
    return _ours(o, row) or _reaches(o, row["audience"], country_of(o, row["organisation_id"]))


def _past_of_source(o: Oracle, row: Row) -> bool:
    present = o.world.by_id("register_source", row["pgh_obj_id"])
    return present is not None and _source(o, present)


def _vote(o: Oracle, row: Row) -> bool:
    entry = o.world.by_id("register_entry", row["entry_id"])
    return entry is not None and _entry(o, entry)


def _class(o: Oracle, row: Row) -> bool:
    """Who gave it, and whoever may know what that organisation holds of the file."""
    return _ours(o, row) or any(
        one["organisation_id"] == row["organisation_id"] and _entry(o, one)
        for one in _entries_of_file(o, row["file_id"])
    )


def _knows_both(o: Oracle, row: Row) -> bool:
    return all(_file(o, {"id": row[one]}) for one in ("file_id", "other_id"))


def _near_verdict(o: Oracle, row: Row) -> bool:
    """Who said it, and whoever may know of both files and of what that organisation holds of one of them."""
    return _ours(o, row) or (
        _knows_both(o, row)
        and any(
            one["organisation_id"] == row["organisation_id"] and _entry(o, one)
            for number in (row["file_id"], row["other_id"])
            for one in _entries_of_file(o, number)
        )
    )


def _check_part(o: Oracle, row: Row) -> bool:
    check = o.world.by_id("register_check", row["check_id"])
    return check is not None and _ours(o, check)


def _of_our(parent: str, column: str, belongs: Rule) -> Rule:
    """Whoever has the thing that a row is of."""

    def rule(o: Oracle, row: Row) -> bool:
        above = o.world.by_id(parent, row[column])
        return above is not None and belongs(o, above)

    return rule


# What an organisation exchanges with bodies outside is its own: a body and its keys, a set with its editions and their parts, what came
# in with every item, what was wrong and who is to be told of it.
_OF_SET = _of_our("hashsets_hashset", "hash_set_id", _ours)
_OF_BODY = _of_our("hashsets_body", "body_id", _ours)
_OF_RECEIVED = _of_our("hashsets_receivedset", "received_id", _ours)
_OF_WRONG = _of_our("hashsets_wrong", "wrong_id", _ours)


def _heard(o: Oracle, row: Row) -> bool:
    """Whoever was told that something which it met is withdrawn, and whoever took the set."""
    return _ours(o, row) or _of_our("hashsets_takenedition", "edition_id", _OF_RECEIVED)(o, row)


def _staff(o: Oracle, _: Row) -> bool:
    return o.who.staff_of is not None


def hears_of(o: Oracle, series: Row) -> bool:
    """Whether somebody is told that there is a series, how far its children are known, and whose it is: no label, no child."""
    return o.sees("series", series["id"]) or _reaches(o, series["audience"], country_of(o, series["owner_id"]))


def _past_of_task(o: Oracle, row: Row) -> bool:
    present = o.world.by_id("tasks_task", row["pgh_obj_id"])
    return present is not None and _task(o, present)


def _decides_disposal(o: Oracle, row: Row) -> bool:
    """Another manager of the organisation than the proposer; where it has no other, one of its coordinating centre."""
    own, bodies = row["organisation_id"], o.world.rows["organisations_organisation"]
    if o.who.role != "manager" or o.who.user == row["proposed_by_id"]:
        return False
    if o.who.organisation == own:
        return True
    centres = [one for one in bodies if one["is_coordinating_centre"] and one["is_active"]]
    country = next(one["country"] for one in bodies if one["id"] == own)
    theirs = [one for one in centres if one["country"] == country] or centres
    others = [
        one
        for one in o.world.rows["accounts_membership"]
        if one["role"] == "manager" and one["user_id"] != row["proposed_by_id"] and o._oversees(one, own)
    ]
    return o.who.organisation in {one["id"] for one in theirs} and not others


def _disposal(o: Oracle, row: Row) -> bool:
    """Managers and auditors of the organisation, who sees the record, and whoever decides in place of its managers."""
    if row["organisation_id"] == o.who.staff_of and o.who.role in {"manager", "auditor"}:
        return True
    mine = row["state"] in {"proposed", "approved"} or o.who.user in (row["decided_by_id"], row["stopped_by_id"])
    return _with_record(o, row) or (mine and _decides_disposal(o, row))


def _of_disposal(o: Oracle, row: Row) -> bool:
    disposal = o.world.by_id("retention_disposal", row["disposal_id"])
    return disposal is not None and _disposal(o, disposal)


def _steps_disposal(o: Oracle, row: Row) -> bool:
    ours = o.who.role == "manager" and row["organisation_id"] == o.who.works_for
    return row["state"] in {"proposed", "approved"} and (ours or _decides_disposal(o, row))


def _review_of_decision(o: Oracle, row: Row) -> bool:
    """Whoever sees the record sees what was decided about it, and what somebody found who looked at that again."""
    decision = o.world.by_id("decisions_decision", row["decision_id"])
    return decision is not None and _with_record(o, decision)


def _with_case_and_child(o: Oracle, row: Row) -> bool:
    """What is said of a child as a witness in a case: whoever sees both."""
    return o.sees("case", row["case_id"]) and o.sees("child", row["child_id"])


def _past_of_measure(o: Oracle, row: Row) -> bool:
    present = o.world.by_id("plans_specialmeasure", row["pgh_obj_id"])
    return present is not None and _with_case_and_child(o, present)


def _parent(o: Oracle, parent: str, row: Row) -> Row | None:
    return o.world.by_id(f"plans_{parent}", row[f"{parent}_id"])


def _with_parent(parent: str) -> Rule:
    """A part of a plan or of a meeting: whoever sees the case of that."""

    def rule(o: Oracle, row: Row) -> bool:
        of = _parent(o, parent, row)
        return of is not None and o.sees("case", of["case_id"])

    return rule


def _past_of_parented(table: str, parent: str) -> Rule:
    def rule(o: Oracle, row: Row) -> bool:
        present = o.world.by_id(table, row["pgh_obj_id"])
        return present is not None and _with_parent(parent)(o, present)

    return rule


def _began(o: Oracle, row: Row) -> bool:
    membership = o.world.by_id("accounts_membership", row["membership_id"])
    return membership is not None and o.who.user is not None and membership["user_id"] == o.who.user


def _bulk(o: Oracle, row: Row) -> bool:
    """Whoever began it, and the managers and auditors there."""
    ours = o.who.staff_of is not None and row["organisation_id"] == o.who.staff_of
    return ours and (_began(o, row) or o.who.role in {"manager", "auditor"})


def _of_bulk(o: Oracle, row: Row) -> Row | None:
    bulk = o.world.by_id("bulk_bulkassignment", row["bulk_id"])
    return bulk if bulk is not None and _bulk(o, bulk) else None


def _bulk_item(o: Oracle, row: Row) -> bool:
    bulk = _of_bulk(o, row)
    return bulk is not None and o.sees(bulk["kind"], row["subject_id"])


SEES: dict[str, Rule] = {
    "bulk_bulkassignment": _bulk,
    "bulk_bulkitem": _bulk_item,
    "bulk_bulkprogress": lambda o, row: _of_bulk(o, row) is not None,
    "retention_keepingrule": lambda o, row: row["organisation_id"] == o.who.organisation,
    "retention_hold": _with_record,
    "retention_disposal": _disposal,
    "retention_removed": _of_disposal,
    "retention_stayed": _of_disposal,
    # The directory and the framework's own tables: nobody's data.
    "organisations_organisation": _everybody,
    "organisations_openinghours": _everybody,
    "organisations_closedday": _everybody,
    "organisations_unit": _everybody,
    "organisations_remit": _everybody,
    "organisations_place": _everybody,
    "organisations_directagreement": _agreement,
    "django_content_type": _everybody,
    "django_migrations": _everybody,
    # The application itself needs these whole; a test looks that they hold references and secrets' digests only.
    "django_session": _everybody,
    "procrastinate_jobs": _everybody,
    "procrastinate_events": _everybody,
    "procrastinate_periodic_defers": _everybody,
    "procrastinate_workers": _everybody,
    # People and access.
    "accounts_user": _account,
    "accounts_membership": _membership,
    "accounts_apitoken": _token,
    "accounts_grant": _grant,
    "accounts_accessrequest": _request,
    "accounts_accessrequesttarget": _request_target,
    "accounts_dutyshift": _our_organisation,
    "account_emailaddress": _mine_or_signing_in,
    "account_emailconfirmation": _signing_in,
    "mfa_authenticator": _mine_or_signing_in,
    "socialaccount_socialaccount": _mine_or_signing_in,
    "socialaccount_socialtoken": _signing_in,
    "audit_entry": _audit,
    "notices_notice": _mine,
    "notices_digestchoice": _mine,
    "reports_lastlooked": _mine,
    # Records.
    "reports_report": lambda o, row: o.sees("report", row["id"]),
    "cases_case": lambda o, row: o.sees("case", row["id"]),
    "children_child": lambda o, row: o.sees("child", row["id"]),
    "reports_reportchangeevent": _past_of("report"),
    "cases_casechangeevent": _past_of("case"),
    "children_childchangeevent": _past_of("child"),
    # What is kept around a child is the child's: where the child may be, what the child needs, who is in contact.
    "children_whereabouts": _with_child,
    "children_assessment": _with_child,
    "children_assessmentchangeevent": _past_of_childs("children_assessment"),
    "children_finding": _with_assessment,
    "children_contact": _with_child,
    "children_contactchangeevent": _past_of_childs("children_contact"),
    "cases_casecategorychangeevent": _past_of_part("cases_casecategory"),
    "cases_personchangeevent": _past_of_part("cases_person"),
    "cases_casecategory": _with_case,
    "cases_childincase": _with_case,
    "cases_person": _with_case,
    "cases_entry": _with_case,
    "cases_standing": _with_person,
    "cases_answer": _of_case_and_child,
    "cases_identifier": _of_case_and_child,
    "cases_place": _of_case_and_child,
    "cases_identifierchangeevent": _past_of_case_and_child("cases_identifier"),
    "cases_placechangeevent": _past_of_case_and_child("cases_place"),
    "cases_proposal": _of_case_and_child,
    "cases_editing": _with_case,
    "clocks_clock": _clock,
    "clocks_pause": _pause,
    "comments_comment": _comment,
    "comments_letter": _with_record,
    "following_follow": _mine,
    "following_search": _mine,
    "following_hit": _hit,
    "following_savedfilter": _kept_filter,
    # The worker's alone: how far it has looked through the trail.
    "following_lookout": lambda o, row: False,
    "notices_channelchoice": _mine,
    "decisions_decision": _with_record,
    "decisions_review": _review_of_decision,
    "ownership_span": _with_record,
    "ownership_participation": _with_record,
    "ownership_assignment": _with_record,
    "ownership_handover": _hand_over,
    # What came with a case from another installation goes with the record that it is said of.
    "exchange_import": _with_case,
    "exchange_elsewhere": _with_record,
    "plans_plan": _with_case,
    "plans_welfarestep": _with_case,
    "plans_meeting": _with_case,
    "plans_specialmeasure": _with_case_and_child,
    "plans_measurenotneeded": _with_case_and_child,
    "plans_planpart": _with_parent("plan"),
    "plans_planchild": _with_parent("plan"),
    "plans_seizure": _with_parent("plan"),
    "plans_followingstep": _with_parent("plan"),
    "plans_meetingperson": _with_parent("meeting"),
    "plans_meetingchild": _with_parent("meeting"),
    "plans_meetingdecision": _with_parent("meeting"),
    "plans_meetingaction": _with_parent("meeting"),
    "plans_planchangeevent": _past_of_part("plans_plan"),
    "plans_welfarestepchangeevent": _past_of_part("plans_welfarestep"),
    "plans_meetingchangeevent": _past_of_part("plans_meeting"),
    "plans_specialmeasurechangeevent": _past_of_measure,
    "plans_seizurechangeevent": _past_of_parented("plans_seizure", "plan"),
    "plans_meetingpersonchangeevent": _past_of_parented("plans_meetingperson", "meeting"),
    "tasks_task": _task,
    "tasks_taskchangeevent": _past_of_task,
    "tasks_told": lambda o, row: False,  # the worker's memory of whom it told
    # The register: what an organisation holds of a file, and of which series it is.
    "register_series": lambda o, row: o.sees("series", row["id"]),
    "register_serieschangeevent": _past_of("series"),
    "register_childinseries": lambda o, row: o.sees("series", row["series_id"]),
    "register_entry": _entry,
    "register_entryvote": _vote,
    "register_file": _file,
    "register_sighting": _sighting,
    "register_source": _source,
    "register_sourcechangeevent": _past_of_source,
    "register_submission": _ours,
    "register_check": _ours,
    "register_checkpart": _check_part,
    "register_checksaid": _check_part,
    "register_nearverdict": _near_verdict,
    "register_scheme": _staff,
    "register_schemecode": _staff,
    "register_schememapping": _staff,
    "register_classification": _class,
    "register_otherhash": _class,
    # What an index must look at again, and what the worker has to hold against everything else.
    "hashsets_body": _ours,
    "hashsets_bodychangeevent": _of_our("hashsets_body", "pgh_obj_id", _ours),
    "hashsets_bodykey": _OF_BODY,
    "hashsets_hashset": _ours,
    "hashsets_recipient": _OF_SET,
    "hashsets_edition": _OF_SET,
    "hashsets_editionpart": _of_our("hashsets_edition", "edition_id", _OF_SET),
    "hashsets_receivedset": _ours,
    "hashsets_takenedition": _OF_RECEIVED,
    "hashsets_party": _ours,
    "hashsets_origin": _OF_RECEIVED,
    "hashsets_givenclass": _ours,
    "hashsets_receiveditem": _OF_RECEIVED,
    "hashsets_receivedclass": _of_our("hashsets_receiveditem", "item_id", _OF_RECEIVED),
    "hashsets_wrong": _ours,
    "hashsets_telling": _OF_WRONG,
    "hashsets_heard": _heard,
    "register_completion": lambda o, row: False,
    "register_fact": lambda o, row: False,
    # What two services have in common stands above both: what each is told has a row of its own.
    "deconfliction_alert": lambda o, row: False,
    "deconfliction_place": lambda o, row: False,
    "deconfliction_lookout": lambda o, row: False,
    "deconfliction_alertto": _alert,
    "deconfliction_alerttochangeevent": _past_of_alert,
    "finding_document": lambda o, row: False,  # words, which one function of the database searches
    "clocks_told": lambda o, row: False,  # the worker's memory of whom it told
    "accounts_tokenuse": lambda o, row: False,  # counts, which nobody has to see
    "reports_doorcount": lambda o, row: False,  # digests and counts, which nobody has to see
    "reports_submission": _submission,
    "reports_answer": _submission,
    "reports_reportermessage": _submission,
    "reports_reporteridentity": _identity,
    "reports_identityopening": lambda o, row: o.sees("report", row["submission_id"]),
    "reports_arrival": _arrival,
    "reports_identifier": _with_report,
    "reports_personmention": _with_report,
    "reports_filemention": _with_report,
    "reports_caselink": _with_report,
    "reports_bundle": _bundle,
    "reports_bundlemember": _with_report,
    "reports_urgentcall": _with_report,
    "reports_importbatch": _batch,
    "reports_importrow": _batch_row,
}
# Whoever reads all of a table needs no policy on it: replacing one would change nothing.
SEEN_BY_EVERYBODY = frozenset(table for table, rule in SEES.items() if rule is _everybody)


def _changes_record(o: Oracle, row: Row) -> bool:
    return o.changes(row["subject_kind"], row["subject_id"])


def _changes_report(o: Oracle, row: Row) -> bool:
    return o.changes("report", row["report_id"])


def _changes_case(o: Oracle, row: Row) -> bool:
    return o.changes("case", row["case_id"])


def _changes_hand_over(o: Oracle, row: Row) -> bool:
    """The working staff of both sides, and the centre's managers, who may take an offer back to decide otherwise."""
    sides = o.who.works_for is not None and o.who.works_for in (row["sender_id"], row["receiver_id"])
    return sides or (o.coordinates and o.who.role == "manager")


def _changes_grant(o: Oracle, row: Row) -> bool:
    """Its holder gives it up; managers of the organisation that answers end or review it."""
    record = o.record(row["subject_kind"], row["subject_id"])
    answers = o.who.works_for is not None and o.who.works_for in (row["answerable_id"], record and record["owner_id"])
    return _mine(o, row) or (o.who.role == "manager" and answers)


def _changes_clock(o: Oracle, row: Row) -> bool:
    return (o.who.works_for is not None and row["answerable_id"] == o.who.works_for) or _changes_record(o, row)


def _changes_pause(o: Oracle, row: Row) -> bool:
    clock = o.world.by_id("clocks_clock", row["clock_id"])
    return clock is not None and _changes_clock(o, clock)


def _agrees_to_opening(o: Oracle, row: Row) -> bool:
    return (
        row["asked_by_id"] != o.who.user
        and row["agreed_by_id"] is None
        and row["refused_by_id"] is None
        and o.changes("report", row["submission_id"])
    )


def _keeps_organisation(o: Oracle, row: Row) -> bool:
    return o.who.role == "administrator" and _our_organisation(o, row)


def _keeps_rota(o: Oracle, row: Row) -> bool:
    return o.who.role in {"manager", "intake_officer"} and _our_organisation(o, row)


def _changes_task(o: Oracle, row: Row) -> bool:
    """The working people of the organisation that has it and of the one that gave it, and who changes the record."""
    works = o.who.organisation if o.who.role in {*CHANGE_RECORDS, "partner"} else None
    has_it = works is not None and row["organisation_id"] == works
    gave_it = o.who.works_for is not None and row["giver_id"] == o.who.works_for
    return _task(o, row) and (has_it or gave_it or _changes_record(o, row))


def _ends_of_child(o: Oracle, row: Row) -> bool:
    """The owner's working staff end an assessment or a contact of the child, once."""
    return row["ended_at"] is None and o.changes("child", row["child_id"])


def _changes_part(parent: str, *states: str) -> Rule:
    """A part of a plan or of a meeting that stands so: whoever changes its case, unless the part was taken out."""

    def rule(o: Oracle, row: Row) -> bool:
        of = _parent(o, parent, row)
        return (
            of is not None
            and of["state"] in states
            and row.get("removed_at") is None
            and o.changes("case", of["case_id"])
        )

    return rule


CHANGES: dict[str, Rule] = {
    "bulk_bulkassignment": lambda o, row: (
        row["organisation_id"] == o.who.works_for and o.who.works_for is not None and _began(o, row)
    ),
    "bulk_bulkitem": lambda o, row: (
        _bulk_item(o, row) and o.changes((_of_bulk(o, row) or {})["kind"], row["subject_id"])
    ),
    # A hold is lifted by a manager; a disposal goes a step further, by whoever may take that step.
    "retention_hold": lambda o, row: row["lifted_at"] is None and o.who.role == "manager" and _changes_record(o, row),
    "retention_disposal": _steps_disposal,
    # Keyed by unguessable values, or without any person's data.
    "django_session": _everybody,
    "procrastinate_jobs": _everybody,
    "procrastinate_events": lambda o, row: False,
    "organisations_organisation": lambda o, row: o.who.role == "administrator" and row["id"] == o.who.organisation,
    "organisations_openinghours": _keeps_organisation,
    "organisations_closedday": _keeps_organisation,
    "organisations_unit": _keeps_organisation,
    "organisations_remit": _keeps_organisation,
    "accounts_user": lambda o, row: row["id"] == o.who.user or o.who.signing_in or o.keeps_account(row["id"]),
    "accounts_membership": lambda o, row: _keeps_organisation(o, row) and row["user_id"] != o.who.user,
    "accounts_apitoken": _token,
    "accounts_grant": _changes_grant,
    "accounts_accessrequest": lambda o, row: row["state"] == "asked" and _request(o, row),
    "accounts_accessrequesttarget": lambda o, row: row["refused_at"] is None and _request_target(o, row),
    "accounts_dutyshift": _keeps_rota,
    "account_emailaddress": _mine_or_signing_in,
    "account_emailconfirmation": _signing_in,
    "mfa_authenticator": _mine_or_signing_in,
    "socialaccount_socialaccount": _mine_or_signing_in,
    "socialaccount_socialtoken": _signing_in,
    "notices_notice": _mine,
    "notices_digestchoice": _mine,
    "reports_lastlooked": _mine,
    "reports_report": lambda o, row: o.changes("report", row["id"]),
    "cases_case": lambda o, row: o.changes("case", row["id"]),
    "children_child": lambda o, row: o.changes("child", row["id"]),
    "children_assessment": _ends_of_child,
    "children_contact": _ends_of_child,
    "cases_casecategory": _changes_case,
    "cases_childincase": _changes_case,
    "cases_person": _changes_case,
    # That it was replaced, taken away or decided: once.
    "cases_answer": lambda o, row: row["replaced_at"] is None and _changes_case(o, row) and _of_case_and_child(o, row),
    "cases_identifier": lambda o, row: _changes_case(o, row) and _of_case_and_child(o, row),
    "cases_place": lambda o, row: _changes_case(o, row) and _of_case_and_child(o, row),
    "cases_proposal": lambda o, row: (
        row["state"] == "open"
        and _of_case_and_child(o, row)
        and (_changes_case(o, row) or (o.who.user is not None and row["by_id"] == o.who.user))
    ),
    "cases_editing": lambda o, row: _mine(o, row) and _with_case(o, row),
    "clocks_clock": _changes_clock,
    "clocks_pause": _changes_pause,
    # That it was withdrawn, by its writer; and of a letter, that it was answered.
    "comments_comment": lambda o, row: (
        _mine(o, {"user_id": row["made_by_id"]}) and row["organisation_id"] == o.who.staff_of and _comment(o, row)
    ),
    "comments_letter": _changes_record,
    "following_savedfilter": lambda o, row: _mine(o, row) and row["organisation_id"] == o.who.staff_of,
    "notices_channelchoice": _mine,
    "decisions_decision": _changes_record,
    "plans_plan": lambda o, row: _changes_case(o, row) and row["state"] in {"draft", "ready"},
    "plans_welfarestep": lambda o, row: _changes_case(o, row) and row["removed_at"] is None,
    "plans_meeting": lambda o, row: _changes_case(o, row) and row["state"] != "called_off",
    "plans_specialmeasure": lambda o, row: _changes_case(o, row) and o.sees("child", row["child_id"]),
    "plans_measurenotneeded": lambda o, row: (
        _changes_case(o, row) and o.sees("child", row["child_id"]) and row["ended_at"] is None
    ),
    "plans_planpart": _changes_part("plan", "draft"),
    "plans_planchild": _changes_part("plan", "draft"),
    "plans_seizure": _changes_part("plan", "draft", "ready"),
    "plans_followingstep": _changes_part("plan", "draft", "ready", "carried_out", "called_off"),
    "plans_meetingperson": _changes_part("meeting", "planned", "held"),
    "plans_meetingchild": _changes_part("meeting", "planned", "held"),
    "plans_meetingaction": _changes_part("meeting", "planned", "held", "called_off"),
    "tasks_task": _changes_task,
    "register_series": lambda o, row: o.changes("series", row["id"]),
    "register_childinseries": lambda o, row: row["removed_at"] is None and o.changes("series", row["series_id"]),
    # Switched on and off, looked at again, and how far it goes: by who gave it.
    "register_entry": _our_work,
    "register_source": _our_work,
    # What became of it afterwards.
    "register_check": _our_work,
    "register_schememapping": _our_work,
    "register_classification": _our_work,
    # Whom to telephone; that something ended, was issued or was told: once, by the working staff of the organisation.
    "hashsets_body": _our_work,
    "hashsets_bodykey": lambda o, row: (
        row["ended_at"] is None and _of_our("hashsets_body", "body_id", _our_work)(o, row)
    ),
    "hashsets_hashset": lambda o, row: row["ended_at"] is None and _our_work(o, row),
    "hashsets_recipient": lambda o, row: (
        row["ended_at"] is None and _of_our("hashsets_hashset", "hash_set_id", _our_work)(o, row)
    ),
    "hashsets_edition": lambda o, row: (
        row["number"] is None and _of_our("hashsets_hashset", "hash_set_id", _our_work)(o, row)
    ),
    "hashsets_telling": lambda o, row: (
        row["told_at"] is None and _of_our("hashsets_wrong", "wrong_id", _our_work)(o, row)
    ),
    # Said by the working staff of the organisation that was told.
    "deconfliction_alertto": lambda o, row: row["organisation_id"] == o.who.works_for and _alert(o, row),
    "ownership_participation": lambda o, row: (
        _changes_record(o, row)
        and (o.record(row["subject_kind"], row["subject_id"]) or {}).get("owner_id") == o.who.works_for
    ),
    "ownership_assignment": _changes_record,
    "ownership_handover": _changes_hand_over,
    "reports_answer": _submission,  # that it was read, and nothing else of it
    "reports_identityopening": _agrees_to_opening,
    "reports_caselink": _changes_report,
    "reports_bundlemember": _changes_report,
    "reports_urgentcall": _changes_report,
    "reports_bundle": lambda o, row: o.who.works_for is not None and row["owner_id"] == o.who.works_for,
    "reports_importbatch": _batch,
    "reports_importrow": _batch_row,
}
REMOVES: dict[str, Rule] = {
    "cases_editing": lambda o, row: _mine(o, row) and _with_case(o, row),
    "following_follow": _mine,
    "following_search": _mine,
    "following_hit": _hit,
    "following_savedfilter": lambda o, row: (
        _mine(o, row) or (row["is_shared"] and o.who.role == "manager" and row["organisation_id"] == o.who.works_for)
    ),
    "django_session": _everybody,
    "procrastinate_jobs": _everybody,
    "organisations_openinghours": _keeps_organisation,
    "organisations_closedday": _keeps_organisation,
    "organisations_unit": _keeps_organisation,
    "organisations_remit": _keeps_organisation,
    "accounts_dutyshift": lambda o, row: _keeps_rota(o, row) and row["starts_at"] > o.world.at,
    "account_emailaddress": _mine,
    "account_emailconfirmation": _signing_in,
    "mfa_authenticator": _mine,
    "socialaccount_socialaccount": _mine,
    "socialaccount_socialtoken": _signing_in,
}
