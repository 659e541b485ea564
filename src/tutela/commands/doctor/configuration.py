"""Settings and keys: would a stranger get in, or read what passes?"""

import stat
from collections.abc import Iterator

from django.conf import settings

from tutela.commands.doctor.check import Level, Ward, check

SHORTEST_KEY = 50


@check(
    "secret-key",
    why="Sessions are signed and reporters' codes are kept with this key.",
    mend="Take TUTELA_SECRET_KEY away, so that a strong one is made in DATA_DIR/keys, or set one of 64 random characters.",
    level=Level.MUST,
)
def secret_key(ward: Ward) -> Iterator[str]:
    """A key that is short, repeats itself or is an example's."""
    key = settings.SECRET_KEY
    if len(key) < SHORTEST_KEY or len(set(key)) < 10 or key.startswith("django-insecure"):
        yield "The secret key is weak."


@check(
    "key-files",
    why="Whoever reads the keys can sign in as anybody.",
    mend="chmod 700 on the folder of the keys, and 600 on each file in it.",
    level=Level.MUST,
)
def key_files(ward: Ward) -> Iterator[str]:
    """Keys that other accounts of the machine may read."""
    for path in (ward.places.keys, *sorted(ward.places.keys.glob("*"))):
        if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield f"Others may read {path}."


@check(
    "debug",
    why="A debug page shows whatever the program holds at that moment.",
    mend="Use tutela.settings.production, and set DEBUG nowhere.",
    level=Level.MUST,
)
def debug(ward: Ward) -> Iterator[str]:
    """Debugging is on."""
    if settings.DEBUG:
        yield "DEBUG is on."


@check(
    "hosts",
    why="With every name allowed, a link in a mail can be made to lead elsewhere.",
    mend="Name the site's own host names in TUTELA_HOSTS, with commas between them.",
    level=Level.MUST,
)
def hosts(ward: Ward) -> Iterator[str]:
    """Every host name is allowed, or none."""
    if "*" in settings.ALLOWED_HOSTS:
        yield "Every host name is allowed."
    if not [host for host in settings.ALLOWED_HOSTS if host]:
        yield "No host name is allowed: the site answers nobody."


@check(
    "tls",
    why="What passes without TLS is read and changed on the way.",
    mend="Use tutela.settings.production behind a proxy that speaks TLS: docs/operations/install.md.",
    level=Level.MUST,
    in_demo=Level.NOTE,
)
def tls(ward: Ward) -> Iterator[str]:
    """Cookies may travel in the clear, or nothing leads to https."""
    missing = [
        name
        for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS")
        if not getattr(settings, name)
    ]
    if missing:
        yield f"TLS is not asked for: {', '.join(missing)}."
    if not settings.TUTELA_ADDRESS.startswith("https://"):
        yield "The links in mails do not begin with https (TUTELA_ADDRESS)."


@check(
    "demo",
    why="The demo's passwords are printed, and it asks for no second factor.",
    mend="For real work set DJANGO_SETTINGS_MODULE=tutela.settings.production, with a data folder of its own.",
    level=Level.NOTE,
)
def demo(ward: Ward) -> Iterator[str]:
    """This is the demo."""
    if settings.TUTELA_DEMO:
        yield "This is the synthetic demo."


CHECKS = (secret_key, key_files, debug, hosts, tls, demo)
