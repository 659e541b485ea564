"""What one line of an edition says: every value is checked here, and none is repeated in what is said of a fault."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from tutela.core.errors import BadInput, TutelaError, where
from tutela.core.languages import in_figures
from tutela.core.text import neutral_words
from tutela.hashsets.models.codes import Act, PassOn, Why
from tutela.hashsets.setfile import layout
from tutela.hashsets.setfile.layout import Class, From, Head, Named, Terms
from tutela.register.lists.rows import PDQ_WIDTH, WIDTHS

_HEX = {name: re.compile(f"[0-9a-f]{{{2 * width}}}") for name, width in (*WIDTHS.items(), ("pdq", PDQ_WIDTH))}
_UID = re.compile(r"[0-9a-f]{32}")
_TOKEN = re.compile(r"[0-9a-f]{12}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_KEY = re.compile(r"[0-9a-f]{64}")
_ACTS = {"give": Act.GIVE, "change": Act.CHANGE, layout.WITHDRAW: Act.WITHDRAW}
_KINDS = ("case", "harmless", "trivial")


@dataclass(frozen=True)
class ItemClass:
    """A class that somebody gave an item, by the names of the head; ``was`` where it is only what another class would be."""

    is_: str
    by: str
    was: str


@dataclass(frozen=True)
class Item:
    """A line: a file by its hashes, and what the edition does with it."""

    act: Act
    hashes: dict[str, bytes]
    size: int | None = None
    pdq: bytes | None = None
    quality: int | None = None
    origin: str = ""
    classes: tuple[ItemClass, ...] = ()
    why: str = ""


def read_head(line: bytes, name: str) -> Head:
    """The first line. Raises BadInput for another form or version, and for what is missing in it."""
    try:
        raw = json.loads(line)
        if not isinstance(raw, dict) or layout.FORM not in raw:
            raise no_edition(name)
        if raw[layout.FORM] != layout.VERSION:
            raise BadInput(
                gettext("This edition is of another version of the format (%(version)s).")
                % {"version": in_figures(int(raw[layout.FORM]))},
                where=where(file=name, row=1),
                mend=gettext("Use the newest Tutela, or ask the body for an edition of version 1."),
            )
        return _head(raw)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise BadInput(
            gettext("The head of this edition is not as the format says."),
            where=where(file=name, row=1),
            mend=gettext("Tell the body that gave it; nothing of it was taken in."),
        ) from None


def _head(raw: dict[str, Any]) -> Head:
    edition, counts = raw["edition"], raw["counts"]
    issued_at = datetime.fromisoformat(_text(edition["issued_at"], 40))
    if issued_at.tzinfo is None:
        raise ValueError("issued_at")
    bodies = {_match(_TOKEN, token): _named(one) for token, one in raw["bodies"].items()}
    origins = {
        _match(_TOKEN, token): From(tuple(bodies[hand] for hand in one["hands"]), _terms(one))
        for token, one in raw["origins"].items()
    }
    if any(not one.hands for one in origins.values()):
        raise ValueError("hands")
    classes = {_match(_TOKEN, token): _class(one) for token, one in raw["classes"].items()}
    is_full, since = edition["full"], edition["since"]
    if not isinstance(is_full, bool) or (since is None) != is_full:
        raise ValueError("full")
    return Head(
        uid=_match(_UID, raw["set"]["id"]),
        name=_words(raw["set"]["name"], 80),
        kind=_one_of(_KINDS, raw["set"]["kind"]),
        number=_count(edition["number"], least=1),
        is_full=is_full,
        since=None if since is None else _count(since, least=1, most=_count(edition["number"]) - 1),
        issued_at=issued_at,
        giver=_named(raw["from"]),
        key=bytes.fromhex(_match(_KEY, raw["from"]["key"])),
        to=_named(raw["to"]),
        to_key=_text(raw["to"]["key"], 29),
        terms=_terms(raw["terms"]),
        given=_count(counts["give"], most=layout.MOST_LINES),
        changed=_count(counts["change"], most=layout.MOST_LINES),
        withdrawn=_count(counts[layout.WITHDRAW], most=layout.MOST_LINES),
        bodies=bodies,
        origins=origins,
        classes=classes,
    )


def read_item(line: bytes, head: Head, number: int, name: str) -> Item:
    """A line of a file. Raises BadInput where it is not as the format says."""
    try:
        return _item(json.loads(line), head)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadInput(
            gettext("Line %(number)s of this edition is not as the format says.") % {"number": in_figures(number)},
            where=where(file=name, row=number),
            mend=gettext("Tell the body that gave it; nothing of it was taken in."),
        ) from None


def _item(raw: Any, head: Head) -> Item:
    act = _ACTS[raw["act"]]
    hashes = {one: bytes.fromhex(_match(_HEX[one], raw[one])) for one in WIDTHS if one in raw}
    if not hashes:
        raise ValueError("hashes")
    if act is Act.WITHDRAW:
        if raw.keys() - WIDTHS.keys() - {"act", "why"}:
            raise ValueError("keys")
        return Item(act, hashes, why=_one_of(Why.values, raw["why"]))
    if raw.keys() - WIDTHS.keys() - {"act", "size", "pdq", "quality", "origin", "classes"}:
        raise ValueError("keys")
    return Item(
        act,
        hashes,
        size=_count(raw["size"], most=2**63 - 1) if "size" in raw else None,
        pdq=bytes.fromhex(_match(_HEX["pdq"], raw["pdq"])) if "pdq" in raw else None,
        quality=_count(raw["quality"], most=100) if "quality" in raw and "pdq" in raw else None,
        origin=_one_of(head.origins, raw["origin"]),
        classes=tuple(
            ItemClass(
                _one_of(head.classes, one["is"]),
                _one_of(head.bodies, one["by"]),
                _one_of(head.classes, one["was"]) if "was" in one else "",
            )
            for one in raw.get("classes", ())
        ),
    )


def _named(raw: Any) -> Named:
    country = raw["country"]
    return Named(_words(raw["name"], 120), country and _match(_COUNTRY, country))


def _terms(raw: Any) -> Terms:
    return Terms(
        _words(raw["words"], 200),
        _one_of(PassOn.values, raw["pass_on"]),
        tuple(_match(_COUNTRY, one) for one in raw["countries"]),
    )


def _class(raw: Any) -> Class:
    jurisdiction = raw["jurisdiction"]
    return Class(
        scheme=_words(raw["scheme"], 40),
        scheme_name=_words(raw["scheme_name"], 120),
        jurisdiction=jurisdiction and _match(_COUNTRY, jurisdiction),
        code=_words(raw["code"], 20),
        label=_words(raw["label"], 120),
    )


def _words(value: Any, limit: int) -> str:
    try:
        words = neutral_words(_text(value, 4 * limit), limit=limit)
    except TutelaError:
        raise ValueError("words") from None
    if not words:
        raise ValueError("words")
    return words


def _text(value: Any, limit: int) -> str:
    if not isinstance(value, str) or len(value) > limit:
        raise ValueError("text")
    return value


def _match(pattern: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError("pattern")
    return value


def _one_of(known: Any, value: Any) -> str:
    if not isinstance(value, str) or value not in known:
        raise ValueError("choice")
    return value


def _count(value: Any, *, least: int = 0, most: int = 2**31 - 1) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError("count")
    return value


def no_edition(name: str) -> BadInput:
    """What is said of anything else."""
    return BadInput(
        gettext("This is no edition of a hash set."),
        where=where(file=name),
        mend=gettext("Choose the file that the body sent, as it is: not unpacked, and not inside of another file."),
    )
