"""How do staff sign in? The settings of django-allauth and of our own gate; `settings` takes them over.

None of them comes from the environment: an installation that could be set up without a second factor would be.
docs/decisions/0019-staff-sign-in.md says why each is as it is.
"""

from datetime import timedelta
from typing import Any

SIGN_IN_APPS = ["allauth", "allauth.account", "allauth.mfa", "allauth.usersessions"]
SIGN_IN_MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware", "privacy_portal.sign_in.middleware.StaffGate"]

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"

AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    # NIST SP 800-63B-4, 3.1.1.2: fifteen characters where a password may be all that is asked, no rules of composition.
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# A session of staff ends after half an hour without a page, and in any case after a working day (OWASP ASVS 5.0, 7.3.1
# and 7.3.2, which want both limits written down; NIST SP 800-63B-4, 2.2.3 allows an hour and a day).
STAFF_IDLE = timedelta(minutes=30)
STAFF_LONGEST = timedelta(hours=8)
# A change of the second factor wants a proof that is not older than this.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds
# How long a password that was right waits for the second factor.
ACCOUNT_LOGIN_TIMEOUT = 600  # seconds

# How long the links in our mails work. An invitation waits for somebody's first day; a new password does not.
INVITATION_WORKS = timedelta(days=3)
NEW_PASSWORD_LINK_WORKS = timedelta(hours=1)

ACCOUNT_ADAPTER = "privacy_portal.sign_in.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation has proved the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False  # the cookie goes with the browser
# Of one account, whoever tries; what one caller may do is counted in Redis (lib/ratelimit.py, LOGIN and LOGIN_PAIR).
# Nothing here is counted by address: an office behind one proxy would lock itself out.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "20/15m/key",
    "reauthenticate": "20/15m/user",
    "reset_password": "3/h/key",  # nosec B105 - no password
}

MFA_ADAPTER = "privacy_portal.sign_in.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False  # a passkey is asked for after the password
MFA_TOTP_TOLERANCE = 1  # a code that was typed while it changed (RFC 6238, 5.2)
MFA_FORMS = {
    "authenticate": "privacy_portal.sign_in.forms.CodeForm",
    "reauthenticate": "privacy_portal.sign_in.forms.CodeAgainForm",
    "activate_totp": "privacy_portal.sign_in.forms.FirstCodeForm",
    "add_webauthn": "privacy_portal.sign_in.forms.PasskeyForm",
}
ACCOUNT_FORMS = {
    "login": "privacy_portal.sign_in.forms.LoginForm",
    "reauthenticate": "privacy_portal.sign_in.forms.PasswordAgainForm",
}

# Where tries and used codes are counted: a table that all processes share and that outlives the broker, so that
# guessing is not free while Redis is away. The table is made by a migration; keys in it are HMACs.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "sign_in_tries",
        "KEY_FUNCTION": "privacy_portal.sign_in.cache_keys.hashed",
        # Above it, Django throws away what is over first, then anything: no stranger may come near.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
