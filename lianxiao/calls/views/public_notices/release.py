"""立项: the department's leader releases a closed list."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.actions import approvals as actions
from lianxiao.calls.queries import notice_pages as pages
from lianxiao.calls.queries import public_notices as queries
from lianxiao.calls.views.public_notices.desk import flags
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.organisations.roles import Right


@requires(Right.CONFIRM_DECISIONS)
@require_GET
def public_notice_release(request: Request, pk: int) -> HttpResponse:
    """What the release does, with every letter to be read before it leaves."""
    notice = get_object_or_404(queries.public_notice_page(request.actor), pk=pk)
    context = {
        "notice": notice,
        "lines": pages.lines_of(notice, desk=True),
        "may": flags(request.actor, notice),
    }
    return render(request, "calls/public_notices/release.html", context)


@requires(Right.CONFIRM_DECISIONS)
@require_POST
def public_notice_release_now(request: Request, pk: int) -> HttpResponse:
    notice = get_object_or_404(queries.public_notices(request.actor), pk=pk)
    results = actions.release(notice=notice, by=request.actor)
    done = sum(result.approval is not None for result in results)
    context = {"notice": notice, "results": results, "done": done}
    return render(request, "calls/public_notices/released.html", context)
