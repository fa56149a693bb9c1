"""Every setting of the portal, once. All come from the process environment; docs/running.md explains each.

A secret has no default: without it the start fails with the variable's name. What differs between a
demo and production is listed by `manage.py check --deploy` (see `privacy_portal.checks`).
"""

from datetime import date
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib import log
from privacy_portal.sign_in_settings import *  # noqa: F403 - each of its settings is one of ours
from privacy_portal.sign_in_settings import SIGN_IN_APPS, SIGN_IN_MIDDLEWARE

env = environ.FileAwareEnv()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

# --- what this process is -------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
# Demo mode shows every message that leaves at /demo/outbox/. Never on with real people's data.
DEMO = env.bool("DEMO", default=False)

# --- secrets: kept apart from the database, each for one purpose ----------------------------------

SECRET_KEY = env.str("SECRET_KEY")
# Encrypts personal data at rest: "id:base64 of 32 bytes", comma-separated; the first one seals, all open.
FIELD_KEYS = env.list("FIELD_KEYS")
# Seals the key that each uploaded document has of its own, apart from all other data; written as FIELD_KEYS are.
DOCUMENT_KEYS = env.list("DOCUMENT_KEYS")
# Keys the blind index that finds an encrypted contact by exact match.
BLIND_INDEX_KEY = env.str("BLIND_INDEX_KEY")
# Derives the codes and links of challenges, so that none is ever stored.
CHALLENGE_KEY = env.str("CHALLENGE_KEY")

# --- addresses ------------------------------------------------------------------------------------

# Links in messages are built from this and never from a request's Host header.
PORTAL_BASE_URL = env.str("PORTAL_BASE_URL").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[PORTAL_BASE_URL.split("//", 1)[-1].split(":")[0].split("/")[0]])
HTTPS = PORTAL_BASE_URL.startswith("https://")
USE_X_FORWARDED_HOST = False
# Browsers allow passkeys over http on localhost only, where the demo runs.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
CSRF_TRUSTED_ORIGINS = [PORTAL_BASE_URL]
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# How many proxies of your own stand in front: which hop of X-Forwarded-For is the caller. 0 reads no such header.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# --- the business that answers --------------------------------------------------------------------

BUSINESS_NAME = env.str("BUSINESS_NAME", default="")
BUSINESS_PHONE = env.str("BUSINESS_PHONE", default="")  # toll-free (Civ. Code 1798.130(a)(1))
BUSINESS_EMAIL = env.str("BUSINESS_EMAIL", default="")
BUSINESS_ADDRESS = env.str("BUSINESS_ADDRESS", default="")
BUSINESS_POLICY_URL = env.str("BUSINESS_POLICY_URL", default="")
POLICY_UPDATED = env.str("POLICY_UPDATED", default="")  # ISO day; yearly by law (Civ. Code 1798.130(a)(5))
BUSINESS_ACCENT = env.str("BUSINESS_ACCENT", default="#6b3560")
BUSINESS_ACCENT_DARK = env.str("BUSINESS_ACCENT_DARK", default="#e0a9d4")
# The clocks run on the business's calendar days (11 CCR 7021(b)).
BUSINESS_TIME_ZONE = env.str("BUSINESS_TIME_ZONE", default="America/Los_Angeles")
BUSINESS_CALENDAR = env.str("BUSINESS_CALENDAR", default="weekdays")
EXTRA_CLOSED_DAYS = [date.fromisoformat(day) for day in env.list("EXTRA_CLOSED_DAYS", default=[])]
SELLS_OR_SHARES = env.bool("SELLS_OR_SHARES", default=False)
# Whether "we hold nothing about you" counts as one of the two answers. The law does not say; the default favours the
# consumer.
COUNT_NOTHING_HELD = env.bool("COUNT_NOTHING_HELD", default=False)
# What is asked of the consumer whose agent filed: "identity" or "permission", never both (11 CCR 7063(a)).
AGENT_CONSUMER_CHECK = env.str("AGENT_CONSUMER_CHECK", default="identity").upper()
# What hands over pieces, corrects a contact, or rests on a ground to be proved needs a second member of staff.
TWO_PERSON_RELEASE = env.bool("TWO_PERSON_RELEASE", default=True)
SERVE_EVERYONE = env.bool("SERVE_EVERYONE", default=False)
STAFF_ALERT_EMAILS = env.list("STAFF_ALERT_EMAILS", default=[])

# --- Django ---------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "privacy_portal.staff_app.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "pgtrigger",
    "phonenumber_field",
    *SIGN_IN_APPS,
    "verification",
    "requests_app",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # In front of the static files: they too may not be embedded by another site.
    "csp.middleware.CSPMiddleware",
    "privacy_portal.middleware.SecurityHeaders",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    *SIGN_IN_MIDDLEWARE,
]

ROOT_URLCONF = "privacy_portal.urls"
WSGI_APPLICATION = "privacy_portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "privacy_portal.context.portal",
            ],
        },
    },
]

# --- data -----------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"].update(
    CONN_MAX_AGE=env.int("CONN_MAX_AGE", default=60),
    CONN_HEALTH_CHECKS=True,
    # The try of a code is paid in a transaction of its own; one transaction around each request would undo it.
    ATOMIC_REQUESTS=False,
)
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- sessions: ids and capabilities only, never personal data -------------------------------------

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 24 * 60 * 60  # as long as a draft lives
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "requests_app.views.errors.csrf_failure"

# --- limits on what a request may carry -----------------------------------------------------------

DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_HANDLERS = ["privacy_portal.lib.uploads.receiving.NoFiles"]  # Django's own put files on the disk

# --- browser-side protection ----------------------------------------------------------------------

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- languages and time ---------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "privacy_portal.formats"
USE_TZ = True
TIME_ZONE = BUSINESS_TIME_ZONE

# --- static files ---------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR_DIR / "files"}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- uploaded documents: sealed before they touch a disk, and behind no address -------------------

DOCUMENTS_DIR = VAR_DIR / "documents"  # also where a document lies, sealed, while it comes in
# A store that speaks S3, in place of the directory; empty for none. Its credentials are AWS_ACCESS_KEY_ID and so on.
DOCUMENTS_S3_BUCKET = env.str("DOCUMENTS_S3_BUCKET", default="")
DOCUMENTS_S3_ENDPOINT_URL = env.str("DOCUMENTS_S3_ENDPOINT_URL", default="")  # empty for Amazon's own
DOCUMENTS_S3_REGION = env.str("DOCUMENTS_S3_REGION", default="")
DOCUMENTS_S3_ACL = env.str("DOCUMENTS_S3_ACL", default="private")  # empty where a bucket has no access lists
DOCUMENTS_S3_ENCRYPTION = env.str("DOCUMENTS_S3_ENCRYPTION", default="")  # the store's own, on top: AES256, aws:kms
STORAGES["documents"] = {
    "BACKEND": "privacy_portal.lib.uploads.bucket.PrivateBucket"
    if DOCUMENTS_S3_BUCKET
    else "privacy_portal.lib.uploads.storage.PrivateFiles"
}
# ClamAV's daemon, which looks for malware: tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl; empty for none.
CLAMD = env.str("CLAMD", default="")
CLAMD_SECONDS = env.float("CLAMD_SECONDS", default=30)  # for one document, in all

# --- messages out ---------------------------------------------------------------------------------

OUTBOX_DIR = VAR_DIR / "outbox"  # where the file backends of mail and telephone write
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
EMAIL_TIMEOUT = 10  # seconds; a mail server that hangs must not hold a worker longer than its lease
# With the extra `anymail`: its settings as JSON, and its view that understands the provider's reports of returned mail,
# e.g. anymail.webhooks.postmark.PostmarkTrackingWebhookView. The provider reports to /hooks/mail/.
ANYMAIL = env.json("ANYMAIL", default={})
MAIL_REPORTS_VIEW = env.str("MAIL_REPORTS_VIEW", default="")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="privacy@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Text messages and calls: a dotted path, as EMAIL_BACKEND is.
PHONE_BACKEND = env.str("PHONE_BACKEND", default="privacy_portal.lib.sms.console.Backend")
PHONE_TIMEOUT = 10  # seconds
TWILIO_BASE_URL = env.str("TWILIO_BASE_URL", default="https://api.twilio.com")
TWILIO_ACCOUNT_SID = env.str("TWILIO_ACCOUNT_SID", default="")
TWILIO_AUTH_TOKEN = env.str("TWILIO_AUTH_TOKEN", default="")
TWILIO_FROM_NUMBER = env.str("TWILIO_FROM_NUMBER", default="")
PHONE_WEBHOOK_URL = env.str("PHONE_WEBHOOK_URL", default="")
PHONE_WEBHOOK_KEY = env.str("PHONE_WEBHOOK_KEY", default="")
# Regions, not dialling codes: +1 is shared with the Caribbean, where a text can cost dollars.
PHONENUMBER_DEFAULT_REGION = "US"
PHONENUMBER_DB_FORMAT = "E164"
PHONE_REGIONS = env.list("PHONE_REGIONS", default=["US"])
# The most texts and calls that strangers can cause together: what a fraud may cost before it stops by itself.
PHONE_MESSAGES_PER_HOUR = env.int("PHONE_MESSAGES_PER_HOUR", default=60)
PHONE_MESSAGES_PER_DAY = env.int("PHONE_MESSAGES_PER_DAY", default=300)
# The receipt waits this long for the contact to be confirmed: it then reaches the right person, and a stranger gets one
# message less. Unconfirmed, it leaves afterwards all the same (11 CCR 7021(a)).
RECEIPT_WAITS_MINUTES = env.int("RECEIPT_WAITS_MINUTES", default=10)

# --- the business's own records and accounts, where it connects them ------------------------------

# Compares what a filing gives with the records, for staff to see: a dotted path, empty for none.
DIRECTORY = env.str("DIRECTORY", default="")
# For requests_app.directory.sql.Directory: PostgreSQL, asked read-only with one query that returns booleans.
DIRECTORY_DATABASE_URL = env.str("DIRECTORY_DATABASE_URL", default="")
DIRECTORY_QUERY = env.str("DIRECTORY_QUERY", default="")
# For requests_app.directory.http.Directory: where the signed question goes, and what signs it.
DIRECTORY_URL = env.str("DIRECTORY_URL", default="")
DIRECTORY_KEY = env.str("DIRECTORY_KEY", default="")
# Signs the business's report that a consumer logged in to their account; without it no report is let in.
ACCOUNT_LOGIN_KEY = env.str("ACCOUNT_LOGIN_KEY", default="")

# --- background work ------------------------------------------------------------------------------

CELERY_BROKER_URL = env.str("REDIS_URL")
CELERY_TIMEZONE = BUSINESS_TIME_ZONE
# Celery's own log would pass by the formatter and the filter below.
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# --- floods: the limits of one caller are the table of privacy_portal/lib/ratelimit.py ---------------

# Redis that counts callers; it may forget everything. Empty: nobody is counted.
RATE_LIMIT_URL = env.str("RATE_LIMIT_URL", default=CELERY_BROKER_URL)
# More filings of all callers together in a minute, and every browser proves some work before it files.
FLOOD_FILINGS_PER_MINUTE = env.int("FLOOD_FILINGS_PER_MINUTE", default=60)
# How long a person whose browser cannot do that waits before Send works.
STEP_UP_WAIT_SECONDS = env.int("STEP_UP_WAIT_SECONDS", default=60)
# How many rows one agent, and all agents together, may file by CSV in a day: what a script can leave on the desk.
BATCH_ROWS_PER_DAY = env.int("BATCH_ROWS_PER_DAY", default=1_000)
BATCH_ROWS_PER_DAY_OF_ALL = env.int("BATCH_ROWS_PER_DAY_OF_ALL", default=5_000)

# --- logs: codes and ids, never a name, an address, a number or a token ---------------------------

LOGGING = log.CONFIG
