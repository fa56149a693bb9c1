"""Addresses that exist in demo mode only (`settings.DEMO`)."""

from django.urls import path, re_path

from requests_app.views import demo

urlpatterns = [
    path("outbox/", demo.outbox, name="demo_outbox"),
    re_path(r"^outbox/(?P<name>[0-9a-f]{32})/$", demo.designed, name="demo_designed"),
]
