"""Two people of the books are one consumer: counted together from then on, and two again without a trace."""

from datetime import timedelta
from functools import partial

import pytest

from requests_app import calendar, persons, queries
from requests_app.models import Answer, Event, Person, PersonContact, PersonMerge, Submission
from requests_app.operations import answers, merging, review
from requests_app.rules import grounds
from requests_app.vocabulary import EventKind, Ground
from tests.filings import CATEGORIES, CORRECTION, NOON, answered, file, only_request, released, verify
from tests.support.crowd import at_once, ends

DAYS = timedelta(days=1)
LONG = "We looked through our order system, our newsletter list and our support desk and explain here what we found."
ONE, TWO, THREE = "one@example.com", "two@example.com", "three@example.com"


@pytest.fixture
def three(staff):
    """Three people, each of whom had one answer."""
    return [answered(CATEGORIES, by=staff, at=NOON, contact=contact).person for contact in (ONE, TWO, THREE)]


def merge(person, into, by):
    return merging.merge(person=fresh(person), into=fresh(into), reason="The same customer number.", at=NOON, by=by)


def part(merged, by):
    merging.part(merged=merged, reason="A father and a son.", at=NOON, by=by)


def fresh(person):
    return Person.objects.get(pk=person.pk)


def standing(person, staff):
    """How one more request of this person stands against the limit."""
    submission = file(CATEGORIES, at=NOON + DAYS, contact=f"{person.pk}@example.com")
    verify(submission, by=staff, at=NOON + DAYS, person=person)
    return queries.limit_standing(only_request(submission), on=calendar.business_day(NOON + DAYS))


def books():
    """Everything that a merge must leave as it is."""
    return (
        sorted(Person.objects.values_list("pk", "counted_as")),
        sorted(Submission.objects.values_list("pk", "person")),
        sorted(PersonContact.objects.values_list("pk", "person")),
        sorted(Answer.objects.values_list("pk", "counts_toward_limit")),
    )


@pytest.mark.django_db
def test_the_answers_of_both_are_counted_for_either(staff, three):
    one, two, _three = three
    assert standing(one, staff).counted == 1
    merge(one, two, staff)
    assert (standing(fresh(one), staff).counted, standing(fresh(two), staff).counted) == (2, 2)
    assert standing(fresh(one), staff).over_limit


@pytest.mark.django_db
def test_parting_leaves_the_books_as_they_were(staff, three):
    before = books()
    merged = merge(three[0], three[1], staff)
    part(merged, staff)
    assert books() == before
    assert standing(three[0], staff).counted == 1


@pytest.mark.django_db
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_merges_are_taken_back_in_any_order(staff, three, order):
    before = books()
    merges = [merge(three[0], three[1], staff), merge(three[1], three[2], staff)]
    assert standing(fresh(three[0]), staff).counted == 3
    for number in order:
        part(PersonMerge.objects.get(pk=merges[number].pk), staff)
    assert books()[0] == before[0]


@pytest.mark.django_db
def test_taking_back_the_first_of_two_leaves_the_second(staff, three):
    first = merge(three[0], three[1], staff)
    merge(three[1], three[2], staff)
    part(first, staff)
    roots = [persons.root(fresh(person)) for person in three]
    assert roots == [three[0].pk, three[2].pk, three[2].pk]


@pytest.mark.django_db
def test_taking_back_the_second_of_two_leaves_the_first(staff, three):
    merge(three[0], three[1], staff)
    second = merge(three[1], three[2], staff)
    part(second, staff)
    roots = [persons.root(fresh(person)) for person in three]
    assert roots == [three[1].pk, three[1].pk, three[2].pk]


@pytest.mark.django_db
def test_what_is_one_already_is_not_merged_again(staff, three):
    merge(three[0], three[1], staff)
    for one, other in ((three[0], three[1]), (three[1], three[0]), (three[2], three[2])):
        with pytest.raises(merging.SamePerson):
            merge(one, other, staff)


@pytest.mark.django_db
def test_what_was_parted_is_not_parted_again(staff, three):
    merged = merge(three[0], three[1], staff)
    part(merged, staff)
    with pytest.raises(merging.NotMerged):
        part(merged, staff)


@pytest.mark.django_db
def test_both_take_a_reason(staff, three):
    with pytest.raises(merging.ReasonMissing):
        merging.merge(person=three[0], into=three[1], reason=" ", at=NOON, by=staff)
    merged = merge(three[0], three[1], staff)
    with pytest.raises(merging.ReasonMissing):
        merging.part(merged=merged, reason="", at=NOON, by=staff)


@pytest.mark.django_db
def test_it_is_in_the_history_of_every_filing_concerned_and_of_no_other(staff, three):
    merged = merge(three[0], three[1], staff)
    part(merged, staff)
    for kind in (EventKind.PEOPLE_MERGED, EventKind.PEOPLE_PARTED):
        told = Event.objects.filter(kind=kind)
        assert {each.submission.person_id for each in told} == {three[0].pk, three[1].pk}
        assert {each.staff for each in told} == {staff}
        assert "customer number" not in str([each.data for each in told])


@pytest.mark.django_db
def test_a_contact_of_one_is_not_on_file_for_the_other(staff, three):
    """What is read in the records goes where it went before: a merge opens no mailbox."""
    merge(three[0], three[1], staff)
    assert [each.contact for each in three[0].contacts.all()] == [ONE]
    submission = file(CATEGORIES, at=NOON + DAYS, contact=TWO)
    verify(submission, by=staff, at=NOON + DAYS, person=fresh(three[0]), points={"NAME", "CUSTOMER_NUMBER"})
    with pytest.raises(answers.OverLimit):
        answers.answer(
            request=only_request(submission), text="Here.", contact_reason="They say so.", at=NOON + DAYS, by=staff
        )


@pytest.mark.django_db
def test_a_duplicate_of_either_is_one(staff, three):
    merge(three[0], three[1], staff)
    earlier, later = (file(CATEGORIES, contact=f"{name}@example.com") for name in ("four", "five"))
    for filing, person in ((earlier, three[0]), (later, three[1])):
        verify(filing, by=staff, person=fresh(person))
    review.mark_duplicate(request=only_request(later), of=only_request(earlier), at=NOON, by=staff)
    assert only_request(later).outcome == "DUPLICATE"


@pytest.mark.django_db
def test_a_correction_denied_to_one_was_denied_to_the_other(staff, three):
    merge(three[0], three[1], staff)
    filings = [file(CORRECTION, contact=f"{name}@example.com") for name in ("four", "five")]
    for filing, person in zip(filings, three, strict=False):
        verify(filing, by=staff, person=fresh(person))
    request = only_request(filings[0])
    parts = dict.fromkeys(grounds.GROUNDS[Ground.COR_ACCURATE].staff_writes, LONG)
    released(answers.deny(request=request, ground=Ground.COR_ACCURATE, parts=parts, at=NOON, by=staff))
    assert len(queries.denied_corrections(only_request(filings[1]))) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.threat("A08")
def test_two_answers_at_once_to_two_who_are_one_are_not_both_the_second(staff, broker_url):
    first, second = (answered(CATEGORIES, by=staff, at=NOON, contact=each).person for each in (ONE, TWO))
    waiting = [file(CATEGORIES, contact=each, at=NOON + DAYS) for each in (ONE, TWO)]
    for filing, person in zip(waiting, (first, second), strict=True):
        verify(filing, by=staff, person=person, at=NOON + DAYS)
    Answer.objects.filter(request__submission__person=first).update(counts_toward_limit=False)
    merge(first, second, staff)

    def answer(filing):
        answers.answer(request=only_request(filing), text="Here.", at=NOON + DAYS, by=staff)

    acts = [partial(answer, filing) for filing in waiting]
    assert ends(at_once(acts, refusals=(answers.OverLimit,))) == {"done": 1, "OverLimit": 1}
    assert Answer.objects.filter(counts_toward_limit=True).count() == 2


@pytest.mark.django_db(transaction=True)
def test_merged_both_ways_at_once_they_are_one_and_no_ring(staff, broker_url):
    first, second = (answered(CATEGORIES, by=staff, at=NOON, contact=each).person for each in (ONE, TWO))
    acts = [partial(merge, *pair, staff) for pair in ((first, second), (second, first))]
    assert ends(at_once(acts, refusals=(merging.SamePerson,))) == {"done": 1, "SamePerson": 1}
    assert len({persons.root(fresh(person)) for person in (first, second)}) == 1
