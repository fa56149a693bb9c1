"""What has happened at the demo's business in the last hundred days?

`SET_PIECES` are the filings a newcomer should meet: every status, outcome and right, what is late, what is due today,
what waits for whom. Everybody else is in `demo_ordinary`.
"""

from collections.abc import Callable

from requests_app.management import demo_words as words
from requests_app.management.demo_cases import Case, Teller
from requests_app.operations import review
from requests_app.rules.clocks import RESPOND_DAYS
from requests_app.vocabulary import ExtensionReason, Ground, IntakeChannel, NoticeKind, RequestType
from verification.models import Channel

CATEGORIES, PIECES = RequestType.KNOW_CATEGORIES, RequestType.KNOW_SPECIFIC
DELETE, CORRECT = RequestType.DELETE, RequestType.CORRECT
OPT_OUT, LIMIT_SPI = RequestType.OPT_OUT_SALE_SHARE, RequestType.LIMIT_SPI

Story = Callable[[Teller], object]


# --- not confirmed ------------------------------------------------------------------------------------------


def just_filed(teller: Teller) -> Case:
    return teller.file(PIECES, days_ago=0).sent()


def never_confirmed(teller: Teller) -> Case:
    return teller.file(DELETE, days_ago=12, language="es").sent().wait(days=1).reminded()


def in_its_last_week(teller: Teller) -> Case:
    case = teller.file(PIECES, days_ago=41).sent().wait(days=1).reminded()
    return case.wait(days=37).reminded(NoticeKind.ENDING)


def was_somebody_else(teller: Teller) -> Case:
    """A stranger's address was entered, and the stranger said so."""
    return teller.file(PIECES, days_ago=3).sent().disowned()


def mail_came_back(teller: Teller) -> Case:
    """Nobody has been reached: no acknowledgement left, and the team must find another way."""
    return teller.file(CATEGORIES, days_ago=9).bounced()


# --- open -----------------------------------------------------------------------------------------------------


def waits_for_a_second_yes(teller: Teller) -> Case:
    return teller.file(DELETE, days_ago=18, by=Channel.TEXT).confirmed().wait(days=1).reminded_of_second_yes()


def two_rights_at_once(teller: Teller) -> Case:
    return teller.file(CATEGORIES, DELETE, days_ago=2).confirmed().deletion_confirmed()


def opted_out_by_telephone(teller: Teller) -> Case:
    return teller.file(OPT_OUT, days_ago=6, by=Channel.CALL, channel=IntakeChannel.PHONE).confirmed()


def late_and_not_matched(teller: Teller) -> Case:
    return teller.file(CATEGORIES, days_ago=RESPOND_DAYS + 2).confirmed()


def login_doubted(teller: Teller) -> Case:
    case = teller.file(PIECES, days_ago=8).confirmed().wait(days=1).logged_in().wait(minutes=180)
    return case.doubted("The password was changed an hour before, from abroad.").wait(days=1).declared()


def must_be_surer(teller: Teller) -> Case:
    case = teller.file(DELETE, days_ago=7).confirmed().deletion_confirmed().wait(days=1)
    return case.asked_for_more("The account holds the family's photographs.")


# --- in progress ------------------------------------------------------------------------------------------------


def _in_progress(case: Case) -> Case:
    case.confirmed().deletion_confirmed().wait(days=2)
    return case.assigned(case.teller.team.reviewer).wait(days=1).matched()


def in_good_time(teller: Teller) -> Case:
    return _in_progress(teller.file(PIECES, CORRECT, days_ago=11)).started().looked_up()


def by_post(teller: Teller) -> Case:
    return _in_progress(teller.file(CORRECT, days_ago=20, channel=IntakeChannel.POST)).started(told=False)


def due_this_week(teller: Teller) -> Case:
    case = _in_progress(teller.file(CATEGORIES, days_ago=RESPOND_DAYS - 4, language="es"))
    return case.wait(days=9).started(ours=True)


def due_today(teller: Teller) -> Case:
    return _in_progress(teller.file(PIECES, days_ago=RESPOND_DAYS))


def overdue(teller: Teller) -> Case:
    """Our own systems are done; those we told have not answered."""
    case = _in_progress(teller.file(DELETE, days_ago=RESPOND_DAYS + 6))
    return case.wait(days=20).started(keep=words.KEPT, ours=True)


def extended(teller: Teller) -> Case:
    return _in_progress(teller.file(PIECES, days_ago=60, by=Channel.TEXT)).wait(days=35).extended()


def extended_and_overdue(teller: Teller) -> Case:
    case = _in_progress(teller.file(CORRECT, days_ago=93)).wait(days=38)
    return case.extended(ExtensionReason.NUMBER)


# --- waits for a second person ------------------------------------------------------------------------------------


def waits_for_a_second_person(teller: Teller) -> Case:
    return _in_progress(teller.file(PIECES, days_ago=24)).wait(days=9).answered(waits=True)


def sent_back(teller: Teller) -> Case:
    case = _in_progress(teller.file(PIECES, days_ago=29)).wait(days=9).answered(waits=True)
    return case.wait(days=1).sent_back(words.SENT_BACK)


# --- closed -----------------------------------------------------------------------------------------------------


def answered_in_full(teller: Teller) -> Case:
    return _in_progress(teller.file(PIECES, days_ago=33)).wait(days=8).answered().wait(days=1).looked_up()


def deleted(teller: Teller) -> Case:
    return _in_progress(teller.file(DELETE, days_ago=40, channel=IntakeChannel.EMAIL)).wait(days=12).answered()


def deleted_before_all_was_done(teller: Teller) -> Case:
    """The tasks of two vendors stay to be done, and the answer says why it did not wait."""
    case = _in_progress(teller.file(DELETE, days_ago=32)).wait(days=7).started(ours=True)
    return case.wait(days=6).answered_before_all_was_done(words.STILL_TO_DO)


def corrected(teller: Teller) -> Case:
    return _in_progress(teller.file(CORRECT, days_ago=26, by=Channel.CALL)).wait(days=5).answered()


def contact_corrected(teller: Teller) -> Case:
    """The old mailbox is told, in case it was a thief who asked."""
    wish = (CORRECT, {"item": "EMAIL", "wrong": "rosa.old@example.com", "right": "rosa.new@example.com"})
    return _in_progress(teller.file(days_ago=34, rights=[wish])).wait(days=6).answered()


def answered_to_a_new_mailbox(teller: Teller) -> Case:
    """Staff called the person back; the mailbox they knew is told as well."""
    before = _in_progress(teller.file(CATEGORIES, days_ago=80)).wait(days=5).answered()
    case = teller.file(CATEGORIES, days_ago=31).confirmed().wait(days=2).matched(before.person, elsewhere=True)
    return case.wait(days=4).answered(contact_reason=words.CONTACT_REASON)


def looked_like_a_card(teller: Teller) -> Case:
    case = _in_progress(teller.file(CATEGORIES, days_ago=27)).wait(days=6)
    return case.answered(text=words.LOOKS_LIKE_A_CARD, alarm_reason=words.ALARM_REASON)


def nothing_held(teller: Teller) -> Case:
    return _in_progress(teller.file(CATEGORIES, days_ago=37)).wait(days=6).answered(nothing=True)


def deleted_in_part(teller: Teller) -> Case:
    return _in_progress(teller.file(DELETE, days_ago=52)).wait(days=20).answered(Ground.DEL_1_TRANSACTION)


def copied_in_part(teller: Teller) -> Case:
    return _in_progress(teller.file(PIECES, days_ago=48, language="es")).wait(days=20).answered(Ground.KNOW_NEVER)


def must_be_kept(teller: Teller) -> Case:
    return _in_progress(teller.file(DELETE, days_ago=44)).wait(days=15).denied(Ground.DEL_8_LEGAL).looked_up()


def was_right_already(teller: Teller) -> Case:
    return _in_progress(teller.file(CORRECT, days_ago=35)).wait(days=9).denied(Ground.COR_ACCURATE)


def about_somebody_else(teller: Teller) -> Case:
    return _in_progress(teller.file(PIECES, days_ago=30)).wait(days=9).denied(Ground.OTHER_PERSON)


def nothing_to_limit(teller: Teller) -> Case:
    case = teller.file(LIMIT_SPI, days_ago=15, channel=IntakeChannel.IN_PERSON).confirmed()
    return case.wait(days=2).denied(Ground.OPT_NA)


def could_not_be_verified(teller: Teller) -> Case:
    """Neither the copy, nor the description that it became."""
    return not_verified(teller.file(PIECES, days_ago=50).confirmed().wait(days=39))


def taken_up_again(teller: Teller) -> Case:
    """It was closed, and the consumer came back after the answer date: a new filing, with its contact confirmed."""
    closed = teller.file(CORRECT, days_ago=62).confirmed().wait(days=40).denied(Ground.UNVERIFIED)
    return closed.wait(days=12).taken_up()


def not_verified(case: Case) -> Case:
    """What is closed as not verified, and what opened instead is closed as well."""
    return case.denied(Ground.UNVERIFIED).wait(minutes=5).denied(Ground.UNVERIFIED)


def taken_back(teller: Teller) -> Case:
    return teller.file(DELETE, days_ago=22).confirmed().wait(days=3).withdrawn()


def sent_twice(teller: Teller) -> Case:
    """The same wish, three days apart; the first one goes on."""
    consumer = teller.consumer()
    wish = [teller.right(CORRECT)]
    first = _in_progress(teller.file(days_ago=14, consumer=consumer, rights=wish))
    second = teller.file(days_ago=11, consumer=consumer, rights=wish).confirmed().wait(days=1)
    for request, earlier in zip(second.requests(), first.requests(), strict=True):
        review.mark_duplicate(request=request, of=earlier, at=second.at, by=teller.team.triage)
    return second.sent()


# --- the limit of two in twelve months ----------------------------------------------------------------------------


def _answered_twice(teller: Teller) -> Case:
    consumer = teller.consumer()
    first = _in_progress(teller.file(CATEGORIES, days_ago=100, consumer=consumer)).wait(days=5).answered()
    second = teller.file(CATEGORIES, days_ago=75, consumer=consumer).confirmed().wait(days=2)
    return second.matched(first.person).wait(days=4).answered()


def asked_a_third_time(teller: Teller) -> Case:
    """Nobody has decided yet: decline, or answer all the same."""
    earlier = _answered_twice(teller)
    third = teller.file(CATEGORIES, days_ago=13, consumer=earlier.consumer).confirmed().wait(days=2)
    return third.assigned(teller.team.reviewer).matched(earlier.person)


def told_when_to_ask_again(teller: Teller) -> Case:
    earlier = _answered_twice(teller)
    third = teller.file(CATEGORIES, days_ago=28, consumer=earlier.consumer).confirmed().wait(days=3)
    return third.matched(earlier.person).wait(days=5).denied(Ground.KNOW_LIMIT)


SET_PIECES: tuple[Story, ...] = (
    *(just_filed, never_confirmed, in_its_last_week, was_somebody_else, mail_came_back, taken_up_again),
    *(waits_for_a_second_yes, two_rights_at_once, opted_out_by_telephone, late_and_not_matched),
    *(login_doubted, must_be_surer),
    *(in_good_time, by_post, due_this_week, due_today, overdue, extended, extended_and_overdue),
    *(waits_for_a_second_person, sent_back, contact_corrected, answered_to_a_new_mailbox, looked_like_a_card),
    *(answered_in_full, deleted, deleted_before_all_was_done, corrected, nothing_held, deleted_in_part, copied_in_part),
    *(must_be_kept, was_right_already, about_somebody_else, nothing_to_limit, could_not_be_verified),
    *(taken_back, sent_twice, asked_a_third_time, told_when_to_ask_again),
)
