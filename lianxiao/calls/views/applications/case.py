from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.actions import members as actions
from lianxiao.calls.forms.applications import MemberForm
from lianxiao.calls.models import Application
from lianxiao.calls.queries import applications as queries
from lianxiao.calls.queries import overview
from lianxiao.calls.queries.prints import draft_pdf
from lianxiao.calls.views.applications.flags import may
from lianxiao.calls.views.applications.lists import READERS
from lianxiao.calls.views.downloads import download
from lianxiao.core.definitions import show
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.core.refusals import Refused
from lianxiao.organisations.roles import Right


@requires(*READERS)
@require_GET
def application(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.application_page(request.actor), pk=pk)
    return _page(request, found, MemberForm())


def _page(request: Request, found: Application, form: MemberForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "application": found,
        "may": may(request.actor, found),
        "view": overview.overview(request.actor, found, get_language() or "zh-hans"),
        "member_form": form,
    }
    if form.errors:
        context["form"] = form
    return render(request, "calls/applications/application.html", context, status=status)


@requires(Right.WRITE_APPLICATIONS, Right.READ_OWN_APPLICATIONS)
@require_GET
def application_form(request: Request, pk: int) -> HttpResponse:
    """The whole form for reading, as it stands on campus."""
    found = get_object_or_404(queries.drafts(request.actor), pk=pk)
    answers = queries.filled(found, lambda one: reverse("calls:attachment_file", args=[one.pk]))
    sections = show(queries.definition_of(found.form), answers, get_language() or "zh-hans")
    context = {"application": found, "sections": sections, "may": may(request.actor, found)}
    return render(request, "calls/applications/form.html", context)


@requires(Right.WRITE_APPLICATIONS, Right.READ_OWN_APPLICATIONS)
@require_GET
def application_draft_pdf(request: Request, pk: int) -> FileResponse:
    found = get_object_or_404(queries.drafts(request.actor), pk=pk)
    name = _("Draft %(title)s.pdf") % {"title": found}
    return download(draft_pdf(found), name, "application/pdf")


@requires(Right.WRITE_APPLICATIONS, Right.RELEASE_APPLICATIONS)
@require_POST
def member_add(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.application_page(request.actor), pk=pk)
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        member = actions.add_member(application=found, username=form.cleaned_data["username"], by=request.actor)
    except actions.NoSuchColleague as refusal:
        form.add_error("username", str(refusal))
        return _page(request, found, form, status=422)
    messages.success(request, _("%(name)s can now read and write this application.") % {"name": member.user.name})
    return redirect(reverse("calls:application", args=[pk]) + "#members")


@requires(Right.WRITE_APPLICATIONS, Right.RELEASE_APPLICATIONS)
@require_POST
def member_remove(request: Request, pk: int) -> HttpResponse:
    member = get_object_or_404(queries.members(request.actor), pk=pk)
    try:
        actions.remove_member(member=member, by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("calls:application", pk=member.application_id)
    if member.user_id == request.actor.user_id:
        return redirect("calls:applications")
    return redirect(reverse("calls:application", args=[member.application_id]) + "#members")
