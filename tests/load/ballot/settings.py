"""The settings of a server, for a server without a folder of static files whose boxes the test can open."""

import json
import os

from config.settings.production import *  # noqa: F403
from config.settings.production import STORAGES

#: Phrases are turned into keys here and in the process that started this one.
BALLOT_KDF = json.loads(os.environ["BALLOT_KDF"])
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
