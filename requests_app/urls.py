"""The consumer's addresses. None carries personal data."""

from django.urls import path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from requests_app.views import (
    brand,
    confirm,
    declaration,
    documents,
    hooks,
    journey,
    not_me,
    pages,
    proof,
    represented,
    tracking,
)

urlpatterns = [
    path("", pages.home, name="home"),
    path("privacy/", pages.privacy, name="privacy"),
    path("healthz/", pages.healthz, name="healthz"),
    path("brand.css", brand.stylesheet, name="brand"),
    path("i18n/setlang/", require_POST(set_language), name="set_language"),
    path("requests/new/", journey.start, name="journey_start"),
    path("requests/new/check/", journey.check, name="journey_check"),
    path("requests/new/send/", journey.send, name="journey_send"),
    path("requests/new/<slug:name>/", journey.step, name="journey_step"),
    path("requests/filed/", journey.filed, name="filed"),
    path("confirm/", confirm.code, name="confirm_code"),
    path("confirm/resend/", confirm.resend, name="confirm_resend"),
    path("confirm/change/", confirm.change, name="confirm_change"),
    path("confirm/link/<str:token>/", confirm.link, name="confirm_link"),
    path("not-me/done/", not_me.done, name="not_me_done"),
    path("not-me/<str:token>/", not_me.not_me, name="not_me"),
    path("track/", tracking.track, name="track"),
    path("track/code/", tracking.code, name="track_code"),
    path("track/link/<str:token>/", tracking.link, name="track_link"),
    path("track/status/", tracking.status, name="status"),
    path("track/take-up/", tracking.take_up, name="take_up"),
    path("track/withdraw/<int:ordinal>/", tracking.withdraw, name="withdraw"),
    path("track/confirm-deletion/<int:ordinal>/", tracking.confirm_deletion, name="confirm_deletion"),
    path("track/declaration/", declaration.sign, name="declaration"),
    path("track/proof/", proof.proof, name="proof"),
    path("track/represented/", represented.answer, name="represented"),
    path("track/represented/not-asked/", represented.not_asked, name="represented_not_asked"),
    path("track/represented/end/", represented.end, name="represented_end"),
    path("represented/link/<str:token>/", represented.link, name="agree_link"),
    path("agents/permission/", proof.permission_letter, name="permission_letter"),
    path("parents/consent/", proof.consent_form, name="consent_form"),
    path("track/documents/", documents.add, name="documents"),
    path("hooks/account-login/", hooks.account_login, name="account_login"),
    path("finish/", tracking.finish, name="finish"),
    path("finished/", tracking.finished, name="finished"),
]
