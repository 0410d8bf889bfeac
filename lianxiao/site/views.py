from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lianxiao.core.doors import public, signed_in
from lianxiao.core.http import Request
from lianxiao.site import queries
from lianxiao.site.starts import start_of


@public("the front page")
@require_GET
def home(request: Request) -> HttpResponse:
    return render(request, "site/home.html")


@signed_in
@require_GET
def workbench(request: Request) -> HttpResponse:
    context = {"bench": queries.workbench(request.actor), "start": start_of(request.actor)}
    return render(request, "site/workbench.html", context)
