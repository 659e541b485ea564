"""The secret code of somebody who reported without an account: kept as a keyed digest, so that a stolen table opens nothing."""

from django.conf import settings

from tutela.core import secret_codes


def digest_of(code: str) -> str:
    """The digest under which a code is kept. Raises BadInput for a code that cannot be one."""
    return secret_codes.digest(code, settings.SECRET_KEY.encode())
