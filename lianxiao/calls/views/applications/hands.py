"""Who writes an application together: members, what is assigned to whom, who is there now."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.actions import assignments, members, presence
from lianxiao.calls.forms.hands import AddForm, AssignForm, HandForm, InviteForm
from lianxiao.calls.models import Application
from lianxiao.calls.queries import applications as queries
from lianxiao.calls.queries import hands, invitations, overview
from lianxiao.calls.states import Hand
from lianxiao.calls.views.applications.flags import may
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.organisations.roles import Right

CAMPUS = (Right.WRITE_APPLICATIONS, Right.READ_OWN_APPLICATIONS)
CHANGERS = (Right.WRITE_APPLICATIONS, Right.RELEASE_APPLICATIONS)
INVALID = 422


@requires(*CAMPUS)
@require_GET
def application_members(request: Request, pk: int) -> HttpResponse:
    return members_page(request, get_object_or_404(queries.drafts(request.actor), pk=pk))


def members_page(
    request: Request, found: Application, *, invite: InviteForm | None = None, assign: AssignForm | None = None
) -> HttpResponse:
    flags, words = may(request.actor, found), request.GET.get("q", "")
    context: dict[str, Any] = {
        "application": found,
        "may": flags,
        "assigned": hands.assigned_lines(found),
        "words": words,
        "people": hands.people_found(found, words) if flags["change_members"] else [],
        "pending": invitations.pending(found),
        "hand_form": HandForm(),
        "invite_form": invite or InviteForm(organisations=invitations.invitable(found)),
        "assign_form": assign or AssignForm(application=found),
    }
    wrong = next((form for form in (invite, assign) if form is not None and form.errors), None)
    context["form"] = wrong
    return render(request, "calls/applications/members.html", context, status=INVALID if wrong else 200)


@requires(*CHANGERS)
@require_POST
def member_add(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.drafts(request.actor), pk=pk)
    form = AddForm(request.POST)
    if not form.is_valid():
        raise Http404
    member = members.add_member(
        application=found,
        username=form.cleaned_data["username"],
        hand=Hand(form.cleaned_data["hand"]),
        by=request.actor,
    )
    messages.success(request, _("%(name)s now takes part and has been told.") % {"name": member.user.name})
    return redirect("calls:members", pk=pk)


@requires(*CHANGERS)
@require_POST
def member_remove(request: Request, pk: int) -> HttpResponse:
    member = get_object_or_404(queries.members(request.actor), pk=pk)
    members.remove_member(member=member, by=request.actor)
    messages.success(request, _("%(name)s no longer takes part.") % {"name": member.user.name})
    return redirect("calls:members", pk=member.application_id)


@requires(*CHANGERS)
@require_POST
def member_hand(request: Request, pk: int) -> HttpResponse:
    member = get_object_or_404(queries.members(request.actor), pk=pk)
    form = HandForm(request.POST)
    if not form.is_valid():
        raise Http404
    members.change_hand(member=member, hand=Hand(form.cleaned_data["hand"]), by=request.actor)
    messages.success(request, _("Changed for %(name)s.") % {"name": member.user.name})
    return redirect("calls:members", pk=member.application_id)


@requires(*CHANGERS)
@require_POST
def member_own(request: Request, pk: int) -> HttpResponse:
    member = get_object_or_404(queries.members(request.actor), pk=pk)
    members.transfer(member=member, by=request.actor)
    messages.success(request, _("%(name)s owns the application now and has been told.") % {"name": member.user.name})
    return redirect("calls:members", pk=member.application_id)


# --- assigned sections -----------------------------------------------------------------------------


@requires(Right.WRITE_APPLICATIONS)
@require_GET
def assigned(request: Request) -> HttpResponse:
    """Everything that the reader was asked to write, in applications of any university."""
    return render(request, "calls/applications/assigned.html", {"lines": hands.own_lines(request.actor)})


@requires(Right.WRITE_APPLICATIONS)
@require_GET
def part(request: Request, pk: int) -> HttpResponse:
    """An application of another university as somebody of a partner sees it: his sections, and whose it is."""
    found = get_object_or_404(queries.parts(request.actor), pk=pk, hand=Hand.PARTNER)
    context = {"application": found, "lines": overview.section_lines(found, request.actor)}
    return render(request, "calls/applications/part.html", context)


@requires(*CHANGERS)
@require_POST
def assignment_add(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.drafts(request.actor), pk=pk)
    form = AssignForm(request.POST, application=found)
    if not form.is_valid():
        return members_page(request, found, assign=form)
    made = assignments.assign(by=request.actor, **form.cleaned_data)
    messages.success(request, _("%(name)s has been asked to write it.") % {"name": made.member.user.name})
    return redirect("calls:members", pk=pk)


@requires(*CHANGERS)
@require_POST
def assignment_remove(request: Request, pk: int) -> HttpResponse:
    assignment = get_object_or_404(hands.assignments(request.actor), pk=pk)
    assignments.unassign(assignment=assignment, by=request.actor)
    return redirect("calls:members", pk=assignment.member.application_id)


@requires(Right.WRITE_APPLICATIONS)
@require_POST
def assignment_done(request: Request, pk: int) -> HttpResponse:
    assignment = get_object_or_404(hands.own_assignments(request.actor), pk=pk)
    assignments.report_done(assignment=assignment, by=request.actor)
    messages.success(request, _("Reported as done."))
    return redirect("calls:assigned")


@requires(Right.WRITE_APPLICATIONS)
@require_POST
def section_presence(request: Request, pk: int, key: str) -> HttpResponse:
    """The open page says that it is there, and learns who else is."""
    found = get_object_or_404(queries.reached(request.actor), pk=pk)
    presence.be_present(application=found, key=key, by=request.actor)
    context = {"present": hands.present(request.actor, found, key)}
    return render(request, "calls/applications/parts/present.html", context)
