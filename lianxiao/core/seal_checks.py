"""Is the record still what was sealed? Looked for from outside the code that seals it."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import connection

from lianxiao.core.models import Log, RecordHead, RecordLeaf
from lianxiao.core.seals import LATE, TABLES, digest_of, is_signed, node_hash


def rows_altered(log: str) -> Iterator[str]:
    """Sealed rows that are not what they were, or gone."""
    table = TABLES[Log(log)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT l.position, l.row_id, r.id IS NULL FROM core_recordleaf l LEFT JOIN {table} r ON r.id = l.row_id
            WHERE l.log = %s AND (r.id IS NULL
                OR l.hash <> sha256('\\x00'::bytea || convert_to({table}_line(r), 'UTF8')))
            ORDER BY l.position
            """,  # noqa: S608
            [log],
        )
        for position, row_id, gone in cursor.fetchall():
            yield f"{log} {row_id} (sealed as {position}): {'gone' if gone else 'altered'}"


def heads_broken(log: str) -> Iterator[str]:
    """Heads whose root is not that of the leaves, that are not signed, or do not follow the one before."""
    heads = list(RecordHead.objects.filter(log=log).order_by("size"))
    roots = _roots(log, [head.size for head in heads])
    previous = ""
    for head in heads:
        if roots.get(head.size) != head.root:
            yield f"{log} {head.size}: the rows have another root"
        if not is_signed(head):
            yield f"{log} {head.size}: not signed by us"
        if head.previous != previous:
            yield f"{log} {head.size}: does not follow the head before"
        previous = digest_of(head)


def _roots(log: str, sizes: list[int]) -> dict[int, str]:
    """The root at each of these sizes, from the leaves alone, in one reading."""
    wanted, found = set(sizes), {}
    peaks: list[tuple[int, bytes]] = []
    leaves = RecordLeaf.objects.filter(log=log).order_by("position").values_list("position", "hash")
    for count, (position, leaf) in enumerate(leaves.iterator(chunk_size=10_000), 1):
        if position != count - 1:
            break
        size, top = 1, bytes(leaf)
        while peaks and peaks[-1][0] == size:
            size, top = 2 * size, node_hash(peaks.pop()[1], top)
        peaks.append((size, top))
        if count in wanted:
            root = top
            for _size, peak in reversed(peaks[:-1]):
                root = node_hash(peak, root)
            found[count] = root.hex()
    return found


def rows_forgotten(log: str) -> Iterator[str]:
    """Rows that should have been sealed by now; nothing where sealing has never begun."""
    head = RecordHead.objects.filter(log=log).order_by("-size").first()
    if head is None:
        return
    table = TABLES[Log(log)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {table} r WHERE at < %s AND id < (SELECT max(row_id) FROM core_recordleaf WHERE log = %s) "  # noqa: S608
            "AND NOT EXISTS (SELECT 1 FROM core_recordleaf l WHERE l.log = %s AND l.row_id = r.id) ORDER BY id",
            [datetime.now(UTC) - 2 * LATE, log, log],
        )
        yield from (f"{log} {row}" for (row,) in cursor.fetchall())
