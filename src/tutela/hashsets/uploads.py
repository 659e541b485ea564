"""Take in the uploaded file of an edition: piece by piece to the disk, once its first bytes say that it is one."""

from django.utils.translation import gettext

from tutela.core.errors import BadInput, Refused, where
from tutela.core.languages import in_figures
from tutela.hashsets import staged
from tutela.hashsets.setfile.reading import looks_like_one
from tutela.register.uploads import MOST_BYTES, ListUpload

__all__ = ["MOST_BYTES", "EditionUpload"]


class EditionUpload(ListUpload):
    """Writes one edition down, and says in ``fault`` why one was not taken."""

    field = "file"
    refusals = (Refused, BadInput)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece down, or stop."""
        if start + len(raw_data) > MOST_BYTES:
            self._stop(_too_large())
        super().receive_data_chunk(raw_data, start)

    def _begin(self) -> None:
        looks_like_one(self._head, self.file_name or gettext("the edition"))
        self._path = staged.coming()
        self._file = self._path.open("wb")
        self._file.write(self._head)
        self._head = b""


def _too_large() -> BadInput:
    return BadInput(
        gettext("The file is larger than %(size)s MB. Nothing of it was kept.")
        % {"size": in_figures(MOST_BYTES // (1024 * 1024))},
        where=where(field="file"),
        mend=gettext("Take it in by the command line (tutela register set take), or over the API."),
    )
