"""Hand-over: what leavers left behind, and what one person holds, with who takes it over."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.core.lists import page_of
from lianxiao.organisations import access
from lianxiao.organisations.queries import people
from lianxiao.organisations.roles import Right
from lianxiao.site import handovers as actions
from lianxiao.site.forms import HandoverForm

manager = requires(Right.MANAGE_PEOPLE, Right.MANAGE_ALL_PEOPLE)


@manager
@require_GET
def handovers(request: Request) -> HttpResponse:
    page = page_of(request, actions.leavers(request.actor))
    left = actions.left_by(list(page))
    lines = [{"row": row, "left": left[row.pk]} for row in page]
    sees_all = request.actor.may(Right.MANAGE_ALL_PEOPLE)
    return render(request, "site/handovers/list.html", {"page": page, "lines": lines, "sees_all": sees_all})


@manager
@require_http_methods(["GET", "POST"])
def handover(request: Request, pk: int) -> HttpResponse:
    membership = get_object_or_404(people.memberships(request.actor), pk=pk)
    shares = actions.held_by(request.actor, membership)
    form = HandoverForm(request.POST or None, membership=membership, shares=shares)
    if request.method == "POST" and form.is_valid():
        count = actions.hand_over(membership=membership, gifts=form.gifts(), by=request.actor)
        told = ngettext(
            "%(n)d thing is handed over; both were told.", "%(n)d things are handed over; both were told.", count
        )
        messages.success(request, told % {"n": count})
        return redirect("site:handover", pk)
    context = {
        "row": membership,
        "standing": people.standing_of(membership),
        "form": form,
        "staying": [share for share in shares if not share.can_be_given],
        "successors": actions.successors(membership),
        "may": {"hand_over": access.may_hand_over(request.actor, membership)},
    }
    return render(request, "site/handovers/handover.html", context, status=422 if form.errors else 200)
