"""All addresses: the consumer's, the staff's, the providers'."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("requests_app.urls")),
    path("hooks/", include("verification.urls")),
    path("staff/", include("privacy_portal.sign_in.urls")),
    path("staff/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("requests_app.demo_urls")))

handler400 = "requests_app.views.errors.bad_request"
handler500 = "requests_app.views.errors.server_error"
