"""The keys an installation is made with: created once in the data folder, never in the tree."""

import os
import secrets
from pathlib import Path


def secret_key(data_dir: Path) -> str:
    """The installation's signing key, from ``TUTELA_SECRET_KEY`` or ``DATA_DIR/keys/secret_key`` (0600, made on first use).

    Created with ``O_EXCL``, so that two processes starting together end with the same key.
    """
    given = os.environ.get("TUTELA_SECRET_KEY")
    if given:
        return given
    folder = data_dir / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as stream:
        stream.write(secrets.token_urlsafe(64))
    return path.read_text().strip()
