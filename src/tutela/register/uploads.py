"""Take in an uploaded list: piece by piece to the disk and no further than its limit; nothing of media is ever written down."""

import errno
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.utils.translation import gettext

from tutela.core.errors import BadInput, Refused, TutelaError, Unavailable, where
from tutela.core.languages import in_figures
from tutela.core.media import BYTES_NEEDED, refuse_media
from tutela.register import staged

MOST_BYTES = 200 * 1024 * 1024
_FIELD = "list"


class ComingList(UploadedFile):  # type: ignore[type-arg]
    """A list that was written down whole; whoever wants to keep it moves it away."""

    def __init__(self, path: Path, name: str, size: int) -> None:
        super().__init__(name=name, size=size)
        self.path = path

    def close(self) -> None:
        """It is closed already."""


class ListUpload(FileUploadHandler):
    """Writes one list down, and says in ``fault`` why a list was not taken."""

    chunk_size = 256 * 1024
    field = _FIELD
    refusals: tuple[type[TutelaError], ...] = (Refused,)

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.fault: TutelaError | None = None
        self._path: Path | None = None
        self._file: BinaryIO | None = None
        self._head = b""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A further file begins; all but the list are passed over."""
        super().new_file(*args, **kwargs)
        self.clear()
        self._head = b""
        if self.field_name != self.field:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece down, once it is known that the list is no media, or stop."""
        if start + len(raw_data) > MOST_BYTES:
            self._stop(too_large())
        try:
            if self._file is not None:
                self._file.write(raw_data)
            else:
                self._head += raw_data
                if len(self._head) >= BYTES_NEEDED:
                    self._begin()
        except self.refusals as refusal:
            self._stop(refusal)
        except OSError as error:
            self._stop(_no_room(error))

    def file_complete(self, file_size: int) -> ComingList | None:
        """The whole list, in its file."""
        try:
            if self._file is None:
                self._begin()
            if self._file is not None:
                self._file.close()
        except self.refusals as refusal:
            self.fault = refusal
        except OSError as error:
            self.fault = _no_room(error)
        if self.fault is not None or self._path is None:
            self.clear()
            return None
        return ComingList(self._path, self.file_name or "", file_size)

    def clear(self) -> None:
        """Nothing of what came in stays, unless somebody has moved it away to keep it."""
        if self._file is not None:
            self._file.close()
        if self._path is not None:
            self._path.unlink(missing_ok=True)
        self._file = self._path = None

    def _begin(self) -> None:
        refuse_media(self._head, self.file_name or gettext("the list"))
        self._path = staged.coming()
        self._file = self._path.open("wb")
        self._file.write(self._head)
        self._head = b""

    def _stop(self, fault: TutelaError) -> None:
        self.fault = fault
        self._head = b""
        self.clear()
        # The rest of it is read and thrown away, so that the sender hears why, and finds the other fields as they were.
        raise SkipFile


def too_large() -> BadInput:
    """What is said of a list that is larger than a page takes."""
    return BadInput(
        gettext("The list is larger than %(size)s MB. Nothing of it was kept.")
        % {"size": in_figures(MOST_BYTES // (1024 * 1024))},
        where=where(field=_FIELD),
        mend=gettext("Send it in parts, or check it by the command line (tutela check)."),
    )


def _no_room(error: OSError) -> Unavailable:
    said = (
        gettext("There is no room for the list on this machine's disk.")
        if error.errno == errno.ENOSPC
        else gettext("The list cannot be written down on this machine.")
    )
    return Unavailable(
        said, where=where(field=_FIELD), mend=gettext("Tell whoever runs this machine, and send it again.")
    )
