"""Large print and strong contrast: chosen by a form, remembered by the browser."""

from django.template import Context, Template
from django.test import RequestFactory

from lianxiao.core.display import choose_display


def test_a_choice_is_remembered_and_leads_back(rf: RequestFactory) -> None:
    response = choose_display(rf.post("/display/", {"large": "1", "next": "/calls/?page=2"}))
    assert (response.status_code, response["Location"]) == (302, "/calls/?page=2")
    assert {name: cookie.value for name, cookie in response.cookies.items()} == {"large": "1"}


def test_a_choice_is_taken_back(rf: RequestFactory) -> None:
    response = choose_display(rf.post("/display/", {"contrast": "0", "next": "/"}))
    assert {name: cookie.value for name, cookie in response.cookies.items()} == {"contrast": "0"}


def test_nobody_is_sent_to_another_site(rf: RequestFactory) -> None:
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example", ""):
        assert choose_display(rf.post("/display/", {"large": "1", "next": elsewhere}))["Location"] == "/"


def test_reading_changes_nothing(rf: RequestFactory) -> None:
    assert choose_display(rf.get("/display/", {"large": "1"})).status_code == 405


def test_the_page_wears_what_was_chosen_and_nothing_else(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.COOKIES.update({"large": "1", "contrast": "0", "evil": "1"})
    page = Template("{% display_classes %}")
    assert page.render(Context({"request": request})) == "large"
    assert page.render(Context()) == ""
