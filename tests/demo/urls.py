"""The addresses as they are in demo mode, whether or not the portal's own were read in it."""

from django.urls import include, path

from privacy_portal import urls

urlpatterns = [
    *(each for each in urls.urlpatterns if str(each.pattern) != "demo/"),
    path("demo/", include("requests_app.demo_urls")),
]
