"""A small OpenID Connect provider at an address of this machine, which signs in whom the test names."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "tutela", "known to both sides"


@dataclass
class Provider:
    """Who is signed in there, and what it has given out."""

    email: str = ""
    is_verified: bool = True
    address: str = ""
    key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    def settings(self) -> dict[str, Any]:
        """As ``settings/openid_connect.py`` gives them, but for an address without TLS."""
        app = {
            "provider_id": "organisation",
            "name": "your organisation",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": self.address, "email_authentication": True},
        }
        return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}

    def discovery(self) -> dict[str, Any]:
        """Where everything is."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def person(self) -> dict[str, Any]:
        """What it says of whoever is signed in."""
        return {"sub": f"subject of {self.email}", "email": self.email, "email_verified": self.is_verified}

    def authorize(self, given: dict[str, str]) -> str:
        """A code for whoever is signed in; the address to go back to."""
        code = secrets.token_urlsafe(16)
        self.asked[code] = given
        return f"{given['redirect_uri']}?{urlencode({'code': code, 'state': given['state']})}"

    def token(self, given: dict[str, str]) -> dict[str, Any] | None:
        """What the code is worth, once, to the one who began: proved by the verifier of its challenge."""
        began = self.asked.pop(given.get("code", ""), None)
        proof = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        if began is None or base64.urlsafe_b64encode(proof).rstrip(b"=").decode() != began.get("code_challenge"):
            return None
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300} | self.person()
        if "nonce" in began:
            claims["nonce"] = began["nonce"]
        signed = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "one"})
        return {
            "access_token": secrets.token_urlsafe(16),
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": signed,
        }

    def keys(self) -> dict[str, Any]:
        """Its public key."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}


@contextmanager
def running_provider() -> Iterator[Provider]:
    """The provider, answering until the end of the block."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            if asked.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(_first(asked.query)))
                self.end_headers()
                return
            known = {
                "/.well-known/openid-configuration": provider.discovery,
                "/keys": provider.keys,
                "/userinfo": provider.person,
            }
            self._say(known[asked.path]() if asked.path in known else None)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(provider.token(_first(body)))

        def _say(self, answer: dict[str, Any] | None) -> None:
            body = json.dumps(answer or {"error": "invalid_grant"}).encode()
            self.send_response(200 if answer else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Keep the test's output for the test."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()


def _first(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
