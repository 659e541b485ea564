"""Every address of the site, taken from the site itself, and what can stand in it: every record, visible or not.

An address whose parts nobody has said how to fill fails the test that asks for all of them: a new page is walked from its
first day, or it is said here why not.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.security.oracle import TABLE_OF_RECORD, Row, Snapshot
from tutela.cases.questionnaire import questionnaire
from tutela.cases.views.frame import TABS as CASE_TABS
from tutela.children.views.frame import TABS as CHILD_TABS
from tutela.core import references
from tutela.register.views.series_frame import TABS as SERIES_TABS
from tutela.reports.tell_steps import STEPS
from tutela.reports.views.report import TABS as REPORT_TABS

LETTER = {"report": "R", "case": "C", "child": "K", "series": "S"}
NOWHERE = 999_999_999
# Of what kind a reference in an address is, by how the name of the address begins.
KIND_OF_NAME = {
    "report": "report",
    "partner": "report",
    "bundle": "report",
    "case": "case",
    "child": "child",
    "series": "series",
}
TABS = {
    "report_tab": tuple(REPORT_TABS),
    "case_tab": tuple(CASE_TABS),
    "child_tab": tuple(CHILD_TABS),
    "series_tab": tuple(SERIES_TABS),
}
# The table whose numbers stand in an address, by the part of the address; where the same part means different things, by name.
TABLE_OF_PART = {
    "clock": "clocks_clock",
    "disposal": "retention_disposal",
    "hold": "retention_hold",
    "comment": "comments_comment",
    "letter": "comments_letter",
    "search": "following_search",
    "saved": "following_savedfilter",
    "plan": "plans_plan",
    "step": "plans_welfarestep",
    "measure": "plans_specialmeasure",
    "meeting": "plans_meeting",
    "minute": "plans_meetingdecision",
    "decision": "decisions_decision",
    "membership": "accounts_membership",
    "offer": "ownership_handover",
    "opening": "reports_identityopening",
    "participation": "ownership_participation",
    "case_say_standing.part": "cases_person",
    "case_correct_entry.part": "cases_entry",
    "case_remove_category.part": "cases_casecategory",
    "case_take_away_identifier.part": "cases_identifier",
    "case_take_away_place.part": "cases_place",
    "case_decide_proposal.part": "cases_proposal",
    "case_withdraw_proposal.part": "cases_proposal",
    "case_end_share.part": "ownership_participation",
    "case_part_report.part": "reports_caselink",
    "child_end_share.part": "ownership_participation",
    "series_end_share.part": "ownership_participation",
    "series_unlink_child.link": "register_childinseries",
    "series_take_out_file.entry": "register_entry",
    "child_end_contact.contact": "children_contact",
    "bundle.number": "reports_bundle",
    "bundle_information.number": "reports_bundle",
    "bundle_propose.number": "reports_bundle",
    "bundle_second.number": "reports_bundle",
    "bundle_answer.number": "reports_bundle",
    "bundle_dissolve.number": "reports_bundle",
    "bundle_join.number": "reports_bundle",
    "bundle_part.number": "reports_bundle",
    "task.number": "tasks_task",
    "task_finish.number": "tasks_task",
    "task_hand.number": "tasks_task",
    "task_decline.number": "tasks_task",
    "task_cancel.number": "tasks_task",
    "task_put_off.number": "tasks_task",
    "task_reopen.number": "tasks_task",
    "alert.number": "deconfliction_alertto",
    "alert_acknowledge.number": "deconfliction_alertto",
    "alert_act_on.number": "deconfliction_alertto",
    "alert_dismiss.number": "deconfliction_alertto",
    "alert_reopen.number": "deconfliction_alertto",
    "register_one_check.number": "register_check",
    "register_check_send.number": "register_check",
    "register_check_not_sent.number": "register_check",
    "register_check_go_on.number": "register_check",
    "register_check_stop.number": "register_check",
    "register_submission.number": "register_submission",
    "register_submission_go_on.number": "register_submission",
    "register_submission_stop.number": "register_submission",
    "register_source.number": "register_source",
    "register_source_off.number": "register_source",
    "register_source_on.number": "register_source",
    "register_source_review.number": "register_source",
    "register_source_give.number": "register_source",
    "register_file.number": "register_file",
    "register_file_classify.number": "register_file",
    "register_file_near.number": "register_file",
    "register_file_alike.number": "register_file",
    "register_file_alike.other": "register_file",
    "register_entry_verdict.number": "register_entry",
    "register_entry_off.number": "register_entry",
    "register_entry_on.number": "register_entry",
    "register_entry_review.number": "register_entry",
    "register_entry_audience.number": "register_entry",
    "register_classification_withdraw.number": "register_classification",
    "register_scheme.number": "register_scheme",
    "register_scheme_map.number": "register_scheme",
    "register_mapping_withdraw.number": "register_schememapping",
    "hash_set.number": "hashsets_hashset",
    "hash_set_give_to.number": "hashsets_hashset",
    "hash_set_issue.number": "hashsets_hashset",
    "hash_set_end.number": "hashsets_hashset",
    "hash_set_give_no_more.number": "hashsets_recipient",
    "hash_set_edition.number": "hashsets_edition",
    "hash_set_edition_file.number": "hashsets_edition",
    "hash_set_received.number": "hashsets_receivedset",
    "hash_set_taken.number": "hashsets_takenedition",
    "hash_body.number": "hashsets_body",
    "hash_body_contact.number": "hashsets_body",
    "hash_body_trust.number": "hashsets_body",
    "hash_body_key_end.number": "hashsets_bodykey",
    "hash_set_told.number": "hashsets_telling",
    "hash_file_ways.number": "register_file",
    "hash_file_wrong.number": "register_file",
    "bulk.number": "bulk_bulkassignment",
    "bulk_undo.number": "bulk_bulkassignment",
    "import.number": "reports_importbatch",
    "import_rejected.number": "reports_importbatch",
    "access_decide.pk": "accounts_accessrequest",
    "access_refuse.pk": "accounts_accessrequest",
    "access_withdraw.pk": "accounts_accessrequest",
    "access_end.pk": "accounts_grant",
    "access_review.pk": "accounts_grant",
    "person.pk": "accounts_user",
    "person_move.pk": "accounts_user",
    "person_leave.pk": "accounts_user",
    "person_reset.pk": "accounts_user",
    "person_invite.pk": "accounts_user",
    "audit_person.pk": "accounts_user",
    "audit_entry.pk": "audit_entry",
    "duty_off.pk": "accounts_dutyshift",
    "token_revoke.pk": "accounts_apitoken",
    "organisation_open_day.pk": "organisations_closedday",
    "organisation_unit.pk": "organisations_unit",
    "organisation_unit_remove.pk": "organisations_unit",
    "organisation_remit_remove.pk": "organisations_remit",
    "organisation_agreement_agree.pk": "organisations_directagreement",
    "organisation_agreement_end.pk": "organisations_directagreement",
    "mfa_remove_webauthn.pk": "mfa_authenticator",
    "mfa_edit_webauthn.pk": "mfa_authenticator",
}
# Keys out of mails and providers that there are not: nobody's record can stand in these.
WORDS_OF_PART = {
    "category": ("child", "nothing"),
    "code": ("north", "south", "nobody"),
    "name": tuple(STEPS),
    "section": tuple(one.code for one in questionnaire().sections),
    "question": ("pattern", "siblings", "children_around"),
    "key": ("nobody:key",),
    "area": ("therapy", "luck"),
    "uidb36": ("1",),
    "provider_id": ("nobody",),
    "topic": ("case", "nothing"),
    "chapter": ("investigator", "nothing"),
    "picture": ("case", "nothing"),
}
# Addresses that are not asked, each with its reason.
EXEMPT = {
    None: "old addresses of the sign-in library, each of which leads to a named one",
    "api-root": "the router's own name for where the API begins; the page there is asked as api_docs",
}


@dataclass(frozen=True)
class Address:
    """One address of the site: its name, its parts, and whether it takes a form."""

    name: str
    parts: tuple[str, ...]
    posts: bool

    def at(self, filled: dict[str, Any]) -> str:
        """The path with its parts filled in."""
        return reverse(self.name, kwargs=filled)


def site() -> list[Address]:
    """Every named address outside the API, whose endpoints its own description lists."""
    return [one for one in _patterns(get_resolver()) if (one.name or None) not in EXEMPT]


def _patterns(resolver: URLResolver, before: frozenset[str] = frozenset()) -> Iterator[Address]:
    for one in resolver.url_patterns:
        parts = before | set(one.pattern.regex.groupindex)  # type: ignore[attr-defined]
        if isinstance(one, URLResolver):
            if one.namespace is None:
                yield from _patterns(one, parts)
        elif isinstance(one, URLPattern):
            view = getattr(one.callback, "view_class", None)
            posts = hasattr(view, "post") if view else True
            yield Address(one.name or "", tuple(sorted(parts)), posts)


def unfilled() -> list[str]:
    """Parts of addresses that nobody has said how to fill."""
    return [
        f"{one.name}.{part}"
        for one in site()
        for part in one.parts
        if part not in {"reference", "child", *WORDS_OF_PART}
        and not (part == "tab" and one.name in TABS)
        and _table(one.name, part) == ""
    ]


def _table(name: str, part: str) -> str:
    return TABLE_OF_PART.get(f"{name}.{part}", TABLE_OF_PART.get(part, ""))


@dataclass(frozen=True)
class Filled:
    """An address with everything in it, and the same one of a record that there is not."""

    address: Address
    path: str
    absent: str
    # What is asked about: of each, its table and its row.
    about: tuple[tuple[str, Any], ...] = field(compare=False, default=())


class Filler:
    """Fills addresses with what the world holds; a seeded sample of it, or all."""

    def __init__(self, snapshot: Snapshot, seed: int = 7) -> None:
        self.world = snapshot
        self.random = random.Random(seed)

    def of(self, address: Address, *, most: int = 0) -> list[Filled]:
        """The address with each of its possible contents; at most ``most`` of them when it is not 0."""
        rows = self._rows(address)
        if most and len(rows) > most:
            rows = self.random.sample(rows, most)
        return [self._filled(address, one) for one in rows]

    def about_record(self, address: Address, kind: str, record: Row) -> Filled:
        """An address with one record in it, and the first of whatever else stands there."""
        given: dict[str, Any] = {"reference": (TABLE_OF_RECORD[kind], record)}
        if "tab" in address.parts:
            given["tab"] = self.random.choice(TABS[address.name])
        return self._filled(address, given)

    def _rows(self, address: Address) -> list[dict[str, Any]]:
        """What can stand in the parts: rows with their tables, or words."""
        numbered = [part for part in address.parts if _table(address.name, part)]
        combined: list[dict[str, Any]] = [{}]
        if numbered:
            part = numbered[0]
            table = _table(address.name, part)
            combined = [{part: (table, row)} for row in self.world.rows[table]] or [{part: (table, None)}]
        for number, part in enumerate(numbered[1:], start=1):
            table = _table(address.name, part)
            rows = self.world.rows[table] or [None]
            combined = [one | {part: (table, rows[(place + number) % len(rows)])} for place, one in enumerate(combined)]
        if "membership" in address.parts:
            combined = [{"membership": ("accounts_membership", row)} for row in self.world.rows["accounts_membership"]]
            for one in combined:
                person = self.world.by_id("accounts_user", one["membership"][1]["user_id"])
                one["pk"] = ("accounts_user", person)
        if "reference" in address.parts:
            combined = [full for one in combined for full in self._with_references(address, one)]
        if "child" in address.parts:
            combined = [
                one | {"child": ("children_child", self.world.by_id("children_child", join["child_id"]))}
                for one in combined
                for join in self.world.rows["cases_childincase"]
                if join["case_id"] == one["reference"][1]["id"]
            ]
        for part in address.parts:
            words = TABS[address.name] if part == "tab" else WORDS_OF_PART.get(part, ())
            if words:
                combined = [one | {part: word} for one in combined for word in words]
        return combined

    def _with_references(self, address: Address, one: dict[str, Any]) -> Iterator[dict[str, Any]]:
        kind = next((kind for name, kind in KIND_OF_NAME.items() if address.name.startswith(name)), "")
        kinds = [kind] if kind else list(TABLE_OF_RECORD)
        part = next((value for value in one.values() if isinstance(value, tuple)), None)
        home = self.home_of(*part) if part and part[1] is not None else None
        if home is not None and home[0] in kinds:
            yield one | {"reference": (TABLE_OF_RECORD[home[0]], home[1])}
        elif home is None:
            for each in kinds:
                for record in self.world.rows[TABLE_OF_RECORD[each]]:
                    yield one | {"reference": (TABLE_OF_RECORD[each], record)}

    def home_of(self, table: str, row: Row) -> tuple[str, Row] | None:
        """The record to which a row belongs: its kind and its own row."""
        for column, kind in (
            ("case_id", "case"),
            ("report_id", "report"),
            ("submission_id", "report"),
            ("series_id", "series"),
            ("child_id", "child"),
        ):
            # A submission of the register is a list, and no report.
            if column in row and not (column == "submission_id" and table.startswith("register_")):
                record = self.world.by_id(TABLE_OF_RECORD[kind], row[column])
                return None if record is None else (kind, record)
        if "subject_kind" in row and row["subject_kind"] in TABLE_OF_RECORD:
            record = self.world.by_id(TABLE_OF_RECORD[row["subject_kind"]], row["subject_id"])
            return None if record is None else (row["subject_kind"], record)
        return None

    def _filled(self, address: Address, given: dict[str, Any]) -> Filled:
        here: dict[str, Any] = {}
        absent: dict[str, Any] = {}
        about: list[tuple[str, Any]] = []
        for part in address.parts:
            value = given[part]
            if isinstance(value, str):
                here[part] = absent[part] = value
                continue
            table, row = value
            about.append(value)
            if part in {"reference", "child"}:
                letter = next(LETTER[kind] for kind, one in TABLE_OF_RECORD.items() if one == table)
                here[part], absent[part] = row["reference"], absent_reference(letter)
            else:
                here[part] = NOWHERE if row is None else row[self.world.key[table][0]]
                absent[part] = "00000000-0000-4000-8000-000000000000" if table == "audit_entry" else NOWHERE
        return Filled(address, address.at(here), address.at(absent), tuple(about))


def absent_reference(letter: str) -> str:
    """A well-formed reference of a record that there is not."""
    return str(references.make(letter, 2026, 999_998))
