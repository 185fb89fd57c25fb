"""Django as a WSGI application, with what runs beside the requests."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dashboard.settings")
application = get_wsgi_application()

from sessions_browser.services import start_background_threads  # noqa: E402  after Django is set up

start_background_threads()
