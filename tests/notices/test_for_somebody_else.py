"""When somebody files for somebody else, each of the two reads what is true for them, under their own reference."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils.formats import date_format

from requests_app import standing
from requests_app.models import Notice, Representative
from requests_app.operations import answers, authority
from requests_app.vocabulary import AuthorityEnd, FilerRole, Ground, NoticeKind, Party, RequestType
from tests.filings import CATEGORIES, NOON, PIECES, only_request, released
from tests.notices.cases import DELETION, NOBODYS_WORDS, OPT_OUT, Maker, contact_of
from tests.notices.mailbox import deliver, sent
from verification.models import Challenge, Channel

pytestmark = pytest.mark.django_db

AGENT, CONSUMER = Party.REPRESENTATIVE, Party.CONSUMER
RAN_OUT = {"ends_on": NOON.date() - timedelta(days=1)}
RECEIVES = {"may_receive_answer": True}
BY_THE_CLOCK = ("receipt", "reminder", "ending", "second_yes")
OF_BOTH = ("extension", "answer_ready", "denial", "not_verified", "over_limit", "withdrawn", "duplicate")
# What is made, who reads it, and what the representative says of themselves.
CASES = [
    *((kind, AGENT, {}) for kind in (*BY_THE_CLOCK, *OF_BOTH, "proof_asked", "authority_ended")),
    ("answer_ready", AGENT, RECEIVES),
    *((kind, CONSUMER, {}) for kind in (*OF_BOTH, "represented", "contact_changed", "new_contact")),
    # What was received from them is acknowledged to them; then nobody but the consumer is left to tell.
    ("receipt", AGENT, RAN_OUT),
    ("second_yes", CONSUMER, RAN_OUT),
]
MEDIA = [(Channel.EMAIL, "en"), (Channel.EMAIL, "es"), (Channel.TEXT, "en"), (Channel.CALL, "en")]
# Untrue, whoever of the two reads it.
OF_NEITHER = ("None", "{{", "%(")
UNTRUE = {
    AGENT: (
        *(
            "about you",
            "that it is you",
            "are the person",
            "for you by",
            "made for you",
            "we know you by",
            "gave you two",
        ),
        *("your information", "your identity", "your rights", "Your other rights", "that it is yours", "as you asked"),
        *("sobre usted", "que es usted", "hecha para usted", "su identidad"),
    ),
    CONSUMER: (
        *("your privacy request", "Your privacy request", "your request", "You asked", "you asked for:"),
        *("You sent", "you sent", "as you asked", "what you asked", "you act for"),
        *("su solicitud de privacidad", "Su solicitud de privacidad", "Usted pidió", "lo que usted pidió"),
    ),
}


def made(staff, kind: str, party: Party, acting, channel=Channel.EMAIL, language="en") -> Notice:
    maker = Maker(staff, channel, language).by(FilerRole.AGENT, party, **acting)
    bring_about: Callable[[], Notice] = getattr(maker, kind)
    return Notice.objects.get(pk=bring_about().pk)


def said(notice: Notice) -> str:
    deliver(notice)
    return " ".join(sent(Channel.EMAIL).text.split())


EVERY = pytest.mark.parametrize(
    ("kind", "party", "acting", "channel", "language"), [(*case, *medium) for case in CASES for medium in MEDIA]
)


@EVERY
@pytest.mark.threat("A87")
def test_each_reads_what_is_true_for_them_under_their_own_reference(staff, kind, party, acting, channel, language):
    notice = made(staff, kind, party, acting, channel, language)
    theirs = notice.submission.party(CONSUMER if party == AGENT else AGENT)
    assert notice.party == party
    deliver(notice)
    left = sent(channel)
    assert left.to == contact_of(notice)
    spoken = [" ".join(f"{sign}." for sign in side.reference) for side in (notice.reader, theirs)]
    mine, other = spoken if channel == Channel.CALL else (str(notice.reader), str(theirs))
    assert mine in left.text
    assert other not in left.everything
    assert not [word for word in (*NOBODYS_WORDS, *OF_NEITHER, contact_of(notice)) if word in left.everything]
    assert not [words for words in UNTRUE[party] if words in left.everything]
    if channel != Channel.EMAIL:
        assert len(left.text) <= (320 if channel == Channel.TEXT else 700)
    assert len(left.subject) <= 60


# --- the receipt ------------------------------------------------------------------------------------------------


def test_the_acknowledgement_goes_to_whoever_filed(make):
    submission = make.by(FilerRole.AGENT, AGENT).file(CATEGORIES)
    assert [each.party for each in submission.notices.filter(kind=NoticeKind.RECEIPT)] == [AGENT]


def test_a_receipt_tells_the_representative_to_show_that_they_may_act(make):
    text = said(make.by(FilerRole.AGENT, AGENT).receipt())
    assert "please show that you may act" in text
    assert "A description of what we hold about them" in text


@pytest.mark.threat("A85")
@pytest.mark.parametrize(
    ("role", "right", "asked"),
    [
        (FilerRole.AGENT, CATEGORIES, "We ask the person you act for to show that their contact is theirs;"),
        (FilerRole.AGENT, OPT_OUT, "We ask the person you act for nothing"),
        (FilerRole.ATTORNEY_IN_FACT, CATEGORIES, "We ask the person you act for nothing"),
    ],
)
def test_a_receipt_says_what_is_asked_of_the_consumer(make, role, right, asked):
    submission = make.by(role, AGENT).file(right)
    assert asked in said(submission.notices.get(kind=NoticeKind.RECEIPT))


# --- the three of their own ---------------------------------------------------------------------------------------


@pytest.mark.threat("A85")
def test_the_consumer_of_an_opt_out_by_an_agent_is_told_and_asked_nothing(make):
    text = said(make.represented())
    assert "We ask you for nothing." in text
    assert "I did not ask for this" in text
    assert not Challenge.objects.exists()


def test_what_was_asked_is_not_in_the_first_word_to_a_consumer_whom_nobody_has_reached_yet(make):
    assert "selling" not in said(make.represented())


def test_who_is_asked_for_proof_reads_how_to_add_it_and_that_the_day_of_the_answer_stays(make):
    text = said(make.proof_asked())
    assert "There you see what is missing, and how to give it to us." in text
    assert "The day of our answer does not change: it is Jan. 7, 2027." in text


@pytest.mark.threat("A87")
@pytest.mark.parametrize(
    ("why", "words"),
    [
        (AuthorityEnd.REVOKED, "The person you acted for ended it."),
        (AuthorityEnd.NOT_ASKED, "The person whom this is about says that they did not ask for it."),
        (AuthorityEnd.BY_STAFF, "We ended it."),
    ],
)
def test_whose_authority_ended_reads_why_and_that_they_see_nothing_more(make, why, words):
    text = said(make.authority_ended(why))
    assert words in text
    assert "you do not see this request" in text
    assert "/track/" not in text


# --- the answer and the refusal -----------------------------------------------------------------------------------


@pytest.mark.threat("A87")
def test_no_answer_is_promised_to_who_may_not_receive_it(staff):
    text = said(made(staff, "answer_ready", AGENT, {}))
    assert "The person you act for has our answer. It does not go to you" in text
    assert "Read the answer" not in text


def test_who_may_receive_the_answer_is_told_how_to_read_it(staff):
    assert "Read the answer" in said(made(staff, "answer_ready", AGENT, RECEIVES))


@pytest.mark.threat("A87")
def test_a_part_refused_is_told_to_who_may_not_receive_the_answer_by_its_reason_alone(make):
    text = said(make.by(FilerRole.AGENT, AGENT).answer_ready(Ground.TRADE_SECRET))
    assert "The information would reveal a trade secret." in text
    assert "We have done a part of what you asked" in text


def without_proof(make: Maker, party: Party) -> Notice:
    proven = make.by(FilerRole.AGENT, AGENT).proof_asked()
    request = only_request(proven.submission)
    parts = {"HOW_TO_CURE": "Send us the page with the signature."}
    ground = Ground.AGENT_NO_PROOF
    released(answers.deny(request=request, ground=ground, parts=parts, reproductive_care=False, at=NOON, by=make.staff))
    return Notice.objects.get(request=request, party=party)


def test_a_representative_without_proof_is_told_how_to_cure_it(make):
    text = said(without_proof(make, AGENT))
    assert "no proof that you may act" in text
    assert "What is missing, and how to add it, is on the page of your request." in text
    assert "The person you act for need not file anything" in text


def test_the_consumer_of_a_representative_without_proof_is_told_the_direct_route(make):
    text = said(without_proof(make, CONSUMER))
    assert "You need nobody for this: you can ask us yourself at any time" in text
    assert "https://privacy.larkspur-home-goods.example.com/ " in text


@pytest.mark.parametrize("party", Party)
def test_a_refusal_for_want_of_proof_names_the_button_and_the_last_day_on_which_it_works(make, party):
    notice = without_proof(make, party)
    day = date_format(notice.request.answer_due_on, "DATE_FORMAT")
    text = " ".join(said(notice).split())
    assert re.search(rf"[Uu]ntil {day} there is a button", text)
    assert "“Take it up again”" in text


def test_a_representative_whose_permission_runs_out_first_reads_that_day(make):
    notice = without_proof(make, AGENT)
    Representative.objects.update(ends_on=NOON.date() + timedelta(days=2))
    day = date_format(NOON.date() + timedelta(days=2), "DATE_FORMAT")
    assert f"Until {day} there is a button" in " ".join(said(Notice.objects.get(pk=notice.pk)).split())


@pytest.mark.parametrize(("end", "named"), [(AuthorityEnd.NOT_ASKED, False), (AuthorityEnd.BY_STAFF, True)])
def test_the_button_is_named_to_a_consumer_unless_they_did_not_ask_for_it(make, end, named):
    notice = without_proof(make, CONSUMER)
    Representative.objects.update(ended_at=NOON, end=end)
    assert ("Take it up again" in said(Notice.objects.get(pk=notice.pk))) is named


def test_instead_of_a_copy_the_representative_reads_their_own_reference_of_the_description(make):
    notice = make.by(FilerRole.AGENT, AGENT).not_verified(PIECES)
    text = said(notice)
    assert f"{notice.reader}-2" in text
    assert "what we hold about this person" in text


@pytest.mark.parametrize("party", Party)
def test_the_page_says_to_each_under_their_own_reference_how_a_missing_proof_is_cured(make, party):
    request = without_proof(make, party).request
    said_there = standing.standing(request, today=NOON.date(), party=party)
    values = " ".join(str(row.get("value")) for row in (*said_there.facts, *said_there.reasons))
    assert "Send us the page with the signature." in values
    assert request.reference_of(party) in values
    assert request.reference_of(AGENT if party == CONSUMER else CONSUMER) not in values


@pytest.mark.parametrize(
    ("setting", "asks"), [("IDENTITY", "Please show that this contact is yours."), ("PERMISSION", "is that so?")]
)
def test_the_mail_to_the_consumer_of_an_agent_asks_what_the_business_chose(setting, asks, settings):
    settings.AGENT_CONSUMER_CHECK = setting
    mail = render_to_string("messages/challenge_agree/email.txt", {"business_name": "Larkspur"})
    assert asks in mail
    assert ("also sign a declaration" in mail) == (setting == "IDENTITY")


@pytest.mark.parametrize(
    ("setting", "asks"), [("IDENTITY", "Is this your number?"), ("PERMISSION", "Did you ask for it?")]
)
def test_the_text_message_to_the_consumer_of_an_agent_asks_what_the_business_chose(setting, asks, settings):
    settings.AGENT_CONSUMER_CHECK = setting
    assert asks in render_to_string("messages/represented_asked/sms.txt", {"business_name": "Larkspur"})


# --- duplicates ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("party", Party)
def test_each_reads_the_earlier_request_under_their_own_reference(make, party):
    notice = make.by(FilerRole.AGENT, party).duplicate()
    earlier = notice.request.events.get(kind="MARKED_DUPLICATE").data["of"]
    text = said(notice)
    assert "The earlier request has the reference" in text
    assert (earlier in text) is (party == CONSUMER)


@pytest.mark.threat("A87")
def test_a_representative_is_not_told_of_what_another_one_filed_earlier(make):
    maker = make.by(FilerRole.AGENT, AGENT)
    first = make.by(FilerRole.AGENT, AGENT, contact="somebody@else.example.com").confirmed(DELETION)
    text = said(maker.duplicate_of(first))
    assert "The earlier request has the reference" not in text


# --- withdrawn ----------------------------------------------------------------------------------------------------


def test_a_withdrawal_does_not_say_that_its_reader_asked_for_it(staff):
    assert "Who withdrew it is on its page." in said(made(staff, "withdrawn", CONSUMER, {}))


def test_ending_it_tells_the_representative_alone(make):
    submission = make.by(FilerRole.AGENT, AGENT).confirmed(CATEGORIES)
    authority.end(submission=submission, why=AuthorityEnd.REVOKED, at=NOON)
    assert [each.party for each in submission.notices.filter(kind=NoticeKind.AUTHORITY_ENDED)] == [AGENT]


def test_the_right_is_named_to_each_as_it_concerns_them(make):
    submission = make.by(FilerRole.AGENT, AGENT).file((RequestType.DELETE, {"scope": "EVERYTHING"}))
    assert "Deletion of information about them" in said(submission.notices.get(kind=NoticeKind.RECEIPT))
