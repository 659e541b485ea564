"""Read a list of hashes, whatever form it has: the one door for all of them.

Nothing here needs Django's models or a database. The same code reads on the server, on an examiner's machine and on a
workstation that is connected to nothing.
"""

from __future__ import annotations

import hashlib
import mmap
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NoReturn

from django.utils.translation import gettext

from tutela.core.languages import in_figures
from tutela.core.media import BYTES_NEEDED, embedded_media_kind, refuse_media
from tutela.register.lists import lines
from tutela.register.lists.columns import repeated
from tutela.register.lists.dfxml import read_dfxml
from tutela.register.lists.faults import Faults, refused
from tutela.register.lists.forms import LINE_FORMS, forms_taken
from tutela.register.lists.line_faults import words_for
from tutela.register.lists.recognising import HEAD, is_blank, recognise
from tutela.register.lists.rows import HashList, Rows
from tutela.register.lists.tables import read_table
from tutela.register.lists.texts import Data, Encoding, Progress, encoding_of, pieces
from tutela.register.lists.vics import read_vics
from tutela.register.lists.vics_mapping import VicsMapping, vics_mapping

# Names that are longer are looked at for media one by one; shorter than this, no picture is one.
LONG_NAME = 512
COUNTED = 1_000_000
_WRITTEN_OUT = re.compile(rb";base64,")


def read_list(
    source: Path | bytes,
    *,
    name: str = "",
    mapping: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> HashList:
    """Read the whole list. A list with a fault is refused whole.

    `name` is what the list is called in errors; `mapping` completes the shipped one for JSON in the manner of Project VIC
    (see `load_mapping`); `progress` is told how many bytes of how many have been read. The file must stay as it is while the
    list is in use: names of the line forms are taken out of it when they are asked for.

    Raises `Refused` for media, containers and attacks; `BadInput` with up to twenty faults for everything that can be
    mended: each with the file, the row (the line; in XML and JSON the number of the record), the field and the mend. No
    error holds a value of the file.
    """
    called, data, form = begun(source, name)
    chosen = vics_mapping(mapping)
    with ThreadPoolExecutor(1) as pool:
        digest = pool.submit(digest_of, data)
        form, rows, notes = _read(form, data, Faults(called), chosen, progress)
    if not len(rows):
        raise refused(
            gettext("The list holds no hash."),
            file=called,
            mend=gettext("Send one of these, with at least one hash: %(forms)s.") % {"forms": forms_taken()},
            code="no_hash",
        )
    return HashList(form, rows, digest.result(), lambda: (*notes, *_repetition(rows)))


def begun(source: Path | bytes, name: str) -> tuple[str, Data, str]:
    """What a list is called, its bytes, and the code of its form. Raises as ``read_list`` does for what is no list."""
    called = name or (source.name if isinstance(source, Path) else gettext("the list"))
    data = source if isinstance(source, bytes) else _opened(source, called)
    refuse_media(data[:BYTES_NEEDED], called)
    head = data[:HEAD]
    if is_blank(head) and (len(data) <= HEAD or is_blank(data[HEAD : 2 * HEAD])):
        raise refused(
            gettext("The list is empty."), file=called, mend=gettext("Send the list that was meant."), code="empty_file"
        )
    form = recognise(head)
    if form is None:
        raise refused(
            gettext("The form of the list is unknown."),
            file=called,
            mend=gettext("Send one of these: %(forms)s.") % {"forms": forms_taken()},
            code="unknown_list",
        )
    return called, data, form


def digest_of(data: Data) -> str:
    """The SHA-256 by which the same list is known again."""
    return hashlib.sha256(data).hexdigest()


def stop_at(fault: lines.LineFault, faults: Faults) -> NoReturn:
    """Refuse a list whose line does not fit, in words."""
    what, mend = words_for(fault.why)
    faults.stop(what, row=fault.line, mend=mend)


def stop_if_cut_off(form: str, data: Data, rows: Rows, faults: Faults, *, is_one: bool) -> None:
    """Refuse a list whose last line may have been cut off: ``rows`` are the last ones; ``is_one`` where there is one in all."""
    is_whole = form == "bare" and (not is_one or "sha256" in rows.exact)
    if len(rows) and data[-1:] != b"\n" and not is_whole:
        faults.stop(
            gettext("the last line has no end, so the list may have been cut off in it"),
            row=int(rows.places[-1]),
            mend=gettext("Ask for the list again; if it is whole, put a line end behind its last line."),
        )


def _repetition(rows: Rows) -> list[str]:
    """How many rows repeat others. Not told of a very long list, where counting them would take longer than reading it."""
    again = repeated(rows) if len(rows) <= COUNTED else 0
    if not again:
        return []
    return [gettext("Rows that repeat the hashes of a row before them: %(number)s.") % {"number": in_figures(again)}]


def _opened(path: Path, called: str) -> Data:
    """The bytes of the file, without reading it into memory."""
    try:
        with path.open("rb") as file:
            if file.seek(0, 2) == 0:
                return b""
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):
        raise refused(
            gettext("The list cannot be opened."),
            file=called,
            mend=gettext("Look whether the file is there, and whether you may read it."),
            code="cannot_open",
        ) from None


def _read(
    form: str, data: Data, faults: Faults, mapping: VicsMapping, progress: Progress | None
) -> tuple[str, Rows, list[str]]:
    encoding = encoding_of(data[:4])
    if form in LINE_FORMS:
        rows = _lines(form, data, encoding, faults, progress)
        return form, rows, []
    if form == "dfxml":
        rows, notes = read_dfxml(data, encoding, faults, progress)
        _no_media_beside(data, faults)
    elif form == "vics":
        rows, notes = read_vics(data, encoding, faults, mapping, progress)
    else:
        form, rows, notes = read_table(data, encoding, faults, progress)
    return form, rows, notes


def _lines(form: str, data: Data, encoding: Encoding, faults: Faults, progress: Progress | None) -> Rows:
    if encoding.name != "utf-8":
        # What a PowerShell wrote with “>”. Half its bytes say nothing, so the copy is half as long as the list.
        narrow = bytearray()
        for piece in pieces(data, encoding, faults):
            narrow += piece.encode("utf-8", "replace")
        data = bytes(narrow)
    try:
        rows = lines.read_lines(data)
    except lines.LineFault as fault:
        stop_at(fault, faults)
    stop_if_cut_off(form, data, rows, faults, is_one=len(rows) == 1)
    _no_media_in_names(data, rows, faults)
    if progress is not None:
        progress(len(data), len(data))
    return rows


def _no_media_beside(data: Data, faults: Faults) -> None:
    """Refuse a list in which media is written out, even where nothing would be kept of it."""
    for found in _WRITTEN_OUT.finditer(data):
        before = data[max(0, found.start() - 100) : found.end()].decode("latin-1")
        if kind := embedded_media_kind(before):
            faults.media(kind)


def _no_media_in_names(data: Data, rows: Rows, faults: Faults) -> None:
    """Refuse a list in which a file name is media written out as text."""
    if _WRITTEN_OUT.search(data):
        suspects: Sequence[int] = range(len(rows))
    elif isinstance(rows.names, lines.Names):
        suspects = rows.names.longer_than(LONG_NAME).tolist()
    else:
        suspects = ()
    for row in suspects:
        if kind := embedded_media_kind(rows.names[row]):
            faults.media(kind, row=int(rows.places[row]), field="name")
