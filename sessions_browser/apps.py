from django.apps import AppConfig
from django.core.checks import Tags, register


class SessionsBrowserConfig(AppConfig):
    """Browses Checkout Sessions; holds no copy of them."""

    name = "sessions_browser"
    verbose_name = "Checkout Sessions"

    def ready(self) -> None:
        from sessions_browser.checks import check_accounts

        register(check_accounts, Tags.security)
