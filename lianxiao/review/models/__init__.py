from lianxiao.review.models.plan import Criterion, Plan, PlanQuerySet
from lianxiao.review.models.pool import PoolExpert, PoolImport
from lianxiao.review.models.secret import Entry, Panel, Score, Seat, Sheet
from lianxiao.review.models.secret_record import Change, Draw, ScoreUpload

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
    "ScoreUpload",
    "Seat",
    "Sheet",
]
