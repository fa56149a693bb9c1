"""Who else filed at the demo's business? As many as are wanted, each brought as far as its age suggests."""

from requests_app.management.demo_cases import Case, Teller
from requests_app.management.demo_stories import CATEGORIES, CORRECT, DELETE, PIECES, not_verified
from requests_app.rules.rights import KNOW
from requests_app.vocabulary import FilerRole, Ground, IntakeChannel
from verification.models import Channel

FURTHEST = 100  # days
MOSTLY = {  # how often each right is asked for
    DELETE: 40,
    PIECES: 25,
    CATEGORIES: 20,
    CORRECT: 15,
}
LATEST_DECISION = 40  # days after receipt, so that the clock of 45 is met


def ordinary(teller: Teller) -> Case:
    """Somebody's filing of some day, handled as a careful team handles it: older ones are decided in time."""
    dice = teller.dice
    age = dice.randint(0, FURTHEST)
    kinds = list(dict.fromkeys(dice.choices(list(MOSTLY), weights=list(MOSTLY.values()), k=dice.choice([1, 1, 1, 2]))))
    case = teller.file(
        *kinds,
        days_ago=age,
        by=dice.choices([Channel.EMAIL, Channel.TEXT, Channel.CALL], weights=[80, 15, 5])[0],
        channel=dice.choices([IntakeChannel.WEB, IntakeChannel.EMAIL, IntakeChannel.PHONE], weights=[85, 8, 7])[0],
        language=dice.choices(["en", "es"], weights=[80, 20])[0],
        california_resident=dice.random() < 0.95,
        filer_role=FilerRole.SELF,
    )
    if dice.random() < 0.12:
        case.sent()
        return not_verified(case.wait(days=LATEST_DECISION)) if age > LATEST_DECISION else case
    case.confirmed()
    if dice.random() < 0.05:
        return case.wait(days=1).withdrawn()
    if dice.random() < 0.9 or age > LATEST_DECISION:
        case.deletion_confirmed()
    if age < 3 or (dice.random() < 0.15 and age < LATEST_DECISION):
        return case
    case.wait(days=1).assigned(dice.choice([teller.team.triage, teller.team.reviewer])).wait(days=1).matched()
    return _decided(case, age)


def _decided(case: Case, age: int) -> Case:
    """Decide a matched filing, if it is old enough for a team that needs between one and five weeks."""
    dice = case.teller.dice
    takes = dice.randint(6, LATEST_DECISION - 3)
    if takes > age - 3 or any(request.waits_for_deletion_confirmation for request in case.requests()):
        return case
    case.wait(days=takes)
    kinds = {request.type for request in case.requests()}
    chance = dice.random()
    if kinds == {DELETE} and chance < 0.3:
        return case.answered(Ground.DEL_1_TRANSACTION)
    if kinds == {DELETE} and chance < 0.4:
        return case.denied(Ground.DEL_8_LEGAL)
    if kinds == {CORRECT} and chance < 0.3:
        return case.denied(Ground.COR_ACCURATE)
    if kinds <= KNOW and chance < 0.1:
        return case.answered(nothing=True)
    return case.answered()
