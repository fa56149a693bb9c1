"""Which files do strangers send, and what must happen to each? Every file is made on the spot."""

from tests.uploads.files import active, bombs, disguises, ordinary, pictures
from tests.uploads.files.case import SECRET, Case

ORDINARY: list[Case] = [*ordinary.ORDINARY, *pictures.ORDINARY]
POLYGLOTS: list[Case] = disguises.POLYGLOTS
ACTIVE: list[Case] = active.ACTIVE
DISGUISED: list[Case] = disguises.DISGUISED
PIXEL_BOMBS: list[Case] = pictures.BOMBS
PDF_BOMBS: list[Case] = bombs.BOMBS
LOCKED: list[Case] = bombs.LOCKED
DAMAGED: list[Case] = [*bombs.DAMAGED, *pictures.DAMAGED]

CORPUS: list[Case] = [
    *(*ORDINARY, *POLYGLOTS, *ACTIVE),
    *(*DISGUISED, *PIXEL_BOMBS, *PDF_BOMBS, *LOCKED, *DAMAGED),
]
REFUSED = [case for case in CORPUS if case.refused]
REWRITTEN = [case for case in CORPUS if not case.refused]

__all__ = ["CORPUS", "REFUSED", "REWRITTEN", "SECRET", "Case"]
