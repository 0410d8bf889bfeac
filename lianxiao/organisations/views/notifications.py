from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.core.doors import signed_in
from lianxiao.core.http import Request
from lianxiao.organisations.actions import notifications as actions
from lianxiao.organisations.queries import notifications as queries

ROWS = 20


@signed_in
@require_GET
def notifications(request: Request) -> HttpResponse:
    only_unread = request.GET.get("unread") == "1"
    rows = queries.unread(request.actor) if only_unread else queries.notifications(request.actor)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "shown": queries.worded(page.object_list), "only_unread": only_unread}
    return render(request, "organisations/notifications/list.html", context)


@signed_in
@require_POST
def notification_open(request: Request, pk: int) -> HttpResponse:
    """Reading is an act, so it is a POST; then the page that the message is about."""
    notification = get_object_or_404(queries.notifications(request.actor), pk=pk)
    actions.mark_read(notification=notification, by=request.actor)
    return redirect(notification.path or "site:notifications")


@signed_in
@require_POST
def notifications_read(request: Request) -> HttpResponse:
    read = actions.mark_all_read(by=request.actor)
    messages.success(request, _("%(n)s marked as read.") % {"n": read})
    return redirect("site:notifications")
