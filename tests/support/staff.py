"""How does a test sit down at the desk? With a second factor shown, as allauth and the gate record it.

Signing in itself is tested by real sign-ins, in tests/sign_in/.
"""

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from privacy_portal.sign_in import standing

# Tests turn the clock by days between two acts of one person: their sessions would end, which is none of their concern.
ENDLESS = 4_000_000_000.0  # seconds since 1970: in the year 2096


def staff_sign_in(client: Client, user: User) -> Client:
    """Sign a person in at this browser and return it. Whoever is not staff is signed in, too, as far as that goes."""
    client.force_login(user)
    request = RequestFactory().get("/staff/")
    request.user, request.session = user, client.session
    record_authentication(request, user, "mfa", type="totp")
    request.session[standing.TIMES] = {"since": ENDLESS, "seen": ENDLESS}
    request.session.save()
    return client


def at_the_desk(user: User) -> Client:
    """A browser of their own."""
    return staff_sign_in(Client(), user)
