"""The walk: every visitor at every address, about records of every kind and state, in every form of the question."""

import os
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tests.api.test_register import BODIES
from tests.api.test_register_files import BODIES as BODIES_OF_FILES
from tests.api.test_who_may import SENDING, VERBS
from tests.security.addresses import KIND_OF_NAME, LETTER, NOWHERE, Address, Filled, Filler, absent_reference, site
from tests.security.doors import Doors, Visitor, api
from tests.security.oracle import TABLE_OF_RECORD, Row, Snapshot
from tests.security.tokens import MARK
from tutela.api.pages import described

# Set to “all”: a whole walk, on which every page of every record is asked for, and much larger samples of forms and words.
EVERYTHING = os.environ.get("TUTELA_LEAKS") == "all"
RECORD_PAGES = (
    *("report", "report_tab", "case", "case_tab", "child", "child_tab", "series", "series_tab"),
    *("access_on", "partner_report"),
)
# The questions that lists take, whoever asks them: nobody may come to more by asking otherwise.
QUESTIONS: tuple[dict[str, str], ...] = (
    {"format": "csv"},
    {"whose": "shared"},
    {"whose": "mine"},
    {"whose": "unassigned"},
    {"whose": "all", "format": "csv"},
    {"organisation": "south"},
    {"organisation": "north", "format": "csv"},
    {"state": "closed"},
    {"q": "zqx"},
    {"q": "zqx", "format": "csv"},
    {"words": "zqx"},
    {"sort": "-own"},
    {"handler": "1"},
    {"person": "1"},
    {"due": "overdue"},
    {"whose": "unclaimed"},
)
API_QUESTIONS = (
    "since=2020-01-01T00:00:00Z",
    "size=200",
    "external_reference=zqx",
    "state=closed",
    "whose=shared",
    "q=zqx",
)
# What a form may ask for; which of it a page reads is its own affair.
FORM = {
    "words": "Synthetic words.",
    "reason": "other_area",
    "why": "Synthetic reason.",
    "name": "Synthetic name",
    "how": "Synthetic way.",
    "to": "2",
    "organisation": "2",
    "user": "3",
    "handler": "3",
    "person": "3",
    "until": "2099-01-01",
    "ends_at": "2099-01-01",
    "review_on": "2099-01-01",
    "grounds": "not_traceable",
    "agrees": "yes",
    "template": "receipt",
    "hours": "2",
    "language": "fr",
    "time_zone": "Europe/Paris",
    "version": "1",
    "label": "Synthetic child",
    "safety": "safe",
    "summary": "Synthetic case.",
    "email": "synthetic.newcomer@north.example",
    "role": "investigator",
    "category": "IBI",
    "categories": "IBI",
    "standing": "alleged",
    "source": "Synthetic source",
    "capacity": "suspect",
    "finding": "justified",
    "basis": "Synthetic words.",
    "audience": "own",
    "otherwise": "ask",
}


def special(snapshot: Snapshot) -> list[tuple[str, Row]]:
    """The records at which need to know is hardest: one of each kind and state, restricted, sealed, offered, granted or shared."""
    chosen: dict[tuple[Any, ...], tuple[str, Row]] = {}
    by_record: dict[tuple[str, int], set[tuple[Any, ...]]] = {}
    for table, columns in (
        ("ownership_handover", ("state", "sender_id")),
        ("accounts_grant", ("basis", "ended_at", "may_write")),
        ("ownership_participation", ("basis", "organisation_id")),
        ("accounts_accessrequest", ("state",)),
    ):
        for row in snapshot.rows[table]:
            marks = tuple(bool(row[one]) if one.endswith("_at") else row[one] for one in columns if one in row)
            by_record.setdefault((row.get("subject_kind", ""), row.get("subject_id") or 0), set()).add((table, *marks))
    for row in snapshot.rows["reports_reporteridentity"]:
        by_record.setdefault(("report", row["submission_id"]), set()).add(("identity", row["is_sealed"]))
    for kind, table in TABLE_OF_RECORD.items():
        for row in snapshot.rows[table]:
            states: set[tuple[Any, ...]] = {
                ("plain", row["owner_id"]),
                ("restricted", row["is_restricted"], row["owner_id"]),
            }
            for state in states | by_record.get((kind, row["id"]), set()):
                chosen.setdefault((kind, *state), (kind, row))
    unique = {(kind, row["id"]): (kind, row) for kind, row in chosen.values()}
    return list(unique.values())


def is_list(address: Address) -> bool:
    """A page that shows rows, and not a form, words, or a step of the sign-in."""
    words = (
        "account_",
        "mfa_",
        "socialaccount_",
        "openid_",
        "tell",
        "organisation_",
        "api_",
        "accessibility",
        "privacy",
    )
    return not address.name.startswith(words) and not address.name.endswith(
        ("_new", "_join", "_put", "_ask", "template")
    )


@dataclass
class Walk:
    """One walk over the doors. ``share`` says how much of what could be sampled is asked: at 1, every list by everybody.

    A ``whole`` walk leaves nothing to chance that it need not.
    """

    doors: Doors
    seed: int = 7
    share: float = 1.0
    names: frozenset[str] = frozenset()
    whole: bool = False

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.snapshot = self.doors.snapshot
        self.filler = Filler(self.snapshot, self.seed)
        self.addresses = [one for one in site() if not self.names or one.name in self.names]
        self.special = special(self.snapshot)
        self.filled: dict[str, list[Filled]] = {one.name: self.filler.of(one) for one in self.addresses if one.parts}

    def sample(self, rows: Iterable[Any], most: float, *, whole: int = 0) -> list[Any]:
        """A seeded sample; in the whole walk all of it, or at most ``whole``."""
        found = list(rows)
        number = (whole or len(found)) if self.whole else max(1, round(most * self.share))
        return found if len(found) <= number else self.random.sample(found, number)

    def everywhere(self, visitors: list[Visitor]) -> None:
        """Each address at least once, by whoever it falls to: asked, and sent a form where it takes one."""
        pages = [one for one in visitors if one.door == "page"]
        for address in self.addresses:
            filled = self.random.choice(self.filled.get(address.name) or [Filled(address, address.at({}), "")])
            self._ask_about(self.random.choice(pages), filled)
            if address.posts and address.name not in RECORD_PAGES:
                self._send(self.random.choice(pages), filled)

    def by(self, visitor: Visitor) -> None:
        """Everything that one visitor asks."""
        if visitor.door == "api":
            self.endpoints(visitor)
        elif not visitor.walks_everywhere or (visitor.knows and not self.whole):
            self.of_the_public(visitor)
        else:
            self.lists(visitor)
            self.records(visitor)
            self.parts(visitor)
            self.verbs(visitor)
            self.searches(visitor)

    def of_the_public(self, visitor: Visitor) -> None:
        """What is there for whoever has a code; in the whole walk also each list, and the records at which it is hardest."""
        for name in ("tell_status", "tell_who", "tell_add"):
            visitor.ask(reverse(name), name=name)
        if self.whole:
            for address in self.addresses:
                if not address.parts:
                    visitor.ask(address.at({}), name=address.name)
            for kind, record in self.special:
                page = next(one for one in self.addresses if one.name == kind)
                self._ask_about(visitor, self.filler.about_record(page, kind, record))

    # Pages ---------------------------------------------------------------------------------------------------------

    def lists(self, visitor: Visitor) -> None:
        """Each page that is about no one record: plainly, and asked for more. Of forms and words, a sample."""
        for address in self.addresses:
            if address.parts or not self.is_chosen(1 if is_list(address) else 0.06):
                continue
            path = address.at({})
            visitor.ask(path, name=address.name)
            for question in self.sample(QUESTIONS, 1) if is_list(address) and self.is_chosen(0.1) else []:
                visitor.ask(f"{path}?{urlencode(question)}", name=address.name)
            if self.is_chosen(0.03):
                visitor.ask(path, name=address.name, method="HEAD")
                visitor.ask(path, name=address.name, **{"HX-Request": "true"})

    def is_chosen(self, chance: float) -> bool:
        """Whether something is asked at all: always in the whole walk, else by a seeded chance."""
        return self.whole or self.random.random() < chance * self.share

    def records(self, visitor: Visitor) -> None:
        """The pages of records, of those where need to know is hardest, and of a sample of all others."""
        pages = [one for one in self.addresses if one.name in RECORD_PAGES]
        for kind, record in self.sample(self.special, 3):
            of_kind = [one for one in pages if KIND_OF_NAME.get(one.name.partition("_")[0], kind) == kind]
            for page in self.sample(of_kind, 1, whole=2):
                self._ask_about(visitor, self.filler.about_record(page, kind, record))
        for page in pages if self.whole else self.sample(pages, 1):
            for filled in self.sample(self.filled[page.name], 1):
                self._ask_about(visitor, filled)

    def parts(self, visitor: Visitor) -> None:
        """Every other address with something in it: forms of verbs, entries, files, people."""
        for address in self.addresses:
            if address.parts and address.name not in RECORD_PAGES and self.is_chosen(0.02):
                for filled in self.sample(self.filled[address.name], 1, whole=6):
                    self._ask_about(visitor, filled)

    def verbs(self, visitor: Visitor) -> None:
        """Every page of a verb, sent by whoever comes: with nothing, and with what could be right."""
        for address in self.addresses:
            if address.posts and address.name not in RECORD_PAGES and self.is_chosen(0.02):
                rows = self.filled.get(address.name) or [Filled(address, address.at({}), "")]
                for filled in self.sample(rows, 1, whole=2):
                    self._send(visitor, filled)

    def _send(self, visitor: Visitor, filled: Filled) -> None:
        form = self.random.choice([{}, FORM | {"reference": self.random.choice(self.special)[1]["reference"]}])
        if filled.absent and not self._is_known(visitor, filled):
            visitor.alike(filled.path, filled.absent, form, name=filled.address.name)
        else:
            visitor.ask(filled.path, form, name=filled.address.name)

    def _ask_about(self, visitor: Visitor, filled: Filled) -> None:
        headers = self.random.choice(({}, {}, {"HX-Request": "true"}))
        if self._is_known(visitor, filled):
            ending = self.random.choice(("", "", "?format=csv"))
            visitor.ask(filled.path + ending, name=filled.address.name, **headers)
        else:
            visitor.alike(filled.path, filled.absent, name=filled.address.name, **headers)

    def _is_known(self, visitor: Visitor, filled: Filled) -> bool:
        """Whether the visitor sees anything of what the address is about; nobody can tell what there is not from the rest."""
        if not filled.about:
            return True
        return any(row is not None and self._sees(visitor, table, row) for table, row in filled.about)

    def _sees(self, visitor: Visitor, table: str, row: Row) -> bool:
        if table == "reports_report":
            submission = self.snapshot.by_id("reports_submission", row["id"])
            if submission is not None and visitor.oracle.may_see("reports_submission", submission):
                return True
        return visitor.oracle.may_see(table, row)

    # The search ----------------------------------------------------------------------------------------------------

    def searches(self, visitor: Visitor) -> None:
        """Whatever is not the visitor's is not found, and nothing says that it is there."""
        for asked, absent in self.hidden(visitor, 2):
            visitor.alike(f"/search?{urlencode({'q': asked})}", f"/search?{urlencode({'q': absent})}", name="search")
        for asked in (*self.sample(self.visible(visitor), 1, whole=20), f"zqx{self.random.choice('abc')}"):
            ending = self.random.choice(({}, {"format": "csv"}, {"kind": "report"}))
            visitor.ask(f"/search?{urlencode({'q': asked, **ending})}", name="search")

    def hidden(self, visitor: Visitor, most: float) -> Iterator[tuple[str, str]]:
        """Words, references and addresses that stand in rows which the visitor does not see, each beside one that stands nowhere."""
        allowed = self.doors.tokens.allowed(visitor.oracle)
        tokens = sorted(one for one in self.doors.tokens.known - allowed if len(one) < 40 and " " not in one)
        for token in self.sample(tokens, most, whole=80):
            if MARK.fullmatch(token):
                yield token, "zqxzzzz"
            elif token[1:3] == "-2":
                yield token.upper(), absent_reference(token[0].upper())
            elif "@" in token:
                yield token, "zqxzzzz@synthetic.example"

    def visible(self, visitor: Visitor) -> list[str]:
        """Words and references that the visitor may see."""
        allowed = self.doors.tokens.allowed(visitor.oracle)
        return sorted(one for one in allowed if MARK.fullmatch(one) or one[1:3] == "-2")

    # The API -------------------------------------------------------------------------------------------------------

    def endpoints(self, visitor: Visitor) -> None:
        """Every endpoint of the description, with every record in it."""
        sent = VERBS | SENDING | BODIES | BODIES_OF_FILES
        bodies = {path.partition("?")[0].replace("/1/", "/{number}/"): body for path, body in sent.items()}
        for path, methods in described()["paths"].items():
            short = path.removeprefix("/api/v1")
            for method in methods:
                if not self.is_chosen(1 if method == "get" else 0.1):
                    continue
                body = None if method == "get" else bodies.get(_plain(short))
                verb = method.upper()
                for asked, absent, is_known in self._filled_endpoint(visitor, short):
                    data = None if method == "get" else body if body is not None else {}
                    name = f"{method} {short}"
                    if absent and not is_known:
                        visitor.alike(api(asked), api(absent), data, name=name, method=verb)
                    else:
                        visitor.ask(api(asked), data, name=name, method=verb)
        for asked, absent in self.hidden(visitor, 1):
            ask, nothing = (api(f"/search?{urlencode({'q': one})}") for one in (asked, absent))
            visitor.alike(ask, nothing, name="get /search")
        lists = [one for one in described()["paths"] if "get" in described()["paths"][one] and "{" not in one]
        for path in lists if self.whole else self.sample(lists, 1) if self.is_chosen(0.5) else []:
            for question in self.sample(API_QUESTIONS, 2):
                visitor.ask(f"{path}?{question}", name=f"get {path.removeprefix('/api/v1')}")

    def _filled_endpoint(self, visitor: Visitor, path: str) -> Iterator[tuple[str, str, bool]]:
        if "{" not in path:
            asked = path + ("?q=zqx" if path == "/search" else "")
            yield asked, "", True
            return
        number = {"decision_id": "decisions_decision", "offer_id": "ownership_handover"}
        for begins, table in _TABLE_OF_NUMBER.items():
            if path.startswith(begins):
                number["number"] = table
        if "{reference}" in path:
            kind = {"/cases": "case", "/children": "child", "/series": "series"}.get(f"/{path.split('/')[1]}", "report")
            is_reading = path.count("/") == 2
            rows = [row for one, row in self.special if one == kind]
            rows = (
                self.snapshot.rows[TABLE_OF_RECORD[kind]] if self.whole else self.sample(rows, 2 if is_reading else 1)
            )
            for row in rows:
                is_known = self._sees(visitor, TABLE_OF_RECORD[kind], row)
                decisions = [one["id"] for one in self.snapshot.rows["decisions_decision"]] or [1]
                inner = path.replace("{decision_id}", str(self.random.choice(decisions))).replace("{number}", "1")
                asked = inner.replace("{reference}", row["reference"])
                yield asked, inner.replace("{reference}", absent_reference(LETTER[kind])), is_known
            return
        part = next(one for one in number if f"{{{one}}}" in path)
        for row in self.sample(self.snapshot.rows[number[part]], 1):
            is_known = visitor.oracle.may_see(number[part], row)
            another = self.random.choice(self.snapshot.rows[number[part]])["id"]
            address = (f"{path}?start=0" if path.endswith("/rows") else path).replace("{other}", str(another))
            yield address.replace(f"{{{part}}}", str(row["id"])), address.replace(f"{{{part}}}", str(NOWHERE)), is_known


# What a number is of, as the address says.
_TABLE_OF_NUMBER = {
    "/alerts/": "deconfliction_alertto",
    "/register/checks/": "register_check",
    "/register/submissions/": "register_submission",
    "/register/files/": "register_file",
    "/register/sets/": "hashsets_hashset",
    "/register/set-editions/": "hashsets_edition",
    "/register/received-sets/editions/": "hashsets_takenedition",
}


def _plain(path: str) -> str:
    """The address as the ladder of the API names it."""
    named = path.replace("{offer_id}", "{number}").replace("{decision_id}", "{number}")
    return named.replace("{reference}", "{report}")
