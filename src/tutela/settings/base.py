"""What every installation shares. A mode's own file says what differs, and why."""

import os
from pathlib import Path

from tutela.settings import openid_connect
from tutela.settings.database import configuration

PACKAGE = Path(__file__).resolve().parents[1]
DATA_DIR = Path(os.environ.get("DATA_DIR", PACKAGE.parents[1] / ".data"))
SOCKET_DIR = Path(os.environ["TUTELA_SOCKET_DIR"]) if "TUTELA_SOCKET_DIR" in os.environ else None

DATABASES = {
    "default": configuration(os.environ.get("TUTELA_DATABASE_ROLE", "app"), socket_dir=SOCKET_DIR),
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
ROOT_URLCONF = "tutela.web.urls"
WSGI_APPLICATION = "tutela.web.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_cotton",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "tutela.organisations",
    "tutela.accounts",
    "tutela.audit",
    "tutela.clocks",
    "tutela.ownership",
    "tutela.decisions",
    "tutela.finding",
    "tutela.notices",
    "tutela.tasks",
    "tutela.comments",
    "tutela.following",
    "tutela.children",
    "tutela.cases",
    "tutela.register",
    "tutela.hashsets",
    "tutela.reports",
    "tutela.plans",
    "tutela.deconfliction",
    "tutela.retention",
    "tutela.timeline",
    "tutela.day",
    "tutela.bulk",
    "tutela.exchange",
    "tutela.api",
    "tutela.web",
]
if _last := os.environ.get("TUTELA_APPS_UP_TO"):
    # A command that needs no more starts sooner; layers point down only, so what is below an app is all that it needs.
    INSTALLED_APPS = INSTALLED_APPS[: INSTALLED_APPS.index(f"tutela.{_last}") + 1]
    INSTALLED_APPS.remove("allauth.socialaccount.providers.openid_connect")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Outside of sessions: below /api/ only a token says who asks.
    "tutela.api.middleware.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tutela.web.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    # Everything below reads rows: the transaction that names the reader must already be open.
    "tutela.accounts.middleware.NeedToKnowMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tutela.accounts.middleware.ActorMiddleware",
    "tutela.accounts.zone.ReaderZoneMiddleware",
    "tutela.accounts.reader_language.ReaderLanguageMiddleware",
    "tutela.accounts.idle.IdleMiddleware",
    "tutela.accounts.second_factor.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tutela.web.middleware.ErrorPagesMiddleware",
    "tutela.web.middleware.ContentSecurityPolicyMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tutela.web.context.page",
            ],
        },
    }
]
COTTON_DIR = "components"
FORM_RENDERER = "tutela.web.rendering.GovukRenderer"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "tutela.accounts.sign_in.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "tutela.accounts.sign_in.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by an administrator, never by their owner
ACCOUNT_RATE_LIMITS = {
    "login_failed": "5/5m/key,30/5m/ip",
    "reset_password": "5/h/ip,3/h/key",
    "reauthenticate": "10/m/user",
}
# What the sign-in library counts, it counts for all processes of all web servers together. No address of a machine or of
# mail is kept: the keys are keyed digests. A full table would forget failures, so that it holds more than are made in a day.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "KEY_FUNCTION": "tutela.accounts.sign_in_audit.cache_key",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Tutela"
MFA_ALLOW_UNVERIFIED_EMAIL = (
    True  # an administrator made the account; nobody can hold a stranger's address by signing up
)
SOCIALACCOUNT_PROVIDERS = openid_connect.providers(os.environ)
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
TUTELA_SECOND_FACTOR_REQUIRED = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

SESSION_COOKIE_AGE = 60 * 60  # an hour without a request signs out; the page warns before
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True

LANGUAGE_CODE = "en-gb"
# What the public is spoken to in (tutela.core.languages says more); their texts are compiled when it is installed.
LANGUAGES = [
    ("en", "English"),
    ("fr", "French"),
    ("es", "Spanish"),
    ("ru", "Russian"),
    ("zh-hans", "Chinese"),
    ("ar", "Arabic"),
]
LOCALE_PATHS = [PACKAGE / "locale" / "public", PACKAGE / "locale" / "staff"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
# The look-up beside the register. It can be deleted at any moment: it is made anew, and meanwhile the tables are asked.
TUTELA_REGISTER_INDEX_DIR = Path(os.environ.get("TUTELA_REGISTER_INDEX_DIR", DATA_DIR / "register"))
# Lists that wait for the worker to check them or to take them in; the web server and the worker both reach it.
TUTELA_REGISTER_LISTS_DIR = Path(os.environ.get("TUTELA_REGISTER_LISTS_DIR", DATA_DIR / "lists"))
# In how many bits of 256 the perceptual hashes of two files may differ of which two services are told: up to 31, all are found.
TUTELA_ALERT_DISTANCE = int(os.environ.get("TUTELA_ALERT_DISTANCE", "31"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Uploads are parsed as they arrive; none is ever written to a folder that is served.
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 60 * 1024 * 1024

PGHISTORY_BASE_MODEL = "tutela.audit.history.ChangeEvent"
PGHISTORY_APPEND_ONLY = True

PROCRASTINATE_ON_APP_READY = None
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("TUTELA_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("TUTELA_EMAIL_PORT", "25"))
DEFAULT_FROM_EMAIL = os.environ.get("TUTELA_EMAIL_FROM", "no-reply@tutela.example")

TUTELA_DEMO = False
# How many requests a minute one token may make, at all processes together; None is no limit.
TUTELA_API_RATE: int | None = int(os.environ.get("TUTELA_API_RATE", "600")) or None
# Where people find the site: the links in mails begin with it.
TUTELA_ADDRESS = os.environ.get("TUTELA_ADDRESS", "http://127.0.0.1:8000")
TUTELA_EMERGENCY_TELEPHONE = os.environ.get("TUTELA_EMERGENCY_TELEPHONE", "999 or 112")
# Where the public page's quick exit leads.
TUTELA_NEUTRAL_PAGE = os.environ.get("TUTELA_NEUTRAL_PAGE", "https://www.bbc.co.uk/weather")
# The country whose centre answers where nothing says which; the first of the centres, without it.
TUTELA_COUNTRY = os.environ.get("TUTELA_COUNTRY", "")
# A sentence at the top of every page: a stop for maintenance, a fault that is being mended.
TUTELA_ANNOUNCEMENT = os.environ.get("TUTELA_ANNOUNCEMENT", "")
# How many proxies of ours stand in front: the visitor's address is the last that they did not add themselves.
TUTELA_PROXIES = int(os.environ.get("TUTELA_PROXIES", "0"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "tutela.core.log_lines.FramesOnly", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Each command that touches a job would else begin with a line for every job there is.
    "loggers": {name: {"level": "WARNING"} for name in ("procrastinate.periodic", "procrastinate.blueprints")},
}
