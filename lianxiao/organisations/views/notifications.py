from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core.doors import signed_in
from lianxiao.core.http import Request
from lianxiao.organisations.actions import notifications as actions
from lianxiao.organisations.actions.mailing import save_mail_settings
from lianxiao.organisations.forms.mailing import MailSettingsForm
from lianxiao.organisations.queries import notifications as queries
from lianxiao.organisations.queries.mailing import choices_of, settings_of

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


@signed_in
@require_http_methods(["GET", "POST"])
def mail_settings(request: Request) -> HttpResponse:
    """What reaches one by mail and when; in the product everything always stands."""
    form = MailSettingsForm(
        request.POST or None, settings=settings_of(request.actor), choices=choices_of(request.actor)
    )
    if request.method == "POST" and form.is_valid():
        save_mail_settings(hours=form.hours(), choices=form.choices(), by=request.actor)
        messages.success(request, _("Saved. It holds for messages from now on."))
        return redirect("site:mail_settings")
    context = {"form": form, "address": request.user.email}  # type: ignore[union-attr]
    return render(request, "organisations/notifications/mail.html", context, status=422 if form.errors else 200)
