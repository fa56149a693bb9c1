"""The portal as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from privacy_portal.shedding import Shedding

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacy_portal.settings")

django = get_wsgi_application()
application = Shedding(django, path=reverse("journey_check"), instead=reverse("journey_send"))
