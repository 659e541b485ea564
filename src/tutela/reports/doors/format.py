"""Recognise what came in at a door by its content, and read it by the door made for it.

A name and a claimed type prove nothing, so neither is asked. Media is refused first, before anything looks further.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import tzinfo
from io import BytesIO
from typing import BinaryIO, Literal

from django.utils.translation import gettext

from tutela.core.errors import BadInput, where
from tutela.core.marking import gettext_noop
from tutela.core.media import BYTES_NEEDED, refuse_media
from tutela.reports.doors import cybertipline, reports_csv
from tutela.reports.doors.rejected import RejectedRow
from tutela.reports.doors.sizes import MAX_FILE_BYTES, read_capped
from tutela.reports.incoming import IncomingReport

Format = Literal["cybertipline", "csv"]
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_HTML = re.compile(r"<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
_MEND = gettext_noop("Send a CSV made from the template, or a CyberTipline report in XML.")


def recognise(first_bytes: bytes, name: str) -> Format:
    """Which door a file is for, from its first bytes: `Refused` for media, `BadInput` for what no door reads."""
    refuse_media(first_bytes, name)
    start = _readable(first_bytes[:4096]).lstrip()
    if not start:
        raise BadInput(gettext("The file is empty."), where=where(file=name), mend=gettext(_MEND))
    if _HTML.match(start):
        raise BadInput(gettext("The file is a web page, not a report."), where=where(file=name), mend=gettext(_MEND))
    if start.startswith("<"):
        return "cybertipline"
    if start.startswith(("{", "[{", "[\n", "[ ")):
        mend = gettext("Send JSON to the API, or a CSV made from the template here.")
        raise BadInput(gettext("The file is JSON, which this door does not read."), where=where(file=name), mend=mend)
    return "csv"


def parse(stream: BinaryIO, name: str, zone: tzinfo | None = None) -> Iterator[IncomingReport | RejectedRow]:
    """The reports and rejected rows of a file, whichever of the two formats it is in.

    Everything that condemns the whole file is raised here, before the first report is given out; nothing of such a
    file is kept.
    """
    seekable = stream if stream.seekable() else BytesIO(read_capped(stream, name, MAX_FILE_BYTES))
    start = seekable.tell()
    form = recognise(seekable.read(BYTES_NEEDED), name)
    seekable.seek(start)
    door = cybertipline.parse if form == "cybertipline" else reports_csv.parse
    return door(seekable, name, zone)


def _readable(first_bytes: bytes) -> str:
    """The first bytes as text, well enough to see a first character; what they are is for the door to say."""
    for mark, encoding in _MARKS.items():
        if first_bytes.startswith(mark):
            return first_bytes.decode(encoding, "replace")
    if first_bytes[:1] == b"\x00" or first_bytes[1:2] == b"\x00":
        return first_bytes.replace(b"\x00", b"").decode("latin-1")
    return first_bytes.decode("utf-8", "replace")
