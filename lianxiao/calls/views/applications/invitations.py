"""Invitations by e-mail: sent and withdrawn by those who write, opened by whoever holds the link."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.actions import invitations as actions
from lianxiao.calls.forms.hands import AccountForm, InviteForm
from lianxiao.calls.models import MemberInvitation
from lianxiao.calls.queries import applications as queries
from lianxiao.calls.queries import invitations
from lianxiao.calls.states import Hand
from lianxiao.calls.views.applications.hands import CHANGERS, INVALID, members_page
from lianxiao.core.doors import public, requires
from lianxiao.core.http import Request
from lianxiao.organisations.roles import Right

GONE = 410
BY_LINK = "opened by the signed link in a mail; says who invites, and nothing of the application"


@requires(*CHANGERS)
@require_POST
def member_invite(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.drafts(request.actor), pk=pk)
    form = InviteForm(request.POST, organisations=invitations.invitable(found))
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.invite(
                application=found,
                email=given["email"],
                organisation=given["organisation"],
                hand=Hand(given["hand"]),
                by=request.actor,
            )
        except actions.CannotBeInvited as refusal:
            form.add_error("email", str(refusal))
    if form.errors:
        return members_page(request, found, invite=form)
    messages.success(request, _("The invitation is on its way; its link opens for two weeks."))
    return redirect("calls:members", pk=pk)


@requires(*CHANGERS)
@require_POST
def invitation_withdraw(request: Request, pk: int) -> HttpResponse:
    invitation = get_object_or_404(invitations.invitations(request.actor), pk=pk)
    actions.withdraw_invitation(invitation=invitation, by=request.actor)
    messages.success(request, _("The invitation is withdrawn; its link opens no more."))
    return redirect("calls:members", pk=invitation.application_id)


@public(BY_LINK)
@require_GET
def invitation(request: Request, token: str) -> HttpResponse:
    return _page(request, _behind(token), AccountForm())


@requires(Right.WRITE_APPLICATIONS)
@require_POST
def invitation_accept(request: Request, token: str) -> HttpResponse:
    member = actions.accept(invitation=_behind(token), by=request.actor)
    messages.success(request, _("You take part from now on."))
    if member.hand == Hand.PARTNER:
        return redirect("calls:part", pk=member.application_id)
    return redirect("calls:application", pk=member.application_id)


@public(BY_LINK)
@require_POST
def invitation_ask(request: Request, token: str) -> HttpResponse:
    """Without an account: the liaison of the university invited is asked for one, once."""
    found, form = _behind(token), AccountForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    actions.ask_for_account(invitation=found, name=form.cleaned_data["name"])
    return redirect("calls:invitation", token=token)


def _behind(token: str) -> MemberInvitation:
    found = invitations.invitation_behind(token)
    if found is None:
        raise Http404
    return found


def _page(request: Request, found: MemberInvitation, form: forms.Form) -> HttpResponse:
    is_open = invitations.is_open(found)
    context = {
        "invitation": found,
        "token": invitations.token_of(found),
        "is_open": is_open,
        "fits": request.actor.may(Right.WRITE_APPLICATIONS) and request.actor.organisation_id == found.organisation_id,
        "form": form,
    }
    status = GONE if not is_open else INVALID if form.errors else 200
    return render(request, "calls/applications/invitation.html", context, status=status)
