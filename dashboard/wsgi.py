"""Django as a WSGI application, with what runs beside the requests."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dashboard.settings")
django_application = get_wsgi_application()

# After Django is set up.
from django.conf import settings  # noqa: E402

from dashboard import housekeeping  # noqa: E402
from dashboard.url_prefix import below  # noqa: E402
from sessions_browser import processes  # noqa: E402

application = below(settings.URL_PREFIX, django_application)

processes.build()
processes.start_background_threads()
processes.start_job_worker()
housekeeping.start()
