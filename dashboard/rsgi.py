"""The application that the production server runs."""

from dashboard.bridge import Bridge
from dashboard.wsgi import application as django_application
from sessions_browser.processes import stop_background_threads

application = Bridge.by_the_settings(django_application, at_end=stop_background_threads)
