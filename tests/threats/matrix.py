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
    # Of the staff: who reads and changes nothing, who has every role of the desk and sees masks, and who keeps the
    # staff besides and said why they read what is masked of the request in the address.
    "auditor": "looker",
    "team": "desk",
    "reader": "boss",
}
SIGNS = set("PFTLXNDM")

Row = tuple[str, str]

# Columns: anonymous | consumer, other consumer | agent, other agent | auditor, team, reader.
ALL, ON, NO, SIGN_IN = "P PP PP PPP", "F FF FF FFF", "M MM MM MMM", "L LL LL"
CLOSED, REFUSED = "T TT TT TTT", "X XX XX XXX"
OPENED = "T PP PP TTT"
READ: Row = (ALL, NO)
LINK: Row = (ALL, ON)  # whoever holds it may
HOOK: Row = (NO, REFUSED)  # nobody without a signature
ACT: Row = (f"{SIGN_IN} XPP", f"{SIGN_IN} XPP")
ACT_NOT_NOW: Row = (f"{SIGN_IN} XFF", f"{SIGN_IN} XFF")  # the desk does not offer it for this request: back to it
SHOWN: Row = (f"{SIGN_IN} XPP", f"{SIGN_IN} XMM")
KEPT: Row = (f"{SIGN_IN} XXP", f"{SIGN_IN} XXP")  # by who keeps the staff and the settings
READ_HERE: Row = (f"{SIGN_IN} PPP", f"{SIGN_IN} XXX")
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
    # Each side reads and writes its own.
    "messages": (OPENED, OPENED),
    # One that the team sent to the consumer.
    "message_document": ("T PN NN TTT", NO),
    "more": ("T FF FF TTT", "T FF FF TTT"),
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
    ["login_report", "voice_script", "text_status", "phone_status", "mail_report"], HOOK
)
# There is a list, and no message of the id that is asked for.
DEMO: dict[str, Row] = {"demo_outbox": READ, "demo_designed": ("N NN NN NNN", NO)}

_REQUEST = "admin:requests_app_privacyrequest"
_TASK, _HOLDER = "admin:requests_app_holdertask", "admin:requests_app_holder"
_KINDS = ("verification_challenge", "requests_app_notice", "requests_app_person", "requests_app_exportrecord")
_ACCOUNTS = ("auth_user", "auth_group")
_LOG = "admin:requests_app_accountevent"
_LETTER = "admin:requests_app_lettertemplate"
_OURS = ("accountevent", "notice", "person", "exportrecord", "privacyrequest", "holder", "holdertask", "lettertemplate")
_BARE = ("verification/challenge", *(f"requests_app/{model}" for model in _OURS))


def _actions(row: Row, *names: str) -> dict[str, Row]:
    return dict.fromkeys((f"{_REQUEST}_{name}" for name in names), row)


AT_THE_DESK: dict[str, Row] = {
    "admin:index": DESK,
    "admin:app_list": DESK,
    "admin:login": ("P PP PP FFF", "P PP PP FFF"),  # hidden by the one that asks for a second factor
    "admin:logout": (f"{SIGN_IN} MMM", f"{SIGN_IN} PPP"),
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
    **_actions(ACT, "spoken-receipt", "confirm-by-phone", "change-receipt", "export", "evidence", "reveal"),
    **_actions(ACT_NOT_NOW, "start-work", "mark-worker", "unmark-worker", "second-yes", "posted"),
    # Who has not said why they have to read it is asked first.
    **_actions((f"{SIGN_IN} XFP", SHOWN[1]), "document", "document_download", "document_preview"),
    # Whoever did not say why they read it is asked that first.
    **_actions((f"{SIGN_IN} XFP", f"{SIGN_IN} XMM"), "letter"),
    **_actions(ACT, "intake_script", "intake_letters"),
    **_actions(ACT, "message", "note", "record-step"),
    **_actions(ACT_NOT_NOW, "ask-more", "ask-no-more", "hold", "renew-hold", "lift-hold", "reopen", "assign-many"),
    **_actions(DESK, "filters"),
    **_actions((ACT[0], ACT_NOT_NOW[1]), "intake"),
    # What somebody is typing is theirs: whoever else comes begins anew.
    **_actions((f"{SIGN_IN} XPF", f"{SIGN_IN} XFF"), "intake_sheet", "intake_check"),
    "admin:requests_app_person_merge": ACT,
    "admin:requests_app_person_part": ACT,
    f"{_TASK}_changelist": DESK,
    f"{_TASK}_change": READ_HERE,
    f"{_TASK}_history": ONWARD,
    **{f"{_TASK}_{page}": NEVER for page in ("add", "delete")},
    f"{_TASK}_not-applicable": ACT,
    **{f"{_TASK}_{step}": ACT_NOT_NOW for step in ("told", "acknowledged", "done", "keep")},
    **{f"{_LETTER}_{page}": KEPT for page in ("changelist", "add", "change")},
    f"{_LETTER}_history": (KEPT[0], NEVER[1]),
    f"{_LETTER}_delete": NEVER,
    f"{_HOLDER}_changelist": DESK,
    f"{_HOLDER}_add": KEPT,
    f"{_HOLDER}_change": (DESK[0], KEPT[1]),
    f"{_HOLDER}_history": READ_HERE,
    f"{_HOLDER}_delete": NEVER,
    **{f"admin:{kind}_changelist": DESK for kind in _KINDS},
    **{f"admin:{kind}_history": (DESK[0], f"{SIGN_IN} MMM") for kind in _KINDS},
    **{f"admin:{kind}_change": READ_HERE for kind in _KINDS},
    **{f"admin:{kind}_{page}": NEVER for kind in _KINDS for page in ("add", "delete")},
    f"{_LOG}_changelist": (f"{SIGN_IN} PXP", f"{SIGN_IN} PXP"),
    f"{_LOG}_history": (f"{SIGN_IN} PXP", f"{SIGN_IN} MXM"),
    f"{_LOG}_change": (f"{SIGN_IN} PXP", NEVER[1]),
    **{f"{_LOG}_{page}": NEVER for page in ("add", "delete")},
    **{f"admin:{kind}_{page}": KEPT for kind in _ACCOUNTS for page in ("changelist", "add", "change", "delete")},
    **{f"admin:{kind}_history": (KEPT[0], f"{SIGN_IN} XXM") for kind in _ACCOUNTS},
    "admin:auth_user_password_change": KEPT,
    **{f"staff/{kind}/<path:object_id>/": ONWARD for kind in (*_BARE, "auth/user", "auth/group")},
}

# The second factors are the caller's own: the reader has one of each kind, the others of the staff have none.
_OWN, _OWN_READ = f"{SIGN_IN} NNP", (DESK[0], f"{SIGN_IN} MMM")
SIGNING_IN: dict[str, Row] = {
    "account_login": ("P PP PP FFF", "P PP PP FFF"),
    "login_again": (NO, "L LL LL LLL"),
    "stay_signed_in": (f"{SIGN_IN} MMM", ONWARD[1]),
    "mfa_authenticate": ONWARD,
    **dict.fromkeys(["forgotten_password", "new_password", "join_staff"], (ALL, ALL)),
    "invite_staff": KEPT,
    "account_reauthenticate": (f"{SIGN_IN} PPF", f"{SIGN_IN} PPF"),
    "mfa_reauthenticate": (f"{SIGN_IN} FFP", f"{SIGN_IN} FFP"),
    # A passkey that was not the right one leads to the login, which leads who is signed in on to the desk.
    "mfa_reauthenticate_webauthn": (f"{SIGN_IN} FFP", f"{SIGN_IN} FFL"),
    "mfa_index": _OWN_READ,
    "mfa_list_webauthn": _OWN_READ,
    "mfa_activate_totp": DESK,
    "mfa_deactivate_totp": (_OWN, f"{SIGN_IN} NNF"),
    "mfa_add_webauthn": DESK,
    "mfa_remove_webauthn": (_OWN, f"{SIGN_IN} NNF"),
    "mfa_view_recovery_codes": (_OWN, f"{SIGN_IN} MMM"),
    "mfa_generate_recovery_codes": (DESK[0], f"{SIGN_IN} PPF"),
    "usersessions_list": (DESK[0], ONWARD[1]),
}

MATRIX: dict[str, Row] = {
    **FOR_EVERYBODY,
    **BY_LINK,
    **BY_BROWSER,
    **BY_SIGNATURE,
    **DEMO,
    **SIGNING_IN,
    **AT_THE_DESK,
}


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
