"""The port that the site answers on."""

import contextlib
import os
import socket
import urllib.error
import urllib.request

import psutil

from tutela.core.errors import BadInput, Unavailable

HOST = "127.0.0.1"
DEFAULT_PORT = 8000


def wanted_port() -> int:
    """``PORT`` from the environment, else 8000. Raises BadInput for what is no port."""
    given = os.environ.get("PORT", "").strip()
    if not given:
        return DEFAULT_PORT
    if not given.isascii() or not given.isdigit() or not 1 <= int(given) <= 65535:
        raise BadInput("PORT is not a port number.", mend="Give a number from 1 to 65535, such as PORT=8001.")
    return int(given)


def is_free(port: int, host: str = HOST) -> bool:
    """Whether a server could listen there now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As the web server does: a connection just closed does not hold the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise Unavailable(
                f"This account may not listen on port {port}.", mend="Take one above 1023: make up PORT=8001"
            ) from error
        except OSError:
            return False
        return True


def refuse_taken(port: int) -> None:
    """Raise Unavailable, naming who listens there, when the port is taken."""
    if is_free(port):
        return
    holder = _holder(port)
    by = f" by {holder}" if holder else ""
    other = next((number for number in range(port + 1, min(port + 50, 65536)) if is_free(number)), None)
    raise Unavailable(
        f"Port {port} is taken{by}.",
        mend=f"Stop that, or take another: make up PORT={other}" if other else "Stop that, or take another by PORT=",
    )


def _holder(port: int) -> str:
    with contextlib.suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("tcp"):
            if (
                connection.status == psutil.CONN_LISTEN
                and connection.laddr
                and connection.laddr.port == port
                and connection.pid
            ):
                return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
    return ""


def answers(port: int, path: str = "/health", *, host_name: str = HOST, timeout: float = 2.0) -> bool:
    """Whether the site answers a request there, be it with a redirect to its TLS address."""
    request = urllib.request.Request(f"http://{HOST}:{port}{path}", headers={"Host": host_name})
    try:
        with _OPENER.open(request, timeout=timeout):
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


# A proxy named in the environment is for addresses outside this machine.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
