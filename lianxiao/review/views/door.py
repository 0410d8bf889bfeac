"""The doors of reviews. Who may knock stands there as everywhere; behind each the review role is taken on."""

from lianxiao.core.doors import View, requires
from lianxiao.organisations.roles import Right
from lianxiao.review.queries.role import review_role


def office(view: View) -> View:
    return requires(Right.RUN_REVIEWS)(review_role()(view))  # type: ignore[operator]


def expert(view: View) -> View:
    return requires(Right.REVIEW_WHEN_INVITED)(review_role()(view))  # type: ignore[operator]
