"""Secrets at rest: sealed with SM4-GCM (GB/T 32907-2016) under keys that are not in the database.

What has only to be recognised again (one-time codes) is kept as a keyed digest and cannot be opened by anybody.
"""

import base64
import hmac
import os
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES, TAG_BYTES, SM4_BYTES = 12, 16, 16


class BrokenSeal(Exception):
    """Sealed under a key that is not here, for another purpose, or altered since."""


def seal(text: str, purpose: str) -> str:
    """Opens again only for the same purpose, so that a sealed text moved to another field is of no use."""
    nonce = os.urandom(NONCE_BYTES)
    encryptor = Cipher(SM4(_key(settings.SEALING_KEYS[0], purpose)), GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(purpose.encode())
    sealed = encryptor.update(text.encode()) + encryptor.finalize()
    return base64.b64encode(nonce + encryptor.tag + sealed).decode()


def unseal(sealed: str, purpose: str) -> str:
    """Raises BrokenSeal. The first key seals, every key opens, so that keys can be changed."""
    content = base64.b64decode(sealed)
    nonce, tag = content[:NONCE_BYTES], content[NONCE_BYTES : NONCE_BYTES + TAG_BYTES]
    for key in settings.SEALING_KEYS:
        decryptor = Cipher(SM4(_key(key, purpose)), GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(purpose.encode())
        try:
            return (decryptor.update(content[NONCE_BYTES + TAG_BYTES :]) + decryptor.finalize()).decode()
        except InvalidTag:
            continue
    raise BrokenSeal(purpose)


def keyed_digest(text: str, purpose: str) -> str:
    """64 hexadecimal digits, different for each purpose and installation."""
    return hmac.new(_key(settings.SEALING_KEYS[0], f"digest of {purpose}"), text.encode(), sha256).hexdigest()


def _key(secret: str, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), SM4_BYTES, salt=b"lianxiao", info=purpose.encode()).derive(secret.encode())
