"""Tests: the same roles and policies as in production, on a throw-away embedded server."""

import os

from tutela.settings.base import *  # noqa: F403

SECRET_KEY = "tests only"  # noqa: S105
DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
TUTELA_DEMO = True
TUTELA_SECOND_FACTOR_REQUIRED = False
TUTELA_API_RATE = None
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# The strongest hasher makes every sign-in of a test take a third of a second.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TUTELA_TEST_DATA_DIR = os.environ.get("TUTELA_TEST_DATA_DIR", "")
