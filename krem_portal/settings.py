"""Every setting of the portal. What differs between places comes from the environment: see .env.example."""

import os
from pathlib import Path

import dj_database_url
import pghistory
from csp.constants import NONE, SELF
from django.contrib.messages import constants as messages
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from krem_portal import embedded, environment

BASE_DIR = Path(__file__).resolve().parent.parent
BUILD_DIR = BASE_DIR / ".build"

# Where it runs -----------------------------------------------------------------------------------

DEMO = environment.flag("PORTAL_DEMO")
EMBEDDED = not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"))
DEBUG = environment.flag("DJANGO_DEBUG")
PRODUCTION = environment.flag("PORTAL_PRODUCTION", default=not EMBEDDED)
if PRODUCTION and DEMO:
    raise ImproperlyConfigured("PORTAL_DEMO lets people in without a second factor: never in production.")

# Embedded servers listen to this machine only, and their data is made up: a key known to all is enough.
SECRET_KEY = environment.text("DJANGO_SECRET_KEY", None if PRODUCTION else "embedded-servers-only")
CONTACT_KEYS = environment.words(
    "PORTAL_CONTACT_KEYS", "" if PRODUCTION else "a3JlbS1wb3J0YWwtZW1iZWRkZWQtc2VydmVycy1vbmw="
)
ALLOWED_HOSTS = environment.words(
    "DJANGO_ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver"
)
CSRF_TRUSTED_ORIGINS = environment.words("DJANGO_CSRF_TRUSTED_ORIGINS")
PORTAL_ADDRESS = environment.text("PORTAL_ADDRESS", None if PRODUCTION else "http://localhost:8000")
# Where everybody can write, and where to tell of a weakness.
PORTAL_CONTACT = environment.text("PORTAL_CONTACT", None if PRODUCTION else "post@krem.invalid")
PORTAL_SECURITY_CONTACT = environment.text(
    "PORTAL_SECURITY_CONTACT", None if PRODUCTION else "sikkerhet@krem.invalid"
)

# Servers -----------------------------------------------------------------------------------------

# Commands that touch no data (collectstatic, makemessages) set PORTAL_SERVERS=off and start nothing.
SERVERS = (
    embedded.ensure(durable=environment.flag("PORTAL_DURABLE", default=True))
    if environment.flag("PORTAL_SERVERS", default=True)
    else embedded.Servers("postgresql:///off", "postgresql:///off", "", "redis://off")
)
DATABASES = {
    # The web and the workers: not the owner of any table, behind row-level security.
    "default": dj_database_url.parse(SERVERS.database_url, conn_max_age=60, conn_health_checks=True),
    # Migrations only.
    "owner": dj_database_url.parse(SERVERS.owner_url) | {"TEST": {"MIRROR": "default"}},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": SERVERS.redis_url,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}
CELERY_BROKER_URL = SERVERS.redis_url
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TASK_SOFT_TIME_LIMIT = 1500
# In KiB: a worker that a large workbook has made large is replaced after its task.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A page must answer also when Redis is silent: the row is the truth, the sweeper sends the hint again.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 1, "socket_connect_timeout": 1, "max_retries": 0}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "Europe/Oslo"
# Nothing that the clock asks about waits longer than this.
CLOCK_SECONDS = environment.number("PORTAL_CLOCK_SECONDS", 3600)

# Apps --------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "krem_portal.apps.PortalConfig",
    "reports",
    "entrepreneurs",
    "participants",
    "clusters",
    "accounts",
    "audit",
    "background",
    "krem_portal.apps.KremAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "pgtrigger",
    "pghistory",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "krem_portal.middleware.PrivateResponses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "krem_portal.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.OwnLanguage",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.typed.TypedForms",
    "accounts.middleware.AccessEnds",
    "accounts.middleware.SessionEnds",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.SecondFactorRequired",
    "accounts.middleware.SilentCache",
    "accounts.middleware.RequestScope",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "krem_portal.urls"
WSGI_APPLICATION = "krem_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "krem_portal.context.portal",
            ],
        },
    }
]

# By what an office's list can be narrowed, of the apps above the one that draws it.
FURTHER_LIST_CHOICES = ["entrepreneurs.mentored.BY_MENTOR"]

# Signing in --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
# Addresses are unique whatever their case, by a constraint that the check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["accounts.backends.OpenAccess"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapters.InvitationOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Whether an address has an account is nobody's business: unknown ones get no letter, known ones the same page.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# allauth's own generator keeps copies of addresses, by which people could sign in after KREM has changed them.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a path
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "invitation": "20/m/ip",
    "own_page": "20/m/ip",
    "verification": "60/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("PORTAL_TRUSTED_PROXIES", 0)
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "KREM"
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.ReauthenticateCodeForm",
    "activate_totp": "accounts.forms.ActivateCodeForm",
}
# Together with accounts.middleware.SessionEnds, which also ends what has been idle.
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Other registers ---------------------------------------------------------------------------------

ENTERPRISE_REGISTRY_URL = environment.text("ENTERPRISE_REGISTRY_URL", "")

# Headers -----------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
else:
    # Cookies know no ports: two portals side by side on one machine must not sign each other out.
    SESSION_COOKIE_NAME = f"sessionid-{environment.text('PORT', '8000')}"
    CSRF_COOKIE_NAME = f"csrftoken-{environment.text('PORT', '8000')}"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Words -------------------------------------------------------------------------------------------

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", _("Norwegian Bokmål")), ("nn", _("Norwegian Nynorsk")), ("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Oslo"
USE_I18N = USE_TZ = USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["krem_portal.formats"]

# What the design system calls the colour of an alert.
MESSAGE_TAGS = {messages.ERROR: "danger"}

# Files -------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BUILD_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "krem_portal.assets.PackageFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
REPORT_FONTS = BUILD_DIR / "fonts"

# Mail --------------------------------------------------------------------------------------------

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if PRODUCTION
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = embedded.state_dir() / "mail"
EMAIL_HOST = environment.text("EMAIL_HOST", "localhost")
EMAIL_PORT = environment.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = environment.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "KREM-portalen <portal@krem.invalid>")

# History -----------------------------------------------------------------------------------------

# The context stands in the event row itself, so that the application needs INSERT only.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(db_index=True)
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"pikepdf": {"level": "WARNING"}},
}
