"""The two peers over one table."""

from __future__ import annotations

import django_tables2 as tables
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from tests.benchmarks.peers.models import Session

COLUMNS = ("created", "status", "payment_status", "amount_total", "currency", "email")
PAGE_SIZE = 25


@admin.register(Session)
class SessionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("id", *COLUMNS, "payment_link")
    list_filter = ("status", "created")
    search_fields = ("id", "email")
    list_per_page = PAGE_SIZE


class SessionTable(tables.Table):
    class Meta:
        model = Session
        fields = ("id", *COLUMNS, "payment_link")


@login_required(login_url="/admin/login/")
def table(request: HttpRequest) -> HttpResponse:
    shown = SessionTable(Session._default_manager.all())  # type: ignore[no-untyped-call]
    pages = {"per_page": PAGE_SIZE}
    tables.RequestConfig(request, paginate=pages).configure(shown)  # type: ignore[no-untyped-call]
    page = engines["django"].from_string("{% load django_tables2 %}{% render_table table %}")
    return HttpResponse(page.render({"table": shown}, request))


urlpatterns = [path("admin/", admin.site.urls), path("tables2/", table)]
