"""The record of a case as a PDF that everybody can read (PDF/UA-1): made of the exported document, and of nothing else.

The same document gives the same bytes; the date in the file is that of the export.
"""

import json
import re
import threading
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst
from django.utils.translation import gettext

from tutela.core.errors import Unavailable
from tutela.exchange.print_words import print_of

TEMPLATE = Path(__file__).with_name("print") / "case.typ"
STANDARD: Literal["ua-1"] = "ua-1"
_NOT_DISPLAYED = re.compile(r"the text `?\"(.+?)\"`? could not be displayed")
_MOST_ROUNDS = 40
# Setting a record takes a processor and memory: one at a time in a process.
_ONE_AT_A_TIME = threading.Lock()


def pdf_of(document: Mapping[str, Any]) -> bytes:
    """The document as a tagged PDF. The compiler refuses what PDF/UA-1 does not allow.

    A character that no font of this machine has is written out by its number: the document keeps it as it is.
    Raises Unavailable when the record cannot be set.
    """
    record, at = print_of(document), datetime.fromisoformat(str(document["exported_at"])).replace(microsecond=0)
    with _ONE_AT_A_TIME:
        text = json.dumps(record, ensure_ascii=False, sort_keys=True)
        try:
            return _set(text, at, with_system_fonts=False)
        except typst.TypstError as error:
            if not _NOT_DISPLAYED.search(_said(error)):
                raise _unavailable() from error
        for _ in range(_MOST_ROUNDS):
            try:
                return _set(text, at, with_system_fonts=True)
            except typst.TypstError as error:
                missing = {one for found in _NOT_DISPLAYED.findall(_said(error)) for one in found if ord(one) > 0x7E}
                if not missing:
                    raise _unavailable() from error
                for one in missing:
                    text = text.replace(one, f"[U+{ord(one):04X}]")
    raise _unavailable()


def _set(text: str, at: datetime, *, with_system_fonts: bool) -> bytes:
    made = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        sys_inputs={"record": text},
        font_paths=_fonts(with_system_fonts),
        pdf_standards=[STANDARD],
        timestamp=at,
    )
    assert isinstance(made, bytes)  # noqa: S101 - one PDF is one file
    return made


@lru_cache(maxsize=2)
def _fonts(with_system_fonts: bool) -> Any:
    return typst.Fonts(include_system_fonts=with_system_fonts)


def _said(error: typst.TypstError) -> str:
    return f"{error.message}\n{error.diagnostic}"


def _unavailable() -> Unavailable:
    return Unavailable(
        gettext("The record could not be printed."), mend=gettext("Export it as JSON, and tell whoever runs the site.")
    )
