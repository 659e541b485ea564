"""A request is sent until it is answered; what the server says is said; a token goes nowhere where others could read it."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tutela.commands.check_there import _token
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, NotFound, Refused, RuleBroken, TutelaError, Unavailable
from tutela.register.client_line import WAITS, Address, Line

TOKEN = "tutela_synthetic"
Scripted = Callable[..., "Played"]
# What is answered, one after the other: a status with a body and headers, or None for a connection that ends.
Answer = tuple[int, bytes, dict[str, str]] | None


class Played:
    """A server that answers as it is told, and a line to it; what it was asked, and what the line said and waited."""

    def __init__(self, *answers: Answer, context: ssl.SSLContext | None = None) -> None:
        self.asked: list[tuple[str, str, bytes, str]] = []
        self.said: list[str] = []
        self.waited: list[float] = []
        self._left = list(answers)
        self.server = HTTPServer(("127.0.0.1", 0), self._handler())
        if context is not None:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        scheme = "https" if context else "http"
        self.line = Line(
            f"{scheme}://127.0.0.1:{self.server.server_port}/there/",
            TOKEN,
            say=self.said.append,
            pause=self.waited.append,
        )

    def _handler(played) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - the handler's own self is another
        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                played.asked.append((self.command, self.path, body, self.headers["Authorization"]))
                answer = played._left.pop(0) if len(played._left) > 1 else played._left[0]
                if answer is None:
                    self.close_connection = True
                    return
                status, content, headers = answer
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(content))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = answer  # noqa: N815 - the library's names

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                pass

        return Handler


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    """Make such a server; all are shut in the end."""
    made: list[Played] = []

    def make(*answers: Answer, **more: Any) -> Played:
        made.append(Played(*answers, **more))
        return made[-1]

    yield make
    for one in made:
        one.line.close()
        one.server.shutdown()
        one.server.server_close()


FINE: Answer = (200, b'{"fine": true}', {})


def problem(status: int, **said: Any) -> Answer:
    """A refusal as the API writes it."""
    body = {"what": "What happened.", "mend": "How to mend it.", "code": "a_code", "error_id": "abcd", "faults": []}
    return status, json.dumps(body | said).encode(), {}


@pytest.mark.parametrize(
    "broken",
    [
        None,
        (502, b"<html>", {}),
        (503, b"{}", {}),
        (200, b'{"fine": tr', {}),
        (200, b"[]", {}),
        (200, b'{"fine"', {"Content-Length": "400", "Connection": "close"}),
    ],
)
def test_what_was_not_answered_is_sent_again_and_it_is_said(scripted: Scripted, broken: Answer) -> None:
    there = scripted(broken, broken, FINE)
    assert there.line.put("/x?start=0", b"bytes", "a/kind") == {"fine": True}
    assert there.asked == [("PUT", "/there/api/v1/x?start=0", b"bytes", f"Bearer {TOKEN}")] * 3
    assert there.waited == [WAITS[0], WAITS[1]]
    assert len(there.said) == 2
    assert "Trying again in 1 s (1 of 10)" in there.said[0]
    assert TOKEN not in "".join(there.said)


def test_it_is_given_up_in_the_end_and_begins_anew_after_an_answer(scripted: Scripted) -> None:
    there = scripted(None, FINE, None)
    assert there.line.get("/x") == {"fine": True}
    with pytest.raises(Unavailable, match="asked 11 times") as given_up:
        there.line.get("/x")
    assert "goes on where it was" in given_up.value.mend
    assert there.waited == [WAITS[0], *WAITS]


def test_nobody_who_listens_is_a_broken_line() -> None:
    there = Played(FINE)
    there.server.shutdown()
    there.server.server_close()
    with pytest.raises(Unavailable):
        there.line.get("/x")
    assert there.waited == list(WAITS)


@pytest.mark.parametrize(("after", "wait"), [("17", 17), ("100000", 1), ("3600", 60), ("soon", 1), ("0", 1)])
def test_a_server_that_wants_to_be_asked_less_often_is(scripted: Scripted, after: str, wait: int) -> None:
    there = scripted((429, problem(429)[1], {"Retry-After": after}), FINE)  # type: ignore[index]
    assert there.line.post("/x", {"a": 1}) == {"fine": True}
    assert there.waited == [wait]
    assert "less often" in there.said[0]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadInput),
        (401, NotAllowed),
        (403, NotAllowed),
        (404, NotFound),
        (409, RuleBroken),
        (413, Refused),
        (415, Refused),
        (422, BadInput),
        (500, Unavailable),
    ],
)
def test_a_refusal_is_said_as_the_server_says_it_and_not_asked_again(
    scripted: Scripted, status: int, kind: type[TutelaError]
) -> None:
    fault = {"what": "It is too long.", "mend": "Shorten it.", "field": "exhibit"}
    there = scripted(problem(status, faults=[fault, {"what": "What happened.", "mend": "", "field": ""}]))
    with pytest.raises(kind) as refused:
        there.line.get("/x")
    error = refused.value
    assert error.what == ("What happened. (error abcd there)" if status == 500 else "What happened.")
    assert (error.mend, error.detail_code) == ("How to mend it.", "a_code")
    assert [(one.what, one.where.field) for one in error.faults] == [("It is too long.", "exhibit")]
    assert len(there.asked) == 1


@pytest.mark.parametrize("answer", [(404, b"<html>", {}), (301, b"", {"Location": "https://elsewhere.example"})])
def test_a_server_that_is_none_of_ours_is_said_to_be_so(scripted: Scripted, answer: Answer) -> None:
    there = scripted(answer)
    with pytest.raises(Unavailable, match="does not answer as Tutela does"):
        there.line.get("/x")
    assert len(there.asked) == 1


def self_signed(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate of nobody's, and a server's side that shows it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = clock.now()
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, secret)
    return certificate, context


def test_a_server_that_cannot_prove_who_it_is_gets_no_token(scripted: Scripted, tmp_path: Path) -> None:
    _, context = self_signed(tmp_path)
    there = scripted(FINE, context=context)
    with pytest.raises(Refused, match="cannot prove that it is who it says"):
        there.line.get("/x")
    assert (there.asked, there.waited) == ([], [])


def test_a_server_of_a_named_authority_is_trusted(
    scripted: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, context = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert scripted(FINE, context=context).line.get("/x") == {"fine": True}


@pytest.mark.parametrize(
    "written", ["", "tutela.example", "ftp://tutela.example", "https://", "https://x:port/", "http://tutela.example"]
)
def test_an_address_over_which_no_token_goes_is_refused(written: str) -> None:
    with pytest.raises(BadInput):
        Address.of(written)
    assert Address.of("https://tutela.example:8443/there/") == Address("https", "tutela.example", 8443, "/there")
    assert Address.of("http://localhost:8000").host == "localhost"


@pytest.mark.parametrize("token", ["", "short", "two words of it", "with\nline", "x" * 201, "tütela_token"])
def test_what_is_no_token_is_not_sent(token: str) -> None:
    with pytest.raises(BadInput, match="no token"):
        Line("https://tutela.example", token, say=print)


def test_a_token_comes_from_a_file_or_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    monkeypatch.delenv("TUTELA_TOKEN", raising=False)
    assert _token(file) == TOKEN
    with pytest.raises(BadInput, match="needs a token"):
        _token(None)
    monkeypatch.setenv("TUTELA_TOKEN", f" {TOKEN} ")
    assert _token(None) == TOKEN
    file.write_text("\n")
    with pytest.raises(BadInput, match="needs a token"):
        _token(file)
    with pytest.raises(BadInput, match="cannot be read"):
        _token(tmp_path / "absent")
