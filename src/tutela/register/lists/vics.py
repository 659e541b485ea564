"""JSON in the manner of Project VIC: an OData answer with records of media, or with cases that hold them.

What public programs write and read is said in ``vics_mapping.toml``, which drives this module: records lie under ``value``
(data models ``…#Media``, the hash sets) or under ``value[].Media`` (``…#Cases``, the exports of examiners); MD5 and SHA-1
are hexadecimal digits in either case; numbers and flags come as JSON's own or as texts; a PhotoDNA hash is 144 bytes in
base 64, in a field or among the ``AlternativeHashes``. Some fields hold pictures written out (``Miniature``); a list with
one is refused whole.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from tutela.core.languages import in_figures
from tutela.register.lists.algorithms import DIGESTS, OPAQUE, algorithm_of, opaque_name
from tutela.register.lists.faults import MAX_DEPTH, Faults
from tutela.register.lists.gathering import Batch, Gathering, as_json
from tutela.register.lists.json_records import Records
from tutela.register.lists.rows import Rows
from tutela.register.lists.texts import Data, Encoding, Progress, pieces
from tutela.register.lists.vics_mapping import OUT, VicsMapping

# The root, its list, a case and its list stand around a record.
_AROUND = 4
MOST_HASHES = 200
_LINKS = "@odata."


def read_vics(
    data: Data, encoding: Encoding, faults: Faults, mapping: VicsMapping, progress: Progress | None
) -> tuple[Rows, list[str]]:
    """The rows of a list, and what is to be said of the reading. A row's place is the number of its record."""
    records = Records(
        pieces(data, encoding, faults, progress),
        faults,
        list_key=mapping.structure["list"],
        media_key=mapping.structure["media"],
    )
    gathering = Gathering(faults)
    reading = _Reading(faults, mapping, gathering)
    batch = Batch()
    for record in records:
        values, more = reading.row(record.number, record.content)
        batch.append(record.number, values, more, record.length)
        if batch.full:
            gathering.take(batch)
            batch = Batch()
    gathering.take(batch)
    notes = gathering.notes()
    if reading.passed_on:
        notes.append(
            gettext("Fields that were not understood, and are passed on as they are: %(fields)s.")
            % {"fields": ", ".join(sorted(reading.passed_on)[:40])}
        )
    if any(key.casefold().endswith("odata.nextlink") for key in records.beside):
        notes.append(gettext("The list says that it goes on in another file."))
    return gathering.done(), notes


class _Reading:
    """From a record to a row, by the mapping."""

    def __init__(self, faults: Faults, mapping: VicsMapping, gathering: Gathering) -> None:
        self.passed_on: set[str] = set()
        self._faults = faults
        self._mapping = mapping
        self._gathering = gathering
        self._files = mapping.structure["files"].casefold()
        self._hashes = mapping.structure["hashes"].casefold()
        self._number = 0
        self._values: dict[str, str] = {}
        self._more: dict[str, str] = {}

    def row(self, number: int, record: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
        """The fields of the row, and what else the record says."""
        self._number = number
        self._values, self._more = {}, {}
        self._look_at(record, _AROUND + 1)
        files: object = None
        seen: set[str] = set()
        for key, value in record.items():
            small = key.casefold()
            if small in seen:
                self._fault(gettext("a record names a key twice"))
            seen.add(small)
            if value is None or value == "" or _LINKS in small:
                continue
            if small == self._files:
                files = value
            elif small == self._hashes:
                self._other_hashes(value)
            else:
                self._field(key, value)
        path = self._values.pop("path", "")
        if files is not None:
            self._where_seen(files)
            path = self._values.pop("path", "") or path
        if path:
            self._values["name"] = _joined(path, self._values.get("name", ""))
        return self._values, self._more

    def _field(self, key: str, value: object) -> None:
        meaning = self._mapping.fields.get(key.casefold())
        if meaning is None:
            self._pass_on(key, value)
        elif meaning != OUT:
            self._keep(meaning, value)

    def _keep(self, meaning: str, value: object) -> None:
        if meaning.startswith(("more:", OPAQUE)):
            self._more[meaning.removeprefix("more:")] = _text(value)
            return
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            self._fault(gettext("a field is neither a text nor a number"), meaning)
            return
        text = value if meaning in {"name", "path"} else value.strip()
        if meaning in DIGESTS and self._values.get(meaning, text).casefold() != text.casefold():
            self._fault(gettext("two of its fields give different digests of the same algorithm"), meaning)
        self._values[meaning] = text

    def _pass_on(self, key: str, value: object) -> None:
        if len(self.passed_on) < 1000:
            self.passed_on.add("".join(each for each in key if each.isprintable())[:40])
        self._more[key] = _text(value)

    def _other_hashes(self, listed: object) -> None:
        structure = self._mapping.structure
        if isinstance(listed, list) and len(listed) > MOST_HASHES:
            self._fault(
                gettext("a record has more than %(number)s hashes") % {"number": in_figures(MOST_HASHES)},
                structure["hashes"],
            )
            return
        for each in listed if isinstance(listed, list) else [listed]:
            if not isinstance(each, Mapping):
                self._fault(gettext("a field is neither a text nor a number"), structure["hashes"])
                continue
            name, value = each.get(structure["hash_name"]), each.get(structure["hash_value"])
            if not value:
                continue
            if not isinstance(name, str) or not isinstance(value, str):
                self._fault(gettext("a hash lacks its kind, or is no text"), structure["hashes"])
                continue
            algorithm = algorithm_of(name) or ""
            if algorithm in DIGESTS:
                self._keep(algorithm, value)
            else:
                self._more[self._free(opaque_name(name))] = value.strip()

    def _free(self, key: str) -> str:
        """This key, or with a number behind it where a hash of the kind stands there already."""
        if key not in self._more:
            return key
        return next(f"{key} {number}" for number in itertools.count(2) if f"{key} {number}" not in self._more)

    def _where_seen(self, listed: object) -> None:
        """The first place gives the name of the row; the others, and what else is said of them, are passed on."""
        places = listed if isinstance(listed, list) else [listed]
        rest = []
        for number, place in enumerate(places):
            if not isinstance(place, Mapping):
                self._fault(gettext("a field is neither a text nor a number"), self._mapping.structure["files"])
                continue
            left: dict[str, Any] = {}
            for key, value in place.items():
                meaning = self._mapping.files.get(key.casefold(), "")
                if value is None or value == "" or meaning == OUT or _LINKS in key.casefold():
                    continue
                if meaning in DIGESTS or (meaning in {"name", "path"} and not number):
                    self._keep(meaning, value)
                else:
                    left[key] = value
            if left:
                rest.append(left)
        if rest:
            self._more[self._mapping.structure["files"]] = _text(rest)

    def _look_at(self, content: Mapping[str, Any], depth: int) -> None:
        """Refuse media in any text of the record, however deep, and a record that is nested too deep."""
        if depth > MAX_DEPTH:
            self._faults.stop(
                gettext("it is nested more than %(number)s deep") % {"number": in_figures(MAX_DEPTH)},
                row=self._number,
                mend=gettext("Write the list anew with the tool that made it."),
            )
        for key, value in content.items():
            for text in (key, value):
                if isinstance(text, str):
                    if len(text) >= 20:
                        meaning = self._mapping.fields.get(key.casefold(), "")
                        self._gathering.no_media((text,), (self._number,), meaning)
                elif isinstance(text, Mapping):
                    self._look_at(text, depth + 1)
                elif isinstance(text, list):
                    # Its elements, as if each had a name.
                    self._look_at({str(number): each for number, each in enumerate(text)}, depth + 1)

    def _fault(self, what: str, field: str = "") -> None:
        self._faults.add(
            what,
            row=self._number,
            field=self._gathering.label(field),
            mend=gettext("Write the list anew with the tool that made it."),
        )


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value.strip()
    return as_json(value)


def _joined(path: str, name: str) -> str:
    if not name or path.endswith(name):
        return path
    return path.rstrip("/\\") + ("\\" if "\\" in path else "/") + name
