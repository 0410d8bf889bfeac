import pytest
from django.db import connection
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_process_that_answers_is_alive(client: Client) -> None:
    assert client.get("/health/live/").json() == {"live": True}


def test_it_is_ready_when_the_database_is_up_to_date(client: Client) -> None:
    response = client.get("/health/ready/")
    assert (response.status_code, response.json()) == (200, {"ready": True, "missing_migrations": 0})


def test_it_is_not_ready_while_a_migration_is_missing(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'ledger'")
    assert client.get("/health/ready/").status_code == 503
