from lianxiao.review.models.plan import Criterion, Plan, PlanQuerySet
from lianxiao.review.models.pool import PoolExpert, PoolImport
from lianxiao.review.models.secret import Change, Draw, Entry, Panel, Score, Seat, Sheet

__all__ = [
    "Change",
    "Criterion",
    "Draw",
    "Entry",
    "Panel",
    "Plan",
    "PlanQuerySet",
    "PoolExpert",
    "PoolImport",
    "Score",
    "Seat",
    "Sheet",
]
