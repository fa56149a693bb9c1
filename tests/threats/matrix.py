"""The matrix of permissions: what does each address answer to each kind of caller?

One row for every address of the portal, one sign for every caller, once for GET and once for POST. The ids in an
address are those of the consumer's filing (or of the agent's, where only that has such a page), whoever calls it, so
that a cell beside the owner's says what somebody gets for an id that is not theirs. Ids that belong to nothing are in
test_permissions. The signs:

P  a page (200)                      F  leads on, within the portal, to a page that decides for itself (302)
T  closed: asks for a reference      L  asks the staff to sign in
X  forbidden (403)                   N  not there (404)
D  a dead link or nothing begun (410)   M  no such method here (405)
"""

from collections.abc import Mapping

# Who calls, by the names of the browsers in the scene.
CALLERS = {
    "anonymous": "anonymous",
    "consumer": "opened",
    "other consumer": "stranger",
    "agent": "agent",
    "other agent": "rival",
    "viewer": "looker",
    "actor": "desk",
    "superuser": "boss",
}
SIGNS = set("PFTLXNDM")

Row = tuple[str, str]

# Columns: anonymous | consumer, other consumer | agent, other agent | viewer, actor, superuser.
ALL, ON, NO, SIGN_IN = "P PP PP PPP", "F FF FF FFF", "M MM MM MMM", "L LL LL"
CLOSED, REFUSED = "T TT TT TTT", "X XX XX XXX"
OPENED = "T PP PP TTT"
READ: Row = (ALL, NO)
LINK: Row = (ALL, ON)  # whoever holds it may
HOOK: Row = (NO, REFUSED)  # nobody without a signature
ACT: Row = (f"{SIGN_IN} XPP", f"{SIGN_IN} XPP")
ACT_NOT_NOW: Row = (f"{SIGN_IN} XFF", f"{SIGN_IN} XFF")  # the desk does not offer it for this request: back to it
SHOWN: Row = (f"{SIGN_IN} XPP", f"{SIGN_IN} XMM")
ROWS: Row = (f"{SIGN_IN} XXP", f"{SIGN_IN} XXP")
ROW_READ: Row = (f"{SIGN_IN} XXP", f"{SIGN_IN} XXX")
NEVER: Row = (f"{SIGN_IN} XXX", f"{SIGN_IN} XXX")
DESK: Row = (f"{SIGN_IN} PPP", f"{SIGN_IN} PPP")
ONWARD: Row = (f"{SIGN_IN} FFF", f"{SIGN_IN} FFF")
NOTHING: Row = (f"{SIGN_IN} NNN", f"{SIGN_IN} NNN")

FOR_EVERYBODY: dict[str, Row] = {
    **dict.fromkeys(["home", "privacy", "healthz", "brand", "finished", "not_me_done", "not_me_stopped"], READ),
    **dict.fromkeys(["permission_letter", "consent_form", "batch_template"], READ),
    "set_language": (NO, ON),
    "journey_start": (NO, ON),
    "track": (ALL, ALL),
    "batch": (ALL, ON),
    "finish": (NO, ON),
}

BY_LINK: dict[str, Row] = {
    **dict.fromkeys(["confirm_link", "track_link", "not_me", "batch_link"], LINK),
    # A signature is missing in the form that is sent here: asked again.
    "agree_link": (ALL, ALL),
}

# What the browser earned before says whose it is: nobody can name another's.
BY_BROWSER: dict[str, Row] = {
    "journey_step": ("D FF FF DDD", "D FF FF DDD"),
    "journey_check": ("D FF FF DDD", "D FF FF DDD"),
    "journey_send": (ON, ON),
    "filed": (OPENED, NO),
    "confirm_code": ("T FF FF TTT", "T FF FF TTT"),
    "confirm_resend": (NO, CLOSED),
    "confirm_change": (CLOSED, CLOSED),
    "track_code": (CLOSED, CLOSED),
    "status": (OPENED, NO),
    "take_up": (NO, "T FF FF TTT"),
    "withdraw": (OPENED, "T FF FF TTT"),
    "confirm_deletion": ("T FF FF TTT", "T FF FF TTT"),
    # The consumer's own: signed before by one, to be signed by the other, and nothing for who acts for them.
    "declaration": ("T FP TT TTT", "T FP TT TTT"),
    "proof": ("T TT PP TTT", "T TT FF TTT"),
    "represented": ("T FF TT TTT", "T FF TT TTT"),
    "represented_not_asked": ("T FF TT TTT", "T FF TT TTT"),
    "represented_end": ("T FF TT TTT", "T FF TT TTT"),
    "documents": (OPENED, OPENED),
    # Nobody of them is filling in an agent's details.
    "batch_step": (ON, ON),
    "batch_code": (ON, ON),
    "batch_resend": (NO, ON),
    "batch_upload": ("T TT FF TTT", "T TT FF TTT"),
    "batch_check": ("T TT FF TTT", "T TT FF TTT"),
    "batch_filings": ("T TT PP TTT", NO),
    "batch_csv": ("T TT PP TTT", NO),
    "batch_open": (NO, "T TT FF TTT"),
    "batch_try_again": (NO, "T TT FF TTT"),
}

BY_SIGNATURE: dict[str, Row] = dict.fromkeys(
    ["account_login", "voice_script", "text_status", "phone_status", "mail_report"], HOOK
)
# There is a list, and no message of the id that is asked for.
DEMO: dict[str, Row] = {"demo_outbox": READ, "demo_designed": ("N NN NN NNN", NO)}

_REQUEST = "admin:requests_app_privacyrequest"
_KINDS = ("verification_challenge", "requests_app_notice", "requests_app_person")
_ACCOUNTS = ("auth_user", "auth_group")
_BARE = ("verification/challenge", "requests_app/notice", "requests_app/person", "requests_app/privacyrequest")


def _actions(row: Row, *names: str) -> dict[str, Row]:
    return dict.fromkeys((f"{_REQUEST}_{name}" for name in names), row)


AT_THE_DESK: dict[str, Row] = {
    "admin:index": DESK,
    "admin:app_list": DESK,
    "admin:login": ("P PP PP FFF", ALL),
    "admin:logout": ("F FF FF MMM", "F FF FF PPP"),
    "admin:password_change": DESK,
    "admin:password_change_done": (DESK[0], f"{SIGN_IN} MMM"),
    "admin:autocomplete": (NEVER[0], f"{SIGN_IN} MMM"),
    "admin:jsi18n": (DESK[0], f"{SIGN_IN} MMM"),
    "admin:view_on_site": NOTHING,
    "staff/(?P<url>.*)$": NOTHING,
    **_actions((DESK[0], f"{SIGN_IN} MMM"), "changelist"),
    **_actions((DESK[0], NEVER[1]), "change"),
    **_actions(ONWARD, "search", "history"),
    **_actions(NEVER, "add", "delete"),
    **_actions(ACT, "answer", "deny", "extend", "match", "ask-id", "end-ask-id", "assign", "duplicate"),
    **_actions(ACT, "accept-proof", "ask-proof", "end-authority"),
    **_actions(ACT_NOT_NOW, "release", "send-back", "answer-new-contact", "set-level", "doubt-login", "take"),
    **_actions(ACT_NOT_NOW, "not-verified", "allow-messages", "refuse-proof"),
    **_actions(SHOWN, "document", "document_download", "document_preview"),
    **{f"admin:{kind}_{page}": ROWS for kind in _KINDS for page in ("changelist", "history")},
    **{f"admin:{kind}_change": ROW_READ for kind in _KINDS},
    **{f"admin:{kind}_{page}": NEVER for kind in _KINDS for page in ("add", "delete")},
    **{
        f"admin:{kind}_{page}": ROWS
        for kind in _ACCOUNTS
        for page in ("changelist", "add", "change", "history", "delete")
    },
    "admin:auth_user_password_change": ROWS,
    **{f"staff/{kind}/<path:object_id>/": ONWARD for kind in (*_BARE, "auth/user", "auth/group")},
}

MATRIX: dict[str, Row] = {**FOR_EVERYBODY, **BY_LINK, **BY_BROWSER, **BY_SIGNATURE, **DEMO, **AT_THE_DESK}


def cells(row: Row, method: str) -> dict[str, str]:
    """The sign for each caller. Raises ValueError where there is not exactly one for each."""
    signs = row[("GET", "POST").index(method)].replace(" ", "")
    return dict(zip(CALLERS, signs, strict=True))


def gaps(matrix: Mapping[str, Row], addresses: set[str]) -> dict[str, str]:
    """What keeps the matrix from being whole: addresses without a row, rows without an address, undecided cells."""
    found = dict.fromkeys(addresses - matrix.keys(), "not in the matrix")
    found |= dict.fromkeys(matrix.keys() - addresses, "no such address")
    for key, row in matrix.items():
        signs = [each.replace(" ", "") for each in row]
        if any(len(each) != len(CALLERS) or set(each) - SIGNS for each in signs):
            found[key] = "undecided"
    return found
