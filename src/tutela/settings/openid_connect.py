"""Sign-in with an organisation's own identity provider, from ``TUTELA_OIDC_*``. It finds accounts; it never makes
one.
"""

from collections.abc import Mapping
from typing import Any

NEEDED = ("TUTELA_OIDC_SERVER_URL", "TUTELA_OIDC_CLIENT_ID", "TUTELA_OIDC_CLIENT_SECRET")


def providers(environ: Mapping[str, str]) -> dict[str, Any]:
    """The sign-in library's settings for the provider named in the environment; none when nothing is named.

    Raises ValueError when only a part of it is there, since a provider that half works locks people out unexplained.
    """
    given = {name: environ.get(name, "").strip() for name in NEEDED}
    missing = [name for name, value in given.items() if not value]
    if len(missing) == len(NEEDED):
        return {}
    if missing:
        raise ValueError(f"OpenID Connect needs all of {', '.join(NEEDED)}; missing: {', '.join(missing)}.")
    if not given["TUTELA_OIDC_SERVER_URL"].startswith("https://"):
        raise ValueError(
            "TUTELA_OIDC_SERVER_URL must begin with https:// : what the provider says of a person is believed."
        )
    return {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": environ.get("TUTELA_OIDC_ID", "organisation"),
                    "name": environ.get("TUTELA_OIDC_NAME", "your organisation"),
                    "client_id": given["TUTELA_OIDC_CLIENT_ID"],
                    "secret": given["TUTELA_OIDC_CLIENT_SECRET"],
                    # An address that the provider has verified is matched with an account that an administrator made.
                    "settings": {"server_url": given["TUTELA_OIDC_SERVER_URL"], "email_authentication": True},
                }
            ],
        }
    }
