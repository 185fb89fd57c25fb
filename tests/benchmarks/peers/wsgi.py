from __future__ import annotations

from django.core.wsgi import get_wsgi_application

# The environment names the settings: see `__main__`.
application = get_wsgi_application()
