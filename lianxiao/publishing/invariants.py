"""What must be true of notices. Shipped ones came with the product, so no steps led to their state."""

from lianxiao.core.invariants import Invariant, in_sql, recorded
from lianxiao.publishing.models import Notice
from lianxiao.publishing.states import NOTICE

INVARIANTS: list[Invariant] = [
    in_sql(
        "notices: every text handed in is kept",
        "A notice has as many kept texts as its version says.",
        """
        SELECT n.id || ': version ' || n.version || ', kept ' || count(v.id)
        FROM publishing_notice n LEFT JOIN publishing_noticeversion v ON v.notice_id = n.id
        WHERE n.code IS NULL GROUP BY n.id HAVING n.version <> count(v.id)
        """,
    ),
    *recorded(Notice, NOTICE, unless="c.code IS NOT NULL"),
]
