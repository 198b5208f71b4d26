"""The portal's own settings with a mail server that can be stopped."""

from krem_portal.settings import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 2
DEMO = False
