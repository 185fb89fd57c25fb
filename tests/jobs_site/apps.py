import os
import time

from django.apps import AppConfig


class JobsSite(AppConfig):
    name = "tests.jobs_site"
    label = "jobs_site"

    def ready(self) -> None:
        from sessions_browser.jobs import kinds
        from tests.jobs_site.pages import Pages

        kinds.register(Pages())
        if seconds := float(os.environ.get("SLOW_LAUNCH_SECONDS", "0")):
            launch_slowly(seconds)


def launch_slowly(seconds: float) -> None:
    """As on a busy machine."""
    from sessions_browser.jobs import engine

    launch = engine.launch

    def slow(url: str, executor: str) -> None:
        time.sleep(seconds)
        launch(url, executor)

    engine.launch = slow
