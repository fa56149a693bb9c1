"""Does every ground fit only where the law lets it, and take everything with it that the law wants?"""

from datetime import date, timedelta

import pytest

from requests_app.rules import grounds
from requests_app.rules.grounds import GROUNDS, WRITTEN_BY_STAFF, GroundDoesNotFit, Misfit, PartMissing
from requests_app.rules.rights import DELETE, KNOW, OPT_OUTS
from requests_app.vocabulary import Accompaniment, Ground, RequestType
from tests.rules.tables import rows

TODAY = date(2026, 11, 22)
WORDS = "We must keep your invoices for four years because tax law says so."
EVERY_USE = [(ground, request_type) for ground in Ground for request_type in sorted(GROUNDS[ground].types)]


def words_for(ground: Ground) -> dict[Accompaniment, str]:
    return dict.fromkeys(GROUNDS[ground].staff_writes, WORDS)


def check(ground: Ground, request_type: RequestType, **changes: object) -> None:
    given = {"received_on": TODAY, "parts": words_for(ground), "reproductive_care": False, **changes}
    grounds.check(ground, request_type, **given)  # type: ignore[arg-type]


def misfit(ground: Ground, request_type: RequestType, **changes: object) -> Misfit:
    with pytest.raises(GroundDoesNotFit) as refusal:
        check(ground, request_type, **changes)
    assert refusal.value.ground is ground
    return refusal.value.misfit


# --- The table ------------------------------------------------------------------------------------


def test_every_ground_of_the_vocabulary_has_its_rule() -> None:
    assert set(GROUNDS) == set(Ground)


@pytest.mark.parametrize("ground", list(Ground))
def test_every_ground_has_its_law_and_a_right_it_fits(ground: Ground) -> None:
    assert GROUNDS[ground].sources
    assert GROUNDS[ground].types


@pytest.mark.parametrize("row", rows("grounds.csv"), ids=lambda row: row["ground"])
def test_every_ground_fits_the_rights_of_the_table_and_no_others(row: dict[str, str]) -> None:
    assert GROUNDS[Ground(row["ground"])].types == {RequestType(each) for each in row["rights"].split(";")}


@pytest.mark.parametrize("row", rows("grounds.csv"), ids=lambda row: row["ground"])
def test_every_ground_takes_with_it_what_the_table_says(row: dict[str, str]) -> None:
    wanted = {Accompaniment(each) for each in row["goes_with"].split(";")}
    rule = GROUNDS[Ground(row["ground"])]
    for request_type in rule.types:
        assert wanted <= grounds.required(Ground(row["ground"]), request_type, offers_opt_out=True)


def test_the_table_of_grounds_is_complete() -> None:
    assert {row["ground"] for row in rows("grounds.csv")} == set(Ground.values)


def test_no_ground_is_a_bare_code() -> None:
    speaks = {
        Accompaniment.EXPLANATION,
        Accompaniment.EFFORT_FACTS,
        Accompaniment.FRAUD_REASON,
        Accompaniment.HOW_TO_CURE,
        Accompaniment.WITH_PARTICULARITY,
        Accompaniment.SAY_SO,
        Accompaniment.SAY_UNVERIFIED,
        Accompaniment.NEXT_DATE,
    }
    assert [ground for ground in Ground if not GROUNDS[ground].needs & speaks] == []


@pytest.mark.parametrize(("ground", "request_type"), EVERY_USE)
def test_what_goes_with_every_refusal_is_said_by_templates_alone(ground: Ground, request_type: RequestType) -> None:
    added = grounds.required(ground, request_type, offers_opt_out=True) - GROUNDS[ground].needs
    assert Accompaniment.TIMELY_REASONS in added
    assert not added & WRITTEN_BY_STAFF


@pytest.mark.parametrize("ground", [each for each in Ground if GROUNDS[each].types & DELETE])
def test_a_refused_deletion_says_that_a_record_is_kept(ground: Ground) -> None:
    assert Accompaniment.RECORD_KEPT in grounds.required(ground, RequestType.DELETE)


def test_the_offer_to_opt_out_is_made_by_who_sells_or_shares() -> None:
    needs = grounds.required(Ground.DEL_8_LEGAL, RequestType.DELETE, offers_opt_out=True)
    assert Accompaniment.OPT_OUT_OFFER in needs
    assert Accompaniment.OPT_OUT_OFFER not in grounds.required(Ground.DEL_8_LEGAL, RequestType.DELETE)


def test_an_unverified_request_to_know_falls_back_to_the_categories() -> None:
    for request_type in KNOW:
        assert Accompaniment.FALL_BACK in grounds.required(Ground.UNVERIFIED, request_type)
    assert Accompaniment.FALL_BACK not in grounds.required(Ground.UNVERIFIED, RequestType.DELETE)


def test_a_refused_correction_points_to_deletion_and_the_health_statement() -> None:
    needs = grounds.required(Ground.COR_ACCURATE, RequestType.CORRECT)
    assert needs >= {Accompaniment.HOW_TO_DELETE, Accompaniment.HEALTH_STATEMENT}


def test_what_is_kept_from_a_deletion_is_used_for_nothing_else() -> None:
    needs = grounds.required(Ground.LEGAL_CLAIMS, RequestType.DELETE)
    assert needs >= {Accompaniment.KEPT_USE_ONLY, Accompaniment.PROVIDERS_TOLD}
    assert not grounds.required(Ground.LEGAL_CLAIMS, RequestType.KNOW_SPECIFIC) & {Accompaniment.PROVIDERS_TOLD}


def test_a_second_reviewer_is_needed_where_the_business_bears_the_burden() -> None:
    assert {ground for ground in Ground if GROUNDS[ground].second_reviewer} == {
        Ground.EXCESSIVE,
        Ground.COR_FRAUD,
        Ground.OPT_FRAUD,
        Ground.COR_IMPOSSIBLE,
    }


# --- Fitting --------------------------------------------------------------------------------------


@pytest.mark.parametrize("request_type", list(RequestType))
def test_staff_are_offered_exactly_the_grounds_that_pass(request_type: RequestType) -> None:
    offered = grounds.fitting(request_type, TODAY)
    assert offered
    for ground in Ground:
        if ground in offered:
            check(ground, request_type)
        else:
            assert misfit(ground, request_type) is Misfit.WRONG_RIGHT


def test_a_ground_for_deletions_refuses_nothing_else() -> None:
    for request_type in set(RequestType) - DELETE:
        assert misfit(Ground.DEL_2_SECURITY, request_type) is Misfit.WRONG_RIGHT


def test_an_opt_out_is_never_refused_for_want_of_verification() -> None:
    for request_type in OPT_OUTS:
        assert misfit(Ground.UNVERIFIED, request_type) is Misfit.WRONG_RIGHT


def test_only_requests_to_know_meet_the_limit() -> None:
    assert GROUNDS[Ground.KNOW_LIMIT].types == KNOW


def test_not_collected_from_the_consumer_is_a_ground_until_the_end_of_2026() -> None:
    last_day = date(2026, 12, 31)
    check(Ground.DEL_NOT_FROM_CONSUMER, RequestType.DELETE, received_on=last_day)
    next_day = last_day + timedelta(days=1)
    assert misfit(Ground.DEL_NOT_FROM_CONSUMER, RequestType.DELETE, received_on=next_day) is Misfit.NO_LONGER_LAW
    assert Ground.DEL_NOT_FROM_CONSUMER not in grounds.fitting(RequestType.DELETE, next_day)


def test_a_decision_after_the_law_changed_may_take_the_safe_course() -> None:
    decided_on = date(2027, 1, 4)
    found = misfit(Ground.DEL_NOT_FROM_CONSUMER, RequestType.DELETE, received_on=TODAY, decided_on=decided_on)
    assert found is Misfit.NO_LONGER_LAW


@pytest.mark.parametrize("ground", [each for each in Ground if GROUNDS[each].part_only])
def test_a_ground_for_a_part_does_not_refuse_the_whole(ground: Ground) -> None:
    request_type = min(GROUNDS[ground].types)
    check(ground, request_type, whole=False)
    assert misfit(ground, request_type, whole=True) is Misfit.ONLY_FOR_A_PART
    assert ground not in grounds.fitting(request_type, TODAY, whole=True)


def test_the_exceptions_of_civil_code_1798_145_a_1_are_the_ones_carved_out() -> None:
    carved = {ground for ground in Ground if GROUNDS[ground].carve_out}
    assert carved == {
        ground
        for ground in Ground
        if any(source.section.startswith("1798.145(a)(1)") for source in GROUNDS[ground].sources)
    }


@pytest.mark.parametrize("ground", [each for each in Ground if GROUNDS[each].carve_out])
def test_a_ground_with_a_carve_out_waits_for_the_answer_whether_it_applies(ground: Ground) -> None:
    request_type = min(GROUNDS[ground].types)
    assert misfit(ground, request_type, reproductive_care=None) is Misfit.CARVE_OUT_UNANSWERED
    assert misfit(ground, request_type, reproductive_care=True) is Misfit.CARVED_OUT


def test_other_grounds_do_not_ask_about_the_carve_out() -> None:
    check(Ground.DEL_8_LEGAL, RequestType.DELETE, reproductive_care=None)


# --- Words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ground", "request_type"), EVERY_USE)
def test_each_part_that_staff_write_is_missed_when_it_is_not_there(ground: Ground, request_type: RequestType) -> None:
    for part in GROUNDS[ground].staff_writes:
        parts = words_for(ground)
        del parts[part]
        with pytest.raises(PartMissing) as refusal:
            check(ground, request_type, parts=parts)
        assert refusal.value.missing == (part,)


@pytest.mark.parametrize("nothing", ["", "   ", "\n\t", "...", "— —"])
def test_blanks_and_dashes_are_no_words(nothing: str) -> None:
    parts = {**words_for(Ground.LEGAL_CLAIMS), Accompaniment.REST_DONE: nothing}
    with pytest.raises(PartMissing) as refusal:
        check(Ground.LEGAL_CLAIMS, RequestType.DELETE, parts=parts)
    assert refusal.value.missing == (Accompaniment.REST_DONE,)


@pytest.mark.parametrize("bare", ["exempt", "Exempt." + " " * 60, "It is impossible."])
def test_a_bare_word_is_no_explanation(bare: str) -> None:
    parts = {**words_for(Ground.LEGAL_CLAIMS), Accompaniment.EXPLANATION: bare}
    with pytest.raises(PartMissing) as refusal:
        check(Ground.LEGAL_CLAIMS, RequestType.DELETE, parts=parts)
    assert refusal.value.too_short == (Accompaniment.EXPLANATION,)


def test_what_was_done_with_the_rest_may_be_said_in_a_word() -> None:
    parts = {**words_for(Ground.LEGAL_CLAIMS), Accompaniment.REST_DONE: "Deleted"}
    check(Ground.LEGAL_CLAIMS, RequestType.DELETE, parts=parts)


def test_what_a_template_says_need_not_be_written() -> None:
    check(Ground.KNOW_LIMIT, RequestType.KNOW_SPECIFIC, parts={})
    check(Ground.UNVERIFIED, RequestType.DELETE, parts={})


# --- Repeated corrections -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("denied_on", "repeat"),
    [
        (date(2026, 5, 21), False),
        (date(2026, 5, 22), True),
        (date(2026, 11, 22), True),
        (date(2026, 11, 23), False),
    ],
)
def test_a_correction_denied_in_the_six_months_before_is_a_repeat(denied_on: date, repeat: bool) -> None:
    assert grounds.is_repeat(denied_on, TODAY, new_documents=False) is repeat


def test_new_documents_make_a_correction_new() -> None:
    assert not grounds.is_repeat(TODAY, TODAY, new_documents=True)
