"""Digests that outsiders can recompute: SHA-256, and SM3 (GB/T 32905-2016) as domestic systems ask for it."""

import hashlib
import json
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.hazmat.primitives import hashes

CHUNK = 1 << 20


@dataclass(frozen=True)
class Digests:
    """Lower-case hexadecimal digests of one content, and its size in bytes."""

    sha256: str
    sm3: str
    size: int


def digests(data: bytes) -> Digests:
    return Digests(sha256=sha256_hex(data), sm3=sm3_hex(data), size=len(data))


def digests_of_stream(stream: BinaryIO) -> Digests:
    """Reads from the present position to the end in pieces, so a large file never fills the memory."""
    sha256, sm3, size = hashlib.sha256(), hashes.Hash(hashes.SM3()), 0
    while piece := stream.read(CHUNK):
        sha256.update(piece)
        sm3.update(piece)
        size += len(piece)
    return Digests(sha256=sha256.hexdigest(), sm3=sm3.finalize().hex(), size=size)


def sha256_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def sm3_hex(data: bytes) -> str:
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(data)
    return sm3.finalize().hex()


def canonical_json(data: object) -> bytes:
    """The one spelling of JSON data whose digest is stored: keys sorted, no spaces, UTF-8.

    Only what JSON knows is accepted (TypeError otherwise): a date or a decimal has to be turned into text by
    whoever freezes the data, so that its spelling is chosen once. NaN and infinity raise ValueError.
    """
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()
