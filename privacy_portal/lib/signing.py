"""How does somebody else know that a file or a line was written by this portal? By its signature (Ed25519, RFC 8032).

The private key is derived (HKDF, RFC 5869) from BLIND_INDEX_KEY, the one secret that is never rotated, because what was
signed has to be checked years later. The public key is no secret: `manage.py seal_history --public-key` prints it.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

PURPOSE = b"privacy-request-portal history and evidence 1"
KEY_SIZE = 32  # bytes


def sign(data: bytes) -> bytes:
    """Return the signature, 64 bytes."""
    return _private().sign(data)


def signed_by(data: bytes, signature: bytes, *, public_key: bytes) -> bool:
    """Whether the holder of the private key signed exactly this; False as well for a key that is none."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key() -> bytes:
    """This portal's public key, 32 bytes."""
    return _private().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def public_key_pem() -> str:
    """The same as other programs read it (RFC 8410, PEM)."""
    return _private().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _private() -> Ed25519PrivateKey:
    derive = HKDF(algorithm=SHA256(), length=KEY_SIZE, salt=None, info=PURPOSE)
    return Ed25519PrivateKey.from_private_bytes(derive.derive(settings.BLIND_INDEX_KEY.encode()))
