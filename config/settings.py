"""All settings, in the order of Django's own template; each line that surprises says why.

Without SECRET_KEY this is a development server that answers to this machine only. With SECRET_KEY it is production:
ALLOWED_HOSTS is required, HTTPS is enforced, and a value that makes no sense stops the start.
"""

import sys
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from . import env
from .localkey import local_key

BASE_DIR = Path(__file__).resolve().parent.parent

# pytest imports the settings before any conftest can speak, so they look for it themselves.
TESTING = "pytest" in sys.modules

# --- Who may ask, and over what ---

SECRET_KEY = env.text("SECRET_KEY")
PRODUCTION = bool(SECRET_KEY)
DEBUG = env.boolean("DEBUG")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
# Number of proxies in front of the server that write X-Forwarded-For and X-Forwarded-Proto. 0: believe neither.
PROXIES = env.integer("PROXIES", 0, most=9)

if PRODUCTION:
    if len(SECRET_KEY) < 50:
        raise ImproperlyConfigured("SECRET_KEY is too short: take 50 random characters or more (README.md, Deploy).")
    if not ALLOWED_HOSTS:
        raise ImproperlyConfigured(
            "SECRET_KEY is set, so this is production: ALLOWED_HOSTS must name the site's hosts."
        )
    if "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name hosts; * would answer to any name.")
    if DEBUG:
        raise ImproperlyConfigured("DEBUG is for development; it cannot be on where SECRET_KEY is set.")
else:
    if ALLOWED_HOSTS:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is set without SECRET_KEY: production needs both, development neither."
        )
    # Sessions survive a restart because the key is kept in this checkout, readable by its owner only.
    SECRET_KEY = local_key(BASE_DIR / "var" / "development.key")
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

# --- Applications ---

INSTALLED_APPS = [
    "diagnostics.apps.DiagnosticsConfig",
    "kb.apps.KbConfig",
    "config.apps.ConfigConfig",
    "staff.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    # WhiteNoise serves the static files under `runserver` too, so that there is one way to serve them.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django_htmx",
    "template_partials",
    "csp",
    "simple_history",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    # After django_otp and auth, some of whose admin pages it replaces.
    "staff.apps.StaffConfig",
]

MIDDLEWARE = [
    "config.middleware.health",
    "config.middleware.forwarded",
    *([] if PRODUCTION else ["config.middleware.this_machine_only"]),
    "config.middleware.request_log",
    # Before everything that costs, and with the headers of all that follow. What it keeps belongs to no one in
    # particular; a request without HTTPS is another address to it, whose answer, a redirect, is not kept.
    "kb.pagecache.pages",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.security_headers",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "kb.refusals.wrong_method",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "staff.middleware.only_verified",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    # Must be last: it turns a refused log-in into the answer 429.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
            ],
        },
    },
]

# --- Database ---

# Threads of one server process; script/run and the connection pool read the same number.
THREADS = env.integer("THREADS", 4, least=1, most=64)
DATABASES = {"default": env.database("DATABASE_URL", sqlite=BASE_DIR / "db.sqlite3", threads=THREADS)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People ---

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
if TESTING:
    # Real hashing is slow on purpose; the tests need no protection.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "admin:login"

# Five wrong passwords from one address, then an hour's pause. Counted in the database, so that all processes agree.
# By address alone: counted by name, anybody could lock the staff out.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(hours=1)
AXES_LOCKOUT_PARAMETERS = ["ip_address"]
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_CALLABLE = "config.lockout.paused"
AXES_VERBOSE = False

# Who holds one of these rights, or is a superuser, logs in with a second factor; everybody else may.
SECOND_FACTOR_RIGHTS = (
    "kb.publish_article",
    "diagnostics.activate_rule",
    "staff.reset_second_factor",
    *(f"auth.{action}_{model}" for action in ("add", "change", "delete") for model in ("user", "group")),
)
OTP_TOTP_ISSUER = "Verdict"
# The pause after a wrong code, in seconds; it doubles with each further one.
OTP_TOTP_THROTTLE_FACTOR = 1
OTP_STATIC_THROTTLE_FACTOR = 1

# --- Pages kept for anonymous readers ---

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Shared by the processes of this host. In tests nothing is kept unless a test asks for it.
    "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    if TESTING
    else {
        "BACKEND": "kb.pagestore.PageStore",
        "LOCATION": env.text("PAGES", str(BASE_DIR / "var" / "pages")),
        "VERSION": 3,  # of the form in which the store writes; another release may share the folder
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # Of pages that are never the same, what is: each process has its own. Whoever works on a template wants none.
    "skeletons": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    if TESTING or DEBUG
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "skeletons"},
}
# On PostgreSQL each process reads the version of the content over a connection of its own; in tests that could not see
# the test's transaction.
VERSION_CONNECTION = not TESTING
# Seconds between two writings of the counts of readers, in each process.
VIEWS_INTERVAL = 0 if TESTING else 10

# --- Language and time ---

LANGUAGE_CODE = "en-gb"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True
DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y, H:i"

# --- Static files ---

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
# What pages join, and the one file that the engine and the browser share, comes from config.bundles.
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.bundles.BundleFinder",
]
# Tests and DEBUG read the sources; serving reads what collectstatic wrote: compressed, and named by content.
FROM_SOURCES = TESTING or DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if FROM_SOURCES
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = FROM_SOURCES
WHITENOISE_AUTOREFRESH = FROM_SOURCES

# --- Request bodies ---

# A paste holds at most 256 KB; percent-encoding makes that three times as long. The check's views say so themselves;
# a longer body is never read into memory.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# An uploaded file stays in memory: it may hold secrets, and Django's default would write a large one to disk.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# --- Security ---

# Readers get no cookie at all: only the admin logs in, and no reader's page has a form that needs the CSRF token.
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
# A week: long enough for a draft, and short for a machine that was left behind.
SESSION_COOKIE_AGE = 7 * 24 * 3600
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "kb.refusals.forged"

if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Static and strict: no inline script, style or handler anywhere, so no nonce and no exception.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        **({"upgrade-insecure-requests": True} if PRODUCTION else {}),
    }
}

# --- Mail: only reports of errors, only where ADMINS names somebody ---

ADMINS = [(address, address) for address in env.words("ADMINS")]
SERVER_EMAIL = env.text("SERVER_EMAIL", "verdict@localhost")
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", 25, least=1, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
EMAIL_SUBJECT_PREFIX = "[Verdict] "

# --- Logs and error reports: nothing of what a person pasted ---

DEFAULT_EXCEPTION_REPORTER = "config.reports.DiscreetReporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "config.reports.DiscreetFilter"

LOG_LEVEL = env.text("LOG_LEVEL", "INFO").upper()
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
    raise ImproperlyConfigured("LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR.")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "discreet": {"()": "config.logs.DiscreetLogs"},
        "request_id": {"()": "config.logs.RequestId"},
    },
    "formatters": {"line": {"()": "config.logs.LineFormatter", "with_words": DEBUG}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "filters": ["request_id", "discreet"],
            "formatter": "line",
        },
        "nowhere": {"class": "logging.NullHandler"},
        "mail": {
            "class": "django.utils.log.AdminEmailHandler",
            "level": "ERROR",
            "filters": ["discreet"],
        },
    },
    "root": {"handlers": ["stdout"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": ["stdout", *(["mail"] if ADMINS else [])], "propagate": False},
        # One line a request comes from our own middleware, which also tells every 4xx.
        "django.request": {"level": "ERROR"},
        # runserver's own lines carry the query. Without any handler Python would print its warnings all the same.
        "django.server": {"handlers": ["nowhere"], "propagate": False},
        "axes": {"level": "WARNING"},
    },
}
