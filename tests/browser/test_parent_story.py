"""A parent files for a child under 13, from the first page to the answer, by one of the methods that the law lists."""

from tests.browser.acting import NOBODY, PROOF, by_mail, come_back, confirm, file_for, keep, release
from tests.browser.people import act, find, sign_in

ANSWER = "Your child has an account for our lamp game."


def test_a_parent_calls_and_the_method_is_recorded_and_the_parent_is_answered(visit, live_portal):
    ana, desk, second = visit(width=320), visit(dark=True), visit()
    mine = "ana.parent@example.com"
    reference = file_for(ana, "PARENT_UNDER_13", theirs=NOBODY, mine=by_mail(mine), what=("KNOW_SPECIFIC",))
    confirm(ana, live_portal, mine)
    ana.follow(f"main a[href='{PROOF}']")
    assert "No ID" in ana.text
    ana.press("main form:has([name=way][value=OTHER]) [type=submit]")
    assert "We check your proof" in ana.text

    sign_in(desk, live_portal)
    find(desk, reference)
    desk.follow('main a[href*="/accept-proof/"]')
    desk.choose("kind", "TOLL_FREE_CALL")
    desk.press("main form[method=get] [type=submit]")
    desk.fill(reason="The mother called our line; she knew the child’s last order.")
    keep(desk, "desk-parent")
    desk.press("main form[method=post] [type=submit]")
    assert "A call to the toll-free number: accepted" in " ".join(desk.text.split())
    find(desk, reference)
    act(desk, "match", points=["NAME", "POSTAL_ADDRESS", "CUSTOMER_NUMBER"], who=["new"])
    find(desk, reference)
    act(desk, "answer", text=ANSWER)
    sign_in(second, live_portal, "colleague")
    release(second, reference, ANSWER)

    come_back(ana, live_portal, mine, reference)
    assert ANSWER in ana.text
    keep(ana, "parent-answered")
