"""The key of this installation: the one with which it signs packs signs editions as well, so that people read one fingerprint."""

from pathlib import Path

from django.conf import settings

from tutela.register.pack.signing import Signer, installation_signer


def own_signer() -> Signer:
    """The installation's key. Raises Unavailable where it cannot be read or made."""
    return installation_signer(Path(settings.DATA_DIR) / "keys")
