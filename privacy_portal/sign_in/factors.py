"""How are second factors named, sealed and given up?"""

from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from privacy_portal.sign_in import secret_box
from privacy_portal.sign_in.standing import FACTORS


class FactorAdapter(DefaultMFAAdapter):
    """allauth's hooks for codes, passkeys and recovery codes."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or it was used before. Wait for the next one."),
        "cannot_delete_authenticator": _("This is your only second factor. Add another one first."),
    }

    def encrypt(self, text: str) -> str:
        return secret_box.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secret_box.opened(encrypted_text)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return str(user.get_username())

    def get_totp_issuer(self) -> str:
        return self._get_site_name()

    def _get_site_name(self) -> str:
        desk = gettext("Privacy desk")
        return f"{settings.BUSINESS_NAME}: {desk}" if settings.BUSINESS_NAME else desk

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one: without any, the password alone would be enough to set up another."""
        return others(authenticator.user, authenticator).exists()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's
        return gettext("Passkey {number}").format(number=Authenticator.objects.filter(user=user, type=type).count() + 1)


def others(user: User, authenticator: Authenticator) -> Any:
    """The second factors that are left without this one."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exclude(pk=authenticator.pk)
