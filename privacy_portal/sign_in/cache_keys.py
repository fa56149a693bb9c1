"""What does the table of tries know about whom? Nothing: its keys are HMACs."""

from privacy_portal.lib.crypto import blind_index


def hashed(key: str, key_prefix: str, version: int) -> str:
    """Django's KEY_FUNCTION: 64 characters that stand for a key, which may hold a user name, an address or a code."""
    return blind_index(f"{key_prefix}:{version}:{key}", purpose="cache").hex()
