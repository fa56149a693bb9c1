"""How is a filing named, so that nobody can guess it and everybody can read it out on the telephone?

Eighteen signs that neither look nor sound alike in English or Spanish: no vowels (no words), no 0/O, 1/I/L,
5/S, 2/Z pairs, and of the letters that rhyme (B C D E G P T V; J K; M N; F S) only one each. Twelve of them
carry 12 × log2(18) = 50.04 random bits.
"""

import secrets

ALPHABET = "23456789FHKMQRTWXY"
LENGTH = 12
GROUP = 4


def new_reference() -> str:
    """Return a fresh random reference, stored and compared without its dashes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(reference: str) -> str:
    """Return the reference as people see it: ``K7QM-2XHR-9TRF``."""
    return "-".join(reference[start : start + GROUP] for start in range(0, len(reference), GROUP))


def normalised(typed: str) -> str | None:
    """Return what was typed as a stored reference, or None when it cannot be one.

    Spaces, dashes, lower case and a request's number behind the reference (``-1``) are forgiven.
    """
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())[: LENGTH + 3]
    reference, number = signs[:LENGTH], signs[LENGTH:]
    if (
        len(reference) != LENGTH
        or set(reference) - set(ALPHABET)
        or not (number == "" or (number.isdecimal() and len(number) <= 2))
    ):
        return None
    return reference
