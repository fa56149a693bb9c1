"""How does a newcomer to the demo log in without a phone? The demo shows what an authenticator app would show.

Only where settings.DEMO is on, and only for second factors that the demo itself has made: no other factor is read here.
"""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.contrib.auth.models import User

from privacy_portal.sign_in import secret_box

MADE_BY_DEMO = "made_by_demo"


@dataclass(frozen=True)
class Code:
    """What the app of one member of the demo's staff shows now."""

    username: str
    digits: str
    seconds_left: int


def seed(user: User) -> None:
    """Give a member of the demo's staff a second factor, if they have none. Does nothing outside the demo."""
    if not settings.DEMO or Authenticator.objects.filter(user=user).exists():
        return
    data = {"secret": secret_box.sealed(generate_totp_secret()), MADE_BY_DEMO: True}
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data)


def shown(*, at: datetime) -> list[Code]:
    """The codes of this moment; none outside the demo."""
    if not settings.DEMO:
        return []
    period = app_settings.TOTP_PERIOD
    step, gone = divmod(int(at.timestamp()), period)
    made = Authenticator.objects.filter(**{f"data__{MADE_BY_DEMO}": True}).select_related("user").order_by("pk")
    return [
        Code(
            each.user.get_username(),
            format_hotp_value(hotp_value(secret_box.opened(each.data["secret"]), step)),
            period - gone,
        )
        for each in made
    ]
