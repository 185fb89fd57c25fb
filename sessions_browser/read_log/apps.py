from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReadLogConfig(AppConfig):
    """Who looked at what."""

    name = "sessions_browser.read_log"
    label = "read_log"
    verbose_name = _("Read log")
