"""The addresses that this app needs: its own, and the pages its links lead to, whoever serves them."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def page(request: HttpRequest, token: str) -> HttpResponse:
    return HttpResponse(token)


urlpatterns = [
    path("hooks/", include("verification.urls")),
    path("confirm/link/<str:token>/", page, name="confirm_link"),
    path("track/link/<str:token>/", page, name="track_link"),
    path("not-me/<str:token>/", page, name="not_me"),
]
