"""Those of the site, with the app of this package."""

from dashboard.settings import *  # noqa: F403
from dashboard.settings import INSTALLED_APPS as ITS_APPS

INSTALLED_APPS = [*ITS_APPS, "tests.jobs_site.apps.JobsSite"]
