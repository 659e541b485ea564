"""A real installation refuses to start half set up, and lets nothing through in the clear."""

import io
import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tutela.core.log_lines import FramesOnly
from tutela.settings.hosts import host_names

ASKED = [
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "TUTELA_ADDRESS",
    "DEBUG",
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
    "TUTELA_DEMO",
    "TUTELA_SECOND_FACTOR_REQUIRED",
    "SECURE_PROXY_SSL_HEADER",
]


def settings(tmp_path: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """The settings of a production with this environment, in a process of its own."""
    code = (
        "import json, sys; import tutela.settings.production as s;"
        "print(json.dumps({name: getattr(s, name) for name in sys.argv[1:]}))"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TUTELA_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-c", code, *ASKED],
        env=clean | {"DATA_DIR": str(tmp_path)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_needs_its_host_names_and_says_so(tmp_path: Path) -> None:
    refused = settings(tmp_path)
    assert refused.returncode != 0
    assert "TUTELA_HOSTS names no host" in refused.stderr
    assert settings(tmp_path, TUTELA_HOSTS="tutela.example").returncode == 0


def test_cookies_travel_over_tls_alone_and_links_lead_to_the_site_itself(tmp_path: Path) -> None:
    found = json.loads(settings(tmp_path, TUTELA_HOSTS="Tutela.example, other.example").stdout)
    assert found == {
        "ALLOWED_HOSTS": ["tutela.example", "other.example"],
        "CSRF_TRUSTED_ORIGINS": ["https://tutela.example", "https://other.example"],
        "TUTELA_ADDRESS": "https://tutela.example",
        "DEBUG": False,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_SECURE": True,
        "TUTELA_DEMO": False,
        "TUTELA_SECOND_FACTOR_REQUIRED": True,
        "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
    }
    named = json.loads(settings(tmp_path, TUTELA_HOSTS="tutela.example", TUTELA_ADDRESS="https://www.example").stdout)
    assert named["TUTELA_ADDRESS"] == "https://www.example"


@pytest.mark.parametrize("given", ["", " , ", "*", ".example", "https://tutela.example", "tutela.example:443"])
def test_a_host_name_that_would_let_any_in_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="TUTELA_HOSTS"):
        host_names(given)
    assert host_names("tutela.example") == ["tutela.example"]


def test_a_log_line_tells_the_kind_of_an_error_and_never_its_words() -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(FramesOnly("%(levelname)s %(message)s"))
    log = logging.getLogger("synthetic.log_lines")
    log.addHandler(handler)
    try:
        _fail()
    except ValueError:
        log.exception("It failed.")
    said = written.getvalue()
    assert "ERROR It failed." in said
    assert "ValueError" in said
    assert "KeyError" in said
    assert "_fail" in said
    assert "Synthetic Name" not in said
    assert "stays inside" not in said


def _fail() -> None:
    try:
        {}["a name that stays inside"]
    except KeyError as error:
        raise ValueError("Synthetic Name") from error
