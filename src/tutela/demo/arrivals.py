"""What comes through the doors: invented reports, some of which share an identifier, a file or a sender."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tutela.demo import shares, words
from tutela.demo.bodies import BODIES
from tutela.reports.incoming import IncomingReport

_DOORS = {"cybertipline": 30, "api": 18, "csv": 12, "staff": 22, "public": 18}
_SENDERS = {
    "cybertipline": ("larkmail", "larkmail", "larkmail", "cirrus"),
    "api": ("lantern", "lantern", "lantern", "cirrus", "northmoor-children"),
    "csv": ("harbourline", "lantern", "southvale-children", "bureau"),
}
_GROUNDS = (
    "The child lives in the same house as the person reported.",
    "A meeting with the child is arranged for this week.",
    "The child has told a teacher and is afraid to go home.",
)
# How often a report names somebody or something that others name too.
_SHARED, _SPREAD = 0.22, 0.05


@dataclass(frozen=True)
class Arrival:
    """A report before it is received: who sends it, by which door, and what the demo knows about where it belongs."""

    incoming: IncomingReport
    sender: str  # code of a body; empty for the public
    category: str
    area: str  # code of the police service in whose area it is; empty for elsewhere
    country: str
    key: str


@dataclass
class Pool:
    """Values that occur in several reports."""

    chance: random.Random
    accounts: list[dict[str, str]] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)
    spread: str = ""

    def __post_init__(self) -> None:
        self.spread = words.digest(self.chance, 256)
        for _ in range(60):
            kind = self.chance.choice(("email", "telephone", "account", "ip"))
            self.accounts.append({"kind": kind, "raw": _value(kind, self.chance)})
            self.hashes.append(words.digest(self.chance, 256))


def _value(kind: str, chance: random.Random) -> str:
    made = {"email": words.email, "telephone": words.telephone, "account": words.handle, "ip": words.address}
    return made[kind](chance)


def arrival(number: int, at: datetime, chance: random.Random, pool: Pool) -> Arrival:
    """The ``number``-th report of the demo."""
    category = shares.category(chance)
    door = chance.choices(list(_DOORS), weights=list(_DOORS.values()))[0]
    police = [body for body in BODIES if body.weight]
    body = chance.choices(police, weights=[one.weight for one in police])[0]
    abroad = chance.random() < 0.08
    country = chance.choice(("FR", "NL", "CA")) if abroad else "GB"
    if door == "staff":
        sender = "customs" if category == "IMI" else "fr-aubrette" if country == "FR" else body.code
    else:
        sender = "" if door == "public" else chance.choice(_SENDERS[door])
    fields: dict[str, Any] = {
        "door": door,
        "digest": words.digest(chance, 256),
        "summary": chance.choice(words.SUMMARIES[category]).format(type="a stay with a family"),
        "categories": [category] if door != "public" else [],
        "countries": ["GB", country] if abroad else ["GB"],
        "place_words": "" if abroad else body.short,
        "reported_at": at - timedelta(minutes=chance.randrange(5, 900)),
        "occurred": (at - timedelta(days=chance.randrange(1, 60))).strftime("%Y-%m"),
        "specific_concern": chance.choices((True, False, None), weights=(4, 46, 50))[0],
        "identifiers": _identifiers(chance, pool, at),
        "people": _people(chance, pool),
        "reporter": _reporter(chance, door),
    }
    if fields["specific_concern"]:
        fields |= {"concern_grounds": chance.choice(_GROUNDS), "concern_stated_by": "Whoever reported"}
    if sender and door != "staff":
        fields |= {"external_source": sender, "external_reference": f"{sender[:3].upper()}-{at.year}-{number:06d}"}
    if door == "cybertipline" or category in ("IBI", "IMI"):
        fields |= {"files": _files(chance, pool, at)}
    if door == "cybertipline":
        fields |= _of_a_provider(chance)
    return Arrival(
        IncomingReport.from_fields(**fields), sender, category, "" if abroad else body.code, country, f"demo-{number}"
    )


def _identifiers(chance: random.Random, pool: Pool, at: datetime) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for _ in range(chance.randrange(1, 4)):
        kind = chance.choice(("email", "telephone", "account", "ip"))
        one: dict[str, Any] = {"kind": kind, "raw": _value(kind, chance), "role": "account reported"}
        if kind == "ip":
            one |= {"event": "sign-in", "at": at - timedelta(hours=chance.randrange(2, 200))}
        found.append(one)
    if chance.random() < _SHARED:
        found.append({**chance.choice(pool.accounts), "role": "account reported"})
    return found


def _people(chance: random.Random, pool: Pool) -> list[dict[str, Any]]:
    people: list[dict[str, Any]] = []
    if chance.random() < 0.7:
        people.append(
            {
                "capacity": "suspect",
                "role_words": "holder of the account",
                "names": [words.person(chance)],
                "display_names": [words.handle(chance)],
                "identifiers": [{"kind": "account", "raw": words.handle(chance), "role": "holder"}],
            }
        )
    if chance.random() < 0.35:
        people.append({"capacity": "victim", "role_words": "child concerned", "age": chance.randrange(6, 17)})
    return people


def _files(chance: random.Random, pool: Pool, at: datetime) -> list[dict[str, Any]]:
    files = []
    for index in range(chance.randrange(1, 5)):
        known = chance.choice(pool.hashes) if chance.random() < 0.15 else words.digest(chance, 256)
        files.append(
            {
                "source_id": f"f{index + 1}",
                "sha256": pool.spread if index == 0 and chance.random() < _SPREAD * 2 else known,
                "md5": words.digest(chance, 128),
                "size": chance.randrange(20_000, 9_000_000),
                "industry_classification": chance.choice(("", "A1", "A2", "B1", "B2")),
                "viewed_by_provider": chance.choice((True, False, None)),
                "publicly_available": chance.choice((True, False, None)),
                "uploaded_at": at - timedelta(hours=chance.randrange(3, 400)),
            }
        )
    return files


def _of_a_provider(chance: random.Random) -> dict[str, Any]:
    facts = [
        {"name": "account disabled", "value": chance.choice(("yes", "no"))},
        {"name": "incident type", "value": "as given by the provider"},
    ]
    withheld = [{"path": "internetDetails/additionalInfo", "why": "free text of the provider is not kept"}]
    return {
        "facts": facts,
        "withheld": withheld if chance.random() < 0.3 else [],
        "references": [{"issuer": "provider", "reference": f"P{chance.randrange(10**6):06d}"}],
        "file_digest": words.digest(chance, 256),
    }


def _reporter(chance: random.Random, door: str) -> dict[str, Any]:
    if door == "public":
        if chance.random() < 0.55:
            return {"kind": "unknown", "wants_answer": True, "stays_unknown": True}
        known = {"kind": "person", "name": words.person(chance), "email": words.email(chance), "wants_answer": True}
        return {**known, "stays_unknown": chance.random() < 0.25}
    if door == "staff":
        if chance.random() < 0.3:
            return {"kind": "unknown", "wants_answer": False}
        caller = {"kind": "person", "name": words.person(chance), "telephone": words.telephone(chance)}
        return {**caller, "wants_answer": chance.random() < 0.8, "on_behalf_of": chance.choice(("", "a neighbour"))}
    return {"kind": "organisation"}
