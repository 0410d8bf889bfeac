"""Nothing starts with a view that does not say who may knock."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

from lianxiao.core.checks import every_view_has_a_door
from lianxiao.core.doors import public


def open_by_mistake(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@public("planted with a reason")
def open_on_purpose(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("mistake/", open_by_mistake), path("purpose/", open_on_purpose)]


def test_every_view_of_the_product_has_a_door() -> None:
    assert every_view_has_a_door() == []


@pytest.mark.urls("tests.core.test_checks")
def test_a_view_without_a_door_is_an_error_that_names_its_address() -> None:
    assert [(problem.id, problem.msg) for problem in every_view_has_a_door()] == [
        ("lianxiao.E004", "/mistake/ has no door: put @public, @signed_in or @requires above the view.")
    ]
