"""How does a browser show that a request cost it something, without asking a person anything?

It solves a challenge in the v2 format of altcha (https://altcha.org/docs/v2): find the counter whose PBKDF2 key begins
as demanded. The library signs and verifies; what it leaves to its caller is here:

- *Bound*: the challenge carries an HMAC of the form it was made for, inside what is signed.
- *Once*: the library accepts the same solution again, so the nonce is claimed in Redis until the challenge has expired.
  Without Redis nothing is claimed. The form behind it is still sent once only: filing consumes the draft, in
  PostgreSQL, and a solution is worth nothing to another draft.
- *Bounded*: the counter is drawn by us, so that nobody has bad luck and verifying costs us one HMAC.
"""

import json
import secrets
from datetime import datetime, timedelta

import altcha
from django.utils.crypto import salted_hmac

from privacy_portal.lib import ratelimit
from privacy_portal.lib.crypto import blind_index

LIFE = timedelta(minutes=5)
ALGORITHM = "PBKDF2/SHA-256"  # what every browser with WebCrypto computes natively
COST = 1_000  # iterations of one try
# Tries until it is solved, drawn evenly: about a third of a second on a desktop, a second or two on an old telephone.
FEWEST, MOST = 150, 450
LONGEST_PAYLOAD = 4_096  # characters


def challenge(form: str, *, at: datetime) -> str:
    """Return a challenge for one form as JSON; it can be answered for LIFE from `at`."""
    made = altcha.create_challenge(
        ALGORITHM,
        COST,
        counter=FEWEST + secrets.randbelow(MOST - FEWEST + 1),
        expires_at=at + LIFE,
        data={"form": _mark(form)},
        hmac_secret=_secret("challenge"),
        hmac_key_secret=_secret("key"),
    )
    return json.dumps(made.to_dict())


def accept(payload: str, *, form: str) -> bool:
    """Whether the payload (base64 of JSON, as the browser sends it) solves a challenge of this form, and for once.

    False for anything else: expired, altered, spliced, of another form, used before, or no payload at all.
    """
    try:
        answer = altcha.Payload.from_base64(payload[:LONGEST_PAYLOAD])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    parameters = answer.challenge.parameters
    if parameters.data != {"form": _mark(form)}:
        return False
    judged = altcha.verify_solution(answer, _secret("challenge"), hmac_key_secret=_secret("key"))
    return judged.verified and ratelimit.claim(parameters.nonce, seconds=2 * int(LIFE.total_seconds()))


def _mark(form: str) -> str:
    return blind_index(form, purpose="proof of work").hex()


def _secret(purpose: str) -> bytes:
    return salted_hmac(f"privacy_portal.lib.proof_of_work.{purpose}", "", algorithm="sha256").digest()
