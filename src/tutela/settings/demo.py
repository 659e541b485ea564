"""The demo: synthetic people only, on this machine only."""

from tutela.settings.base import *  # noqa: F403
from tutela.settings.base import DATA_DIR
from tutela.settings.secrets import secret_key

SECRET_KEY = secret_key(DATA_DIR)
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
TUTELA_DEMO = True
# The demo's people are invented and their passwords printed; a second factor is offered and not asked for.
TUTELA_SECOND_FACTOR_REQUIRED = False
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
