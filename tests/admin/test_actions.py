"""Taking, assigning, matching, extending, merging: a form before, one operation behind, a sentence when refused."""

from datetime import timedelta

import pytest

from requests_app.admin.decisions import ACTIONS
from requests_app.models import Event, Evidence, Notice, Person
from requests_app.operations import identity, review, suppression
from requests_app.vocabulary import EventKind, EvidenceKind, NoticeKind, Outcome, Point, Role, Status
from tests.admin.pages import act, errors, fresh, text, url
from tests.filings import CATEGORIES, CORRECTION, DELETION, NOON, PIECES, confirm, file, only_request, verify
from tests.support.roles import charge, employ
from tests.support.staff import staff_sign_in
from verification import challenges, suppressions
from verification.models import Suppression

pytestmark = pytest.mark.django_db
DAY_45 = NOON + timedelta(days=45)
AFTER_THE_END = {"message", "note", "record-step", "reopen"}  # what is there for a closed request, too


@pytest.fixture
def request_(db):
    """A request whose contact is confirmed."""
    request = only_request(confirm(file(PIECES)))
    return fresh(request)


@pytest.fixture
def colleague(django_user_model):
    user = django_user_model.objects.create_user("colleague", first_name="Sam", last_name="Colleague", is_staff=True)
    return charge(user, Role.TRIAGE)


def test_nobody_who_can_do_nothing_about_requests_is_offered_them(desk, request_):
    auditor = employ("auditor", Role.AUDITOR)
    assert errors(act(desk, request_, "assign", owner=auditor.pk)) == ["Choose one of the list"]


def test_taking_makes_it_mine(desk, staff, request_):
    assert "It is yours." in text(act(desk, request_, "take"))
    assert fresh(request_).owner == staff


def test_taking_twice_is_said_and_recorded_once(desk, request_):
    act(desk, request_, "take")
    assert "It is yours already." in text(act(desk, request_, "take"))
    assert Event.objects.filter(kind=EventKind.ASSIGNED).count() == 1


def test_looking_at_the_address_of_taking_takes_nothing(desk, request_):
    desk.get(url(request_, "take"))
    assert fresh(request_).owner is None


def test_assigning_gives_it_to_a_colleague(desk, request_, colleague):
    act(desk, request_, "assign", owner=colleague.pk)
    assert fresh(request_).owner == colleague


def test_a_consumer_of_the_site_cannot_own_a_request(desk, request_, django_user_model):
    outsider = django_user_model.objects.create_user("outsider")
    assert errors(act(desk, request_, "assign", owner=outsider.pk)) == ["Choose one of the list"]
    assert fresh(request_).owner is None


def test_assigning_to_nobody_asks_for_somebody(desk, request_):
    assert errors(act(desk, request_, "assign", owner="")) == ["Choose who takes care of it"]


def test_a_full_match_verifies_and_starts_the_work(desk, request_):
    points = [Point.NAME, Point.POSTAL_ADDRESS, Point.CUSTOMER_NUMBER]
    response = act(desk, request_, "match", points=points, declaration="on", who="new")
    assert "The match is recorded." in text(response)
    after = fresh(request_)
    assert (after.status, after.level_reached) == (Status.IN_PROGRESS, 2)
    assert after.submission.person is not None


def test_a_match_in_two_steps_adds_up(desk, request_):
    act(desk, request_, "match", points=[Point.NAME, Point.EMAIL], who="new")
    assert fresh(request_).status == Status.OPEN
    act(desk, request_, "match", points=[Point.POSTAL_ADDRESS], declaration="on", who="known")
    assert fresh(request_).status == Status.IN_PROGRESS
    assert Person.objects.count() == 1


def test_what_was_matched_before_is_not_asked_again(desk, request_):
    act(desk, request_, "match", points=[Point.NAME], declaration="on", who="new")
    form = desk.get(url(request_, "match")).context["form"]
    assert Point.NAME not in dict(form.fields["points"].choices)
    assert "declaration" not in form.fields


def test_the_item_in_dispute_is_not_asked(desk):
    request = only_request(confirm(file(CORRECTION)))
    response = desk.get(url(request, "match"))
    assert Point.EMAIL not in dict(response.context["form"].fields["points"].choices)
    assert "Not asked here: “Email address on file”." in text(response)


def test_the_item_in_dispute_cannot_be_slipped_in(desk):
    request = only_request(confirm(file(CORRECTION)))
    response = act(desk, request, "match", points=[Point.EMAIL, Point.NAME], who="new")
    assert response.context["form"].errors
    assert not Evidence.objects.filter(kind=EvidenceKind.POINT_MATCHED).exists()


def test_a_match_of_nothing_is_refused(desk, request_):
    assert "Tick what agrees with our records, or the declaration" in errors(act(desk, request_, "match", who="new"))


def test_a_known_contact_offers_the_person_it_belongs_to(desk, staff):
    earlier = file(CATEGORIES)
    person = verify(earlier, by=staff)
    request = only_request(confirm(file(PIECES)))
    response = desk.get(url(request, "match"))
    assert f"Who filed {earlier} on Nov. 23, 2026" in text(response)
    act(desk, request, "match", points=[Point.NAME], who=str(person.pk))
    assert fresh(request).submission.person == person


def test_a_person_can_be_named_by_the_reference_of_another_request(desk, staff, request_):
    other = file(CATEGORIES, contact="elsewhere@example.com")
    person = verify(other, by=staff)
    act(desk, request_, "match", points=[Point.NAME], who="same", reference=f"{other}-1")
    assert fresh(request_).submission.person == person


@pytest.mark.parametrize(
    ("reference", "error"),
    [
        ("", "Enter the reference of a request that exists"),
        ("nonsense", "Enter the reference of a request that exists"),
        ("2222-2222-2222", "Enter the reference of a request that exists"),
    ],
)
def test_a_reference_of_nobody_names_nobody(desk, request_, reference, error):
    response = act(desk, request_, "match", points=[Point.NAME], who="same", reference=reference)
    assert errors(response) == [error]
    assert not Evidence.objects.filter(kind=EvidenceKind.POINT_MATCHED).exists()


def test_a_request_of_an_unknown_person_names_nobody(desk, request_):
    other = file(contact="elsewhere@example.com")
    response = act(desk, request_, "match", points=[Point.NAME], who="same", reference=str(other))
    assert errors(response) == ["That request was not matched to anybody yet. Match it first"]


def test_a_foreign_person_cannot_be_slipped_in(desk, staff, request_):
    stranger = verify(file(contact="stranger@example.com"), by=staff)
    act(desk, request_, "match", points=[Point.NAME], who=str(stranger.pk))
    assert fresh(request_).submission.person is None


def test_a_match_before_the_contact_is_confirmed_has_to_wait(desk):
    request = only_request(file())
    words = text(act(desk, request, "match", points=[Point.NAME], who="new"))
    assert "Record an identity match is not possible: The contact is not confirmed yet." in words
    assert not Evidence.objects.exists()


def test_extending_moves_the_date_and_owes_the_notice(desk, request_):
    act(desk, request_, "extend", reason="COMPLEXITY")
    after = fresh(request_)
    assert str(after.due_on) == "2027-02-21"
    assert Notice.objects.filter(request=after, kind=NoticeKind.EXTENSION).count() == 1


@pytest.mark.parametrize("reason", ["", "BECAUSE"])
def test_extending_needs_a_reason_of_the_law(desk, request_, reason):
    assert act(desk, request_, "extend", reason=reason).context["form"].errors
    assert fresh(request_).extended_by is None


def test_extending_a_second_time_is_refused_in_the_words_of_the_rule(desk, request_):
    act(desk, request_, "extend", reason="COMPLEXITY")
    words = text(act(desk, request_, "extend", reason="NUMBER"))
    assert "This request was extended before. The law allows it once." in words
    assert fresh(request_).extension_reason == "COMPLEXITY"


def test_extending_on_day_45_is_in_time(desk, staff, request_, noon):
    noon.move_to(DAY_45)
    staff_sign_in(desk, staff)
    act(desk, request_, "extend", reason="COMPLEXITY")
    assert fresh(request_).extended_by


def test_extending_after_day_45_is_refused_in_the_words_of_the_rule(desk, staff, request_, noon):
    noon.move_to(DAY_45 + timedelta(days=1))
    staff_sign_in(desk, staff)
    words = text(act(desk, request_, "extend", reason="COMPLEXITY"))
    assert "The 45 days are over: an extension had to be announced before." in words
    assert fresh(request_).extended_by is None


def test_a_date_cannot_be_slipped_into_an_extension(desk, request_):
    before = request_.respond_by
    act(desk, request_, "extend", reason="COMPLEXITY", extended_by="2030-01-01", respond_by="2030-01-01")
    after = fresh(request_)
    assert (after.respond_by, str(after.extended_by)) == (before, "2027-02-21")


def test_a_duplicate_is_closed_for_the_earlier_one(desk):
    earlier = confirm(file(PIECES, at=NOON - timedelta(days=3)))
    later = only_request(file(PIECES))
    act(desk, later, "duplicate", reference=str(earlier))
    assert fresh(later).outcome == Outcome.DUPLICATE
    assert fresh(only_request(earlier)).status == Status.OPEN


def test_a_request_is_not_closed_for_one_that_nobody_confirmed(desk):
    earlier = file(PIECES, at=NOON - timedelta(days=3))
    later = only_request(file(PIECES))
    response = act(desk, later, "duplicate", reference=str(earlier))
    assert "Only an exact duplicate can be closed" in errors(response)[0]
    assert not fresh(later).closed


def test_a_later_request_is_no_reason_to_close_the_earlier(desk):
    earlier = only_request(file(PIECES, at=NOON - timedelta(days=3)))
    later = file(PIECES)
    response = act(desk, earlier, "duplicate", reference=str(later))
    assert errors(response) == ["That one came later. Close the later one and keep the earlier one"]
    assert not fresh(earlier).closed


def test_a_request_is_no_duplicate_of_another_right(desk):
    other = file(DELETION, at=NOON - timedelta(days=3))
    response = act(desk, only_request(file(PIECES)), "duplicate", reference=str(other))
    assert errors(response) == ["That filing asks for other rights, so it is no duplicate"]


def test_a_request_is_no_duplicate_of_itself(desk, request_):
    response = act(desk, request_, "duplicate", reference=request_.reference)
    assert errors(response) == ["That is this same filing. Enter the reference of another one"]


def test_a_duplicate_of_nothing_is_refused(desk, request_):
    response = act(desk, request_, "duplicate", reference="nonsense")
    assert errors(response) == ["Enter the reference of a request that exists"]


@pytest.mark.parametrize("action", [each.slug for each in ACTIONS if each.slug not in AFTER_THE_END])
def test_nothing_happens_to_a_closed_request(desk, staff, request_, action):
    review.withdraw(request=request_, at=NOON)
    events = Event.objects.count()
    data = {"owner": staff.pk, "reason": "COMPLEXITY", "text": "x", "points": [Point.NAME], "who": "new"}
    response = act(desk, request_, action, **data)
    assert "is not possible:" in text(response)
    assert Event.objects.count() == events


@pytest.mark.parametrize("action", ["assign", "match", "extend", "deny", "not-verified", "duplicate"])
def test_each_action_has_a_form_before_it(desk, request_, action):
    before = Event.objects.count()
    response = desk.get(url(request_, action))
    assert response.status_code == 200
    assert request_.reference in text(response)
    assert Event.objects.count() == before


def test_a_form_that_was_done_leads_back_to_the_request(desk, request_):
    response = desk.post(url(request_, "extend"), {"reason": "COMPLEXITY", "step": "send"})
    assert (response.status_code, response.url) == (302, url(request_))


def disowned(request):
    challenge = challenges.newest(purpose=identity.CONFIRM, subject=request.submission_id)
    suppression.disown(challenge=challenge, at=NOON)


def test_the_page_says_that_the_owner_of_the_contact_did_not_ask(desk, request_):
    disowned(request_)
    assert "this was not me." in text(desk.get(url(request_)))


def test_the_page_says_that_messages_come_back_and_that_a_code_was_held_back(desk):
    request = only_request(file(PIECES))
    report = {"reason": Suppression.Reason.CAME_BACK, "at": NOON}
    suppressions.suppress(destination=request.submission.contact, **report)
    identity.send_again(submission=request.submission, at=NOON + timedelta(minutes=1))
    page = text(desk.get(url(request)))
    assert "Messages came back since" in page
    assert "The last code was held back: Messages to this contact are stopped." in page


def test_messages_are_let_through_again(desk, request_):
    disowned(request_)
    assert "Messages to this contact go out again." in text(act(desk, request_, "allow-messages"))
    assert suppressions.of(request_.submission.contact, at=NOON) == []
    assert Event.objects.get(kind=EventKind.MESSAGES_ALLOWED).staff.username == "reviewer"


def test_what_is_not_stopped_cannot_be_let_through(desk, request_):
    assert "Messages to this contact are not stopped." in text(act(desk, request_, "allow-messages"))
