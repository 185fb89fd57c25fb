from django.apps import AppConfig
from django.core.checks import Tags, register


class SessionsBrowserConfig(AppConfig):
    """Browses Checkout Sessions; holds no copy of them."""

    name = "sessions_browser"
    verbose_name = "Checkout Sessions"

    def ready(self) -> None:
        from sessions_browser.access.owners import follow_names
        from sessions_browser.checks import check_accounts, check_masking

        follow_names()
        register(check_accounts, Tags.security)
        register(check_masking, Tags.security)
