"""Settings: one file, typed, read from the environment.

Two ways to run share every line below. Without ``DATABASE_URL`` the product is *embedded*: SQLite and a filesystem
broker under ``VAR_DIR``. With it (and ``REDIS_URL``) it is in *production* and refuses to guess a secret key.
"""

import tempfile
from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.kit.secrets import embedded_secret_key

# Generic classes of Django take their type at run time too.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(str(BASE_DIR / ".env"))

# --- which way we run -----------------------------------------------------------------------------------------------

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
try:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=VAR_DIR):
        pass
except OSError as _error:
    raise ImproperlyConfigured(f"VAR_DIR must be a folder that can be written; {VAR_DIR} is not: {_error.strerror}.") from _error

EMBEDDED: bool = not env.str("DATABASE_URL", default="")
DEBUG: bool = env.bool("DEBUG", default=False)
if EMBEDDED:
    SECRET_KEY: str = env.str("SECRET_KEY", default="") or embedded_secret_key(VAR_DIR)
else:
    SECRET_KEY = env.str("SECRET_KEY", default="")
    if not SECRET_KEY:
        raise ImproperlyConfigured("SECRET_KEY must be set when DATABASE_URL is: signed links must outlive a restart.")

ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
BASE_URL: str = env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")

# --- applications ---------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "demo",
    "health",
    "internships",
    "curricula",
    "partnerships",
    "importing",
    "college",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "heroicons",
]

MIDDLEWARE = [
    "config.kit.request_log.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "college.middleware.MonitorMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "college.middleware.SizeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "college.middleware.PlainTextMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Every page is for people who have signed in, unless its view is marked login_not_required.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "college.middleware.PersonLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "college.middleware.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "college.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "college.context.shell",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- data -----------------------------------------------------------------------------------------------------------

if EMBEDDED:
    DATABASES: dict[str, dict[str, Any]] = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "ronghe.sqlite3",
            "OPTIONS": {
                # IMMEDIATE takes the write lock at BEGIN, so two writers wait for each other instead of failing midway.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
            },
            # A file for the tests too: in memory, SQLite's threads share one cache and lock each other out.
            "TEST": {"NAME": VAR_DIR / "test.sqlite3"},
        }
    }
else:
    DATABASES = {"default": env.db_url("DATABASE_URL")}
    if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must be an address of PostgreSQL (postgres://…); without it SQLite is used.")
    _statement_seconds = env.int("DATABASE_STATEMENT_TIMEOUT", default=60)
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": env.int("DATABASE_CONNECT_TIMEOUT", default=5),
        # 0 sends nothing, which a connection pooler between us and the server may need.
        **({"options": f"-c statement_timeout={_statement_seconds * 1000}"} if _statement_seconds else {}),
        **DATABASES["default"].get("OPTIONS", {}),
    }
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL: str = env.str("REDIS_URL", default="")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "config.kit.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "retry": Retry(NoBackoff(), retries=0)},
    }
    if REDIS_URL
    # Sign-in rate limits must hold across the web processes, so the embedded cache is shared on disk.
    # Room for more than the 300 entries it keeps by default: what is thrown out at random may be somebody's count.
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 3000},
    }
}

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "files")))
# There from the start, so that a backup taken before the first upload finds it.
MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": env.str("FILE_STORAGE", default="django.core.files.storage.FileSystemStorage")},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "config.kit.statics.HashedModules"},
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Front-end packages are copied from node_modules into var/vendor at set-up, never kept in the repository.
STATICFILES_DIRS = [BASE_DIR / "static", ("vendor", VAR_DIR / "vendor")]
(VAR_DIR / "vendor").mkdir(exist_ok=True)

UPLOAD_LIMIT_MB: int = env.int("UPLOAD_LIMIT_MB", default=20)
# A whole request, with all its files; well above what a page sends, so that a file too large is still refused by name.
REQUEST_LIMIT_MB: int = env.int("REQUEST_LIMIT_MB", default=10 * UPLOAD_LIMIT_MB)
# Uploaded tables hold personal data; after this many days file, refused rows and undo data go.
IMPORT_KEEP_DAYS: int = env.int("IMPORT_KEEP_DAYS", default=30)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_000

# --- people ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "college.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "college.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "college.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_FORMS = {"login": "college.forms.SignInForm"}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if env.bool("BEHIND_TLS", default=False) else "http"
ACCOUNT_USER_DISPLAY = "college.models.people.display_name"
# The address counted by the limits below is the proxy's unless the number of proxies in front is known.
ALLAUTH_TRUSTED_PROXY_COUNT: int = env.int("TRUSTED_PROXIES", default=0)
ACCOUNT_RATE_LIMITS = {"login_failed": env.str("LOGIN_FAILED_LIMIT", default="10/m/ip,5/5m/key")}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
# In the database alone: whoever is signed in works on while Redis is away.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Ronghe"
MFA_REQUIRED_ROLES: list[str] = env.list("MFA_REQUIRED_ROLES", default=[])
OIDC_SERVER_URL: str = env.str("OIDC_SERVER_URL", default="")
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
# Whom the college's own identity provider vouches for is matched to the existing account by verified e-mail.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
# The sign-in form is answered with a redirect to the provider, which the browser only follows to these origins.
OIDC_ORIGINS: list[str] = env.list("OIDC_ORIGINS", default=["/".join(OIDC_SERVER_URL.split("/")[:3])] if OIDC_SERVER_URL else [])
if OIDC_SERVER_URL:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": env.str("OIDC_PROVIDER_ID", default="college"),
                "name": env.str("OIDC_NAME", default="College single sign-on"),
                "client_id": env.str("OIDC_CLIENT_ID"),
                "secret": env.str("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_SERVER_URL},
            }
        ]
    }
INVITATION_DAYS: int = env.int("INVITATION_DAYS", default=14)

# --- language and time ----------------------------------------------------------------------------------------------

LANGUAGE_CODE: str = env.str("LANGUAGE_CODE", default="zh-hans")
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE: str = env.str("TIME_ZONE", default="Asia/Shanghai")
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "config.formats"

# --- mail -----------------------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="Ronghe <ronghe@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    # Without a mail server each message becomes a file that an administrator can read.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 10

# --- background work ------------------------------------------------------------------------------------------------

if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # A task unacknowledged for this long is given to another worker.
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"visibility_timeout": 3600, "socket_timeout": 2, "socket_connect_timeout": 2}
else:
    BROKER_DIR = VAR_DIR / "broker"
    for _folder in ("queue", "processed", "control"):
        (BROKER_DIR / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
# Every periodic job goes through college.run_job, which keeps a JobRun; see docs/architecture.md.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "heartbeat": {"task": "college.heartbeat", "schedule": 30.0},
    "send_mail": {"task": "college.run_job", "schedule": 60.0, "kwargs": {"name": "send_mail"}},
    "sweep_imports": {"task": "college.run_job", "schedule": 60.0, "kwargs": {"name": "sweep_imports"}},
    "seal_audit": {"task": "college.run_job", "schedule": crontab(hour=0, minute=20), "kwargs": {"name": "seal_audit"}},
    "review_partnerships": {
        "task": "college.run_job",
        # Hourly and harmless: a month already reviewed is left alone, a missed night is caught up within the hour.
        "schedule": crontab(minute=10),
        "kwargs": {"name": "review_partnerships"},
    },
    "advance_dates": {"task": "college.run_job", "schedule": crontab(minute=25), "kwargs": {"name": "advance_dates"}},
}

#: Partnerships reviewed in one transaction; a run with more is handed out to the workers in ranges of this size.
REVIEW_BATCH: int = env.int("REVIEW_BATCH", default=5000)

# --- security -------------------------------------------------------------------------------------------------------

BEHIND_TLS: bool = env.bool("BEHIND_TLS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS: int = env.int("HSTS_SECONDS", default=0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CSRF_FAILURE_VIEW = "college.views.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF, *OIDC_ORIGINS],
        "frame-ancestors": [NONE],
    }
}

# --- appearance of forms, tables, messages --------------------------------------------------------------------------

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = DEBUG
DJANGO_TABLES2_TEMPLATE = "lists/table.html"
DJANGO_TABLES2_PAGE_RANGE = 7
MESSAGE_TAGS = {10: "info", 20: "info", 25: "success", 30: "warning", 40: "danger"}

# --- logs: one line per event, key=value ----------------------------------------------------------------------------

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.kit.request_log.LineFormatter"}},
    "filters": {
        "request_id": {"()": "config.kit.request_log.RequestIdFilter"},
        "traceback": {"()": "config.kit.request_log.TracebackFilter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]},
        "null": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # The request line says it already, but for the traceback of a failure.
        "django.request": {"level": "ERROR", "filters": ["traceback"]},
        # A HEAD request has no body to send: not worth a line each time a monitor asks.
        "gunicorn.http.wsgi": {"level": "ERROR"},
        "django.server": {"handlers": ["null"], "propagate": False},
    },
}

# --- the college ----------------------------------------------------------------------------------------------------

COLLEGE_NAME = env.str("COLLEGE_NAME", default="") or _("Ronghe demonstration college")
# auth.W004: user names are unique without regard to case, by a constraint on Lower("username") that the check cannot see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
