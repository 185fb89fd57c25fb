"""The application that the production server runs."""

from dashboard.bridge import Bridge
from dashboard.wsgi import application as django_application

application = Bridge.by_the_settings(django_application)
