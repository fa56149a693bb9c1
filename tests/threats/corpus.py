"""Texts with planted secrets, and texts without any, in the shapes in which answers are written. All made up."""

import json
import random
from collections.abc import Iterator

from requests_app.vocabulary import NeverDisclosed

Planted = tuple[NeverDisclosed, str, str]  # kind, the secret, the text around it
SEED = 20261123
FIRST, LAST = ("Rosa", "Chidi", "Mei", "Tomás"), ("Example", "Okafor", "Liang", "Ruiz")
# A network's first digits, and how many digits its cards have.
NETWORKS = (("4", 16), ("51", 16), ("2221", 16), ("34", 15), ("37", 15), ("6011", 16), ("36", 14), ("3530", 16))


def luhn(body: str) -> str:
    """A card number of these digits: the check digit is added."""
    total = sum(int(digit) if place % 2 else sum(divmod(2 * int(digit), 10)) for place, digit in enumerate(body[::-1]))
    return body + str(-total % 10)


def _digits(dice: random.Random, number: int) -> str:
    return "".join(str(dice.randrange(10)) for _ in range(number))


def _social_security(dice: random.Random) -> tuple[str, str, str]:
    area = dice.choice([each for each in range(1, 900) if each != 666])
    return f"{area:03}", f"{dice.randint(1, 99):02}", f"{dice.randint(1, 9999):04}"


def _secrets(dice: random.Random) -> Iterator[tuple[NeverDisclosed, str, str]]:
    """Kind, the key a table has for it, the value; shapes that need no word come with a harmless key as well."""
    parts = _social_security(dice)
    for between in ("-", " ", "."):
        yield NeverDisclosed.SSN, dice.choice(["ssn", "note"]), between.join(parts)
    yield NeverDisclosed.SSN, dice.choice(["ssn", "social_security_number", "SocialSecurityNumber"]), "".join(parts)
    prefix, length = dice.choice(NETWORKS)
    card = luhn(prefix + _digits(dice, length - 1 - len(prefix)))
    groups = [card[start : start + 4] for start in range(0, len(card), 4)]
    for written in (card, " ".join(groups), "-".join(groups)):
        yield NeverDisclosed.FINANCIAL_ACCOUNT, dice.choice(["card_number", "note"]), written
    licence = dice.choice("ABCDEFNY") + _digits(dice, 7)
    yield NeverDisclosed.GOVERNMENT_ID, dice.choice(["drivers_license", "driver_licence_no", "DL", "dmv_id"]), licence
    yield NeverDisclosed.GOVERNMENT_ID, dice.choice(["passport", "passport_number"]), _digits(dice, 9)
    bank = dice.choice(["bank_account", "checking_account", "routing_number", "savings_account"])
    yield NeverDisclosed.FINANCIAL_ACCOUNT, bank, _digits(dice, dice.randint(8, 12))
    health = dice.choice(["medical_record_number", "mrn", "health_insurance_id", "medicare", "subscriber_id"])
    yield NeverDisclosed.HEALTH_ID, health, f"{dice.choice('ABX')}{_digits(dice, 8)}"
    key = dice.choice(["password", "passwd", "user_pwd", "passwordHash", "passphrase"])
    yield NeverDisclosed.PASSWORD, key, dice.choice(["hunter2", "Tr0ub4dor&3", "$2b$12$abcdefg", "correct-horse"])
    question = dice.choice(["security_answer", "secret_question", "mothers_maiden_name"])
    yield NeverDisclosed.SECURITY_QUESTIONS, question, dice.choice(["Rex", "Ortiz", "Lincoln School"])


def planted(rounds: int = 60) -> list[Planted]:
    """Every kind of secret, in plain text, in text like CSV and in text like JSON."""
    dice = random.Random(SEED)
    return [
        (kind, value, text)
        for _ in range(rounds)
        for kind, key, value in _secrets(dice)
        for text in _around(dice, key, value)
    ]


def _around(dice: random.Random, key: str, value: str) -> Iterator[str]:
    name, day = f"{dice.choice(FIRST)} {dice.choice(LAST)}", f"2026-0{dice.randint(1, 9)}-1{dice.randint(0, 9)}"
    yield f"Dear {name},\nwe hold the following about you.\n{key.replace('_', ' ')}: {value}\nIt was entered on {day}."
    # The heading of a column is far from most of its values, so that one alone has to be enough.
    filler = "".join(f"{each},Fresno,{day},\n" for each in FIRST)
    heading = f"name,city,since,{key}\n"
    yield f"{heading}{name},Fresno,{day},{value}\n{filler}"
    yield json.dumps({"name": name, "since": day, key: value, "city": "Fresno"}, indent=dice.choice([None, 2]))


def clean(rounds: int = 400) -> list[str]:
    """What answers say that is nobody's secret, and that looks a little like one."""
    dice = random.Random(SEED + 1)
    return [line for _ in range(rounds) for line in _harmless(dice)]


def _harmless(dice: random.Random) -> Iterator[str]:
    day = f"2026-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
    price = f"${dice.randint(5, 900)}.{dice.randint(0, 99):02}"
    phone = f"({dice.randint(201, 989)}) 555-01{dice.randint(0, 99):02}"
    address = f"181 Juniper Way, Fresno, CA 9370{dice.randint(0, 9)}"
    yield f"Order {_digits(dice, 8)} of {day}: two lamps, {price}, delivered to {address}."
    yield f"You called us from {phone} on {day} at 1{dice.randint(0, 9)}:{dice.randint(10, 59)} about the curtains."
    yield f"Parcel 1Z999AA1{_digits(dice, 10)} was handed over on {day}."
    groups = " ".join(_digits(dice, 4) for _ in range(4))
    yield f"Sent with USPS 9400 {groups} {_digits(dice, 2)}."
    yield f"Sent with FedEx, tracking number {_digits(dice, 12)}, on {day}."
    yield f"Gift voucher {_digits(dice, 16)} over {price}."
    yield f"Invoice {_digits(dice, 10)}; customer number C-{_digits(dice, 6)}; store credit {price}."
    yield f"Visited from 203.0.113.{dice.randint(1, 254)} with session {dice.getrandbits(64):016x} on {day}."
    yield f"name,email,since\nRosa Example,rosa{dice.randint(1, 99)}@example.com,{day}"
    yield json.dumps({"order": int(_digits(dice, 9)), "total": price, "phone": phone, "placed": day})
    yield "We deleted your password, your security question and your bank details with the account. None was kept."
    yield f"Your newsletter settings changed {dice.randint(2, 40)} times between 2022-01-01 and {day}."
