"""What must be true of filings, looked for from outside the code that keeps it true."""

from collections.abc import Iterator

from lianxiao.core.definitions import parse
from lianxiao.core.digests import canonical_json, digests
from lianxiao.core.invariants import Invariant, in_sql, recorded
from lianxiao.filing.models import Return, ReturnCopy, Round, Upload
from lianxiao.filing.queries.figures import amounts
from lianxiao.filing.states import RETURN, ROUND, UPLOAD


def wrong_digests() -> Iterator[str]:
    for copy in ReturnCopy.objects.order_by("id").iterator():
        found = digests(canonical_json(copy.content))
        if (found.sha256, found.sm3) != (copy.sha256, copy.sm3):
            yield f"{copy.pk}: digest"


def wrong_figures() -> Iterator[str]:
    newest = ReturnCopy.objects.order_by("filing_id", "-version").distinct("filing_id")
    for copy in newest.select_related("filing").prefetch_related("filing__figures"):
        kept = {one.key: (one.total, one.count) for one in copy.filing.figures.all()}
        found = amounts(parse(copy.content["form"]), copy.content["answers"])
        if kept != {key: (one.total, one.count) for key, one in found.items()}:
            yield f"{copy.filing_id}: figures"


INVARIANTS: list[Invariant] = [
    in_sql(
        "filings: an open round has returns, each with its sections",
        "Every respondent got its return with all sections of the table when the round opened.",
        """
        SELECT r.id || ': ' || count(s.id) || ' sections'
        FROM filing_return r JOIN filing_round o ON o.id = r.round_id JOIN forms_formversion v ON v.id = o.form_id
        LEFT JOIN filing_returnsection s ON s.filing_id = r.id
        GROUP BY r.id, v.id HAVING count(s.id) <> jsonb_array_length(v.definition -> 'sections')
        """,
    ),
    in_sql(
        "filings: what was submitted is kept",
        "A return that was submitted has frozen copies, numbered without a gap.",
        """
        SELECT f.id || ': ' || f.state || ', copies ' || count(c.id)
        FROM filing_return f LEFT JOIN filing_returncopy c ON c.filing_id = f.id
        GROUP BY f.id HAVING COALESCE(max(c.version), 0) <> count(c.id)
            OR (count(c.id) = 0) <> (f.submitted_at IS NULL)
        """,
    ),
    in_sql(
        "filings: corrections stand with returned ones",
        "A return waits for a correction exactly while it is with the university again.",
        """
        SELECT f.id || ': ' || f.state FROM filing_return f
        WHERE (f.state = 'returned' AND NOT EXISTS (
                SELECT FROM filing_correction c WHERE c.filing_id = f.id AND c.answered_at IS NULL))
            OR (f.state IN ('submitted', 'accepted') AND EXISTS (
                SELECT FROM filing_correction c WHERE c.filing_id = f.id AND c.answered_at IS NULL))
        """,
    ),
    Invariant("filings: digests", "Each frozen copy has the digests of its content.", wrong_digests),
    Invariant("filings: figures", "The figures kept are those of the newest frozen copy.", wrong_figures),
    *recorded(Round, ROUND),
    *recorded(Return, RETURN),
    *recorded(Upload, UPLOAD),
]
