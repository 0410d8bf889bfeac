import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.probe_urls")]


def test_chinese_comes_first_whatever_the_browser_announces() -> None:
    response = Client(headers={"Accept-Language": "en"}).get("/nowhere/")
    assert response["Content-Language"] == "zh-hans"


def test_a_reader_who_chose_english_gets_english() -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    assert client.get("/nowhere/")["Content-Language"] == "en"


def test_a_language_that_the_product_does_not_speak_is_not_followed() -> None:
    client = Client()
    client.cookies["django_language"] = "fr"
    assert client.get("/nowhere/")["Content-Language"] == "zh-hans"
