"""The header of a table of hashes: which column says what, and whose table it is.

The headings are those that the tools write. Autopsy: “Export selected rows to CSV” and “Save table as CSV” (its
`ExportCSVAction`) write the headings of its table of files, among them “Flags(Dir)”, “Known”, “Location”, “MD5 Hash” and
“SHA-256 Hash” (`AbstractAbstractFileNode`), after a byte order mark; its file report (`FileReportText`) writes “Name”,
“Is Deleted”, “Hash Value”, “Known Status”, “Full Path” and others that the examiner chooses. X-Ways Forensics: “Export
list” writes the columns of its directory browser, as the examiner arranged them, with tabs between them; its handbook
names the columns, “Hash”, “Hash 1” and “Hash 2” among them, and says that a hash set is a text whose first line is the name
of the algorithm. PowerShell: “Get-FileHash | Export-Csv” writes “Algorithm”, “Hash” and “Path”, below a line “#TYPE …”.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tutela.register.lists.algorithms import ANY_HASH, DIGESTS, LABELS, OPAQUE, algorithm_of, plain_heading

DELIMITERS = (",", ";", "\t")
_FIELDS = {
    "size": "size,file size,filesize,size (bytes),size in bytes,file size (bytes),media size,mediasize,logical size",
    "name": "name,file name,filename,file,item name",
    "path": "path,file path,filepath,directory,folder,parent path",
    "full_path": "full path,fullpath,full name,location,source path,relative file path,relativefilepath",
    "pdq_quality": "pdq quality,pdqquality,pdq hash quality,quality pdq",
}
_SAYS = {
    "category": "category,categories,kategorie,catégorie",
    "series": "series,serie",
    "tags": "tags,tag",
    "media_id": "media id,mediaid",
    "mime_type": "mime type,mimetype,mime",
}
_BY_HEADING = {
    heading: role
    for roles, prefix in ((_FIELDS, ""), (_SAYS, "more:"))
    for role, headings in ((prefix + name, spelled.split(",")) for name, spelled in roles.items())
    for heading in headings
}
_AUTOPSY_TABLE = frozenset({"flags(dir)", "flags(meta)", "known", "location", "type(dir)", "type(meta)"})
_AUTOPSY_REPORT = frozenset({"is deleted", "known status", "file extension", "full path", "last accessed"})
_XWAYS = frozenset(
    {
        *(
            "evidence object",
            "int. id",
            "int. parent",
            "unique id",
            "type status",
            "type descr.",
            "1st sector",
            "attr.",
        ),
        *(
            "hash set",
            "hash category",
            "report table",
            "parent name",
            "record changed",
            "record modification",
            "existent",
        ),
        *("child objects", "hash1", "hash2", "hash 1", "hash 2"),
    }
)


@dataclass(frozen=True)
class Header:
    """A header that was understood: `roles` has one entry a column, empty where the heading is not known.

    A role is a field of a batch (``md5``, ``hash1``, ``size``, ``name``, ``path``, ``full_path``, ``pdq_quality``), or
    ``hash:…`` or ``more:…`` for what is passed through.
    """

    form: str
    delimiter: str
    headings: tuple[str, ...]
    roles: tuple[str, ...]
    always_quoted: bool
    """Every cell stands between quotation marks, as Autopsy writes it."""

    def twice(self) -> Sequence[int]:
        """The columns (from 1) for a hash that a column before them is for."""
        seen: set[str] = set()
        again = []
        for number, role in enumerate(self.roles, start=1):
            if role in seen:
                again.append(number)
            if role:
                seen.add(role)
        return again

    def unknown(self) -> Iterator[str]:
        """The headings that were not understood, cut to be shown."""
        for number, (heading, role) in enumerate(zip(self.headings, self.roles, strict=True), start=1):
            if not role:
                shown = "".join(each for each in heading if each.isprintable()).strip()[:40]
                yield shown or f"({number})"


def is_before_header(line: str) -> bool:
    """Whether this line comes before the header: a blank one, or the one in which PowerShell names its type."""
    return not line.strip() or line.startswith(("#TYPE ", '"#TYPE '))


def header_of(line: str, *, wide: bool = False) -> Header | None:
    """The header in the first line of a table; None where none of its columns is a hash. `wide` says it came in UTF-16."""
    line = line.rstrip("\r\n")
    best: Header | None = None
    for delimiter in DELIMITERS:
        try:
            cells = tuple(next(csv.reader([line], delimiter=delimiter, strict=True), ()))
        except csv.Error:
            continue
        roles = _roles(cells)
        if not any(is_hash(role) for role in roles):
            continue
        if best is None or sum(map(bool, roles)) > sum(map(bool, best.roles)):
            best = Header(
                _form(cells, roles, delimiter, wide=wide),
                delimiter,
                cells,
                roles,
                _always_quoted(line, delimiter, cells),
            )
    return best


def is_hash(role: str) -> bool:
    """Whether a column of this role holds hashes."""
    return role in DIGESTS or role.startswith(ANY_HASH)


def _roles(cells: Sequence[str]) -> tuple[str, ...]:
    roles: list[str] = []
    unnamed = 0
    for cell in cells:
        heading = plain_heading(cell)
        role = _BY_HEADING.get(heading) or algorithm_of(cell) or ""
        if role == ANY_HASH:
            unnamed += 1
            role = f"{ANY_HASH}{unnamed}"
        # Of two columns for a name or a size the first is taken; of two for a digest none would be the right one.
        roles.append("" if role in roles and not is_hash(role) else role)
    return tuple(roles)


def _form(cells: Sequence[str], roles: Sequence[str], delimiter: str, *, wide: bool) -> str:
    headings = {plain_heading(cell) for cell in cells}
    if "md5 hash" in headings and _AUTOPSY_TABLE & headings:
        return "autopsy"
    if "hash value" in headings and _AUTOPSY_REPORT & headings:
        return "autopsy"
    # A spreadsheet, too, writes tabs and UTF-16; a hash without the name of its algorithm it has from X-Ways.
    unnamed = wide and any(role.startswith(ANY_HASH) and not role.startswith(OPAQUE) for role in roles)
    if delimiter == "\t" and (_XWAYS & headings or unnamed or _numbered(headings)):
        return "x-ways"
    return "csv"


def _numbered(headings: set[str]) -> bool:
    return any(heading.startswith(("hash1 ", "hash2 ", "hash 1 ", "hash 2 ")) for heading in headings)


def _always_quoted(line: str, delimiter: str, cells: Sequence[str]) -> bool:
    return line == delimiter.join(f'"{cell}"' for cell in cells)


def labels_of(header: Header) -> Mapping[str, str]:
    """How each field of the table is called in an error: the number of its column, and what it holds."""
    labels: dict[str, str] = {}
    for number, role in enumerate(header.roles, start=1):
        if role and role not in labels:
            labels[role] = f"{number}: {_shown(role)}"
    return labels


def _shown(role: str) -> str:
    if role in LABELS:
        return LABELS[role]
    return (
        ANY_HASH if is_hash(role) and not role.startswith(OPAQUE) else role.removeprefix(OPAQUE).removeprefix("more:")
    )
