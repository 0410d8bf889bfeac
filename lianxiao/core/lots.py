"""Drawing lots so that anybody can draw again: a seed that nobody knows is sealed before, its digest on record; it is
disclosed with what was drawn from, and the order is that of digests.
"""

import secrets
from dataclasses import dataclass
from hashlib import sha256

from lianxiao.core.sealing import seal

SEED_BYTES = 16


@dataclass(frozen=True, slots=True)
class SealedSeed:
    """`sealed` opens with `sealing.unseal` for the same purpose; `digest` is SHA-256 of the seed."""

    sealed: str
    digest: str


def sealed_seed(purpose: str) -> SealedSeed:
    seed = secrets.token_hex(SEED_BYTES)
    return SealedSeed(seal(seed, purpose), digest_of(seed))


def digest_of(seed: str) -> str:
    return sha256(seed.encode()).hexdigest()


def order(seed: str, name: str) -> str:
    """Names come in the order of SHA-256 of seed, "|" and name."""
    return sha256(f"{seed}|{name}".encode()).hexdigest()
