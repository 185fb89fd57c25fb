from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from dashboard import health

handler400 = "dashboard.views.bad_request"
handler403 = "dashboard.views.permission_denied"
handler404 = "dashboard.views.not_found"
handler500 = "dashboard.views.server_error"

# They are tried in turn. No account may have the name of another page, so the order is free.
urlpatterns = [
    path("", include("sessions_browser.urls")),
    path("accounts/", include("dashboard.sign_in.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.alive, name="alive"),
    path("healthz/ready", health.ready, name="ready"),
]
