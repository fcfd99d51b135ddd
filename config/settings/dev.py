"""Settings of `make run`: the program as people will see it, on this machine only.

Tracebacks stay in the log unless `DEBUG=1` is set.
"""

import os
import secrets
from pathlib import Path

from config.settings.base import *  # noqa: F403
from config.settings.base import LOGGING, PUBLIC_URL, SECRET_KEY, VAR_DIR, env


def kept_secret(path: Path) -> str:
    """The secret in `path`, made on first use and readable by its owner alone."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    secret = secrets.token_urlsafe(64)
    with os.fdopen(handle, "w") as file:
        file.write(secret)
    return secret


SECRET_KEY = SECRET_KEY or kept_secret(VAR_DIR / "secret_key")
PUBLIC_URL = PUBLIC_URL or f"http://127.0.0.1:{env.int('PORT', default=8000)}"
# The terminal shows the sign-ins, the e-mails and what went wrong, not every step of the machinery.
LOGGING["root"]["level"] = env.str("LOG_LEVEL", default="WARNING")
DEMO_CLOCK = env.bool("DEMO_CLOCK", default=True)

# The invented people of the demo have no phones; whoever wants to try the second factor sets it up in his account.
SECOND_FACTOR = env.bool("SECOND_FACTOR", default=False)

# Nobody votes for real here: the boxes of the demo open fast.
BALLOT_KDF = {"iterations": 1, "lanes": 1, "memory_cost": 8 * 1024}
