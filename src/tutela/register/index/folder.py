"""Where the index beside the register is kept on the server."""

from pathlib import Path

from django.conf import settings


def index_folder() -> Path:
    """The folder of its versions; it can be deleted at any moment."""
    return Path(settings.TUTELA_REGISTER_INDEX_DIR)
