"""Settings of the test run. Databases and brokers come from the environment as everywhere else."""

from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, STATIC_ROOT, STORAGES, VAR_DIR

SECRET_KEY = "only-for-tests-" + "0123456789abcdef" * 4
DEBUG = False

# A file, not memory: threads of a race test need real connections, WAL and IMMEDIATE as in the program.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECOND_FACTOR = False  # its own tests ask for it
BALLOT_KDF = {"iterations": 1, "lanes": 1, "memory_cost": 32}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# A test that asks for thirty files in a minute measures something else.
RATE_LIMITS = False

CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
