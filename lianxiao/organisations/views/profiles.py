from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lianxiao.core.doors import requires, signed_in
from lianxiao.core.http import Request
from lianxiao.organisations.actions.profiles import save_expert_profile
from lianxiao.organisations.forms.register import ExpertProfileForm
from lianxiao.organisations.queries.profiles import expert_profile as profile_of
from lianxiao.organisations.queries.roles import role_table
from lianxiao.organisations.roles import Right


@signed_in
@require_GET
def roles(request: Request) -> HttpResponse:
    return render(request, "organisations/roles.html", {"table": role_table()})


@requires(Right.KEEP_EXPERT_PROFILE)
@require_http_methods(["GET", "POST"])
def expert_profile(request: Request) -> HttpResponse:
    profile = profile_of(request.actor)
    form = ExpertProfileForm(request.POST or None, instance=profile)
    if request.method == "POST" and form.is_valid():
        save_expert_profile(values=form.values(), by=request.actor)
        messages.success(request, _("Your profile is saved; assignments follow it from now on."))
        return redirect("organisations:expert_profile")
    context = {"form": form, "profile": profile}
    return render(request, "organisations/expert_profile.html", context, status=422 if form.errors else 200)
