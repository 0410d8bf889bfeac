"""Who reviews what is readable to the review role alone, also past the product."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from lianxiao.core.database_roles import acting_as

pytestmark = pytest.mark.django_db
TABLES = ("panel", "entry", "seat", "sheet", "score", "draw", "change", "scoreupload")


@pytest.fixture
def web(db: None) -> Iterator[psycopg.Connection]:
    """A connection of its own, as web and worker sign in."""
    params = connection.get_connection_params()
    found = {name: params[name] for name in ("dbname", "host", "port", "options") if params.get(name)}
    with psycopg.connect(user="lianxiao_web", **found) as opened:
        yield opened


@pytest.mark.parametrize("table", TABLES)
def test_the_web_role_is_refused_and_the_review_role_reads(web: psycopg.Connection, table: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), web.transaction():
        web.execute(f"SELECT * FROM review.review_{table}")
    with pytest.raises(psycopg.errors.UndefinedTable), web.transaction():
        web.execute(f"SELECT * FROM review_{table}")
    with web.transaction():
        web.execute("SET LOCAL ROLE lianxiao_review")
        assert web.execute(f"SELECT * FROM review_{table}").fetchall() == []


def test_the_role_ends_with_the_block_and_with_the_transaction() -> None:
    with connection.cursor() as cursor:
        with acting_as("lianxiao_web"):
            with acting_as("lianxiao_review"):
                cursor.execute("SELECT current_user")
                assert cursor.fetchone() == ("lianxiao_review",)
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == ("lianxiao_web",)
        cursor.execute("SELECT current_user = session_user")
        assert cursor.fetchone() == (True,)
