"""What must be true of the ledger: it says what was approved, no more and no less."""

from lianxiao.core.invariants import Invariant, in_sql, recorded
from lianxiao.ledger.models import Project
from lianxiao.ledger.states import PROJECT

INVARIANTS: list[Invariant] = [
    in_sql(
        "ledger: one project for one approval",
        "Every approval has its project under its number, and every project its approval.",
        """
        SELECT COALESCE(a.project_number, p.number)
        FROM calls_approval a FULL JOIN ledger_project p
            ON p.application_id = a.application_id AND p.number = a.project_number
        WHERE a.id IS NULL OR p.id IS NULL
        """,
    ),
    in_sql(
        "ledger: totals",
        "The totals of the province are the sums over its projects.",
        """
        SELECT COALESCE(t.year, s.year) || ': ' || COALESCE(t.projects, 0) || ' of ' || COALESCE(s.projects, 0)
        FROM (SELECT year, sum(projects) AS projects, sum(funding) AS funding FROM ledger_projecttotal GROUP BY year) t
        FULL JOIN (SELECT year, count(*) AS projects, sum(funding) AS funding FROM ledger_project GROUP BY year) s
            ON s.year = t.year
        WHERE COALESCE(t.projects, 0) <> COALESCE(s.projects, 0) OR COALESCE(t.funding, 0) <> COALESCE(s.funding, 0)
        """,
    ),
    in_sql(
        "ledger: promises",
        "What is promised toward a target is the sum over the projects of each year.",
        """
        SELECT COALESCE(t.target_id, s.target_id) || ' in ' || COALESCE(t.year, s.year)
        FROM ledger_promisetotal t
        FULL JOIN (
            SELECT i.target_id, p.year, sum(i.promised) AS promised
            FROM ledger_projectindicator i JOIN ledger_project p ON p.id = i.project_id GROUP BY 1, 2
        ) s ON s.target_id = t.target_id AND s.year = t.year
        WHERE COALESCE(t.promised, 0) <> COALESCE(s.promised, 0)
        """,
    ),
    *recorded(Project, PROJECT),
]
