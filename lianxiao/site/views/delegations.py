"""Deputies (代办): named for a time, confirmed where it gives rights, ended by either; what was done in whose stead."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core.doors import requires, signed_in
from lianxiao.core.http import Request
from lianxiao.core.lists import page_of
from lianxiao.organisations.access import delegations as access
from lianxiao.organisations.actions import delegations as actions
from lianxiao.organisations.models import Delegation
from lianxiao.organisations.queries import delegations as queries
from lianxiao.organisations.roles import Right
from lianxiao.site.forms import DelegationForm
from lianxiao.site.record import WORDS


def _delegation(request: Request, pk: int) -> Delegation:
    return get_object_or_404(queries.delegations(request.actor), pk=pk)


@signed_in
@require_GET
def delegations(request: Request) -> HttpResponse:
    asked = queries.waiting_delegations if request.GET.get("waiting") else queries.listed
    page = page_of(request, asked(request.actor))
    context = {"page": page, "lines": queries.lines(list(page)), "may_delegate": access.may_delegate(request.actor)}
    return render(request, "site/delegations/list.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def delegation_new(request: Request) -> HttpResponse:
    membership = actions.own_role(request.actor)
    today = timezone.localdate()
    form = DelegationForm(request.POST or None, initial={"from_date": today, "until_date": today + timedelta(days=7)})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.delegate(**form.cleaned_data, by=request.actor)
        except (actions.NotADeputy, actions.WrongPeriod, actions.OneDeputy) as refusal:
            form.add_error(form.field_of(refusal), str(refusal))
        else:
            return redirect("site:delegation", made.pk)
    context = {"form": form, "row": membership}
    return render(request, "site/delegations/new.html", context, status=422 if form.errors else 200)


@signed_in
@require_GET
def delegation(request: Request, pk: int) -> HttpResponse:
    row = _delegation(request, pk)
    done = page_of(request, queries.done_in_stead(request.actor, row))
    context = {
        "row": row,
        "standing": queries.lines([row])[0].standing,
        "page": done,
        "steps": [(step, WORDS.case(step), WORDS.verb(step), WORDS.change(step)) for step in done],
        "is_own": request.actor.user_id in (row.membership.user_id, row.deputy_id),
        "may": {
            "confirm": access.may_confirm_delegation(request.actor, row),
            "end": access.may_end_delegation(request.actor, row),
        },
    }
    return render(request, "site/delegations/delegation.html", context)


@requires(Right.GRANT_ROLES)
@require_POST
def delegation_confirm(request: Request, pk: int) -> HttpResponse:
    actions.confirm_delegation(delegation=_delegation(request, pk), by=request.actor)
    messages.success(request, _("The delegation is confirmed."))
    return redirect("site:delegation", pk)


@signed_in
@require_POST
def delegation_end(request: Request, pk: int) -> HttpResponse:
    actions.end_delegation(delegation=_delegation(request, pk), by=request.actor)
    messages.success(request, _("The delegation has ended; it opens nothing any more."))
    return redirect("site:delegations")
