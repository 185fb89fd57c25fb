from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.checks import Tags, register


class DashboardConfig(AppConfig):
    """The site itself: settings, routes of the frame, commands that start it."""

    name = "dashboard"

    def ready(self) -> None:
        from django.conf import settings

        from dashboard import sign_in_log
        from dashboard.checks import tell_database_connections
        from dashboard.empty_catalogues import forget_empty_catalogues
        from dashboard.sign_in.checks import check_provider

        forget_empty_catalogues(settings.LANGUAGE_CODE)
        sign_in_log.connect()
        register(tell_database_connections, Tags.compatibility)
        register(check_provider, Tags.security)


class SiteAdminConfig(AdminConfig):
    """Django's admin, entered by permission."""

    default_site = "dashboard.admin_site.PeopleSite"
