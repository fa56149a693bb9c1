"""What more are you asked, to show who you are? A page with a field for each thing, and nothing else."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from requests_app.forms.asking import AnswerMoreForm
from requests_app.models import PointAsk, Submission
from requests_app.operations import asking
from requests_app.views import capability
from requests_app.vocabulary import Party, Point


def asked_of(submission: Submission, party: Party) -> PointAsk | None:
    """What this side is asked for, if anything."""
    asked = asking.open_ask(submission)
    return asked if asked and asked.party == party else None


@require_http_methods(["GET", "HEAD", "POST"])
def more(request: HttpRequest) -> HttpResponse:
    """Show what is asked and why, and keep what is answered. What was answered before is not shown again."""
    at = timezone.now()
    opened = capability.opened(request, at=at)
    if opened is None:
        return capability.closed(request)
    asked = asked_of(opened.submission, opened.party)
    if asked is None:
        messages.info(request, _("Nothing more is asked of you."))
        return redirect("status")
    points = [Point(each) for each in asked.points]
    form = AnswerMoreForm(request.POST if request.method == "POST" else None, points=points)
    if form.is_bound and form.is_valid():
        try:
            asking.answer(submission=opened.submission, party=opened.party, values=form.values(), at=at)
        except asking.AskRefused:
            messages.info(request, _("Nothing more is asked of you."))
        else:
            messages.success(request, _("Thank you. We compare it with what we hold."))
        return redirect("status")
    return render(
        request, "requests_app/track/more.html", {"form": form, "asked": asked, "back_url": reverse("status")}
    )
