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
    actor = request.actor
    context = {"bench": queries.workbench(actor), "start": start_of(actor), "tasks": queries.mandate_tasks(actor)}
    return render(request, "site/workbench.html", context)
