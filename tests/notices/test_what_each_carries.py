"""What the law wants in each notice is in it: 11 CCR 7021(a), 7022-7024, Civ. Code 1798.130 and 1798.145(h)."""

import pytest

from requests_app.models import Answer, PrivacyRequest
from requests_app.operations import answers, identity
from requests_app.vocabulary import ExtensionReason, Ground, RequestType
from tests.filings import CATEGORIES, NOON, PIECES, confirm
from tests.notices.cases import CORRECTION, DELETION
from tests.notices.mailbox import deliver, sent
from verification.models import Channel

pytestmark = pytest.mark.django_db


def said(notice):
    deliver(notice)
    return " ".join(sent(Channel.EMAIL).text.split())


# --- the receipt, which is the statutory acknowledgement (11 CCR 7021(a)) -----------------------------------


def test_a_receipt_says_when_the_request_was_received(make):
    assert "Received on: Nov. 23, 2026" in said(make.receipt())


def test_a_receipt_names_every_right_and_the_answer_date(make):
    rights = ("A description of what we hold", "Deletion of information", "Correction of information")
    listed = "; ".join(f"{right} about you" for right in rights)
    assert f"You asked for: {listed} Our answer by: Jan. 7, 2027 " in said(make.receipt())


def test_a_receipt_gives_an_opt_out_its_own_shorter_date(make):
    notice = make.file(PIECES, (RequestType.OPT_OUT_SALE_SHARE, {})).notices.get()
    text = said(notice)
    assert "Dec. 14, 2026 (No more selling or sharing of your information)" in text
    assert "Jan. 7, 2027 (A copy of the information about you)" in text
    assert "You have our answer by Jan. 7, 2027" in text


def test_a_receipt_says_how_the_request_is_processed_and_when_it_is_answered(make):
    text = said(make.receipt())
    assert "a person in our team reads your request and looks for what we hold about you" in text
    assert "You have our answer by Jan. 7, 2027 at the latest" in text


def test_a_receipt_says_in_general_how_identity_is_verified(make):
    text = said(make.receipt())
    assert "We compare what you gave us with what we already hold" in text
    assert "use it only for this check" in text
    assert "You need no account" in text


def test_a_receipt_of_an_opt_out_asks_for_no_proof(make):
    text = said(make.file((RequestType.OPT_OUT_SALE_SHARE, {})).notices.get())
    assert "we ask for no proof of who you are" in text
    assert "We compare" not in text


def test_a_receipt_says_how_to_add_something_and_how_to_reach_a_person(make):
    text = said(make.receipt())
    assert "To add something" in text
    assert "+1 800-555-0142" in text
    assert "privacy@larkspur.example.com" in text


def test_a_receipt_offers_other_languages_and_formats(make):
    assert "Tell us if you need this message in another language or format" in said(make.receipt())


def test_a_receipt_promises_no_retaliation_and_says_that_a_record_is_kept(make):
    text = said(make.receipt())
    assert "we treat you no worse for it (Civ. Code § 1798.125)" in text
    assert "We keep a record of it for at least 24 months" in text


def test_a_receipt_to_an_unconfirmed_address_says_what_to_do_when_it_was_not_you(make):
    assert "Was it not you? Then ignore both messages." in said(make.receipt())


def test_a_receipt_to_a_confirmed_address_does_not_ask_to_confirm_it(make):
    submission = make.file(CATEGORIES)
    confirm(submission)
    assert "Please confirm that this address" not in said(submission.notices.get())


def test_a_receipt_asks_for_the_second_yes_to_a_deletion(make):
    assert "please confirm the deletion once more" in said(make.file(DELETION).notices.get())


def test_a_receipt_without_a_deletion_does_not_speak_of_one(make):
    assert "deletion" not in said(make.file(CATEGORIES).notices.get())


def test_a_receipt_by_text_message_carries_the_essentials(make, staff):
    notice = type(make)(staff, Channel.TEXT).file(PIECES).notices.get()
    deliver(notice)
    text = sent(Channel.TEXT).text
    for essential in ("11/23/2026", "01/07/2027", str(notice.submission), "it is yours", "add something", "/track/"):
        assert essential in text


def test_a_text_message_about_many_rights_counts_them(make, staff):
    deliver(type(make)(staff, Channel.TEXT).receipt())
    assert "(3 requests)" in sent(Channel.TEXT).text


# --- the extension ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "words"),
    [(ExtensionReason.COMPLEXITY, "your request is complex"), (ExtensionReason.NUMBER, "the number of requests")],
)
def test_an_extension_says_why_and_until_when(make, reason, words):
    text = said(make.extension(reason))
    assert words in text
    assert "We cannot finish this request by Jan. 7, 2027" in text
    assert "You have our answer by Feb. 21, 2027 at the latest" in text
    assert "Civ. Code § 1798.130(a)(2)(A)" in text


# --- the answer -----------------------------------------------------------------------------------------------


def test_an_answer_stays_on_the_page_and_the_mail_says_how_to_open_it(make):
    text = said(make.answer_ready())
    assert "the answer itself is not in this message" in text
    assert "we send you a fresh code" in text


def test_an_answer_in_part_says_why_the_rest_is_withheld_and_under_which_law(make):
    text = said(make.answer_ready(Ground.TRADE_SECRET))
    assert "We have done a part of what you asked" in text
    assert "The information would reveal a trade secret" in text
    assert "(Civ. Code §§ 1798.100(f), 1798.185(a)(3))" in text


def test_an_answer_to_a_deletion_says_that_it_was_done_and_that_a_record_stays(make, staff):
    request = make.verified(DELETION)
    identity.confirm_deletion(request=request, at=NOON)
    answers.answer(request=request, text="It is deleted.", at=NOON, by=staff)
    assert "We have done what you asked. We keep a record of this request" in said(make.owed(request))


# --- denials ------------------------------------------------------------------------------------------------------


def test_a_denial_says_the_reason_in_plain_words_the_law_and_where_the_explanation_is(make):
    text = said(make.denial())
    assert "The law obliges us to keep the information. (Civ. Code § 1798.105(d)(8))" in text
    assert "The explanation of this decision in detail is on the page of your request" in text


def test_a_denied_deletion_says_what_happens_with_what_is_kept(make):
    text = said(make.denial())
    assert "We use what we keep for that reason only" in text
    # The register of systems and vendors is empty: nobody else has anything to be told.
    assert "companies that work for us" not in text
    assert "We have not done what you asked. We keep a record of this request" in text


def test_a_denied_deletion_offers_to_stop_the_sale_where_the_business_sells(make):
    assert "Would you like us to stop selling and sharing your information?" in said(make.denial())


def test_a_denied_deletion_offers_nothing_to_stop_where_nothing_is_sold(make, settings):
    settings.SELLS_OR_SHARES = False
    assert "stop selling" not in said(make.denial())


def test_a_denied_correction_offers_the_statement_and_the_deletion(make):
    text = said(make.denial(Ground.COR_ACCURATE, CORRECTION))
    assert "a statement of up to 250 words" in text
    assert "You can have the information deleted instead" in text


@pytest.mark.parametrize("kind", ["denial", "not_verified", "over_limit"])
def test_every_refusal_says_what_can_be_done_against_it(make, kind):
    text = said(getattr(make, kind)())
    assert "If you think that we are wrong, or can add what is missing" in text
    assert "There is no other appeal with us" in text
    assert "https://cppa.ca.gov/webapplications/complaint" in text


def test_a_denial_by_telephone_says_the_reason_and_where_the_explanation_is(make, staff):
    deliver(type(make)(staff, Channel.CALL).denial())
    assert "The reason: Needed to meet a legal obligation." in sent(Channel.CALL).text
    assert "The law and the explanation are on our website, or call us." in sent(Channel.CALL).text


# --- not verified -------------------------------------------------------------------------------------------------


def test_a_refusal_for_lack_of_proof_says_so_and_how_to_try_again(make):
    text = said(make.not_verified())
    assert "your identity, or your authority to act for somebody else, is not verified" in text
    assert "You can take this request up again as long as we keep its record" in text


def test_an_unverified_request_to_know_is_pointed_to_the_information_practices(make):
    assert "is in our privacy policy: https://larkspur.example.com/privacy" in said(make.not_verified())


# --- the limit ----------------------------------------------------------------------------------------------------


def test_over_the_limit_says_why_until_when_and_what_stays_open(make):
    text = said(make.over_limit())
    assert "In the last 12 months we gave you two answers" in text
    assert "Civ. Code § 1798.130(b)" in text
    assert "from May 7, 2027 we owe you the next answer" in text
    assert "Your other rights stay open to you" in text


def test_the_date_of_the_limit_is_the_one_of_the_day_of_the_decision(make):
    notice = make.over_limit()
    Answer.objects.filter(counts_toward_limit=True).update(delivered_on=NOON.date())
    assert "from May 7, 2027 we owe you the next answer" in said(notice)


# --- withdrawn and duplicate ----------------------------------------------------------------------------------------


def test_a_withdrawal_is_confirmed_with_a_way_back(make):
    text = said(make.withdrawn())
    assert "is withdrawn and closed, as you asked" in text
    assert "Was it not you, or did you change your mind?" in text
    assert "We keep a record of this request" in text


def test_a_duplicate_names_the_earlier_request_and_its_earlier_date(make):
    notice = make.duplicate()
    earlier = PrivacyRequest.objects.exclude(pk=notice.request_id).get()
    text = said(notice)
    assert f"The earlier request has the reference {earlier.reference}." in text
    assert "You have our answer to it by Jan. 4, 2027" in text


def test_a_duplicate_does_not_tell_the_reference_of_somebody_elses_request(make):
    notice = make.duplicate(contact="somebody-else@example.com")
    earlier = PrivacyRequest.objects.exclude(pk=notice.request_id).get()
    assert str(earlier.submission) not in said(notice)
