"""Settings shared by every way of running the program; `env` here is the only reader of the environment.

Without a single variable set, everything is embedded: SQLite and a file-based broker under `var/`.
`DATABASE_URL` and `REDIS_URL` move the same program to PostgreSQL and Redis.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from whitenoise.compress import Compressor as WhiteNoiseCompressor

# Lets `QuerySet[Review]`, `ModelAdmin[Review]` and the like be written where Django itself has no such brackets.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parents[2]

env = environ.Env()

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
# Former keys: sessions and the keys of the second factor that were made under one of them go on to hold.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "config",  # the commands that span all rooms
    # Before the rooms: what these show in the administration, secrets among it, is taken out there again.
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "organizations",
    "forms_templates",
    "reviews",
    "ratings",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "guardian",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "bootstrap",
    "csp",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Below the static files, which a browser may keep; above all that answers with somebody's words.
    "config.answers.AnswerMiddleware",
    "config.methods.MethodsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "organizations.middleware.DemoClockMiddleware",
    "organizations.middleware.AddressMiddleware",
    "organizations.middleware.LastUseMiddleware",
    # Deny by default: a page open to strangers must say so itself (`login_not_required`).
    "organizations.middleware.SignInMiddleware",
    # Whoever owes the second factor gets no further than its door.
    "organizations.middleware.SecondFactorMiddleware",
    "config.limits.LimitMiddleware",
    "organizations.middleware.ReadsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "reviews.middleware.CleanInputMiddleware",
    "reviews.middleware.FindingsMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reviews.context_processors.navigation",
            ],
        },
    },
]

# Database ---------------------------------------------------------------------------------------------------------


def database(url: str) -> dict[str, Any]:
    """The connection for `url`; SQLite gets what it needs to serve several processes at once."""
    connection: dict[str, Any] = environ.Env.db_url_config(url)
    connection["CONN_MAX_AGE"] = 600
    connection["CONN_HEALTH_CHECKS"] = True
    if connection["ENGINE"] == "django.db.backends.sqlite3":
        connection.setdefault("OPTIONS", {})
        connection["OPTIONS"] |= {
            # A transaction that reads first and writes later would otherwise fail at once when another one wrote
            # between the two; IMMEDIATE makes it wait its turn, which is what row locks do on PostgreSQL.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # Deleted ballots and drafts must not linger in free pages.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA secure_delete=ON;",
        }
    return connection


DATABASES = {
    "default": database(env.str("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'kiem_diem.sqlite3'}"),
}

# Redis, or the embedded stand-ins for it --------------------------------------------------------------------------

REDIS_URL = env.str("REDIS_URL", default="")
REDIS_KEY_PREFIX = env.str("REDIS_KEY_PREFIX", default="kiem_diem:")


def cache(redis_url: str) -> dict[str, Any]:
    """A cache that the web server and the worker share: Redis, or files when there is no Redis."""
    if redis_url:
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": redis_url,
            "KEY_PREFIX": REDIS_KEY_PREFIX,
        }
    return {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": VAR_DIR / "cache"}


def broker(redis_url: str) -> dict[str, Any]:
    """Celery's broker settings: Redis, or a folder of message files when there is no Redis."""
    if redis_url:
        return {
            "CELERY_BROKER_URL": redis_url,
            "CELERY_BROKER_TRANSPORT_OPTIONS": {
                "global_keyprefix": REDIS_KEY_PREFIX,
                # A task of a killed worker is handed out again after this many seconds; longer than any task.
                "visibility_timeout": 900,
            },
        }
    folder = VAR_DIR / "broker"
    return {
        "CELERY_BROKER_URL": "folder://localhost/",
        "CELERY_BROKER_TRANSPORT_OPTIONS": {
            "data_folder_in": str(folder / "messages"),
            "data_folder_out": str(folder / "messages"),
            "control_folder": str(folder / "control"),
            "polling_interval": 0.1,
        },
        # Remote control would leave files that nobody reads.
        "CELERY_WORKER_ENABLE_REMOTE_CONTROL": False,
    }


CACHES = {"default": cache(REDIS_URL)}
globals().update(broker(REDIS_URL))

# Celery -----------------------------------------------------------------------------------------------------------

CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_ENABLE_UTC = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
# What a task achieved stands in the database, never in a result store.
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
# Each of these is safe to run at any time, twice or not at all: the rows in the database say what is still to do.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "remind": {"task": "reviews.tasks.send_reminders", "schedule": 900.0},
    "deliver": {"task": "reviews.tasks.deliver_notices", "schedule": 60.0},
    "sweep": {"task": "forms_templates.tasks.sweep_documents", "schedule": 30.0},
    "seal": {"task": "organizations.tasks.seal_audit", "schedule": 60.0},
    "accounts": {"task": "organizations.tasks.tend_accounts", "schedule": 3600.0},
}

# People and passwords ---------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "organizations.User"
AUTHENTICATION_BACKENDS = [
    # Signs nobody in: turns away whoever has guessed too often, before the password is looked at.
    "axes.backends.AxesStandaloneBackend",
    "organizations.backends.AccountBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None  # guardian would otherwise keep a database user for strangers
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# How slowly a key holder's phrase becomes the key that opens a ballot box (Argon2id; memory in KiB).
BALLOT_KDF = {"iterations": 3, "lanes": 1, "memory_cost": 64 * 1024}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "organizations.passwords.NothingEverybodyKnowsValidator"},
]
# The one-time code of a letter opens the account for so many days, and is void after so many wrong tries.
INVITATION_DAYS = env.int("INVITATION_DAYS", default=14)
INVITATION_TRIES = 30
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"

# The second factor (docs/decisions/0031): required of staff; of others only where they have set it up themselves.
SECOND_FACTOR = env.bool("SECOND_FACTOR", default=True)
# How long a code that was typed goes for issuing, closing, counting and deciding.
PROOF_MINUTES = env.int("PROOF_MINUTES", default=10)
# The name under which an authenticator app lists the account.
OTP_TOTP_ISSUER = "Kiểm điểm"
OTP_ADMIN_HIDE_SENSITIVE_DATA = True

# Who is locked out: the account at the address where it was guessed at, after few tries; the account everywhere, after
# many. Never an address alone: behind the one address of an office sits the whole office.
AXES_HANDLER = "organizations.services.lock_out.LockOut"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "username"]
AXES_FAILURE_LIMIT = env.int("LOCK_OUT_AFTER", default=6)
LOCK_OUT_EVERYWHERE_AFTER = 5 * AXES_FAILURE_LIMIT
AXES_COOLOFF_TIME = timedelta(minutes=env.int("LOCK_OUT_MINUTES", default=15))
# Trying on does not lengthen it: nobody is kept out for longer by somebody else's trying.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "organizations.services.lock_out.address"
AXES_USERNAME_CALLABLE = "organizations.services.lock_out.hidden_name"
AXES_LOCKOUT_CALLABLE = "organizations.views.sign_in.locked_out"
# The audit trail tells who signed in and who did not; the library keeps nothing but its counts.
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

SESSION_ENGINE = "organizations.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "organizations.views.old_form.csrf_failure"

# What a browser may do with our pages -----------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF, "data:"],
        "object-src": [NONE],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
    },
}
# A page shows the PDF beside the form in a frame of its own origin.
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# Language, place, numbers -----------------------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["config.formats"]

# Files ------------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Source maps serve developers of other people's packages; compressing them takes longer than all the rest.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*WhiteNoiseCompressor.SKIP_COMPRESS_EXTENSIONS, "map"]
# Rendered papers and attachments. No address serves this folder: views check who asks and stream the file.
MEDIA_ROOT = VAR_DIR / "media"

# A committee's own forms: `<regulation>/<code>.yaml`, read before the program's.
FORMS_DIR = Path(env.str("FORMS_DIR", default=str(VAR_DIR / "forms")))
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 40  # a form takes 20 and says so itself
# The whole of one request with its files, of which a form takes 20 MB: more is not read at all.
REQUEST_MAX_BYTES = 24 * 1024 * 1024

# How often one account may ask for what costs much (config/limits.py).
RATE_LIMITS = True

# E-mail -----------------------------------------------------------------------------------------------------------

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Kiểm điểm <kiem-diem@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# What links in e-mails begin with; without it they hold no link.
PUBLIC_URL = env.str("PUBLIC_URL", default="").rstrip("/")

# Signatures -------------------------------------------------------------------------------------------------------

# A folder of certificates (.pem, .crt, .cer, .der) and lists of revoked ones (.crl). Nothing is fetched from anywhere.
TRUST_ROOTS = env.str("TRUST_ROOTS", default="")
# An RFC 3161 server, in the office's own network or outside; without it signatures bear the signer's own time.
TIMESTAMP_URL = env.str("TIMESTAMP_URL", default="")
# The library of a signing token in the server; the PIN is asked for each signature and kept nowhere.
PKCS11_MODULE = env.str("PKCS11_MODULE", default="")
PKCS11_TOKEN = env.str("PKCS11_TOKEN", default="")  # the token's label, where the server has several
PKCS11_SLOT: int | None = env.int("PKCS11_SLOT", default=None)

# Years that papers of a kind are kept, instead of the program's own (reviews/retention.yaml): "drafts=3;batches=2".
RETENTION_YEARS: dict[str, int] = env.dict("RETENTION_YEARS", cast={"value": int}, default={})

# The demo stands on a chosen day of its campaign; a real installation never does.
DEMO_CLOCK = env.bool("DEMO_CLOCK", default=False)

# Look -------------------------------------------------------------------------------------------------------------

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Errors -----------------------------------------------------------------------------------------------------------

DEFAULT_EXCEPTION_REPORTER_FILTER = "config.reports.NothingTyped"
DEFAULT_EXCEPTION_REPORTER = "config.reports.TellsWhere"

# Logs -------------------------------------------------------------------------------------------------------------

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.reports.NothingTypedFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # Django's own handlers stay silent without DEBUG; everything goes to the one console.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "fontTools": {"level": "WARNING"},
    },
}
