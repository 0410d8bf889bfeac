from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lianxiao.api.guide import operations
from lianxiao.core.doors import public
from lianxiao.core.http import Request
from lianxiao.organisations.queries.tokens import CALLS_PER_MINUTE
from lianxiao.organisations.scopes import Scope


@public("developers read how to use the API before they have a token")
@require_GET
def guide(request: Request) -> HttpResponse:
    context = {"operations": operations(), "scopes": list(Scope), "per_minute": CALLS_PER_MINUTE}
    return render(request, "api/guide.html", context)
