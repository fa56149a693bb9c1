"""The addresses as they are in demo mode."""

from django.urls import include, path

from privacy_portal import urls

urlpatterns = [*urls.urlpatterns, path("demo/", include("requests_app.demo_urls"))]
