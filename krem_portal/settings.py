"""Every setting of the portal. What differs between places comes from the environment: see .env.example."""

import os
from pathlib import Path

import dj_database_url
import pghistory
from csp.constants import NONE, SELF
from django.contrib.messages import constants as messages
from django.core.exceptions import ImproperlyConfigured

import local_servers
from accounts.openid_providers import read_providers
from background.queues import CLOCK, QUEUES
from krem_portal import environment, starting
from krem_portal.limits import MIGRATIONS, OTHERS, WEB
from krem_portal.logs import logging_of

BASE_DIR = Path(__file__).resolve().parent.parent
BUILD_DIR = BASE_DIR / ".build"

# Where it runs -----------------------------------------------------------------------------------

DEMO = environment.flag("PORTAL_DEMO")
starting.refuse_one_of_two_servers(os.environ)
EMBEDDED = not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"))
DEBUG = environment.flag("DJANGO_DEBUG")
PRODUCTION = environment.flag("PORTAL_PRODUCTION", default=not EMBEDDED)
if PRODUCTION and DEMO:
    raise ImproperlyConfigured("PORTAL_DEMO lets people in without a second factor: never in production.")

if PRODUCTION and DEBUG:
    raise ImproperlyConfigured(
        "DJANGO_DEBUG shows details of people's data on error pages: never in production."
    )
# Commands that touch no data (collectstatic, makemessages) set PORTAL_SERVERS=off and start nothing.
HAS_SERVERS = environment.flag("PORTAL_SERVERS", default=True)
# Embedded servers listen to this machine only, and their data is made up: a key known to all is enough. Elsewhere
# it is not, whatever PORTAL_PRODUCTION says.
OWN_KEYS = PRODUCTION or (HAS_SERVERS and not EMBEDDED)
SECRET_KEY = environment.text("DJANGO_SECRET_KEY", None if OWN_KEYS else starting.PUBLISHED_SECRET)
# Former keys: who signed in under them stays signed in, and links in letters go on working, until they are taken away.
SECRET_KEY_FALLBACKS = environment.words("DJANGO_SECRET_KEY_FALLBACKS")
CONTACT_KEYS = environment.words("PORTAL_CONTACT_KEYS", "" if OWN_KEYS else starting.PUBLISHED_CONTACT_KEY)
SECOND_FACTOR_KEYS = environment.words(
    "PORTAL_SECOND_FACTOR_KEYS", "" if OWN_KEYS else starting.PUBLISHED_SECOND_FACTOR_KEY
)
# Without these what a restored database holds sealed stays sealed. A backup knows them by fingerprint.
SEALING_KEYS = {"PORTAL_CONTACT_KEYS": CONTACT_KEYS, "PORTAL_SECOND_FACTOR_KEYS": SECOND_FACTOR_KEYS}
# The first seals backups, all of them open. Whoever has one has everything: keep them apart from the backups.
# The processes that serve people have none.
BACKUP_KEYS = environment.words("PORTAL_BACKUP_KEYS", "" if OWN_KEYS else starting.PUBLISHED_CONTACT_KEY)
if OWN_KEYS:
    for secret in (SECRET_KEY, *SECRET_KEY_FALLBACKS):
        starting.refuse_weak_secret("DJANGO_SECRET_KEY", secret)
    starting.refuse_bad_keys(SEALING_KEYS | ({"PORTAL_BACKUP_KEYS": BACKUP_KEYS} if BACKUP_KEYS else {}))
ALLOWED_HOSTS = environment.words(
    "DJANGO_ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver"
)
# What a Prometheus shows to be let in at /metrics; with none nobody is.
METRICS_TOKEN = os.environ.get("PORTAL_METRICS_TOKEN", "")
CSRF_FAILURE_VIEW = "accounts.unsaved_forms.stale_form"
CSRF_TRUSTED_ORIGINS = environment.words("DJANGO_CSRF_TRUSTED_ORIGINS")
PORTAL_ADDRESS = environment.text("PORTAL_ADDRESS", None if PRODUCTION else "http://localhost:8000")
if PRODUCTION:
    starting.refuse_open_hosts(ALLOWED_HOSTS, PORTAL_ADDRESS, CSRF_TRUSTED_ORIGINS)
# Where everybody can write, and where to tell of a weakness.
PORTAL_CONTACT = environment.text("PORTAL_CONTACT", None if PRODUCTION else "post@krem.invalid")
PORTAL_SECURITY_CONTACT = environment.text(
    "PORTAL_SECURITY_CONTACT", None if PRODUCTION else "sikkerhet@krem.invalid"
)

# Servers -----------------------------------------------------------------------------------------

SERVERS = (
    local_servers.ensure(durable=environment.flag("PORTAL_DURABLE", default=True))
    if HAS_SERVERS
    else local_servers.Servers("postgresql:///off", "postgresql:///off", "", "redis://off")
)
# Nothing waits without end, see `krem_portal.limits`. The web server answers people; what else runs may take longer.
LIMITS = WEB if environment.text("PORTAL_PROCESS", "command") == "web" else OTHERS
DATABASES = {
    # The web and the workers: not the owner of any table, behind row-level security.
    "default": LIMITS.on(
        dj_database_url.parse(
            SERVERS.database_url, engine="krem_portal.postgres", conn_max_age=60, conn_health_checks=True
        )
    ),
    # Migrations only.
    "owner": MIGRATIONS.on(dj_database_url.parse(SERVERS.owner_url, engine="krem_portal.postgres"))
    | {"TEST": {"MIRROR": "default"}},
}
# What counts everybody reads from here, where there is one: see `accounts.standby`.
if DATABASE_STANDBY_URL := os.environ.get("DATABASE_STANDBY_URL"):
    DATABASES["standby"] = OTHERS.on(
        dj_database_url.parse(DATABASE_STANDBY_URL, engine="krem_portal.postgres")
    ) | {"TEST": {"MIRROR": "default"}}
# Who takes backups sees every row: see deploy/backup_role.sql.
DATABASE_BACKUP_URL = environment.text("DATABASE_BACKUP_URL", SERVERS.superuser_url)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "krem_portal.cache.Cache",
        "LOCATION": SERVERS.redis_url,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}
CELERY_BROKER_URL = SERVERS.redis_url
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A queue for each kind of work, with a worker of its own: an import never waits behind a report.
CELERY_TASK_DEFAULT_QUEUE = CLOCK.name
CELERY_TASK_ROUTES = {task: {"queue": queue.name} for queue in QUEUES for task in queue.tasks}
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = CLOCK.soft_seconds, CLOCK.hard_seconds
CELERY_TASK_ANNOTATIONS = {
    task: {"soft_time_limit": queue.soft_seconds, "time_limit": queue.hard_seconds}
    for queue in QUEUES
    for task in queue.tasks
}
# In KiB: a worker that a large workbook has made large is replaced after its task.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A page must answer also when Redis is silent: the row is the truth, the sweeper sends the hint again.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 1, "socket_connect_timeout": 1, "max_retries": 0}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "Europe/Oslo"
# How long a worker that has fallen silent is waited for before another takes its work over.
LEASE_SECONDS = environment.number("PORTAL_LEASE_SECONDS", 60)
# Nothing that the clock asks about waits longer than this.
CLOCK_SECONDS = environment.number("PORTAL_CLOCK_SECONDS", 3600)
# How many years lines of the log are kept; 0: for ever.
LOG_YEARS = environment.number("PORTAL_LOG_YEARS", 0)
starting.refuse_short_log(LOG_YEARS)

# Apps --------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "krem_portal.apps.PortalConfig",
    "demo",
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
    # These put their headers on every answer: pages, errors, redirects, downloads and static files.
    "krem_portal.middleware.PrivateResponses",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "krem_portal.middleware.CompressedPages",
    "krem_portal.middleware.WithoutDatabase",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "krem_portal.middleware.ChosenLanguage",
    "krem_portal.middleware.NoNulls",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.OwnLanguage",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.taken_forms.TakenForms",
    "accounts.unsaved_forms.UnsavedForms",
    "accounts.middleware.AccessEnds",
    "accounts.middleware.SessionEnds",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.SecondFactorRequired",
    "accounts.middleware.SilentCache",
    "accounts.middleware.SecondFactorOpens",
    "accounts.middleware.PostInUse",
    "accounts.middleware.RequestScope",
    "django_htmx.middleware.HtmxMiddleware",
]
# What other apps show of a participant on their own page.
OWN_PAGE_SECTIONS = ["entrepreneurs.own_page.sections_of"]
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
FURTHER_LIST_CHOICES = ["entrepreneurs.mentor_choice.BY_MENTOR"]

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
ACCOUNT_ADAPTER = "accounts.signing_in.adapters.InvitationOnly"
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
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.signing_in.reset_links.ResetLinks"  # noqa: S105 - a path
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "invitation": "20/m/ip",
    "openid": "30/m/ip",
    "own_page": "20/m/ip",
    "verification": "60/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("PORTAL_TRUSTED_PROXIES", 0)
ACCOUNT_FORMS = {
    "login": "accounts.forms.signing_in.SignInForm",
    "reauthenticate": "accounts.forms.signing_in.ReauthenticateForm",
    "change_password": "accounts.forms.signing_in.ChangePasswordForm",
    "reset_password": "accounts.forms.signing_in.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.signing_in.NewPasswordForm",
    "user_token": "accounts.forms.signing_in.LinkForm",
}
MFA_ADAPTER = "accounts.signing_in.adapters.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "KREM"
# A code is good one step early and late: RFC 6238, 5.2. accounts.forms.signing_in refuses it a second time.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "accounts.forms.signing_in.CodeForm",
    "reauthenticate": "accounts.forms.signing_in.ReauthenticateCodeForm",
    "activate_totp": "accounts.forms.signing_in.ActivateCodeForm",
    "authenticate_webauthn": "accounts.forms.passkeys.ShowPasskeyForm",
    "reauthenticate_webauthn": "accounts.forms.passkeys.ShowPasskeyForm",
    "add_webauthn": "accounts.forms.passkeys.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.passkeys.RenamePasskeyForm",
}
# Who else may say who somebody is; nobody, where no file is named.
OPENID_PROVIDERS = read_providers(environment.text("PORTAL_OPENID_FILE", ""), is_local=not OWN_KEYS)
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
SESSION_ENGINE = "accounts.signing_in.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    # Asked from inside, past the proxy that ends TLS.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
else:
    # Cookies know no ports: two portals side by side on one machine must not sign each other out.
    SESSION_COOKIE_NAME = f"sessionid-{environment.text('PORT', '8000')}"
    CSRF_COOKIE_NAME = f"csrftoken-{environment.text('PORT', '8000')}"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Words -------------------------------------------------------------------------------------------

LANGUAGE_CODE = "nb"
# The one list of languages, each by its own name, so that whoever reads no other finds it.
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en-gb", "English")]
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
EMAIL_FILE_PATH = local_servers.state_dir() / "mail"
EMAIL_HOST = environment.text("EMAIL_HOST", "localhost")
EMAIL_PORT = environment.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = environment.flag("EMAIL_USE_TLS")
# A mail server that says nothing for so long is not there.
EMAIL_TIMEOUT = environment.number("EMAIL_TIMEOUT", 10)
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "KREM-portalen <portal@krem.invalid>")

# History -----------------------------------------------------------------------------------------

# The context stands in the event row itself, so that the application needs INSERT only.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(db_index=True)
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())

# One JSON object a line, without addresses and without the words of errors, which quote people's data.
LOG_JSON = environment.flag("PORTAL_LOG_JSON", default=PRODUCTION)
LOGGING = logging_of(as_json=LOG_JSON)
