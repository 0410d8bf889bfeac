from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lianxiao.core.doors import signed_in
from lianxiao.core.http import Request
from lianxiao.site.queries import workbench as queries
from lianxiao.site.starts import start_of


@signed_in
@require_GET
def workbench(request: Request) -> HttpResponse:
    context = {"bench": queries.workbench(request.actor), "start": start_of(request.actor)}
    return render(request, "site/workbench.html", context)
