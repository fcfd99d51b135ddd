"""The entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()

# Nobody runs the system checks before a web server starts; a page that offers papers should not be the first to know.
from forms_templates.loader import refuse_wrong_definitions  # noqa: E402 (needs the loaded apps)
from forms_templates.pdf import tell_font_problem  # noqa: E402

refuse_wrong_definitions()
tell_font_problem()
