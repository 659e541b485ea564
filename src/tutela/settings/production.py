"""A real installation: behind a proxy that speaks TLS, with its own PostgreSQL. docs/operations/install.md sets it up."""

import os

from tutela.settings.base import *  # noqa: F403
from tutela.settings.base import DATA_DIR, TUTELA_ADDRESS
from tutela.settings.hosts import host_names
from tutela.settings.secrets import secret_key

SECRET_KEY = secret_key(DATA_DIR)
DEBUG = False
ALLOWED_HOSTS = host_names(os.environ.get("TUTELA_HOSTS", ""))
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
TUTELA_ADDRESS = TUTELA_ADDRESS if "TUTELA_ADDRESS" in os.environ else f"https://{ALLOWED_HOSTS[0]}"

# The proxy sets this header on every request and takes away what the browser sent under its name.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
# Who watches the machine asks the web server itself, past the proxy.
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# A cookie of this name is taken from this host alone, and over TLS alone: no neighbouring host can plant one.
SESSION_COOKIE_NAME = "__Host-session"
LANGUAGE_COOKIE_SECURE = True
EMAIL_USE_TLS = os.environ.get("TUTELA_EMAIL_TLS", "no") == "yes"
EMAIL_HOST_USER = os.environ.get("TUTELA_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("TUTELA_EMAIL_PASSWORD", "")
EMAIL_TIMEOUT = 20
