"""The database goes away in the middle of a request: people are told, and the next request works."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.core.probe_urls")]


def test_an_outage_is_said_plainly_and_the_next_request_is_served() -> None:
    client = Client(raise_request_exception=False)
    response = client.get("/lose/")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert client.post("/count/").content == b"counted 1"


def test_a_mistake_of_ours_is_no_outage() -> None:
    assert Client(raise_request_exception=False).get("/break/").status_code == 500
