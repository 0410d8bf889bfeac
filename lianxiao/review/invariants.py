"""What must be true of reviews: what was fixed before opening, and what submitted sheets say."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from lianxiao.core.invariants import Invariant, in_sql, recorded
from lianxiao.core.lots import digest_of
from lianxiao.review.drawing import draw
from lianxiao.review.models import Draw, Plan, Sheet
from lianxiao.review.queries.role import review_role
from lianxiao.review.scoring import total
from lianxiao.review.states import PLAN, DrawState, SheetState

PLACES = Decimal("0.0001")


def wrong_totals() -> Iterator[str]:
    rows = Sheet.objects.filter(state=SheetState.SUBMITTED).prefetch_related("scores__criterion")
    for sheet in rows.order_by("id"):
        given = [
            (float(one.points), float(one.criterion.points), float(one.criterion.weight))
            for one in sheet.scores.all()
            if one.points is not None
        ]
        counted = Decimal(total(given)).quantize(PLACES) if given else Decimal(0)
        if sheet.total is None or abs(sheet.total - counted) > PLACES:
            yield f"{sheet.pk}: {sheet.total}, by its scores {counted}"


def wrong_draws() -> Iterator[str]:
    """The seed is the sealed one, and what it draws again is what was drawn."""
    for one in Draw.objects.filter(state=DrawState.DRAWN).order_by("id"):
        again = [list(pair) for pair in draw(one.listed or {}, one.seed)]
        if digest_of(one.seed) != one.seed_digest or again != one.result:
            yield f"{one.pk}: panel {one.panel_id}"


def _inside(invariant: Invariant) -> Invariant:
    """Looked for where the web role cannot enter."""

    def find() -> Iterator[str]:
        with review_role():
            found = list(invariant.find())
        yield from found

    return replace(invariant, find=find)


INVARIANTS = [
    *recorded(Plan, PLAN),
    in_sql(
        "reviews: weights of a rubric",
        "Once a review was opened, the weights of its rubric add up to 100.",
        """
        SELECT p.id || ': ' || COALESCE(sum(c.weight), 0) FROM review_plan p
        LEFT JOIN review_criterion c ON c.plan_id = p.id
        WHERE p.state <> 'draft' GROUP BY p.id
        HAVING COALESCE(sum(c.weight), 0) <> 100 ORDER BY p.id
        """,
    ),
    _inside(
        in_sql(
            "reviews: submitted sheets are whole",
            "A submitted sheet scores every criterion of its rubric within its points, with each comment asked for.",
            """
            SELECT s.id || ', criterion ' || c.id FROM review.review_sheet s
            JOIN review.review_seat t ON t.id = s.seat_id JOIN review.review_panel p ON p.id = t.panel_id
            JOIN public.review_criterion c ON c.plan_id = p.plan_id
            LEFT JOIN review.review_score r ON r.sheet_id = s.id AND r.criterion_id = c.id
            WHERE s.state = 'submitted'
                AND (r.points IS NULL OR r.points > c.points OR (c.needs_comment AND r.comment = ''))
            ORDER BY s.id, c.id
            """,
        )
    ),
    _inside(
        Invariant(
            "reviews: totals", "The total of a submitted sheet follows from its scores and weights.", wrong_totals
        )
    ),
    _inside(
        Invariant("reviews: draws as sealed", "With its sealed seed a draw can be drawn again, alike.", wrong_draws)
    ),
]
