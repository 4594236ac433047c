"""Django's settings. What differs from site to site comes from the environment (README, "Running it for an office").

JIDI_DATA            data directory: database, uploaded files, secret, collected assets (default: var)
JIDI_DATABASE_URL    postgresql://… instead of the SQLite file
JIDI_PUBLIC_URL      the address people type (default http://127.0.0.1:8000); https everywhere but on this machine
JIDI_BEHIND_PROXY    1: a proxy of ours ends TLS, and alone sets X-Forwarded-Proto
JIDI_DEMO            1: only ever set by the demo
"""

from __future__ import annotations

import os
from datetime import timedelta

from csp.constants import NONE, SELF

from jidi.config import site
from jidi.config.database import database

ROOT = site.ROOT
DATA = site.data_directory(os.environ)
PUBLIC = site.public_address(os.environ.get("JIDI_PUBLIC_URL") or "http://127.0.0.1:8000")
DEMO = site.switched_on(os.environ, "JIDI_DEMO")
BEHIND_PROXY = site.switched_on(os.environ, "JIDI_BEHIND_PROXY")

DEBUG = False
SECRET_KEY = site.secret_key(DATA)
ALLOWED_HOSTS = PUBLIC.allowed_hosts
CSRF_TRUSTED_ORIGINS = [PUBLIC.url]
ROOT_URLCONF = "jidi.config.urls"
WSGI_APPLICATION = "jidi.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The rooms that are Django apps, lowest first; `importlinter.ini` holds their direction. `facts` keeps nothing and is none.
ROOMS = [
    "common",
    "audit",
    "accounts",
    "files",
    "calendars",
    "notices",
    "policies",
    "agenda",
    "bases",
    "cases",
    "filings",
    "panels",
    "publicity",
    "applications",
    "returns",
    "web.shared",
    "web.desk",
    "demo",
]
if "demo" in ROOMS and not DEMO:
    ROOMS.remove("demo")  # outside the demo its one-click log-in does not exist, not even as code that is loaded

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "axes",
    *[f"jidi.{room}" for room in ROOMS],
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "jidi.config.middleware.RequestSize",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "jidi.config.middleware.LanguageByCookie",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jidi.config.middleware.SessionLimits",
    "jidi.config.middleware.NoStore",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it turns a locked-out log-in into the page that says so
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- storage -----------------------------------------------------------------------------------------------------
DATABASES = {"default": database(os.environ.get("JIDI_DATABASE_URL", ""), DATA)}

MEDIA_ROOT = DATA / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
MAX_REQUEST_BYTES = 64 * 1024 * 1024  # one request with its attachments; a file has its own, smaller limit in `files`
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024  # everything in a request but files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a yearly table of a base has several hundred cells
DATA_UPLOAD_MAX_NUMBER_FILES = 20

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [path for path in [ROOT / "frontend" / "dist"] if path.is_dir()]
# Names with a digest once `jidi collect` (called by `jidi serve`) has gathered the assets; plain names before that.
_MANIFEST = bool(os.environ.get("JIDI_COLLECT")) or (STATIC_ROOT / "staticfiles.json").is_file()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _MANIFEST
WHITENOISE_AUTOREFRESH = not _MANIFEST

# --- people ------------------------------------------------------------------------------------------------------
if "accounts" in ROOMS:
    AUTH_USER_MODEL = "accounts.Person"
SESSION_ENGINE = "jidi.accounts.sessions"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first, so that a locked name is refused before its password is looked at
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, str]] = []  # what a password must be is said by accounts.passwords
# After how many days a password has to be changed; never, unless the site says so (house rule: off by default).
PASSWORD_DAYS = site.whole_number(os.environ, "JIDI_PASSWORD_DAYS")
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"

# Five wrong passwords lock the name for thirty minutes, from whichever machine they came (house rule).
AXES_FAILURE_LIMIT = 5
AXES_USERNAME_FORM_FIELD = "username"  # the word `authenticate` is called with; the person's column has another name
AXES_COOLOFF_TIME = timedelta(minutes=30)
# Not by address: a whole office sits behind one, and one clerk's typing must not lock all the others out.
AXES_LOCKOUT_PARAMETERS = ["username"]
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # it asks for the address
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # else somebody could keep another locked out for ever
AXES_LOCKOUT_CALLABLE = "jidi.web.shared.errors.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # who logged in is written by `audit`
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

# --- sessions ----------------------------------------------------------------------------------------------------
SESSION_COOKIE_NAME = "jidi_session"
SESSION_COOKIE_AGE = 30 * 60  # idle seconds; SessionLimits moves the end on while somebody works
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_ABSOLUTE_LIMIT = timedelta(hours=12)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PUBLIC.secure
CSRF_COOKIE_NAME = "jidi_csrf"
CSRF_COOKIE_HTTPONLY = True  # forms carry the token in a field, htmx takes it from hx-headers on <body>
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = PUBLIC.secure
CSRF_FAILURE_VIEW = "jidi.web.shared.errors.stale_page"

# --- transport and browser ---------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = PUBLIC.secure
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # a supervisor asks on the machine itself
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PUBLIC.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False  # other systems of an office may live below the same name
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- language and time -------------------------------------------------------------------------------------------
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "jidi_language"  # holds zh or en
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- running -----------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "jidi": {"level": "INFO"},
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # Whoever asks under a name that is not ours gets 400; a trace for each such scan would bury what matters.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "django.server": {"handlers": [], "propagate": True},
    },
}
