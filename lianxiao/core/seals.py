"""Seals of the record: its rows under a Merkle tree as in RFC 6962, its heads signed and chained.

SHA-256, because whoever checks a seal needs nothing but a plain Python for it (docs/check_record.py). A row that has
been sealed cannot be altered, taken out or put in between without another root than the one that universities keep.
The tree is over the order of sealing; a row whose transaction ends late is sealed with a later batch.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import connection, transaction

from lianxiao.core.clock import database_now
from lianxiao.core.models import Log, RecordHead, RecordLeaf, RecordNode

# The table of each log, and the function of migration core.0006 that spells a row.
TABLES = {Log.STEPS: "core_step", Log.CHANGES: "core_change"}
STORED = (65_536, 256)
# No transaction of ours is open as long as this.
LATE = timedelta(hours=1)


# --- hashing (RFC 6962, section 2.1) ---------------------------------------------------------------


def leaf_hash(line: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(n: int) -> int:
    """The largest power of two below n."""
    return 1 << (n - 1).bit_length() - 1


@dataclass
class Tree:
    """The tree of one log as it stands in the database; reads what it needs, once."""

    log: str
    known: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def root(self, start: int, end: int) -> bytes:
        """Over the leaves from `start` up to before `end`."""
        size = end - start
        if (start, size) in self.known:
            return self.known[start, size]
        if size == 1 or (size in STORED and start % size == 0):
            self._read(start, size)
            if (start, size) in self.known:
                return self.known[start, size]
        k = split(size)
        self.known[start, size] = node_hash(self.root(start, start + k), self.root(start + k, end))
        return self.known[start, size]

    def _read(self, start: int, size: int) -> None:
        """The digest asked for, with its neighbours."""
        if size == 1:
            first = start - start % 256
            leaves = RecordLeaf.objects.filter(log=self.log, position__range=(first, first + 255))
            self.known.update({(place, 1): bytes(h) for place, h in leaves.values_list("position", "hash")})
            return
        first = start - start % (size * 256)
        nodes = RecordNode.objects.filter(log=self.log, size=size, start__range=(first, first + size * 256 - 1))
        self.known.update({(place, size): bytes(h) for place, h in nodes.values_list("start", "hash")})

    def path(self, position: int, size: int) -> list[bytes]:
        """What leads from a leaf to the root of the first `size` leaves (section 2.1.1)."""
        return list(self._path(position, 0, size))

    def _path(self, position: int, start: int, end: int) -> Iterator[bytes]:
        if end - start == 1:
            return
        middle = start + split(end - start)
        if position < middle:
            yield from self._path(position, start, middle)
            yield self.root(middle, end)
        else:
            yield from self._path(position, middle, end)
            yield self.root(start, middle)

    def consistency(self, first: int, second: int) -> list[bytes]:
        """What shows that the first `first` leaves of `second` are the same (section 2.1.2)."""
        return list(self._consistency(first, 0, second, whole=True)) if 0 < first < second else []

    def _consistency(self, m: int, start: int, end: int, *, whole: bool) -> Iterator[bytes]:
        n = end - start
        if m == n:
            if not whole:
                yield self.root(start, end)
            return
        k = split(n)
        if m <= k:
            yield from self._consistency(m, start, start + k, whole=whole)
            yield self.root(start + k, end)
        else:
            yield from self._consistency(m - k, start + k, end, whole=False)
            yield self.root(start, start + k)


# --- sealing ---------------------------------------------------------------------------------------


@transaction.atomic
def seal(log: str) -> RecordHead | None:
    """Everything of the log that has been written and not sealed; nothing when there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('lianxiao seal'))")
    last = RecordHead.objects.filter(log=log).order_by("-size").first()
    before = last.size if last else 0
    size = before + _add_leaves(log, before)
    if size == before:
        return None
    _add_nodes(log, before, size)
    head = RecordHead(
        log=log,
        size=size,
        root=Tree(log).root(0, size).hex(),
        previous=digest_of(last) if last else "",
        at=database_now(),
    )
    head.signature = _private_key().sign(signed_text(head)).hex()
    head.save()
    return head


def seal_all() -> list[RecordHead]:
    return [head for log in Log.values if (head := seal(log))]


def _add_leaves(log: str, before: int) -> int:
    """How many there were to add. Looks back as far as a transaction can have been open."""
    table = TABLES[Log(log)]
    earlier = RecordHead.objects.filter(log=log, at__lt=database_now() - LATE).order_by("-size").first()
    floor = 0
    if earlier:
        floor = RecordLeaf.objects.filter(log=log, position__lt=earlier.size).order_by("-row_id")[0].row_id
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO core_recordleaf (log, position, row_id, hash)
            SELECT %s, %s + row_number() OVER (ORDER BY r.id) - 1, r.id,
                sha256('\\x00'::bytea || convert_to({table}_line(r), 'UTF8'))
            FROM {table} r WHERE r.id > %s
            AND NOT EXISTS (SELECT 1 FROM core_recordleaf l WHERE l.log = %s AND l.row_id = r.id)
            """,  # noqa: S608  names of our own tables
            [log, before, floor, log],
        )
        count: int = cursor.rowcount
    return count


def _add_nodes(log: str, before: int, size: int) -> None:
    """The digests over whole blocks that are complete now, the small ones first."""
    for block in reversed(STORED):
        tree = Tree(log)
        starts = range(before // block * block, size // block * block, block)
        RecordNode.objects.bulk_create(
            [RecordNode(log=log, size=block, start=start, hash=tree.root(start, start + block)) for start in starts]
        )


# --- heads -----------------------------------------------------------------------------------------


def signed_text(head: RecordHead) -> bytes:
    """What is signed, line by line."""
    at = head.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    lines = ("lianxiao record 1", head.log, str(head.size), head.root, at, head.previous)
    return "\n".join(lines).encode()


def digest_of(head: RecordHead) -> str:
    """By which the next head names this one."""
    return hashlib.sha256(signed_text(head)).hexdigest()


def as_data(head: RecordHead) -> dict[str, Any]:
    return {
        "log": head.log,
        "size": head.size,
        "root": head.root,
        "at": signed_text(head).decode().split("\n")[4],
        "previous": head.previous,
        "signature": head.signature,
    }


def public_key() -> str:
    """Hexadecimal, 32 bytes (Ed25519, RFC 8032)."""
    return _private_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def is_signed(head: RecordHead) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key())).verify(
            bytes.fromhex(head.signature), signed_text(head)
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _private_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(settings.RECORD_KEY.encode()).digest())


# --- proofs ----------------------------------------------------------------------------------------


def line_of(log: str, row_id: int) -> str:
    """A row as it is sealed. The one spelling: made by the database."""
    table = TABLES[Log(log)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {table}_line(r) FROM {table} r WHERE r.id = %s", [row_id])  # noqa: S608
        line: str = cursor.fetchone()[0]
    return line


def proof_of(log: str, row_id: int) -> dict[str, Any] | None:
    """That the row stands in the log under the newest head; None while it is not sealed."""
    leaf = RecordLeaf.objects.filter(log=log, row_id=row_id).first()
    head = RecordHead.objects.filter(log=log).order_by("-size").first()
    if leaf is None or head is None:
        return None
    return {
        "row": line_of(log, row_id),
        "position": leaf.position,
        "path": [one.hex() for one in Tree(log).path(leaf.position, head.size)],
        "head": as_data(head),
        "public_key": public_key(),
    }


def consistency_of(first: RecordHead, second: RecordHead) -> dict[str, Any]:
    """That the log of the second head begins with the log of the first."""
    return {
        "first": as_data(first),
        "second": as_data(second),
        "path": [one.hex() for one in Tree(first.log).consistency(first.size, second.size)],
        "public_key": public_key(),
    }


def batch(head: RecordHead, start: int = 0) -> Iterator[str]:
    """The rows from `start` up to a head, one a line, after a line that says what came before them and the head."""
    tree, before, at = Tree(head.log), [], 0
    while at < start:
        size = 1 << (start - at).bit_length() - 1
        before.append(tree.root(at, at + size).hex())
        at += size
    yield _header(head, start, before)
    table = TABLES[Log(head.log)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {table}_line(r) FROM core_recordleaf l JOIN {table} r ON r.id = l.row_id "  # noqa: S608
            "WHERE l.log = %s AND l.position >= %s AND l.position < %s ORDER BY l.position",
            [head.log, start, head.size],
        )
        while rows := cursor.fetchmany(5_000):
            yield from (line for (line,) in rows)


def _header(head: RecordHead, start: int, before: list[str]) -> str:
    data = {"start": start, "before": before, "head": as_data(head), "public_key": public_key()}
    return json.dumps(data)
