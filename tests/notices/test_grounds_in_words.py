"""Every ground says what it means: its sentence, its law, and everything that must go with it."""

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.utils import translation

from requests_app import refusals, standing
from requests_app.models import Answer, PrivacyRequest
from requests_app.rules import grounds
from requests_app.rules.downstream import Told
from requests_app.vocabulary import Accompaniment, Ground, Outcome, RequestType
from tests.notices.cases import NOBODYS_WORDS, TYPED, written
from tests.notices.mailbox import deliver, sent
from verification.models import Channel

LANGUAGES = [code for code, _name in settings.LANGUAGES]
FITS = [(ground, right) for ground, rule in grounds.GROUNDS.items() for right in sorted(rule.types)]
# The ground's own sentence is the plain statement that this one asks for.
SAID_BY_THE_SENTENCE = {Accompaniment.SAY_SO}


def refused(ground, right, outcome=Outcome.DENIED, told=Told.ALL.value):
    """An answer that refuses, with all that staff must write; not stored. Those who work for us are told."""
    parts = {str(part): words for part, words in written(ground, right).items()}
    if Accompaniment.NEXT_DATE in grounds.required(ground, right):
        parts["NEXT_DATE"] = "2027-02-01"
    if Accompaniment.PROVIDERS_TOLD in grounds.required(ground, right):
        parts["PROVIDERS_TOLD"] = told
    return Answer(request=PrivacyRequest(type=right), ground=ground, outcome=outcome, parts=parts)


@pytest.fixture(autouse=True)
def business(settings):
    settings.SELLS_OR_SHARES = True


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ground", Ground)
def test_every_ground_has_a_sentence_for_every_right_it_fits(ground, language):
    with translation.override(language):
        for right in grounds.GROUNDS[ground].types:
            sentence = refusals.ground_words(refused(ground, right)).sentence
            assert len(sentence) > 30
            assert sentence.endswith(".")


@pytest.mark.parametrize(("ground", "right"), FITS)
def test_everything_that_must_go_with_a_ground_is_said(ground, right):
    said = dict(refusals.ground_words(refused(ground, right)).said)
    assert set(said) == grounds.required(ground, right, offers_opt_out=True) - SAID_BY_THE_SENTENCE
    assert all(said.values())


@pytest.mark.parametrize("told", [Told.ALL, Told.SOME, Told.NOT_YET])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_of_those_who_work_for_us_has_words_for_each_case(told, language):
    with translation.override(language):
        words = refusals.ground_words(refused(Ground.DEL_8_LEGAL, RequestType.DELETE, told=told.value)).said
    sentence = dict(words)[Accompaniment.PROVIDERS_TOLD]
    assert sentence.endswith(".")
    assert told.value not in sentence


def test_nothing_is_said_of_those_who_work_for_us_where_no_task_says_so():
    words = refusals.ground_words(refused(Ground.DEL_8_LEGAL, RequestType.DELETE, told=""))
    assert Accompaniment.PROVIDERS_TOLD not in dict(words.said)


@pytest.mark.parametrize("part", sorted(set(Accompaniment) - grounds.WRITTEN_BY_STAFF))
def test_every_accompaniment_that_staff_do_not_write_has_a_template(part):
    assert get_template(f"grounds/with/{part.lower()}.txt")


@pytest.mark.parametrize("part", Accompaniment)
def test_every_accompaniment_has_a_heading_for_the_page(part):
    assert str(standing.HEADINGS[part])


@pytest.mark.parametrize(("ground", "right"), FITS)
def test_the_statements_for_messages_hold_nothing_that_staff_wrote(ground, right):
    words = refusals.ground_words(refused(ground, right))
    assert not [typed for typed in NOBODYS_WORDS if typed in " ".join([words.label, words.sentence, *words.statements])]


def test_the_page_shows_what_staff_wrote():
    rows = standing.reasons(refused(Ground.DEL_8_LEGAL, RequestType.DELETE))
    assert TYPED["staff"] in [row.get("value") for row in rows]


def test_the_page_begins_with_the_reason_and_its_law():
    reason, law, *_rest = standing.reasons(refused(Ground.DEL_8_LEGAL, RequestType.DELETE))
    assert reason["value"] == "The law obliges us to keep the information."
    assert law["value"] == "Civ. Code § 1798.105(d)(8)"


def test_the_law_in_one_line_gathers_the_sections_of_one_code():
    words = refusals.ground_words(refused(Ground.SP_ROLE, RequestType.DELETE))
    assert words.citation == "Civ. Code §§ 1798.105(c)(3), 1798.130(a)(3)(A); 11 CCR § 7050(c)"


def test_what_can_be_done_against_a_refusal_comes_last():
    words = refusals.ground_words(refused(Ground.DEL_8_LEGAL, RequestType.DELETE))
    assert words.said[-1][0] == Accompaniment.TIMELY_REASONS


def test_an_answer_without_a_ground_refuses_nothing():
    answer = Answer(request=PrivacyRequest(type=RequestType.DELETE), outcome=Outcome.FULFILLED, parts={})
    assert refusals.ground_words(answer) is None


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.FULFILLED, "We have done what you asked."),
        (Outcome.PARTLY, "We have done what you asked only in part."),
        (Outcome.DENIED, "We have not done what you asked."),
    ],
)
def test_every_answer_to_a_deletion_says_whether_it_was_done(outcome, words):
    answer = Answer(request=PrivacyRequest(type=RequestType.DELETE), outcome=outcome, parts={})
    assert refusals.record_words(answer).startswith(words)


def test_nothing_is_offered_to_stop_where_nothing_is_sold(settings):
    settings.SELLS_OR_SHARES = False
    words = refusals.ground_words(refused(Ground.DEL_8_LEGAL, RequestType.DELETE))
    assert Accompaniment.OPT_OUT_OFFER not in dict(words.said)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ground", "right"),
    [
        (ground, right)
        for ground, right in FITS
        if right in {RequestType.CORRECT, RequestType.DELETE, RequestType.KNOW_CATEGORIES}
        # These fit only where there is more to the case than a filing in person that was verified.
        and ground not in {Ground.KNOW_LIMIT, Ground.UNVERIFIED, Ground.COR_REPEAT_6M, Ground.AGENT_NO_PROOF}
        and ground != Ground.DEL_LE_HOLD
        and not grounds.GROUNDS[ground].part_only
    ],
)
def test_a_denial_on_any_ground_fits_into_a_text_message(ground, right, make, staff):
    details = {"item": "OTHER", "right": TYPED["right"], "scope": "EVERYTHING", "categories": ["SOURCES"]}
    deliver(type(make)(staff, Channel.TEXT).denial(ground, (right, details)))
    assert len(sent(Channel.TEXT).text) <= 320
