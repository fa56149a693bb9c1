"""The consumer's addresses. None carries personal data."""

from django.urls import path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from requests_app.views import batch, batch_confirm, batch_filings, brand, confirm, declaration, hooks, journey, not_me, pages, tracking

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
    path("agents/batch/", batch.start, name="batch"),
    path("agents/batch/template.csv", batch.template, name="batch_template"),
    path("agents/batch/you/<slug:name>/", batch.step, name="batch_step"),
    path("agents/batch/confirm/", batch_confirm.code, name="batch_code"),
    path("agents/batch/resend/", batch_confirm.resend, name="batch_resend"),
    path("agents/batch/link/<str:token>/", batch_confirm.link, name="batch_link"),
    path("agents/batch/file/", batch.upload, name="batch_upload"),
    path("agents/batch/check/", batch.check, name="batch_check"),
    path("agents/batch/filings/", batch_filings.filings, name="batch_filings"),
    path("agents/batch/filings.csv", batch_filings.download, name="batch_csv"),
    path("agents/batch/open/", batch_filings.open_filing, name="batch_open"),
    path("agents/batch/try-again/", batch.try_again, name="batch_try_again"),
    path("hooks/account-login/", hooks.account_login, name="account_login"),
    path("finish/", tracking.finish, name="finish"),
    path("finished/", tracking.finished, name="finished"),
]
