"""How does a test sit down at the desk? With a second factor shown, as allauth and the gate record it.

Signing in itself is tested by real sign-ins, in tests/sign_in/.
"""

import time
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from privacy_portal.sign_in import standing

# Tests turn the clock by days between two acts of one person: their sessions would end, which is none of their concern.
ENDLESS = 4_000_000_000.0  # seconds since 1970: in the year 2096


def staff_sign_in(client: Client, user: User) -> Client:
    """Sign a person in at this browser and return it. Whoever is not staff is signed in, too, as far as that goes."""
    client.force_login(user)
    request = RequestFactory().get("/staff/")
    request.user, request.session = user, client.session
    record_authentication(request, user, "mfa", type="totp")
    # Nor is a second factor asked for once more because a test took five minutes.
    request.session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] = ENDLESS
    request.session[standing.TIMES] = {"since": ENDLESS, "seen": ENDLESS}
    request.session.save()
    return client


def at_the_desk(user: User) -> Client:
    """A browser of their own."""
    return staff_sign_in(Client(), user)


PASSWORD = "violet anvil under the ninth bridge"


def employ(username: str = "reviewer", **facts: object) -> User:
    """Somebody who works here and has a password, and no second factor yet."""
    return User.objects.create_user(username, password=PASSWORD, is_staff=True, **facts)


def with_app(user: User) -> str:
    """Give somebody an authenticator app; return the secret in it."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def with_every_factor(user: User) -> User:
    """Give somebody a passkey, an app and recovery codes."""
    with_passkey(user)
    with_app(user)
    RecoveryCodes.activate(user)
    return user


def with_passkey(user: User, name: str = "Stick") -> Authenticator:
    """Give somebody a passkey that no device holds: enough to be listed and asked for."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    attested = AttestedCredentialData.create(bytes(16), b"stick of a test", key)
    facts = AuthenticatorData.create(bytes(32), AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT, 0, attested)
    response = {
        "clientDataJSON": websafe_encode(b'{"type":"webauthn.create","challenge":"AA","origin":"http://localhost"}'),
        "attestationObject": websafe_encode(AttestationObject.create("none", facts, {})),
    }
    identity = websafe_encode(b"stick of a test")
    credential = {"id": identity, "rawId": identity, "type": "public-key", "response": response}
    made: Authenticator = WebAuthn.add(user, name, credential).instance
    return made


def digits(secret: str, *, periods: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods))


def enter_password(client: Client, user: User, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/staff/login/", {"login": user.username, "password": password, **more})


def enter_code(client: Client, code: str) -> Any:
    return client.post("/staff/login/second-factor/", {"code": code})


def log_in(user: User, secret: str, **headers: str) -> Client:
    """A browser that went through both steps."""
    client = Client(headers=headers)
    enter_password(client, user)
    assert enter_code(client, digits(secret)).status_code == 302
    return client
