"""The one way to what ties a person to an application: inside this block, and inside a transaction."""

from contextlib import AbstractContextManager

from lianxiao.core.database_roles import acting_as

ROLE = "lianxiao_review"


def review_role() -> AbstractContextManager[None]:
    return acting_as(ROLE)
