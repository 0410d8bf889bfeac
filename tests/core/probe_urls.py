"""Views that do one thing each, to see what the middleware makes of them."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from lianxiao.core.doors import public, requires, signed_in
from lianxiao.core.http import shown_once
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
def count_and_be_late(request: HttpRequest) -> HttpResponse:
    """As when somebody else stores the same between the look of a form and its row."""
    next_number("probe")
    NumberSeries.objects.bulk_create([NumberSeries.objects.get(name="probe")])
    return HttpResponse("twice")


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
def secret(request: HttpRequest) -> HttpResponse:
    return shown_once(HttpResponse(f"secret {next_number('probe')}"))


@public("probe")
def last(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(NumberSeries.objects.get(name="probe").last))


@public("probe")
def lose_the_database(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return HttpResponse("unreachable")


@public("probe")
def break_something(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a mistake of ours")


@signed_in
def members_only(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


@requires("draft_calls")
def officers_only(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


urlpatterns = [
    path("count/", count),
    path("refuse/", count_and_refuse),
    path("late/", count_and_be_late),
    path("fail/", count_and_fail),
    path("secret/", secret),
    path("download/", download),
    path("last/", last),
    path("lose/", lose_the_database),
    path("break/", break_something),
    path("members/", members_only),
    path("officers/", officers_only),
    path("", include("lianxiao.site.urls")),
]

handler500 = "lianxiao.core.http.server_error"
