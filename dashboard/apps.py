from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """The site itself: settings, routes of the frame, commands that start it."""

    name = "dashboard"
