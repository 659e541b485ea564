"""Read an uploaded file in memory and no further than its limit: no part of it ever lies in a folder."""

from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

MAX_UPLOAD = 20 * 1024 * 1024


class BoundedMemoryUpload(FileUploadHandler):
    """Keeps at most ``MAX_UPLOAD`` bytes; of a file above that, nothing, and ``was_too_big`` says so."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.pieces: list[bytes] = []
        self.was_too_big = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A further file begins."""
        super().new_file(*args, **kwargs)
        self.pieces = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece, or stop."""
        if start + len(raw_data) > MAX_UPLOAD:
            self.pieces, self.was_too_big = [], True
            # The rest is read and thrown away, so that the sender hears why instead of a broken connection.
            raise StopUpload(connection_reset=False)
        self.pieces.append(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The whole file, in memory."""
        from io import BytesIO

        content = BytesIO(b"".join(self.pieces))
        self.pieces = []
        return InMemoryUploadedFile(
            content,
            self.field_name,
            self.file_name or "",
            self.content_type or "",
            file_size,
            self.charset,
            self.content_type_extra,
        )
