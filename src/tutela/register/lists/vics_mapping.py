"""What the fields of JSON in the manner of Project VIC mean: the shipped mapping, completed by that of an agency."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from tutela.core.errors import BadInput, Fault, where
from tutela.register.lists.algorithms import DIGESTS, OPAQUE

SHIPPED = Path(__file__).with_name("vics_mapping.toml")
OUT = "out"
_PLAIN = frozenset({*DIGESTS, "pdq_quality", "size", "name", "path", OUT})
_TABLES = ("structure", "fields", "files")
_STRUCTURE = frozenset({"list", "media", "files", "hashes", "hash_name", "hash_value"})


@dataclass(frozen=True)
class VicsMapping:
    """A mapping that was checked. `fields` and `files` have their keys in small letters."""

    structure: Mapping[str, str]
    fields: Mapping[str, str]
    files: Mapping[str, str]


def load_mapping(path: Path) -> Mapping[str, Any]:
    """A mapping from a TOML file, as `read_list` takes it; `BadInput` where it is none."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(
            gettext("The mapping cannot be read."),
            where=where(path.name, getattr(error, "lineno", None)),
            mend=gettext("Write it in TOML, like the file vics_mapping.toml that comes with Tutela."),
            code="bad_mapping",
        ) from None
    vics_mapping(table, path.name)
    return table


def vics_mapping(own: Mapping[str, Any] | None = None, name: str = "mapping") -> VicsMapping:
    """The shipped mapping, completed by `own`; `BadInput` with everything that is wrong in it."""
    if not own:
        return _shipped()
    faults = [Fault(fault, where=where(name)) for fault in _faults(own)]
    if faults:
        raise BadInput(
            gettext("The mapping was not taken: %(faults)s.") % {"faults": "; ".join(fault.what for fault in faults)},
            where=where(name),
            mend=gettext("Correct everything that is named; vics_mapping.toml says what there is."),
            code="bad_mapping",
            faults=faults,
        )
    shipped = _shipped()
    return VicsMapping(
        {**shipped.structure, **own.get("structure", {})},
        {**shipped.fields, **_small(own.get("fields", {}))},
        {**shipped.files, **_small(own.get("files", {}))},
    )


@lru_cache(maxsize=1)
def _shipped() -> VicsMapping:
    table = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    return VicsMapping(table["structure"], _small(table["fields"]), _small(table["files"]))


def _faults(own: Mapping[str, Any]) -> list[str]:
    found = [gettext("there is no table “%(name)s”") % {"name": name} for name in own if name not in _TABLES]
    for table in _TABLES:
        content = own.get(table, {})
        if not isinstance(content, Mapping) or not all(isinstance(each, str) for each in content.values()):
            found.append(gettext("the table “%(name)s” is not one of texts") % {"name": table})
            continue
        for key, meaning in content.items():
            if table == "structure" and key not in _STRUCTURE:
                found.append(gettext("“%(name)s” is no part of the structure") % {"name": key})
            elif table != "structure" and not _is_meaning(meaning):
                found.append(gettext("the meaning of “%(name)s” is unknown") % {"name": key})
    return found


def _is_meaning(meaning: str) -> bool:
    return meaning in _PLAIN or any(
        meaning.startswith(prefix) and len(meaning) > len(prefix) for prefix in (OPAQUE, "more:")
    )


def _small(table: Mapping[str, str]) -> dict[str, str]:
    return {key.casefold(): meaning for key, meaning in table.items()}
