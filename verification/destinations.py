"""Under which keyed index is a mailbox or a line counted, without its address being kept?"""

from privacy_portal.lib.addresses import mailbox_form
from privacy_portal.lib.crypto import blind_index

# "+1 415 555": the numbers of one exchange. Whoever earns by messages owns them by the exchange.
PREFIX_SIGNS = 8


def index_of(destination: str) -> bytes:
    """Return the index of an email address or an E.164 number; spellings of one mailbox have the same."""
    form = mailbox_form(destination) if "@" in destination else destination
    return blind_index(form, purpose="challenge.destination")


def prefix_of(destination: str) -> bytes | None:
    """Return the index of the exchange that an E.164 number belongs to; None for anything else."""
    if not destination.startswith("+"):
        return None
    return blind_index(destination[:PREFIX_SIGNS], purpose="challenge.prefix")
