from django.apps import AppConfig
from django.core.checks import Tags, register


class DashboardConfig(AppConfig):
    """The site itself: settings, routes of the frame, commands that start it."""

    name = "dashboard"

    def ready(self) -> None:
        from dashboard.checks import tell_database_connections

        register(tell_database_connections, Tags.compatibility)
