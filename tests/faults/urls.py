"""The portal's addresses, and one at which the database goes away between the page and the keeping of its session."""

import psycopg2
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from privacy_portal import urls as portal


def cut_off(request: HttpRequest) -> HttpResponse:
    """Change the session; then let the server end this process's connection, as one that is restarted does."""
    request.session["seen"] = True
    facts = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (ours,) = cursor.fetchone()
    other = psycopg2.connect(
        host=facts["HOST"], port=facts["PORT"], dbname=facts["NAME"], user=facts["USER"], password=facts["PASSWORD"]
    )
    try:
        with other, other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [ours])
    finally:
        other.close()
    return HttpResponse("done")


urlpatterns = [path("cut-off/", cut_off), *portal.urlpatterns]
handler400, handler500 = portal.handler400, portal.handler500
