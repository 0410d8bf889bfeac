"""Views that do one thing each, to see what the middleware makes of them."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from lianxiao.core.doors import public, requires, signed_in
from lianxiao.core.models import NumberSeries
from lianxiao.core.numbers import next_number
from lianxiao.core.refusals import Refused


@public("probe")
def count(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"counted {next_number('probe')}")


@public("probe")
def count_and_refuse(request: HttpRequest) -> HttpResponse:
    next_number("probe")
    raise Refused("No more places.")


@public("probe")
def count_and_fail(request: HttpRequest) -> HttpResponse:
    next_number("probe")
    return HttpResponse("typed wrongly", status=422)


@public("probe")
def download(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(f"file {next_number('probe')}")
    response["Content-Disposition"] = "attachment"
    return response


@public("probe")
def last(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(NumberSeries.objects.get(name="probe").last))


@signed_in
def members_only(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


@requires("draft_calls")
def officers_only(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


site_patterns = ([path("", last, name="home"), path("workbench/", last, name="workbench")], "site")
urlpatterns = [
    path("count/", count),
    path("refuse/", count_and_refuse),
    path("fail/", count_and_fail),
    path("download/", download),
    path("last/", last),
    path("members/", members_only),
    path("officers/", officers_only),
    path("account/login/", last, name="account_login"),
]
