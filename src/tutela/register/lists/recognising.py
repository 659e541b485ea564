"""Which form a list has, by its first bytes alone. Its name and its ending say nothing."""

from __future__ import annotations

from tutela.register.lists.headings import header_of, is_before_header
from tutela.register.lists.lines import FIRST_BYTES, recognise_lines
from tutela.register.lists.texts import encoding_of

HEAD = FIRST_BYTES
"""So many bytes are enough."""


def recognise(head: bytes) -> str | None:
    """The code of the form (see ``forms.FORMS``) of the list that begins so; None where it has none that is read here.

    JSON and XML are told by their first sign; whether they are what they should be, their reader says.
    """
    encoding = encoding_of(head)
    text = head[encoding.mark :].decode(encoding.name, "ignore")
    # A list of lines first: a file name in its first line may well hold what would pass for a heading.
    form = recognise_lines(text.encode("utf-8") if encoding.name != "utf-8" else head)
    if form is not None:
        return form
    text = text.lstrip()
    if "\x00" in text[:2]:
        # UTF-16 without its mark.
        return None
    if text.startswith("<"):
        return "dfxml"
    if text.startswith("{"):
        return "vics"
    line = next((line for line in text.split("\n") if not is_before_header(line)), "")
    header = header_of(line, wide=encoding.name.startswith("utf-16"))
    return header.form if header is not None else None


def is_blank(head: bytes) -> bool:
    """Whether nothing but blanks is there."""
    encoding = encoding_of(head)
    return not head[encoding.mark :].decode(encoding.name, "ignore").strip()
