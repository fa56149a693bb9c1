"""What does the staff's sign-in ask for, and how is it read?"""

from typing import Any

from allauth.account import forms as account_forms
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.plain_text import clean_line
from requests_app.vocabulary import Role

LONGEST_NAME = 150  # characters; as Django's accounts have it
LONGEST_PASSWORD = 1_000  # characters: nobody types more, and hashing it costs
LONGEST_CODE = 32  # characters


def _password(label: Any, autocomplete: str, **kwargs: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=LONGEST_PASSWORD, widget=widget, **kwargs)


def _code(help_text: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code"})
    return forms.CharField(label=_("Code"), max_length=LONGEST_CODE, widget=widget, help_text=help_text)


class LoginForm(account_forms.LoginForm):
    """Name or email address, and password."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"})
        self.fields["login"] = forms.CharField(label=_("Name or email address"), max_length=254, widget=widget)
        self.fields["password"] = _password(_("Password"), "current-password")
        self.order_fields(["login", "password"])


class PasswordAgainForm(account_forms.ReauthenticateForm):
    """The password once more, of who has no second factor yet."""

    use_required_attribute = False
    password = _password(_("Password"), "current-password")


class _OnceForm(factor_forms.BaseAuthenticateForm):
    """A code of the app or a recovery code; each works once."""

    use_required_attribute = False
    code = _code(_("Six digits from your authenticator app, or one of your recovery codes."))

    def clean_code(self) -> str:
        code = str(super().clean_code())
        if not _first_use(self.user, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_OnceForm, factor_forms.AuthenticateForm):
    """The second step of signing in."""


class CodeAgainForm(_OnceForm, factor_forms.ReauthenticateForm):
    """The same before a change of the second factor itself."""


class FirstCodeForm(ActivateTOTPForm):
    """The first code of an app, which shows that it was set up; it signs nobody in afterwards."""

    use_required_attribute = False
    code = _code(_("The six digits that the app shows now."))

    def clean_code(self) -> str:
        code = str(super().clean_code())
        if not _first_use(self.user, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class PasskeyForm(AddWebAuthnForm):
    """A new passkey: a script of ours fills in what the browser made."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("Name of the passkey"),
        max_length=60,
        required=False,
        help_text=_("So that you find it again, like “Work laptop”."),
    )

    def clean_name(self) -> str:
        return clean_line(str(super().clean_name()))


class NewPasswordForm(forms.Form):
    """A password of one's own choice, twice, because nobody sees what they type."""

    use_required_attribute = False
    password = _password(
        _("New password"),
        "new-password",
        help_text=_("At least 15 characters. A few words that do not belong together are easy to remember."),
    )
    again = _password(_("The same password again"), "new-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password, again = cleaned.get("password"), cleaned.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two are not the same."))
        elif password:
            try:
                validate_password(password, self.user)
            except ValidationError as problem:
                self.add_error("password", problem)
        return cleaned


class JoinForm(NewPasswordForm):
    """What an invited person says about themselves."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As your colleagues know you: it stands in the history of requests."),
    )
    field_order = ["name", "password", "again"]

    def clean_name(self) -> str:
        self.user.first_name = clean_line(self.cleaned_data["name"])
        if not self.user.first_name:
            raise ValidationError(_("Enter your name."))
        return self.user.first_name


class ForgottenForm(forms.Form):
    """Whose password was forgotten."""

    use_required_attribute = False
    login = forms.CharField(
        label=_("Name or email address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )


class InviteForm(forms.Form):
    """Who is to work here."""

    use_required_attribute = False
    email = forms.EmailField(
        label=_("Email address"),
        max_length=LONGEST_NAME,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("The link goes there. It works once, for three days."),
    )
    roles = forms.MultipleChoiceField(
        label=_("What they will do here"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They have these roles as soon as they have taken up the invitation."),
        error_messages={"required": _("Choose at least one role")},
    )
    circle = forms.BooleanField(
        label=_("They may see requests of people who work for the business"),
        required=False,
        help_text=_("Only for the few who are named for that; never for their line managers."),
    )


def _first_use(user: User, code: str) -> bool:
    """Whether this code was not used yet. It is remembered for as long as it could be right.

    allauth itself remembers it for one period only, and we take the ones beside it, too.
    """
    periods = 2 * app_settings.TOTP_TOLERANCE + 1
    key = f"code used {user.pk} {normalize_user_code(code)}"
    return bool(cache.add(key, 1, timeout=app_settings.TOTP_PERIOD * (periods + 1)))
