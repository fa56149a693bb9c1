"""Who holds a power of attorney files, from the first page to the answer; the consumer is told, and asked nothing."""

from tests.browser.acting import (
    PIECES,
    PROOF,
    accept,
    all_to,
    by_mail,
    come_back,
    confirm,
    file_for,
    keep,
    read_proof,
    release,
    show,
)
from tests.browser.people import act, find, sign_in

ANSWER = "You bought a bench in June."


def test_an_attorney_in_fact_is_answered_and_nothing_is_asked_of_the_consumer(visit, live_portal, tmp_path):
    ana, desk, second = visit(width=320, dark=True), visit(), visit()
    mine, theirs = "ana.power@example.com", "rosa.power@example.com"
    reference = file_for(ana, "ATTORNEY_IN_FACT", theirs=by_mail(theirs), mine=by_mail(mine), what=PIECES)
    confirm(ana, live_portal, mine)
    assert "Proof needed" in ana.text
    ana.follow(f"main a[href='{PROOF}']")
    show(ana, tmp_path, "power.pdf")

    sign_in(desk, live_portal)
    find(desk, reference)
    assert "The consumer is asked nothing." in desk.text
    read_proof(desk)
    find(desk, reference)
    accept(desk)
    assert "Authority established" in desk.text
    find(desk, reference)
    act(desk, "match", points=["NAME", "POSTAL_ADDRESS", "CUSTOMER_NUMBER"], who=["new"])
    find(desk, reference)
    act(desk, "answer-new-contact", text=ANSWER, contact_reason="She holds the power of attorney; the contact is hers.")
    sign_in(second, live_portal, "colleague")
    release(second, reference, ANSWER)

    come_back(ana, live_portal, mine, reference)
    assert ANSWER in ana.text
    keep(ana, "attorney-answered")
    told = all_to(live_portal, theirs)
    assert told
    assert not any("/link/" in each.text or ANSWER in each.text or "Did you ask" in each.subject for each in told)
