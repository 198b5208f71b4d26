"""The portal's own settings, on embedded servers of the suite's own so that a running demo is left alone."""

import os
from pathlib import Path

os.environ.setdefault("PORTAL_STATE", str(Path(__file__).resolve().parent.parent / ".local" / "test"))
os.environ.setdefault("PORTAL_DURABLE", "0")
# The browser's driver keeps an event loop in the main thread; tests after a journey use the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

from krem_portal.settings import *  # noqa: F403 - the environment comes first

# The portal's own way to keep a password, without the work that makes guessing dear: the tests sign in hundreds of times.
PASSWORD_HASHERS = ["tests.hashing.QuickArgon2"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = "memory://"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Pages must not depend on collectstatic having run.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "⟪undefined: %s⟫"  # noqa: F405
