"""Will you declare that you are the person? A page that nobody has to fill in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from requests_app import calendar, declarations
from requests_app.forms.assurance import DeclarationForm
from requests_app.models import Submission
from requests_app.operations import assurance
from requests_app.signed_words import Words
from requests_app.views import capability


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest) -> HttpResponse:
    """Show the words, and take the signature of whoever holds the contact of the filing open in this browser."""
    at = timezone.now()
    submission = capability.opened_filing(request, at=at)
    if submission is None:
        return capability.closed(request)
    if not declarations.is_asked(submission):
        return redirect("status")
    words = declarations.words(submission, get_language() or "")
    form = DeclarationForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        refusal = _refusal(submission, form, words, request)
        if not refusal:
            return redirect("status")
        form.add_error(None, refusal)
    today = calendar.business_day(at)
    context = {"form": form, "words": words, "today": today, "submission": submission, "back_url": reverse("status")}
    return render(request, "requests_app/track/declaration.html", context)


def _refusal(submission: Submission, form: DeclarationForm, words: Words, request: HttpRequest) -> str:
    """Sign, or return why not: the words were others when the page was opened."""
    data = form.cleaned_data
    try:
        assurance.sign_declaration(
            submission=submission,
            name=data["name"],
            place=data["place"],
            language=words.language,
            read=data["read"],
            at=timezone.now(),
        )
    except assurance.OtherWords:
        return _("The words of the declaration have changed. Read them once more, then sign.")
    except assurance.NotAsked:
        messages.info(request, _("There is nothing to sign any more."))
    else:
        messages.success(request, _("Thank you. Your declaration is signed."))
    return ""
