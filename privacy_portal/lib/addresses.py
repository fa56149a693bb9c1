"""Is this one mailbox that we can write to, and how is it written, searched, counted and shown?

An address has four forms. The *stored* form is what mail goes to: the local part exactly as typed (its owner's server
decides what the case means), the domain in lower-case ASCII. The *index* form finds the same mailbox again and is
never written to: mail sent to a merely similar address is how CVE-2019-19844 handed accounts to strangers. The
*mailbox* form is the same for all spellings that arrive in one mailbox, so that a limit is not passed by respelling.
The *masked* form lets its owner recognise it and tells nobody else much.
"""

import unicodedata

from email_validator import EmailNotValidError, validate_email

from privacy_portal.lib.plain_text import has_bad_characters

MAX_LENGTH = 254  # RFC 5321, section 4.5.3.1.3: a path of 256 octets, less its angle brackets
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})
_LOOK_ALIKE_SCRIPTS = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})


class AddressRefused(ValueError):
    """The address cannot be used. `code` is one of `not_an_address`, `too_long`, `look_alike`, `hidden_characters`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def _mixes_scripts(label: str) -> bool:
    """Say whether one part of a domain mixes alphabets that share letter shapes (Unicode TR 39, section 5.1).

    No registry gives out such a name, so it is either a trick or a keyboard left in the wrong language.
    """
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in label if letter.isalpha()}
    return len(scripts & _LOOK_ALIKE_SCRIPTS) > 1


def normalise_email(raw: str) -> str:
    """Return the stored form of the one mailbox that `raw` names. Pure syntax: nothing is looked up.

    Spaces around it are forgiven. Refused besides what RFC 5321 forbids: quoted local parts, comments, display names,
    address literals, domains without a dot or reserved (RFC 6761), local parts beyond ASCII (they need SMTPUTF8,
    which not every server on the way speaks, and they are where look-alikes hide).

    Raises:
        AddressRefused: with its code; the address itself is not part of the exception.
    """
    if len(raw) > 2 * MAX_LENGTH:  # before any work is done on it
        raise AddressRefused("too_long")
    typed = unicodedata.normalize("NFC", raw.strip(" \t\r\n"))
    if has_bad_characters(typed):
        raise AddressRefused("hidden_characters")
    if len(typed) > MAX_LENGTH:
        raise AddressRefused("too_long")
    try:
        parts = validate_email(typed, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        raise AddressRefused("not_an_address") from None
    if any(_mixes_scripts(label) for label in parts.domain.split(".")):
        raise AddressRefused("look_alike")
    stored = f"{parts.local_part}@{parts.ascii_domain.lower()}"
    if len(stored) > MAX_LENGTH:
        raise AddressRefused("too_long")
    return stored


def index_form(email: str) -> str:
    """Return the form that the blind index is made of: normalised, NFKC, all lower case. Never send to it.

    Raises:
        AddressRefused: when `email` is not an address.
    """
    return unicodedata.normalize("NFKC", normalise_email(email)).lower()


def mailbox_form(email: str) -> str:
    """Return one form for all spellings that arrive in the same mailbox. For counting, never for sending or matching.

    Everything behind "+" is the owner's own label at every large provider, and Google reads no dots. Where a provider
    has two mailboxes after all, both share one limit: a little too strict rather than open.
    """
    local, _, domain = email.lower().rpartition("@")
    local = local.split("+", 1)[0] or local
    if domain in _DOTLESS:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def mask_email(email: str) -> str:
    """Return `j•••@e•••.com` for `jane@example.com`; the number of dots never tells the length."""
    local, _, domain = email.rpartition("@")
    name, _, ending = domain.rpartition(".")
    return f"{local[:1] if len(local) > 1 else ''}•••@{name[:1]}•••.{ending}"
